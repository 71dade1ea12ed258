"""Partners in a real browser: lines on the map, their style and text, layers, curves, the Partners page."""

import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from data import dates, query

ROOT = Path(__file__).parent.parent.parent
STORY = "?date=2018-09-07&provider=alibaba"
# Partner: region, role, confidence, dashed, and what its text must say.
LINES = {
    "bt": ("alibaba:eu-west-1", "other", "reported", True, "since 7 Sep 2018", "reported, not confirmed"),
    "vodafone-germany": ("alibaba:eu-central-1", "hosts", "confirmed", False, "since 21 Nov 2016", "confirmed"),
    "meraas": ("alibaba:me-east-1", "joint_venture", "confirmed", False, "since May 2015", "confirmed"),
    "sb-cloud": ("alibaba:ap-northeast-1", "hosts", "confirmed", False, "since 21 Nov 2016", "confirmed"),
    "softbank": ("alibaba:ap-northeast-1", "joint_venture", "confirmed", False, "between 2016 and", "confirmed"),
    "apedb": ("", "government_agreement", "confirmed", False, "since 2018", "no one region"),
}


def lines_of(atlas):
    """The deals on the map by partner, once they have come."""
    atlas.frame.wait_for_function("atlas.state().lines.length > 0")
    return {line["partner"]: line for line in atlas.state()["lines"]}


def spot(atlas, partner):
    """A point in the page where only this partner's deal lies under the pointer, with the map moved to it."""
    script = """(partner) => {
        const {ties} = atlas.layer, {data} = ties;
        const i = data.p.findIndex((p, k) => data.partners[p].id === partner && ties.on[k]);
        const seat = data.partners[data.p[i]];
        atlas.map.setView([seat.lat, seat.lon], 6, {animate: false});
        return i;
    }"""
    atlas.show_map()
    i = atlas.frame.evaluate(script, partner)
    atlas.frame.wait_for_function("!atlas.layer._frame && atlas.layer.ties.zoom === 6")
    script = """(i) => {
        const {layer} = atlas, {ties} = layer, origin = layer._origin, spots = [];
        if (ties.lines.includes(i)) for (const piece of ties.pieces[i]) for (let k = 0; k < piece.length; k += 2)
            spots.push([piece[k] - origin.x, piece[k + 1] - origin.y]);
        const seat = ties.seats.find((one) => one.marks.includes(i));
        if (seat) spots.push([seat.x - origin.x, seat.y - origin.y]);
        const box = atlas.map.getContainer().getBoundingClientRect();
        const found = spots.find(([x, y]) => {
            const hit = layer.tiesAt({x, y});
            return x > 60 && y > 60 && x < box.width - 60 && y < box.height - 60 && !layer.placeAt({x, y}) && hit
                && (hit.ties.length === 1 || !ties.lines.includes(i)) && hit.ties.includes(i);
        });
        return found && [found[0] + box.x, found[1] + box.y];
    }"""
    found = atlas.frame.evaluate(script, i)
    assert found, f"nothing of {partner} can be pointed at"
    box = atlas.page.locator('iframe[title="streamlit_folium.st_folium"]').bounding_box()
    return found[0] + box["x"], found[1] + box["y"]


def test_the_founding_story_has_its_lines(visit):
    atlas = visit(STORY)
    lines = lines_of(atlas)
    for partner, (region, role, confidence, dashed, *_) in LINES.items():
        line = lines[partner]
        assert (line["to"], line["role"], line["confidence"], line["dashed"]) == (region, role, confidence, dashed)
    assert [lines[partner]["from"] for partner in ("bt", "vodafone-germany", "meraas")] == [
        "London",
        "Düsseldorf",
        "Dubai",
    ]


@pytest.mark.parametrize("partner", ["bt", "vodafone-germany"])
def test_a_line_is_dashed_unless_confirmed(visit, partner):
    atlas = visit(STORY)
    lines_of(atlas)
    script = """(partner) => {
        const {ties} = atlas.layer, strokes = [];
        let dash = [];
        const ctx = {setLineDash: (parts) => { dash = parts; }, stroke: () => strokes.push(dash.length),
            beginPath() {}, moveTo() {}, lineTo() {}};
        const all = ties.lines;
        ties.lines = all.filter((i) => ties.data.partners[ties.data.p[i]].id === partner);
        AtlasParts.drawLines(ctx, ties, atlas.layer.palette(), {x: 0, y: 0}, () => true);
        ties.lines = all;
        return strokes;
    }"""
    strokes = atlas.frame.evaluate(script, partner)
    assert len(strokes) == 1
    assert bool(strokes[0]) is LINES[partner][3]


@pytest.mark.parametrize("partner", LINES)
def test_each_line_tells_itself_and_opens_its_source(visit, shipped, partner):
    atlas = visit(STORY)
    lines_of(atlas)
    deals = query.partners_of(shipped.tables, provider="alibaba", day=dates.day("2018-09-07"))
    deal = deals[deals["partner_id"] == partner].iloc[0]
    x, y = spot(atlas, partner)
    atlas.page.mouse.move(x - 30, y - 30)
    atlas.page.mouse.move(x, y)
    tip = atlas.frame.locator(".atlas-tip:not([hidden])")
    tip.wait_for()
    said = tip.inner_text()
    for words in (deal["partner_name"], deal["publisher"], *LINES[partner][4:]):
        assert words in said
    atlas.page.mouse.click(x, y)
    opened = atlas.frame.locator(f".atlas-deals:not([hidden]) [data-partner='{partner}']")
    opened.wait_for()
    assert opened.locator("a").get_attribute("href") == deal["source_url"]
    assert deal["note"] in opened.inner_text()
    opened.get_by_role("button", name=f"More on {deal['partner_name']}").click()
    atlas.wait_link("who", partner)
    atlas.page.locator(".st-key-partner_panel").get_by_text(deal["partner_name"], exact=True).first.wait_for()


def test_lines_follow_the_clock_without_new_data(visit, shipped):
    atlas = visit(STORY)
    lines_of(atlas)
    asked = []
    atlas.page.on("request", lambda request: asked.append(request.url) if "/media/" in request.url else None)
    for day in ("2018-09-06", "2018-09-07", "2016-11-20", "2022-01-01", "2024-08-01", "2026-11-25"):
        atlas.frame.evaluate("(day) => atlas.show(day)", day)
        told = atlas.state()["lines"]
        deals = query.partners_of(shipped.tables, provider="alibaba", day=dates.day(day))
        expected = Counter(zip(deals["partner_id"], deals["role"], deals["confidence"], deals["sure"], strict=True))
        assert Counter((one["partner"], one["role"], one["confidence"], one["sure"]) for one in told) == expected, day
        there = query.as_of(shipped.lives, dates.day(day))
        stands = set(there.loc[there["state"].isin(["announced", "live", "closing"]), "key"])
        for line in told:
            assert line["to"] == "" or line["to"] in stands
        assert {one["to"] for one in told} - {""} == stands & set(deals["region_key"])
    atlas.idle()
    assert not asked


def test_the_world_view_is_quiet_until_something_is_chosen(visit, shipped):
    atlas = visit("?date=2022-01-01")
    assert atlas.state()["layers"] == ["sites", "hubs", "names"]
    assert atlas.state()["lines"] == []
    atlas.frame.evaluate("atlas.choose('alibaba:me-east-1')")
    lines = lines_of(atlas)
    assert set(lines) == {"meraas", "yvolv"}
    assert {line["to"] for line in lines.values()} == {"alibaba:me-east-1"}
    atlas = visit("?date=2022-01-01&who=t-systems")
    assert {line["partner"] for line in lines_of(atlas).values()} == {"t-systems"}
    atlas = visit("?date=2022-01-01&partner=equinix")
    lines_of(atlas)
    assert {line["partner"] for line in atlas.state()["lines"]} == {"equinix"}
    known = query.partners_of(shipped.tables, day=dates.day("2022-01-01"))
    housed = set(known.loc[known["partner_id"] == "equinix", "provider"])
    assert len(housed) >= 8 and {line["provider"] for line in atlas.state()["lines"]} == housed


def test_the_layers_are_chosen_in_the_map_and_kept_in_the_link(visit):
    atlas = visit("?date=2022-01-01")
    atlas.show_map()
    frame = atlas.frame
    button = frame.get_by_role("button", name="Layers")
    button.click()
    frame.get_by_role("checkbox", name="Partner lines").check()
    atlas.frame.wait_for_function("atlas.state().lines.length > 100")
    atlas.wait_link("lines", "sites", "hubs", "partners", "names")
    for name in ("Sites", "Hub lines", "Names"):
        frame.get_by_role("checkbox", name=name, exact=True).uncheck()
    atlas.wait_link("lines", "partners")
    frame.wait_for_function("atlas.layer.drawn.length === 0")
    atlas = visit("?date=2022-01-01&lines=partners,nonsense")
    assert atlas.page.get_by_text("lines=nonsense").is_visible()
    lines_of(atlas)
    assert atlas.state()["layers"] == ["partners"]
    atlas.frame.get_by_role("button", name="Layers").click()
    atlas.frame.get_by_role("checkbox", name="Partner lines").uncheck()
    atlas.wait_link("lines", "none")
    assert atlas.state()["lines"] == []
    atlas.frame.get_by_role("button", name="As usual").click()
    atlas.wait_link("lines")
    atlas.frame.wait_for_function("atlas.layer.drawn.length > 0")


def test_curves_take_the_short_way_round(visit):
    atlas = visit("?date=2022-01-01&lines=sites,partners")
    atlas.frame.wait_for_function("atlas.state().lines.length > 100")
    pieces = atlas.frame.evaluate("""() => {
        const at = ([lat, lon]) => [AtlasParts.mercatorX(lon) * 1000, AtlasParts.mercatorY(lat) * 1000];
        const curve = (a, b) => AtlasParts.curve(...at(a), ...at(b), 1000, 0.14);
        const sydney = [-33.87, 151.21], francisco = [37.77, -122.42], london = [51.51, -0.13], york = [40.71, -74.01];
        return {there: curve(sydney, francisco), back: curve(francisco, sydney), plain: curve(london, york)};
    }""")

    def points(piece):
        return list(zip(piece[::2], piece[1::2], strict=True))

    assert len(pieces["plain"]) == 1
    west, east = points(pieces["there"][0]), points(pieces["there"][1])
    assert (west[0][0], west[-1][0]) == (pytest.approx(920.0, abs=0.1), pytest.approx(1000))
    assert (east[0][0], east[-1][0]) == (pytest.approx(0), pytest.approx(159.9, abs=0.1))
    assert west[-1][1] == pytest.approx(east[0][1])  # it leaves the one edge where it enters at the other
    assert [points(piece)[0][0] > 500 for piece in pieces["back"]] == [False, True]
    for all_points in (west, east, points(pieces["plain"][0])):
        steps = [abs(b[0] - a[0]) for a, b in pairwise(all_points)]
        assert max(steps) < 50
    plain = points(pieces["plain"][0])
    assert min(y for _, y in plain) < min(plain[0][1], plain[-1][1])  # bowed to the north, as a great circle is
    widest = atlas.frame.evaluate("""() => {
        const {ties} = atlas.layer, size = 256 * 2 ** ties.zoom;
        let widest = 0, outside = 0;
        for (const all of ties.pieces) for (const piece of all || []) for (let k = 2; k < piece.length; k += 2) {
            widest = Math.max(widest, Math.abs(piece[k] - piece[k - 2]) / size);
            if (piece[k] < -1e-6 || piece[k] > size + 1e-6) outside++;
        }
        return [widest, outside];
    }""")
    assert widest[0] < 0.1
    assert widest[1] == 0


def test_lines_by_keyboard(visit):
    atlas = visit(STORY)
    count = len(lines_of(atlas))
    atlas.frame.evaluate("atlas.map.getContainer().focus()")
    atlas.page.keyboard.press("l")
    dialog = atlas.frame.locator(".atlas-deals:not([hidden])")
    dialog.wait_for()
    assert dialog.locator(".atlas-deal").count() == count
    assert f"{count} deals, " in dialog.inner_text()
    assert "for no one region" in dialog.inner_text()
    atlas.page.keyboard.press("Escape")
    atlas.frame.wait_for_function("document.querySelector('.atlas-deals').hidden")
    assert atlas.frame.evaluate("document.activeElement === atlas.map.getContainer()")


def to_partners(atlas):
    """Go to the Partners page by the menu: the view comes along."""
    atlas.page.get_by_test_id("stTopNavLink").get_by_text("Partners").click()
    atlas.page.locator(".st-key-headline h3", has_text="Partners on").wait_for()
    atlas.idle()


def test_page_and_command_line_agree_on_partners_of_rivals(visit):
    atlas = visit("?date=2022-01-01&section=network")
    to_partners(atlas)
    command = [sys.executable, "-m", "data", "partners", "--date", "2022-01-01", "--rivals", "--format", "csv"]
    out = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.replace("\r\n", "\n")
    section = atlas.page.locator(
        "[data-testid=stLayoutWrapper], [data-testid=stHorizontalBlock]", has_text="partners with two or more"
    )
    with atlas.page.expect_download() as download:
        section.last.get_by_role("button", name="CSV").click()
    text = Path(download.value.path()).read_text("utf-8")
    page_rows = [line.lower() for line in text.strip().splitlines()]
    assert page_rows == [line.lower() for line in out.strip().splitlines()]
    assert f"{len(page_rows) - 1} partners with two or more providers on 1 Jan 2022" in atlas.page.inner_text("body")


def test_a_cell_of_the_network_opens_its_deals(visit):
    atlas = visit("?date=2022-01-01&section=network&provider=aws")
    to_partners(atlas)
    grid = atlas.page.locator("[data-testid=stDataFrameResizable][aria-label*='of each kind']")
    grid.scroll_into_view_if_needed()
    grid.locator("canvas").first.click(position={"x": 150, "y": 50}, force=True)
    atlas.page.wait_for_function("new URLSearchParams(location.search).get('cell')?.endsWith(':aws')")
    atlas.idle()
    kind = atlas.link()["cell"][0].split(":")[0]
    assert atlas.page.locator(".atlas-life tbody tr").count() > 0
    assert kind in {"government", "telecom"}


def test_the_partners_page_by_keyboard_alone(visit):
    atlas = visit("?date=2018-09-07")
    to_partners(atlas)
    page = atlas.page
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label') || ''").startswith("Open a partner"):
            break
        if "Open a partner" in (
            page.evaluate("document.activeElement.closest('[data-testid=stSelectbox]')?.innerText") or ""
        ):
            break
    else:
        pytest.fail("the box that opens a partner cannot be reached with the Tab key")
    page.keyboard.type("British Tele")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    atlas.wait_link("who", "bt")
    page.get_by_role("heading", name="BT", exact=True).wait_for()
    assert "Press reports" in page.inner_text("body") or "reported" in page.inner_text("body")


@pytest.mark.parametrize("dark", [False, True])
def test_the_partners_page_fits_a_phone(new_page, serve, visit, dark):
    atlas = visit("?date=2018-09-07&who=bt", on=new_page(width=390, height=844, dark=dark))
    page = atlas.page
    page.goto(atlas.address + "?date=2018-09-07&who=bt")
    atlas.ready()
    lines_of(atlas)
    widths = page.evaluate(
        "[document.documentElement.scrollWidth, document.querySelector('[data-testid=stMain]').scrollWidth]"
    )
    assert max(widths) <= 390
    ground = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") is not dark
