"""The map in a real browser: land, sites, no network, base path, the state rule in JavaScript, themes and sizes."""

import numpy as np
import pandas as pd

from data import dates, lifecycle, query
from data.lifecycle import STATES


def told(rows):
    """Rows of the command `at` as the map's frame tells them."""
    return {f"{row['provider']}:{row['region_id']}": (row["state"], row["sure"]) for row in rows}


def placed(shipped, keys):
    """Those regions whose place is published, so that a mark can stand for them."""
    lives = shipped.lives
    return set(keys) & set(lives.loc[lives["lat"].notna(), "key"])


def assert_land_is_drawn(atlas):
    """Outlines of all countries, none of which crosses the map, painted where there is land and nowhere else."""
    land = atlas.frame.evaluate("""() => {
        const features = Object.values(atlas.map._layers).filter((layer) => layer.feature && layer.getLatLngs);
        let widest = 0, undrawn = 0, points = 0;
        const walk = (part) => {
            if (part[0].lat === undefined) { part.forEach(walk); return; }
            points += part.length;
            for (let i = 1; i <= part.length; i++)
                widest = Math.max(widest, Math.abs(part[i % part.length].lng - part[i - 1].lng));
        };
        for (const feature of features) { walk(feature.getLatLngs()); if (!feature._parts.length) undrawn++; }
        return {count: features.length, widest, undrawn, points};
    }""")
    assert land["count"] == 176
    assert land["points"] > 5_000
    assert land["undrawn"] == 0
    # Antarctica's edge runs along the pole in long steps of its own; a bar would be 300 degrees wide.
    assert land["widest"] < 180
    painted = atlas.frame.evaluate("""(points) => {
        const canvas = document.querySelector('.leaflet-atlas-land-pane canvas'), box = canvas.getBoundingClientRect();
        const ratio = canvas.width / box.width, home = atlas.map.getContainer().getBoundingClientRect();
        return points.map(([lat, lon]) => {
            const at = atlas.map.latLngToContainerPoint([lat, lon]);
            const x = (at.x + home.x - box.x) * ratio, y = (at.y + home.y - box.y) * ratio;
            return canvas.getContext('2d').getImageData(x, y, 1, 1).data[3] > 0;
        });
    }""", [*LAND, *SEA])  # fmt: skip
    assert painted == [True] * len(LAND) + [False] * len(SEA)


LAND = [[48.5, 2.5], [40, -100], [-24, 134], [25, 10], [65, 100], [-10, -55], [67.5, -177]]
# The sea at the latitudes of the countries that cross 180 degrees: bars would paint it.
SEA = [[66, 2], [67, -50 - 8], [-17, -100], [-17, 90], [-17, -20], [40, -40], [30, -150], [-40, 90], [55, -30]]


def test_land_and_every_site_of_the_newest_day_are_drawn(visit, data_at, shipped):
    atlas = visit()
    assert_land_is_drawn(atlas)
    expected = told(data_at(shipped.tables.edition.isoformat()))
    assert atlas.sites() == expected
    assert atlas.drawn() == placed(shipped, expected)
    # Finer outlines come when near, and go again.
    count = "Object.values(atlas.map._layers).filter((layer) => layer.feature).length"
    atlas.look_at(51, 5, 5)
    atlas.frame.wait_for_function(f"{count} > 200")
    atlas.look_at(20, 10, 2)
    atlas.frame.wait_for_function(f"{count} === 176")


def test_under_a_base_path(new_page, visit, serve, data_at, shipped):
    page = new_page()
    loaded = []
    page.on("response", lambda answer: loaded.append(answer.url))
    address = serve("atlas")
    atlas = visit("?date=2018-09-07", address, on=page)
    assert_land_is_drawn(atlas)
    expected = told(data_at("2018-09-07"))
    assert atlas.sites() == expected
    assert atlas.drawn() == placed(shipped, expected)
    assert all(url.startswith((address, "data:", "blob:")) for url in loaded), loaded
    for part in ("leaflet.js", "leaflet.css", "atlas.css", "countries-110m.json", "/media/"):
        assert any(part in url for url in loaded), part


def codes(lives, day):
    """State codes as rules.js gives them: 2 * state + sure."""
    states, sure = lifecycle.states(lives, day)
    return "".join(chr(48 + code) for code in states * 2 + np.where(states == 0, 0, sure))


JS_CODES = """([columns, days]) => days.map((day) => {
    let text = '';
    for (let i = 0; i < columns.al.length; i++) text += String.fromCharCode(48 + AtlasParts.stateCode(columns, i, day));
    return text; })"""
SHORT = {"a": "announced", "l": "live", "k": "closing", "c": "closed", "x": "cancelled"}


def test_state_rule_is_the_same_in_the_map(visit, shipped):
    atlas = visit("?date=2018-09-07&layer=local_zone,wavelength&state=announced,closed")
    there = query.as_of(shipped.lives, dates.day("2018-09-07"), kinds=None)
    asked = there[there["state"].isin(["announced", "closed"])]
    assert atlas.sites() == {row.key: (row.state, row.sure) for row in asked.itertuples()} != {}

    assert tuple(atlas.frame.evaluate("AtlasParts.STATES")) == STATES
    ids = atlas.frame.evaluate("atlas.layer.sites.data.id")
    lives = shipped.lives
    assert sorted(ids) == sorted(lives["key"])
    bounds = lives[[f"{event}_{end}" for event in SHORT.values() for end in ("lo", "hi")]].to_numpy().ravel()
    edges = bounds[np.abs(bounds) < 10**6]
    days = sorted({int(day) + step for day in set(edges.tolist()) for step in (-1, 0, 1)})
    days += [dates.day(f"{year}-{month}-15") for year in range(2006, 2027) for month in ("03", "10")]
    found = atlas.frame.evaluate(f"(days) => ({JS_CODES})([atlas.layer.sites.data, days])", days)
    ordered = lives.loc[ids]
    wrong = [
        dates.date_of(day).isoformat() for day, text in zip(days, found, strict=True) if text != codes(ordered, day)
    ]
    assert not wrong, f"{len(wrong)} of {len(days)} days differ, such as {wrong[:5]}"

    # And for lives that the tables do not have yet: any order of events, any of them missing.
    chance = np.random.default_rng(7)
    made, size = {}, 4000
    for event in SHORT.values():
        low = chance.integers(0, 12, size)
        high = low + chance.integers(0, 4, size)
        gone = chance.random(size) < 0.45
        made[f"{event}_lo"] = np.where(gone, dates.FAR, low)
        made[f"{event}_hi"] = np.where(gone, dates.FAR, high)
    columns = {f"{s}{end[0]}": made[f"{event}_{end}"].tolist() for s, event in SHORT.items() for end in ("lo", "hi")}
    found = atlas.frame.evaluate(JS_CODES, [columns, list(range(-1, 18))])
    assert found == [codes(pd.DataFrame(made), day) for day in range(-1, 18)]


def test_uncertain_dates_look_and_count_so(visit, data_at):
    atlas = visit("?date=2018-06-30&provider=alibaba")
    rows = data_at("2018-06-30", "alibaba")
    live = [row for row in rows if row["state"] == "live"]
    unsure = [row for row in live if not row["sure"]]
    assert 0 < len(unsure) < len(live)
    count = f"{len(live)} live ({len(unsure)} of them not surely)"
    assert count in atlas.page.locator("[data-testid=stCaptionContainer]", has_text="regions:").inner_text()
    chip = atlas.frame.locator(".atlas-chip", has_text="Alibaba")
    assert chip.locator("b").inner_text() == str(len(live))
    assert chip.get_attribute("title") == f"{len(live)} live, {len(unsure)} of them not surely"
    looks = atlas.frame.evaluate("""(ids) => { const {sites} = atlas.layer;
        return ids.map((id) => AtlasParts.LOOK_OF_CODE[sites.code[sites.indexOf.get(id)]]); }""",
        [f"alibaba:{row['region_id']}" for row in unsure])  # fmt: skip
    assert set(looks) == {atlas.frame.evaluate("AtlasParts.LOOK.UNSURE")}


def test_dark_theme(new_page, visit):
    atlas = visit("?date=2018-09-07", on=new_page(dark=True))
    assert atlas.frame.evaluate("document.documentElement.dataset.atlas") == "dark"
    for where, script in (
        (atlas.page, "getComputedStyle(document.querySelector('.stApp')).backgroundColor"),
        (atlas.frame, "getComputedStyle(document.querySelector('.atlas-bar')).backgroundColor"),
        (atlas.frame, "getComputedStyle(document.querySelector('#map_div')).backgroundColor"),
    ):
        channels = [float(part) for part in where.evaluate(script).strip("rgba()").split(",")[:3]]
        assert max(channels) < 80, script
    ink = atlas.frame.evaluate("getComputedStyle(document.querySelector('.atlas-date')).color")
    assert min(float(part) for part in ink.strip("rgb()").split(",")) > 180


def test_phone(new_page, visit, data_at):
    atlas = visit("?date=2018-09-07&provider=alibaba", on=new_page(390, 844))
    sizes = atlas.page.evaluate("""() => [document.documentElement, document.body,
        ...document.querySelectorAll('[data-testid=stMain], [data-testid=stAppViewContainer]')]
        .map((node) => [node.scrollWidth, node.clientWidth])""")  # fmt: skip
    assert all(inner <= outer for inner, outer in sizes), sizes
    box = atlas.page.locator('iframe[title="streamlit_folium.st_folium"]').bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390 and box["width"] > 300
    assert box["y"] < 844, "the map begins below the first screen"
    assert atlas.sites() == told(data_at("2018-09-07", "alibaba"))
    bar = atlas.frame.evaluate("""() => [...document.querySelectorAll('.atlas-clock button, .atlas-range')]
        .map((node) => node.getBoundingClientRect()).map((box) => [box.left, box.right, innerWidth])""")  # fmt: skip
    assert all(left >= 0 and right <= width for left, right, width in bar), bar


def test_bad_link_says_so_and_works(visit, data_at, shipped):
    atlas = visit("?date=2018-13&provider=nosuch&region=x:y")
    notes = atlas.page.locator("[data-testid=stAlert]").all_inner_texts()
    for words in ("date=2018-13", "provider=nosuch", "region=x:y"):
        assert any(words in note for note in notes), (words, notes)
    newest = told(data_at(shipped.tables.edition.isoformat()))
    assert atlas.sites() == newest
    atlas.table(len(newest))
    atlas.page.get_by_role("button", name="Next event").click()
    atlas.page.wait_for_function("new URLSearchParams(location.search).has('date')")


def test_the_world_fits_again_when_the_window_changes(visit):
    """As long as nobody moved the map; one that was moved stays where it is."""
    atlas = visit("?date=2018-09-07&provider=alibaba")
    state = "(() => { const size = atlas.map.getSize(); return [size.x, atlas.map.getBounds().getWest()]; })()"
    wide, west = atlas.frame.evaluate(state)
    before = atlas.page.viewport_size
    atlas.page.set_viewport_size({"width": 700, "height": 900})
    atlas.frame.wait_for_function(f"{state}[0] < {wide} - 100 && {state}[1] < -150")
    atlas.page.set_viewport_size(before)
    atlas.frame.wait_for_function(f"{state}[0] === {wide} && Math.abs({state}[1] - {west}) < 1")
    atlas.look_at(50, 5, 5)
    atlas.page.set_viewport_size({"width": 700, "height": 900})
    atlas.frame.wait_for_function(f"{state}[0] < {wide} - 100")
    assert atlas.state()["zoom"] == 5


def test_the_legend_tells_as_many_providers_as_the_width_holds(visit, data_at):
    """Never fewer than eight; what does not fit is one sum, and all of them make the regions live."""
    atlas = visit("?date=2018-09-07")
    live = sum(row["state"] in ("live", "closing") for row in data_at("2018-09-07"))
    chips = """() => [...document.querySelectorAll('.atlas-chip:not([hidden])')].map((one) =>
        [one.innerText, Number(one.querySelector('b').innerText), one.getBoundingClientRect().right <= innerWidth])"""

    def at(width, there):
        atlas.page.set_viewport_size({"width": width, "height": 900})
        atlas.frame.wait_for_function(f"innerWidth {there} && atlas.map.getSize().x === innerWidth")
        return atlas.frame.evaluate(chips)

    few, many = at(1100, "< 900"), at(2400, "> 1900")
    assert len(few) == 9 and few[-1][0].startswith("others")
    assert len(many) > 12 and all(inside for *_, inside in many)
    for shown in (few, many):
        assert sum(count for _, count, _ in shown) == live
