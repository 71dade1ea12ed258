"""One clock: whatever moves the date, the map, the numbers, the chart, the table and the link say the same."""

import pytest

from data import dates, query
from tests.bench import tables

EUROPE = (49, 9, 4.5)
RULE = "[data-testid=stVegaLiteChart] .role-mark.mark-rule line"


@pytest.fixture
def agree(shipped, data_at):
    """Check that all parts of the page show one date: agree(atlas, "2018-09-07", "alibaba")."""

    def agree(atlas, day, *providers):
        words = dates.words(day)
        atlas.wait_words(words)
        assert atlas.link().get("date", [shipped.tables.edition.isoformat()]) == [day]
        rows = data_at(day, *providers)
        live = [row for row in rows if row["state"] in ("live", "closing")]
        unsure = sum(row["state"] == "live" and not row["sure"] for row in rows)

        state = atlas.state()
        assert state["date"] == day
        assert {(s["id"], s["state"], s["sure"]) for s in state["sites"]} == {
            (f"{row['provider']}:{row['region_id']}", row["state"], row["sure"]) for row in rows
        }
        assert atlas.frame.locator(".atlas-date").inner_text() == words
        numbers = atlas.numbers()
        assert numbers["Regions live"] == len(live)
        assert numbers["Announced"] == sum(row["state"] == "announced" for row in rows)
        assert numbers["Countries"] == len({row["country"] for row in live})
        assert numbers["Providers"] == len({row["provider"] for row in live})
        chips = atlas.frame.locator(".atlas-chip:not([hidden]) b").all_inner_texts()
        assert sum(map(int, chips)) == len(live)

        if rows:
            summary = atlas.page.locator("[data-testid=stCaptionContainer]", has_text="region").first.inner_text()
            assert summary.startswith(f"{len(rows)} region")
            assert not unsure or f"({unsure} of them not surely)" in summary
            table = atlas.table(len(rows))
            assert words in table["says"]
            assert table["cells"][0][:2] == [rows[0]["provider"], rows[0]["region_id"]]
            heading = atlas.page.locator("[data-testid=stMarkdown]", has_text="Regions surely live, by provider").first
            assert heading.inner_text().strip().endswith(f"rule at {words}")
        return rows

    return agree


def rule_x(atlas):
    """Where the rule at the date stands in the growth chart, in pixels."""
    line = atlas.page.locator(RULE).first
    return float(line.get_attribute("transform").removeprefix("translate(").split(",")[0])


@pytest.fixture
def received(page):
    """What the server sends into the page, message by message, as bytes."""
    frames = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(frame)))
    return frames


def assert_few_bytes(received):
    """One message for the map, small: no site is sent again."""
    [size] = [len(frame) for frame in received if b"atlas.update" in frame]
    assert size < 6 * 1024
    received.clear()


def test_numbers_marks_table_and_command_agree_on_five_days(visit, agree, received, shipped):
    lives = shipped.lives
    published = set(lives.loc[lives["lat"].notna(), "key"])
    atlas = visit("?date=2012-07-01")
    counts = []
    for day in ("2012-07-01", "2015-12-31", "2018-09-07", "2021-02-28", "2026-11-25"):
        if counts:
            received.clear()
            atlas.frame.evaluate("(day) => atlas.show(day)", day)
        rows = agree(atlas, day)
        if counts:
            assert_few_bytes(received)
        assert atlas.drawn() == {f"{row['provider']}:{row['region_id']}" for row in rows} & published
        counts.append(len(rows))
    assert counts == sorted(counts) and counts[0] > 0 and len(set(counts)) == 5


def test_controls_of_the_page_move_the_clock_and_keep_the_view(visit, agree, shipped):
    atlas = visit("?date=2018-09-07&provider=alibaba")
    page = atlas.page
    agree(atlas, "2018-09-07", "alibaba")
    atlas.look_at(*EUROPE)
    atlas.mark_frame()
    view = atlas.view()

    def still():
        assert atlas.is_marked(), "the map's frame was mounted anew"
        assert atlas.view() == pytest.approx(view, abs=0.04)  # a pixel: Leaflet rounds the centre to whole ones

    month = page.locator("[data-testid=stSlider] input[type=range]").first
    month.focus()
    page.keyboard.press("ArrowRight")
    atlas.wait_link("date", "2018-10-31")
    agree(atlas, "2018-10-31", "alibaba")
    still()

    page.locator("[data-testid=stDateInput] [data-type=year]").first.focus()
    page.keyboard.type("2019")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    atlas.wait_link("date", "2019-10-31")
    agree(atlas, "2019-10-31", "alibaba")
    still()

    lives = shipped.lives[shipped.lives["provider"] == "alibaba"]
    lives = lives[lives["kind"] == "region"]
    days = query.event_days(lives)
    now = dates.day("2019-10-31")
    after = dates.date_of(min(day for day in days if day > now)).isoformat()
    page.get_by_role("button", name="Next event").click()
    atlas.wait_link("date", after)
    agree(atlas, after, "alibaba")
    still()
    before = dates.date_of(max(day for day in days if day < dates.day(after))).isoformat()
    page.get_by_role("button", name="Previous event").click()
    atlas.wait_link("date", before)
    agree(atlas, before, "alibaba")
    still()

    page.locator(".st-key-provider").get_by_role("button", name="AWS").click()
    atlas.wait_link("provider", "alibaba", "aws")
    agree(atlas, before, "alibaba", "aws")
    still()

    region = page.get_by_role("combobox", name="Region", exact=True)
    region.click()
    region.fill("eu-central-1")
    page.get_by_role("option", name="Alibaba").first.click()
    atlas.wait_link("region", "alibaba:eu-central-1")
    agree(atlas, before, "alibaba", "aws")
    atlas.frame.wait_for_function("atlas.state().selected === 'alibaba:eu-central-1'")
    assert "eu-central-1" in page.locator(".st-key-details").inner_text()
    still()


def test_map_moves_the_page(visit, agree):
    atlas = visit("?date=2018-09-07&provider=alibaba")
    atlas.look_at(*EUROPE)
    atlas.mark_frame()
    view = atlas.view()
    agree(atlas, "2018-09-07", "alibaba")
    at_first = rule_x(atlas)

    atlas.frame.evaluate("atlas.show('2012-03-05')")
    atlas.wait_link("date", "2012-03-05")
    agree(atlas, "2012-03-05", "alibaba")
    moved = """([rule, x]) => Number(/[-\\d.]+/.exec(document.querySelector(rule).getAttribute('transform'))[0]) < x"""
    atlas.page.wait_for_function(moved, arg=[RULE, at_first])

    # Dragged by hand: the map follows while the hand moves, the page when it lets go.
    thumb = atlas.frame.locator(".atlas-range")
    atlas.show_map()
    box = thumb.bounding_box()
    value, low, high = (float(thumb.evaluate(f"(node) => node.{name}")) for name in ("value", "min", "max"))
    x = box["x"] + 9 + (box["width"] - 18) * (value - low) / (high - low)
    y = box["y"] + box["height"] / 2
    mouse = atlas.page.mouse  # its places are those of the page's window
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 60, y, steps=4)
    mouse.move(x + 150, y, steps=4)
    atlas.frame.wait_for_function("atlas.state().date > '2013'")
    assert atlas.link()["date"] == ["2012-03-05"]
    assert atlas.frame.locator(".atlas-date").inner_text() == dates.words(atlas.state()["date"][:7])
    mouse.up()
    landed = atlas.state()["date"]
    atlas.wait_link("date", landed)
    agree(atlas, landed, "alibaba")

    # Keys in the map: months, years, both ends.
    atlas.frame.locator("#map_div").focus()
    for key in ("Home", "Shift+ArrowRight", "ArrowRight"):
        atlas.page.keyboard.press(key)
    atlas.wait_link("date", "2007-02-01")
    agree(atlas, "2007-02-01", "alibaba")
    assert atlas.is_marked()
    assert atlas.view() == view


def test_playing_from_2006_to_today(visit, agree, shipped):
    today = shipped.tables.edition.isoformat()
    atlas = visit("?date=2006-01-01")
    atlas.look_at(30, 20, 2.5)
    atlas.mark_frame()
    view = atlas.view()
    rate = atlas.frame.locator(".atlas-rate")
    while rate.inner_text() != "4×":
        rate.click()
    counts, places = [], []
    for until in ("2008", "2012", "2016", "2019", "2023"):
        atlas.frame.locator(".atlas-play").click()
        atlas.frame.wait_for_function("(until) => atlas.state().date >= until", arg=until)
        atlas.frame.evaluate("atlas.pause()")
        state = atlas.state()
        assert not state["playing"]
        assert until <= state["date"] < today
        atlas.wait_link("date", state["date"])
        counts.append(len(agree(atlas, state["date"])))
        places.append(rule_x(atlas))
        assert atlas.state()["date"] == state["date"], "the page moved a map that stood still"
        assert atlas.is_marked() and atlas.view() == view
    atlas.frame.locator("#map_div").press("Space")
    atlas.frame.wait_for_function("(today) => !atlas.state().playing && atlas.state().date === today", arg=today)
    atlas.page.wait_for_function("!new URLSearchParams(location.search).has('date')")
    counts.append(len(agree(atlas, today)))
    assert counts == sorted(counts) and len(set(counts)) == 6
    assert places == sorted(places) and len(set(places)) == 5
    assert atlas.is_marked() and atlas.view() == view


def test_back_returns_the_former_view(visit, agree):
    atlas = visit("?date=2018-09-07&provider=alibaba")
    atlas.frame.evaluate("atlas.show('2020-06-01')")
    atlas.wait_link("date", "2020-06-01")
    agree(atlas, "2020-06-01", "alibaba")
    atlas.page.locator(".st-key-provider").get_by_role("button", name="AWS").click()
    atlas.wait_link("provider", "alibaba", "aws")
    agree(atlas, "2020-06-01", "alibaba", "aws")
    atlas.page.go_back()
    atlas.frame.wait_for_function("atlas.layer.sites.data.providers.length === 1")
    atlas.wait_link("provider", "alibaba")
    agree(atlas, "2020-06-01", "alibaba")
    atlas.page.go_back()
    agree(atlas, "2018-09-07", "alibaba")
    assert atlas.link() == {"date": ["2018-09-07"], "provider": ["alibaba"]}


def test_a_date_step_among_20000_sites_sends_few_bytes(visit, serve, received, tmp_path_factory):
    folder = tables.write(tmp_path_factory.mktemp("many"), 20_000)
    atlas = visit("?date=2018-09-07", serve(ATLAS_TABLES=str(folder)))
    assert atlas.frame.evaluate("atlas.layer.sites.count") == 20_000
    counts = set()
    for day in ("2018-10-22", "2018-10-23", "2012-01-01"):
        received.clear()
        atlas.frame.evaluate("(day) => atlas.show(day)", day)
        atlas.wait_link("date", day)
        atlas.wait_words(dates.words(day))
        assert_few_bytes(received)
        counts.add(len(atlas.state()["sites"]))
    assert len(counts) == 3


def test_a_click_on_the_growth_chart_sets_the_date(visit):
    atlas = visit("?date=2018-09-07&provider=alibaba")
    chart = atlas.page.locator("[data-testid=stVegaLiteChart]").first
    atlas.page.locator(RULE).first.wait_for(state="attached")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    chart.click(position={"x": box["width"] * 0.9, "y": box["height"] * 0.2})
    atlas.page.wait_for_url(lambda url: "date=2018-09-07" not in url)
    date = atlas.link()["date"][0]
    assert date > "2018-09-07"
    atlas.frame.wait_for_function("(date) => atlas.state().date === date", arg=date)


def slider(atlas):
    return atlas.page.locator(".st-key-month input[type=range]")


def test_the_map_follows_the_months_at_once_and_the_page_comes_after(visit, agree):
    atlas = visit("?date=2018-09-07&provider=alibaba")
    seen = """() => { window.seen = []; const note = atlas.panel.showDate.bind(atlas.panel);
        const headline = window.parent.document.querySelector('.st-key-headline h3');
        atlas.panel.showDate = (day, moving) => { note(day, moving);
            seen.push([atlas.state().date, headline.innerText]); }; }"""
    atlas.frame.evaluate(seen)
    slider(atlas).focus()
    for _ in range(3):
        atlas.page.keyboard.press("ArrowRight")
    atlas.wait_words("31 Dec 2018")
    agree(atlas, "2018-12-31", "alibaba")
    told = atlas.frame.evaluate("seen")
    assert told[0][0] > "2018-09-30" and told[0][1] == "As of 7 Sep 2018"  # before the page knew
    assert [date for date, _ in told] == sorted(date for date, _ in told)  # never pulled back by a late answer


def test_a_month_let_go_where_it_was_leaves_the_day_alone(visit):
    atlas = visit("?date=2018-09-07&provider=alibaba")
    box = slider(atlas).evaluate("(node) => node.parentElement.getBoundingClientRect().toJSON()")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = atlas.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 60, y, steps=5)
    atlas.frame.wait_for_function("atlas.state().date > '2018-12-31'")
    mouse.move(x, y, steps=5)
    atlas.frame.wait_for_function("atlas.state().date < '2018-12-31'")
    mouse.up()
    atlas.frame.wait_for_function("atlas.state().date === '2018-09-07'")
    atlas.idle()
    assert atlas.link()["date"] == ["2018-09-07"]


def test_a_line_of_what_happened_sets_the_clock_and_shows_the_region(visit):
    atlas = visit("?date=2018-10-30&provider=alibaba")
    lines = atlas.page.locator(".st-key-feed li")
    assert lines.count() == 8
    assert lines.first.inner_text().startswith("22 Oct 2018") and "London opens" in lines.first.inner_text()
    assert lines.first.locator("a").get_attribute("href").startswith("https://")
    announced = lines.filter(has_text="London announced").locator("button")
    announced.focus()
    atlas.page.keyboard.press("Enter")
    atlas.wait_link("date", "2018-09-07")
    atlas.wait_link("region", "alibaba:eu-west-1")
    atlas.wait_words("7 Sep 2018")
    atlas.frame.wait_for_function("atlas.state().selected === 'alibaba:eu-west-1'")
    atlas.page.locator(".st-key-feed .more").click()
    lines.nth(8).wait_for()
    assert lines.first.inner_text().startswith("7 Sep 2018")
