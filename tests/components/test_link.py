"""The link holds the whole view, and a bad one never breaks the page."""

import datetime as dt

import pytest

from components.selection import CONTROLS
from data import dates, query
from data.load import FOLDER
from tests.components.reading import keys_of, link_of, rows_of


def test_a_link_holds_the_whole_view(run_page):
    link = {
        "date": ["2018-09-07"],
        "provider": ["alibaba", "gcp"],
        "access": ["public"],
        "state": ["announced", "live"],
        "continent": ["Europe"],
        "country": ["DE", "GB"],
        "region": ["alibaba:eu-west-1"],
        "q": ["o"],
    }
    page = run_page(**link)
    assert not page.warning
    state = page.session_state
    assert state["date"] == dt.date(2018, 9, 7)
    assert {name: list(state[name]) for name in ("provider", "access", "state", "continent", "country")} == {
        name: link[name] for name in ("provider", "access", "state", "continent", "country")
    }
    assert state["region"] == "alibaba:eu-west-1"
    assert link_of(page) == link
    assert keys_of(page) == {"alibaba:eu-west-1", "alibaba:eu-central-1", "gcp:europe-west2", "gcp:europe-west3"}
    again = run_page(**page.query_params)
    assert rows_of(again).equals(rows_of(page))
    assert keys_of(run_page(date="2018-09-07", provider="alibaba,gcp")) == keys_of(
        run_page(date="2018-09-07", provider=["alibaba", "gcp"])
    )


def test_every_control_goes_into_the_link_and_out_again(run_page, shipped):
    page = run_page()
    assert link_of(page) == {}
    newest = shipped.tables.edition
    moves = [
        (lambda v: page.date_input(key="date").set_value(v), dt.date(2018, 9, 7), newest, ["2018-09-07"], "date"),
        (lambda v: page.pills(key="provider").set_value(v), ["aws", "gcp"], [], ["aws", "gcp"], "provider"),
        (lambda v: page.pills(key="access").set_value(v), ["public"], [], ["public"], "access"),
        (lambda v: page.pills(key="state").set_value(v), ["live"], [], ["live"], "state"),
        (lambda v: page.multiselect(key="continent").set_value(v), ["Europe"], [], ["Europe"], "continent"),
        (lambda v: page.multiselect(key="country").set_value(v), ["DE"], [], ["DE"], "country"),
        (lambda v: page.multiselect(key="partner").set_value(v), ["bt"], [], ["bt"], "partner"),
        (lambda v: page.multiselect(key="role").set_value(v), ["hosts"], [], ["hosts"], "role"),
        (lambda v: page.pills(key="layer").set_value(v), ["wavelength"], [], ["wavelength"], "layer"),
        (lambda v: page.text_input(key="q").set_value(v), "paris", "", ["paris"], "q"),
        (lambda v: page.selectbox(key="region").set_value(v), "aws:eu-west-3", "", ["aws:eu-west-3"], "region"),
    ]
    for put, value, default, written, name in moves:
        put(value).run()
        assert not page.exception, page.exception
        assert link_of(page) == {name: written}
        put(default).run()
        assert link_of(page) == {}, name


def test_month_and_event_buttons_move_the_date(run_page, shipped):
    page = run_page(date="2018-09-07", provider="alibaba")
    page.select_slider(key="month").set_value("2018-10").run()
    assert link_of(page)["date"] == ["2018-10-31"]
    assert page.date_input(key="date").value == dt.date(2018, 10, 31)
    page.date_input(key="date").set_value(dt.date(2018, 9, 8)).run()
    assert page.select_slider(key="month").value == "2018-09"
    lives = shipped.lives[(shipped.lives["provider"] == "alibaba") & (shipped.lives["kind"] == "region")]
    days = query.event_days(lives)
    after = min(day for day in days if day > dates.day("2018-09-08"))
    next(button for button in page.button if button.label == "Next event").click().run()
    assert link_of(page)["date"] == [dates.date_of(after).isoformat()]
    before = max(day for day in days if day < after)
    next(button for button in page.button if button.label == "Previous event").click().run()
    assert link_of(page)["date"] == [dates.date_of(before).isoformat()]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("date", "2018-13", "not a date"),
        ("date", "1999-01-01", "outside the clock"),
        ("provider", "nosuch", "not in the tables"),
        ("region", "x:y", "not in the tables"),
        ("state", "<b>open", "not in the tables"),
        ("country", "ZZ", "not in the tables"),
    ],
)
def test_a_bad_value_of_the_link_falls_back_with_a_note(run_page, name, value, words):
    page = run_page(**{name: value})
    [note] = [warning.value.replace("\\", "") for warning in page.warning]
    assert name in note and value in note and words in note
    if value != "1999-01-01":
        assert len(rows_of(page)) > 500
        assert link_of(page) == {}


def test_good_values_beside_bad_ones_stay(run_page):
    page = run_page(provider="nosuch,alibaba", date="2018-09-07")
    assert set(rows_of(page)["provider"]) == {"alibaba"}
    assert len(page.warning) == 1


def test_the_readme_names_every_part_of_the_link():
    text = (FOLDER.parents[1] / "README.md").read_text("utf-8")
    assert [control.name for control in CONTROLS if f"`{control.name}`" not in text] == []
