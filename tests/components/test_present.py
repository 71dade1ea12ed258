"""Present, without a browser: the stage, the speaker's notes, the map alone, and a story of one's own."""

import json
import re
import shutil
from pathlib import Path

import pytest

from data import stories

ROOT = Path(__file__).parent.parent.parent


def html(app):
    """All that the page says in HTML of ours."""
    return "\n".join(node.proto.body for node in app.get("html"))


def said(app):
    """The text of the stage."""
    [section] = re.findall(r'<section class="atlas-stage.*?</section>', html(app), re.DOTALL)
    return section


def view(app, sent_to_map):
    """What the page hands to the time layer."""
    script = sent_to_map(app)["feature_group"]
    found = re.search(
        r"atlas\.update\((\{.*?\})\);", script if isinstance(script, str) else json.dumps(script), re.DOTALL
    )
    text = found.group(1)
    return json.loads(text if isinstance(script, str) else json.loads(f'"{text}"'))


def button(app, label):
    [found] = [one for one in app.button if one.label == label]
    return found


def test_a_step_fills_the_page_with_its_title_date_caption_and_sources(run_page, sent_to_map):
    app = run_page(story="alibaba-europe", step="3", present="1")
    text = said(app)
    assert "<h1>London is announced</h1>" in text
    assert "7 Sep 2018</p>" in text
    assert "BT (reported by the press, not confirmed by Alibaba Cloud)" in text
    assert 'Sources: <a href="https://news.webhosting.info/' in text
    assert "3 / 10" in html(app)
    assert not app.sidebar
    sent = view(app, sent_to_map)
    assert sent["stage"] == {"story": "alibaba-europe", "step": 3, "steps": 11, "notes": False}
    assert (sent["date"], sent["fly"], sent["playTo"], sent["select"]) == (
        "2018-09-07",
        [51.2, 4.5, 5.0],
        True,
        "alibaba:eu-west-1",
    )


def test_next_and_back_turn_the_steps_and_end_at_the_sources(run_page, sent_to_map):
    app = run_page(story="alibaba-europe", step="9", present="1")
    button(app, "Next").click().run()
    assert "Paris, eight years on" in said(app)
    button(app, "Next").click().run()
    assert "<h1>Sources</h1>" in said(app)
    assert said(app).count("<li>") > 10
    assert button(app, "Next").disabled
    button(app, "Back").click().run()
    assert "Paris, eight years on" in said(app)
    assert view(app, sent_to_map)["date"] == "2026-06-17"


def test_a_step_without_camera_shows_the_world(run_page, sent_to_map):
    assert view(run_page(story="alibaba-europe", step="1", present="1"), sent_to_map)["fly"] is None


@pytest.mark.parametrize(("step", "shown"), [("0", "1"), ("40", "11"), ("99", "1"), ("x", "1"), ("", "1")])
def test_a_step_that_is_not_there_falls_back(run_page, step, shown):
    app = run_page(story="alibaba-europe", step=step, present="1")
    assert f'data-step="{shown}"' in said(app)


def test_without_a_story_the_first_is_shown_and_an_unknown_one_is_named(run_page):
    app = run_page(present="1", story="nowhere")
    assert "Alibaba Cloud&#x27;s road to Europe" in said(app)
    assert any("story\\=nowhere" in toast.value or "story=nowhere" in toast.value for toast in app.toast)


def test_ones_own_story_is_not_in_a_link(run_page):
    app = run_page(present="1", story="own", step="1")
    assert any("lives in the window in which it was built" in code.value for code in app.code)
    button(app, "Back to the page").click().run()
    assert not app.exception


def test_a_story_that_does_not_fit_other_tables_says_why(run_page, monkeypatch, tmp_path):
    """With tables of one's own a shipped story may name what they do not hold: it says so, and nothing breaks."""
    folder = tmp_path / "tables"
    shutil.copytree(ROOT / "data" / "tables", folder)
    deals = folder / "partnerships.csv"
    rows = deals.read_text("utf-8").splitlines(keepends=True)
    deals.write_text("".join(row for row in rows if not row.startswith("alibaba,bt,")), "utf-8")
    monkeypatch.setenv("ATLAS_TABLES", str(folder))
    app = run_page(story="alibaba-europe", step="3", present="1")
    assert [error.value for error in app.error] == ["This story does not fit the tables."]
    assert re.search(r"alibaba-europe\.toml, line \d+, caption: .*the tables hold no such deal", app.code[0].value)
    press(app, "Back to the page")


def test_leaving_a_story_keeps_its_view(run_page, sent_to_map):
    app = run_page(story="alibaba-europe", step="3", present="1")
    button(app, "Leave").click().run()
    sent = view(app, sent_to_map)
    assert (sent["date"], sent["select"]) == ("2018-09-07", "alibaba:eu-west-1")
    assert "stage" not in sent
    assert app.session_state["provider"] == ["alibaba"]


def test_the_notes_say_what_comes_next(run_page, sent_to_map):
    app = run_page(story="alibaba-europe", step="3", notes="1")
    text = said(app)
    assert "Say it as it is: the alliance with BT is the word of the press." in text
    assert "London opens (22 Oct 2018)" in text
    assert view(app, sent_to_map)["stage"]["notes"] is True


def test_the_map_alone_has_nothing_around_it(run_page, sent_to_map):
    app = run_page(view="map", date="2018-09-07", provider="alibaba")
    assert not app.sidebar
    assert not app.metric
    assert len(app.get("component_instance")) == 1
    assert view(app, sent_to_map)["date"] == "2018-09-07"


def test_texts_of_a_story_are_shown_as_text(run_page, shipped):
    app = run_page(story="alibaba-europe", step="1", present="1")
    evil = stories.Story(
        "own", "<img src=x>", "", (stories.Step("<b>bold</b>", 17000, "<script>alert(1)</script>", "<i>"),)
    )
    app.session_state["_own"] = evil
    app.session_state["story"] = "own"
    app.run()
    assert not app.exception
    assert "<h1>&lt;b&gt;bold&lt;/b&gt;</h1>" in said(app)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in said(app)
    assert "<script" not in html(app).replace("&lt;script", "")


def own_page():
    """The page Present as a script of its own: AppTest cannot turn to a page that is a function."""
    import streamlit as st

    from components import present, room, selection

    atlas = room.open_atlas()
    st.session_state["_dark"] = False
    selection.follow_link(atlas.tables, "present")
    present.draw(atlas, selection.current(atlas.tables), False)


@pytest.fixture
def own(monkeypatch):
    from streamlit.testing.v1 import AppTest

    monkeypatch.chdir(ROOT)
    app = AppTest.from_function(own_page, default_timeout=60)
    app.run()
    assert not app.exception, app.exception
    return app


def press(app, label, key=None):
    """Press the button of this label (and key)."""
    [found] = [one for one in app.button if one.label == label and (key is None or one.key == key)]
    found.click().run()
    assert not app.exception, app.exception


def titles(app):
    return [step.title for step in app.session_state["_own"].steps]


def test_the_page_lists_the_stories_and_what_each_step_says(own):
    assert own.selectbox(key="story").options == [
        "Alibaba Cloud's road to Europe",
        "Promised and delivered",
        "Who runs China's and Europe's sovereign clouds",
        "Twenty years of cloud regions",
    ]
    assert any("in an alliance with BT" in text.value for text in own.caption)
    own.selectbox(key="story").select("promised").run()
    assert any("about 22 months late" in text.value for text in own.caption)
    press(own, "Present")
    assert (own.session_state["present"], own.session_state["story"], own.session_state["step"]) == (
        "1",
        "promised",
        "1",
    )


def test_a_story_of_ones_own_is_edited_moved_and_deleted(own):
    press(own, "Make a copy of my own")
    assert own.session_state["story"] == "own"
    first, second, third, *rest = titles(own)
    press(own, "Later", "down 1")
    assert titles(own) == [second, first, third, *rest]
    press(own, "Earlier", "up 3")
    assert titles(own) == [second, third, first, *rest]
    press(own, "Delete", "drop 2")
    assert titles(own) == [third, first, *rest]
    own.text_input(key="own title 1").set_value("Mine").run()
    own.text_area(key="own caption 1").set_value("In {countries provider=alibaba}.").run()
    own.text_area(key="own notes 1").set_value("Slowly").run()
    assert not own.exception
    step = own.session_state["_own"].steps[1]
    assert (step.title, step.caption, step.notes) == ("Mine", "In {countries provider=alibaba}.", "Slowly")
    assert any(text.value == "In four countries." for text in own.caption), [text.value for text in own.caption]
    own.text_input(key="own title").set_value("My road").run()
    assert own.session_state["_own"].title == "My road"


def test_a_caption_that_names_no_fact_says_so(own):
    press(own, "Make a copy of my own")
    own.text_area(key="own caption 1").set_value("In {contries}.").run()
    assert any("did you mean countries" in text.value for text in own.caption)


def test_a_view_becomes_a_step(own):
    press(own, "Begin a story of my own")
    assert titles(own) == []
    own.session_state["date"] = own.session_state["date"].replace(year=2018, month=10, day=22)
    own.session_state["region"] = "alibaba:eu-west-1"
    own.session_state["_camera"] = [51.5, -0.1, 6.25]
    own.run()
    assert titles(own) == ["UK (London), 22 Oct 2018"]
    own.session_state["_camera"] = []
    own.session_state["region"] = ""
    own.run()
    first, second = own.session_state["_own"].steps
    assert (first.camera, first.region, first.day) == ((51.5, -0.1, 6.25), "alibaba:eu-west-1", second.day)
    assert second.camera is None
    assert own.text_area(key="own caption 1").placeholder.startswith(
        "Alibaba Cloud London: announced on 7 Sep 2018 (reported)"
    )


def test_a_file_is_loaded_again_and_a_typo_in_it_is_named(own, shipped):
    one = stories.load_story("promised", shipped.tables, shipped.lives)
    text = stories.write_story(one)
    own.file_uploader(key="own file").upload(
        "mine.toml", text.replace("gcp:europe-west9", "gcp:europe-west99").encode(), "application/toml"
    ).run()
    told = "\n".join(code.value for code in own.code)
    assert re.search(r"mine\.toml, line \d+, region: 'gcp:europe-west99': no such region", told)
    assert "_own" not in own.session_state
    own.file_uploader(key="own file").upload("mine.toml", text.encode(), "application/toml").run()
    assert not own.exception
    assert titles(own) == [step.title for step in one.steps]
    assert not own.error


def test_what_is_downloaded_is_what_is_loaded(own, shipped):
    press(own, "Make a copy of my own")
    one = own.session_state["_own"]
    assert stories.read_story(stories.write_story(one), "own.toml", shipped.tables, shipped.lives) == one
