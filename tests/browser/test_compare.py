"""The Compare page in a real browser: two maps in one frame that move together, and the list beside them."""

import csv
import io

import pytest

from data import dates, query, versus

FRAME = 'iframe[title="streamlit_folium.st_folium"]'
IDLE = "document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning'"
ALIBABA = "compare?provider=alibaba&date=2018-12-31&date_b=2016-12-31"
PROVIDERS = "compare?versus=providers&left=alibaba&right=aws&date=2018-12-31"
PIXELS = 1.5  # both maps stand on whole pixels of their own


class Pair:
    """The page, and what the frame with the two maps says."""

    def __init__(self, page, address):
        self.page, self.address = page, address

    def open(self, link):
        self.page.goto(self.address + link)
        return self.ready()

    def ready(self):
        self.page.wait_for_selector(FRAME)
        self.frame.wait_for_function("window.pair !== undefined")
        self.frame.evaluate("pair.ready")
        return self.still()

    @property
    def frame(self):
        return self.page.query_selector(FRAME).content_frame()

    def still(self):
        """Wait until the page and both maps have come to rest."""
        self.page.wait_for_function(IDLE)
        self.frame.wait_for_function(
            "pair.sides.every(({layer, map}) => layer.sites && !layer._frame && !map._animatingZoom "
            "&& !(map._panAnim && map._panAnim._inProgress))"
        )
        return self

    def dates(self, *days):
        """Wait until the two sides show these days."""
        self.frame.wait_for_function(
            "(days) => String(pair.state().sides.map((side) => side.date)) === String(days)", arg=list(days)
        )
        return self.still()

    def sides(self):
        return self.frame.evaluate("pair.state().sides")

    def sites(self):
        return [{one["id"]: (one["state"], one["sure"]) for one in side["sites"]} for side in self.sides()]

    def gap(self):
        """How far the two maps are apart, in pixels; a different zoom is far."""
        return self.frame.evaluate(
            """() => { const [a, b] = pair.sides.map((side) => side.map);
            return a.getZoom() !== b.getZoom() ? 1e6
                : a.project(a.getCenter(), a.getZoom()).distanceTo(b.project(b.getCenter(), a.getZoom())); }"""
        )

    def middle(self, side):
        """The middle of one of the two maps, in the page."""
        self.page.locator(FRAME).scroll_into_view_if_needed()
        box = self.page.locator(FRAME).bounding_box()
        own = self.frame.evaluate(
            """(i) => { const b = pair.sides[i].node.getBoundingClientRect();
            return [b.x + b.width / 2, b.y + b.height / 2]; }""",
            side,
        )
        return box["x"] + own[0], box["y"] + own[1]

    def counts(self):
        return self.page.evaluate(
            """() => Object.fromEntries([...document.querySelectorAll('.st-key-headline [data-testid=stMetric]')]
            .map((one) => [one.querySelector('[data-testid=stMetricLabel]').innerText.trim(),
                Number(one.querySelector('[data-testid=stMetricValue]').innerText.replaceAll(',', ''))]))"""
        )

    def wait_link(self, name, *values):
        self.page.wait_for_function(
            "([name, values]) => String(new URLSearchParams(location.search).getAll(name)) === String(values)",
            arg=[name, list(values)],
        )
        return self.still()


@pytest.fixture
def pair(page, serve):
    def opened(link, on=None):
        return Pair(on or page, serve()).open(link)

    return opened


def as_of(lives, date, providers):
    shown = query.as_of(lives[lives["provider"].isin(providers)], dates.day(date))
    return dict(zip(shown["key"], zip(shown["state"].astype(str), shown["sure"].tolist(), strict=True), strict=True))


def painted(pair):
    """Pixels that are not empty on the canvas of each side."""
    return pair.frame.evaluate(
        """() => pair.sides.map(({layer: {canvas}}) => canvas.getContext("2d")
        .getImageData(0, 0, canvas.width, canvas.height).data.filter((v, i) => i % 4 === 3 && v > 0).length)"""
    )


def test_each_side_shows_its_day(pair, shipped):
    lives = shipped.lives
    two = pair(ALIBABA)
    before, after = two.sites()
    assert before == as_of(lives, "2016-12-31", ["alibaba"])
    assert after == as_of(lives, "2018-12-31", ["alibaba"])
    assert min(painted(two)) > 500
    heads = two.frame.locator(".pair-head").all_inner_texts()
    assert [head.split("\n")[:2] for head in heads] == [["A", "31 Dec 2016"], ["B", "31 Dec 2018"]]
    opened = two.sides()[1]["only"]
    assert two.sides()[0]["only"] == []
    assert len(opened) == two.counts()["Opened"]
    assert {"alibaba:eu-west-1", "alibaba:ap-south-1", "alibaba:ap-southeast-5"} <= set(opened)


def test_each_side_shows_its_providers(pair, shipped):
    lives = shipped.lives
    two = pair(PROVIDERS)
    left, right = two.sites()
    assert left == as_of(lives, "2018-12-31", ["alibaba"])
    assert right == as_of(lives, "2018-12-31", ["aws"])
    assert min(painted(two)) > 500
    assert [side["only"] for side in two.sides()] == [[], []]


@pytest.mark.parametrize("side", [0, 1])
def test_dragging_one_map_moves_the_other_at_once(pair, side):
    two = pair(ALIBABA)
    start = [one["center"] for one in two.sides()]
    x, y = two.middle(side)
    two.page.mouse.move(x, y)
    two.page.mouse.down()
    two.page.mouse.move(x - 90, y + 30, steps=6)
    assert two.gap() < PIXELS  # while the button is still down
    assert abs(two.sides()[1 - side]["center"][1] - start[1 - side][1]) > 15
    two.page.mouse.up()
    assert two.still().gap() < PIXELS


@pytest.mark.parametrize("side", [0, 1])
def test_wheel_and_keyboard_move_both(pair, side):
    two = pair(ALIBABA)
    zoom = two.sides()[0]["zoom"]
    two.page.mouse.move(*two.middle(side))
    two.page.mouse.wheel(0, -300)
    two.frame.wait_for_function("(zoom) => pair.sides.every(({map}) => map.getZoom() > zoom)", arg=zoom)
    assert two.still().gap() < PIXELS
    two.frame.evaluate("(i) => pair.sides[i].node.focus()", side)
    for key, moved in (
        ("ArrowLeft", "c[1] < was[1]"),
        ("ArrowUp", "c[0] > was[0]"),
        ("+", "z > was[2]"),
        ("-", "z < was[2]"),
    ):
        state = two.sides()[1 - side]
        was = [*state["center"], state["zoom"]]
        two.page.keyboard.press(key)
        two.frame.wait_for_function(
            f"([i, was]) => {{ const {{center: c, zoom: z}} = pair.state().sides[i]; return {moved}; }}",
            arg=[1 - side, was],
        )
        assert two.still().gap() < PIXELS, key
    two.frame.get_by_role("button", name="Whole world").click()
    two.frame.wait_for_function("(zoom) => pair.sides.every(({map}) => map.getZoom() === zoom)", arg=zoom)


def test_the_list_counts_and_download_agree(pair, shipped):
    tables, lives = shipped.tables, shipped.lives
    two = pair(ALIBABA)
    fitting = lives[(lives["provider"] == "alibaba") & (lives["kind"] == "region")]
    deals = tables.partnerships[tables.partnerships["provider"] == "alibaba"]
    changed = versus.changes(tables, fitting, dates.day("2016-12-31"), dates.day("2018-12-31"), deals)
    assert sum(two.counts().values()) == len(changed)
    with two.page.expect_download() as caught:
        two.page.get_by_role("button", name="Download CSV").click()
    assert caught.value.suggested_filename == "cloud-changes-2016-12-31-to-2018-12-31.csv"
    rows = list(csv.DictReader(io.StringIO(caught.value.path().read_text("utf-8"))))
    assert [(row["change"], row["key"], row["date"]) for row in rows] == list(
        changed[["change", "key", "date"]].itertuples(index=False, name=None)
    )
    london = next(row for row in rows if row["key"] == "alibaba:eu-west-1" and row["change"] == "opened")
    assert (london["date"], london["surely_in_between"], london["confidence"]) == ("2018-10-22", "True", "confirmed")
    assert london["url"].startswith("http")


def test_the_whole_view_is_in_the_link(pair, new_page):
    two = pair("compare?provider=alibaba&date=2018-12-31")
    two.wait_link("date_b", "2017-12-31")
    two.frame.evaluate("window.sameFrame = true")
    two.page.get_by_role("radio", name="Two providers").click()
    two.wait_link("versus", "providers")
    two.page.get_by_role("radio", name="City").click()
    two.wait_link("by", "city").dates("2018-12-31", "2018-12-31")
    two.wait_link("left", "alibaba")
    assert two.frame.evaluate("window.sameFrame === true")
    again = pair(two.page.url.removeprefix(two.address), on=new_page())
    assert again.sites() == two.sites()
    assert again.counts() == two.counts()
    assert again.page.url == two.page.url


def test_going_to_another_page_keeps_the_view(pair):
    two = pair(ALIBABA)
    two.page.get_by_role("link", name="Map", exact=True).click()
    two.page.wait_for_function("location.pathname === '/' && location.search.includes('date_b=2016-12-31')")
    two.page.wait_for_function(IDLE)
    two.page.get_by_role("link", name="Compare", exact=True).click()
    two.page.wait_for_function("location.pathname === '/compare' && location.search.includes('provider=alibaba')")
    two.ready().dates("2016-12-31", "2018-12-31")


def test_a_mark_is_chosen_on_one_side_and_shown_on_both(pair):
    two = pair(ALIBABA)
    two.frame.evaluate("pair.sides[1].node.focus()")
    for _ in range(len(two.sides()[1]["sites"])):
        two.page.keyboard.press("n")
        if "UK (London)" in two.frame.evaluate("pair.sides[1].panel.tip.innerText"):
            break
    two.page.keyboard.press("Enter")
    two.wait_link("region", "alibaba:eu-west-1")
    two.frame.wait_for_function("pair.sides.every(({panel}) => !panel.card.hidden)")
    cards = two.frame.evaluate("pair.sides.map(({panel}) => panel.card.innerText)")
    assert "Not there yet" in cards[0]
    assert "opened 22 Oct 2018" in cards[1]


def test_a_row_of_the_list_shows_its_region(pair):
    two = pair(ALIBABA)
    grid = two.page.get_by_test_id("stDataFrame")
    grid.scroll_into_view_if_needed()
    grid.locator("table[aria-rowcount]").wait_for(state="attached")
    row = grid.locator("tbody tr").filter(has_text="UK (London) (eu-west-1)")
    number = int(row.get_attribute("aria-rowindex"))
    box = grid.bounding_box()
    two.page.mouse.click(box["x"] + 300, box["y"] + 35 * (number - 1) + 17)
    two.wait_link("region", "alibaba:eu-west-1")
    two.frame.wait_for_function("pair.state().selected === 'alibaba:eu-west-1'")


def test_phone_stacks_the_maps(pair, new_page):
    two = pair(ALIBABA, on=new_page(width=390, height=844, dark=True))
    first, second = two.frame.evaluate(
        "pair.sides.map(({node}) => { const b = node.getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; })"
    )
    assert first[0] == second[0] == 0
    assert first[2] == second[2] > 340
    assert second[1] > first[1] + first[3]
    assert min(first[3], second[3]) > 150
    assert two.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert two.frame.evaluate("document.documentElement.dataset.atlas") == "dark"
    assert min(painted(two)) > 300
