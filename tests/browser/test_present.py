"""Present in a real browser: the founding story by keyboard alone, on two projectors; notes, building, embedding."""

import json
import re

import pytest

STEPS = 10
TURNS = ["ArrowRight", "PageDown", "Space", "ArrowDown", "Enter"]
CALM = "atlas.view.stage && atlas.view.stage.step === %d && !atlas.stage.gliding && !atlas.layer._frame"


def wait_step(atlas, number):
    """Wait until page and map both show a step and the map has played to its date."""
    atlas.page.wait_for_selector(f'.atlas-stage[data-step="{number}"]')
    atlas.frame.wait_for_function(f"{CALM % number} && atlas.state().date === atlas.view.date")
    atlas.idle()


def caption(atlas):
    return atlas.page.locator(".atlas-stage").inner_text()


def show(visit, page, query):
    atlas = visit(query, on=page)
    atlas.page.wait_for_selector(".atlas-stage")
    return atlas


def assert_fits(page):
    """Nothing is cut: no scrolling in the text nor the page, and the text lies above the foot and beside the map."""
    boxes = page.evaluate("""() => {
        const box = (one) => document.querySelector(one).getBoundingClientRect().toJSON();
        const text = document.querySelector('.atlas-stage');
        return {over: text.scrollHeight - text.clientHeight, wide: text.scrollWidth - text.clientWidth,
            text: box('.atlas-stage'),
            foot: box('.st-key-turn'), map: box('iframe'), high: innerHeight, broad: innerWidth};
    }""")
    assert boxes["over"] <= 1 and boxes["wide"] <= 1
    assert boxes["text"]["bottom"] <= boxes["foot"]["top"] + 1
    assert boxes["foot"]["bottom"] <= boxes["high"]
    assert boxes["text"]["right"] <= boxes["map"]["left"]
    assert abs(boxes["map"]["height"] - boxes["high"]) <= 1
    assert abs(boxes["map"]["right"] - boxes["broad"]) <= 1
    assert abs(boxes["map"]["top"]) <= 1


def wait_camera(atlas):
    """Wait until the map has come to rest where the step's camera looks, or on the whole world."""
    atlas.frame.wait_for_function("""() => {
        const {center, zoom} = atlas.state(), camera = atlas.view.fly;
        if (!camera) return atlas.map.getBounds().contains([[-30, -100], [50, 150]]);
        const wide = Math.log2(atlas.map.getSize().x / 900);
        return Math.hypot(center[0] - camera[0], center[1] - camera[1]) < 1 && Math.abs(zoom - wide - camera[2]) < 0.2;
    }""")


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080)])
def test_the_founding_story_from_first_to_last_step_by_keyboard(visit, new_page, width, height):
    """Keys alone, from the moment it opens; a foreign request or an error in the console fails the fixture."""
    atlas = show(visit, new_page(width, height), "?story=alibaba-europe&present=1")
    wait_step(atlas, 1)
    atlas.mark_frame()
    assert not atlas.page.locator('[data-testid="stSidebar"]:visible, [data-testid="stHeader"]:visible').count()
    texts, dates = {}, {}
    for number in range(1, STEPS + 2):
        wait_step(atlas, number)
        assert_fits(atlas.page)
        texts[number], dates[number] = caption(atlas), atlas.state()["date"]
        atlas.wait_link("step", str(number))
        if number <= STEPS:
            assert f"{number} / {STEPS}" in atlas.page.locator(".st-key-turn").inner_text()
            atlas.page.keyboard.press(TURNS[number % len(TURNS)])
    assert (
        "7 Sep 2018 (reported), in an alliance with BT (reported by the press, not confirmed by Alibaba Cloud)"
        in texts[3]
    )
    assert "London opens on 22 Oct 2018 with two zones." in texts[4]
    assert "BT (reported by the press, not confirmed by Alibaba Cloud)" in texts[4]
    assert "Andhra Pradesh Economic Development Board" in texts[8]
    assert "it closes on 15 Jul 2024" in texts[9]
    assert texts[STEPS + 1].count("\n") > 10 and "webhosting.info" in texts[STEPS + 1]
    assert [dates[number] for number in (2, 3, 4, 9, 10)] == [
        *("2016-11-30", "2018-09-07", "2018-10-22", "2024-09-30", "2026-06-17"),
    ]
    assert atlas.is_marked(), "the map was mounted anew between steps"
    assert set(atlas.link()) == {"story", "step", "present"}
    atlas.page.keyboard.press("ArrowRight")  # there is no further step
    atlas.page.keyboard.press("PageUp")
    wait_step(atlas, STEPS)
    atlas.page.keyboard.press("Home")
    wait_step(atlas, 1)
    atlas.page.keyboard.press("End")
    wait_step(atlas, STEPS + 1)
    atlas.page.keyboard.press("Shift+Space")
    wait_step(atlas, STEPS)


@pytest.mark.parametrize("story", ["promised", "sovereign", "twenty-years"])
def test_every_step_of_the_other_stories_fits_a_small_projector(visit, new_page, story):
    atlas = show(visit, new_page(1280, 720), f"?story={story}&present=1")
    steps = atlas.frame.evaluate("atlas.view.stage.steps")
    for number in range(1, steps + 1):
        wait_step(atlas, number)
        assert_fits(atlas.page)
        wait_camera(atlas)
        if number < steps:
            atlas.page.keyboard.press("PageDown")


def test_the_map_shows_what_the_step_says(visit, new_page):
    """London hollow with BT on a dashed line, then live; the map has flown to Europe."""
    atlas = show(visit, new_page(1280, 720), "?story=alibaba-europe&step=3&present=1")
    wait_step(atlas, 3)
    assert atlas.sites()["alibaba:eu-west-1"] == ("announced", True)
    [line] = [line for line in atlas.state()["lines"] if line["partner"] == "bt"]
    assert (line["to"], line["confidence"], line["dashed"]) == ("alibaba:eu-west-1", "reported", True)
    wait_camera(atlas)
    atlas.page.keyboard.press("ArrowRight")
    wait_step(atlas, 4)
    assert atlas.sites()["alibaba:eu-west-1"] == ("live", True)


def test_the_map_plays_and_flies_between_two_steps(visit, new_page):
    atlas = show(visit, new_page(1280, 720), "?story=alibaba-europe&step=8&present=1")
    wait_step(atlas, 8)
    atlas.frame.evaluate("""() => { window.seen = { days: new Set(), zooms: new Set() };
        const show = atlas._show.bind(atlas);
        atlas._show = (day, how) => { seen.days.add(day); seen.zooms.add(atlas.map.getZoom()); show(day, how); }; }""")
    atlas.page.keyboard.press("ArrowRight")
    wait_step(atlas, 9)
    seen = atlas.frame.evaluate("[[...seen.days], [...seen.zooms].length]")
    assert len(seen[0]) > 5, "the days between were not shown"
    assert seen[0] == sorted(seen[0])
    assert seen[1] > 2, "the map leapt instead of flying"
    calm = show(visit, new_page(1280, 720, reduced_motion="reduce"), "?story=alibaba-europe&step=8&present=1")
    wait_step(calm, 8)
    calm.frame.evaluate("() => { window.days = []; const show = atlas._show.bind(atlas);"
                        "atlas._show = (day, how) => { days.push(day); show(day, how); }; }")  # fmt: skip
    calm.page.keyboard.press("ArrowRight")
    wait_step(calm, 9)
    assert calm.frame.evaluate("days.length") == 0, "it plays for a person who asked for no motion"


def test_two_keys_in_haste_are_two_steps(visit, new_page):
    atlas = show(visit, new_page(1280, 720), "?story=alibaba-europe&step=2&present=1")
    wait_step(atlas, 2)
    atlas.page.keyboard.press("PageDown")
    atlas.page.keyboard.press("PageDown")
    wait_step(atlas, 4)


def test_keys_work_within_the_map_and_clicks_go_on(visit, new_page):
    atlas = show(visit, new_page(1280, 720), "?story=alibaba-europe&step=2&present=1")
    wait_step(atlas, 2)
    atlas.frame.focus("#map_div")
    atlas.page.keyboard.press("ArrowRight")
    wait_step(atlas, 3)
    atlas.page.locator(".atlas-stage h1").click()
    wait_step(atlas, 4)
    box = atlas.page.locator("iframe").bounding_box()
    atlas.page.mouse.click(box["x"] + 60, box["y"] + box["height"] - 250)  # open sea
    wait_step(atlas, 5)
    mark = atlas.at(51.5, -0.12)
    atlas.page.mouse.click(mark["x"], mark["y"])
    atlas.frame.wait_for_selector(".atlas-list:not([hidden])")
    assert atlas.frame.evaluate("atlas.stage.wanted") == 5, "a click on a mark is no click to go on"
    atlas.page.get_by_role("button", name="Next").click()
    wait_step(atlas, 6)


def test_escape_leaves_for_the_same_view_and_the_keys_are_free_again(visit, new_page):
    atlas = show(visit, new_page(1280, 720), "?story=alibaba-europe&step=3&present=1")
    wait_step(atlas, 3)
    atlas.page.keyboard.press("Escape")
    atlas.wait_words("7 Sep 2018")
    atlas.ready()
    assert atlas.page.locator('[data-testid="stSidebar"]').is_visible()
    atlas.wait_link("present")
    assert atlas.link()["provider"] == ["alibaba"]
    atlas.page.keyboard.press("ArrowRight")
    atlas.page.keyboard.press("PageDown")
    assert atlas.frame.evaluate("atlas.stage.on") is False
    assert "present" not in atlas.link()


def test_a_link_to_a_step_opens_just_there(visit, new_page):
    first = show(visit, new_page(1280, 720), "?story=sovereign&step=4&present=1")
    wait_step(first, 4)
    assert "Germany gives the trustee up" in caption(first)
    again = show(visit, new_page(1280, 720), "?" + first.page.url.partition("?")[2])
    wait_step(again, 4)
    assert caption(again) == caption(first)


def test_the_notes_follow_in_a_second_window(visit, new_page):
    atlas = show(visit, new_page(1280, 720), "?story=alibaba-europe&step=3&present=1")
    wait_step(atlas, 3)
    with atlas.page.context.expect_page() as opened:
        atlas.page.get_by_role("link", name="Notes").click()
    notes = type(atlas)(opened.value, atlas.address).ready()
    wait_step(notes, 3)
    assert "Say it as it is" in caption(notes)
    atlas.page.bring_to_front()
    atlas.page.keyboard.press("ArrowRight")
    wait_step(atlas, 4)
    notes.page.bring_to_front()
    wait_step(notes, 4)
    notes.page.keyboard.press("ArrowRight")
    wait_step(notes, 5)
    atlas.page.bring_to_front()
    wait_step(atlas, 5)


def test_a_person_builds_a_story_and_presents_it(visit, new_page, tmp_path):
    atlas = visit("?date=2018-10-22&provider=alibaba", on=new_page(1400, 1000))
    page = atlas.page
    page.get_by_role("link", name="Present", exact=True).click()
    page.get_by_role("button", name="Begin a story of my own").click()
    page.get_by_text("No step yet.").wait_for()
    atlas.ready()
    atlas.show_map()
    atlas.look_at(51.5, 4.0, 5)
    atlas.frame.locator(".atlas-add").click()
    step = page.locator("[data-testid=stExpander]").first
    step.get_by_text("1. Alibaba Cloud, 22 Oct 2018").click()
    step.get_by_label("Caption").fill("London runs {on alibaba:eu-west-1 launched}.")
    step.get_by_label("Caption").blur()
    page.get_by_text("London runs on 22 Oct 2018.").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the story").click()
    file = tmp_path / "mine.toml"
    download.value.save_as(file)
    text = file.read_text("utf-8")
    assert "date = 2018-10-22" in text and 'provider = ["alibaba"]' in text
    camera = json.loads(re.search(r"camera = (.*)", text).group(1))
    assert abs(camera[0] - 51.5) < 0.1 and abs(camera[1] - 4.0) < 0.1

    other = visit("", on=new_page(1400, 1000))
    other.page.get_by_role("link", name="Present", exact=True).click()
    other.page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(file)
    other.page.get_by_label("Title").first.wait_for()
    other.page.get_by_role("button", name="Present", exact=True).click()
    other.page.wait_for_selector(".atlas-stage")
    other.ready()
    wait_step(other, 1)
    assert "London runs on 22 Oct 2018." in caption(other)
    lat, lon = other.state()["center"]
    assert abs(lat - 51.5) < 0.5 and abs(lon - 4.0) < 0.5
    other.page.keyboard.press("ArrowRight")
    wait_step(other, 2)
    assert "Sources" in caption(other)

    file.write_text(text.replace("alibaba:eu-west-1", "alibaba:eu-west-7"), "utf-8")
    third = visit("", on=new_page(1400, 1000))
    third.page.get_by_role("link", name="Present", exact=True).click()
    third.page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(file)
    third.page.get_by_text("The file is refused.").wait_for()
    said = third.page.locator("[data-testid=stCode]").inner_text()
    assert re.search(r"mine\.toml, line \d+, caption: .*no such region in the tables: alibaba:eu-west-7", said)


def test_the_map_alone_fills_a_frame_of_another_page(visit, new_page, serve):
    """As another site would frame it: with Streamlit's own embed=true."""
    page = new_page(900, 560)
    atlas = visit("?view=map&embed=true&date=2018-09-07&provider=alibaba", on=page)
    assert atlas.state()["date"] == "2018-09-07"
    assert not page.locator('[data-testid="stSidebar"]:visible, [data-testid="stHeader"]:visible, h3:visible').count()
    box = page.locator("iframe").bounding_box()
    assert (round(box["x"]), round(box["y"]), round(box["width"]), round(box["height"])) == (0, 0, 900, 560)
    atlas.frame.get_by_role("button", name="One month on").click()
    atlas.wait_link("date", "2018-10-07")
    assert atlas.link()["view"] == ["map"]
