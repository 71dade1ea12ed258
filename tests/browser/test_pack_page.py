"""The one file that opens from disk: it plays, lists and tells its sources, and asks no network for anything."""

import pytest

from components.pack import view, webpage
from components.selection import Selection
from data import dates

DAY = "2018-10-22"


@pytest.fixture(scope="module")
def made(tmp_path_factory, shipped):
    chosen = Selection(dates.day(DAY), provider=("alibaba",))
    path = tmp_path_factory.mktemp("page") / "atlas.html"
    path.write_bytes(webpage.html(view.look(shipped.tables, shipped.lives, chosen)))
    assert path.stat().st_size < 3_000_000
    return path


@pytest.fixture
def opened(new_page, made):
    page = new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.set_offline(True)
    page.goto(made.as_uri())
    page.wait_for_function("() => window.atlas && atlas.layer.drawn.length > 0")
    page.evaluate("atlas.ready")
    yield page
    assert [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []


def test_it_shows_what_the_command_says(opened, data_at):
    told = {(f"{row['provider']}:{row['region_id']}", row["state"], row["sure"]) for row in data_at(DAY, "alibaba")}
    state = opened.evaluate("atlas.state()")
    assert state["date"] == DAY
    assert {(site["id"], site["state"], site["sure"]) for site in state["sites"]} == told
    assert opened.locator("#solo-rows").inner_text().count("London") >= 1


def test_it_plays_and_the_list_follows(opened):
    opened.evaluate("atlas.show('2010-01-01')")
    before = len(opened.evaluate("atlas.state()")["sites"])
    opened.get_by_role("button", name="Play", exact=True).click()
    opened.wait_for_function("() => atlas.state().date > '2016-12-31'")
    opened.get_by_role("button", name="Pause", exact=True).click()
    state = opened.evaluate("atlas.state()")
    assert not state["playing"] and len(state["sites"]) > before
    opened.wait_for_function("() => document.querySelector('#solo-rows').textContent.includes('Frankfurt')")
