"""Marks and what they open: by mouse and by keyboard, near and far; and the founding story."""

import re

import pytest

CITIES = {"Frankfurt": (50.11, 8.68), "Singapore": (1.35, 103.82), "Tokyo": (35.68, 139.65)}


def one_of_each(ids):
    """One region of each of three providers."""
    first = {}
    for key in ids:
        first.setdefault(key.split(":")[0], key)
    assert len(first) >= 3, f"fewer than three providers: {ids}"
    return list(first.values())[:3]


def assert_chosen(atlas, key):
    atlas.wait_link("region", key)
    atlas.frame.wait_for_function("(key) => atlas.state().selected === key", arg=key)
    details = atlas.page.locator(".st-key-details")
    details.get_by_text(key.split(":")[1], exact=True).first.wait_for()
    atlas.idle()


def choose(atlas, key):
    """Choose a region in the box, as who cannot click the map."""
    provider, region_id = key.split(":")
    box = atlas.page.get_by_role("combobox", name="Region", exact=True)
    box.click()
    box.fill(f"({region_id})")
    name = {"aws": "AWS", "alibaba": "Alibaba"}[provider]
    atlas.page.get_by_role("option", name=name).first.click()
    assert_chosen(atlas, key)


def near_and_far(atlas):
    """Each city at the zoom of the world, then at its own."""
    for place in CITIES.values():
        yield place
    for place in CITIES.values():
        atlas.look_at(*place, 9)
        yield place


def test_each_region_of_a_crowded_city_can_be_clicked(visit):
    atlas = visit("?date=2024-01-01")
    for place in near_and_far(atlas):
        view = atlas.view()
        listed = one_of_each(atlas.at(*place)["ids"])
        for key in listed:
            mark = atlas.at(*place)
            atlas.page.mouse.click(mark["x"], mark["y"])
            panel = atlas.frame.locator(".atlas-list[aria-label='Regions at this place']")
            panel.wait_for()
            assert (
                panel.locator(".atlas-row").evaluate_all("(rows) => rows.map((row) => row.dataset.id)") == mark["ids"]
            )
            row = panel.locator(f"[data-id='{key}']")
            assert row.inner_text().strip()
            row.click()
            assert panel.is_hidden()
            assert_chosen(atlas, key)
        assert atlas.view() == view


def test_each_region_of_a_crowded_city_can_be_reached_by_keys(visit):
    atlas = visit("?date=2024-01-01")
    for place in near_and_far(atlas):
        listed = one_of_each(atlas.at(*place)["ids"])
        for key in listed:
            mark, board = atlas.at(*place), atlas.page.keyboard
            atlas.frame.locator("#map_div").focus()
            if mark["steps"]:
                for _ in range(mark["steps"]):
                    board.press("n")
                assert mark["ids"][0].split(":")[1] in atlas.frame.locator(".atlas-tip:not([hidden])").inner_text()
            assert atlas.frame.evaluate("atlas.layer.focused") == mark["g"]
            board.press("Enter")
            focused = "document.activeElement.dataset.id"
            for _ in mark["ids"]:
                if atlas.frame.evaluate(focused) == key:
                    break
                board.press("ArrowDown")
            assert atlas.frame.evaluate(focused) == key
            board.press("Enter")
            assert_chosen(atlas, key)
    # The mark that the keyboard stands on stays the same one at another zoom.
    atlas.look_at(*CITIES["Tokyo"], 3)
    assert atlas.frame.evaluate("atlas.layer.focused") == atlas.at(*CITIES["Tokyo"])["g"]


def test_hover_tells_and_a_lone_mark_is_chosen_at_once(visit):
    atlas = visit("?date=2018-09-07&provider=alibaba")
    mark = atlas.at(25.2, 55.27)
    assert mark["ids"] == ["alibaba:me-east-1"]
    atlas.page.mouse.move(mark["x"] - 40, mark["y"] - 40)
    atlas.page.mouse.move(mark["x"], mark["y"])
    tip = atlas.frame.locator(".atlas-tip:not([hidden])")
    tip.wait_for()
    assert "me-east-1" in tip.inner_text() and "live" in tip.inner_text()
    atlas.page.mouse.click(mark["x"], mark["y"])
    assert_chosen(atlas, "alibaba:me-east-1")
    atlas.frame.locator(".atlas-card:not([hidden]) .atlas-close").click()
    atlas.wait_link("region")
    atlas.page.locator(".st-key-details").wait_for(state="detached")


def hub_lines(atlas):
    """Draw the map once more and give the curves drawn, as [[x1, y1, x2, y2], ...]."""
    return atlas.frame.evaluate("""() => {
        const pen = CanvasRenderingContext2D.prototype, {moveTo, quadraticCurveTo} = pen, found = [];
        let from = [];
        pen.moveTo = function (x, y) { from = [x, y]; moveTo.call(this, x, y); };
        pen.quadraticCurveTo = function (a, b, x, y) {
            found.push([...from, x, y]);
            quadraticCurveTo.call(this, a, b, x, y);
        };
        try { atlas.layer.draw(); } finally { Object.assign(pen, {moveTo, quadraticCurveTo}); }
        return found;
    }""")


def test_london_story(visit):
    london, frankfurt = "alibaba:eu-west-1", "alibaba:eu-central-1"
    atlas = visit("?date=2018-09-07&provider=alibaba&region=alibaba:eu-west-1")
    sites = atlas.sites()
    assert sites[london] == ("announced", True)
    assert sites[frankfurt] == ("live", True)
    look = "(id) => AtlasParts.LOOK_OF_CODE[atlas.layer.sites.code[atlas.layer.sites.indexOf.get(id)]]"
    looks = atlas.frame.evaluate("AtlasParts.LOOK")
    assert atlas.frame.evaluate(look, london) == looks["ANNOUNCED"]
    assert atlas.frame.evaluate(look, frankfurt) == looks["LIVE"]
    where = """(id) => { const {sites, drawn} = atlas.layer, g = sites.groupOf[sites.indexOf.get(id)];
        const place = drawn.find((one) => one.g === g); return [place.x, place.y]; }"""
    ends = [*atlas.frame.evaluate(where, london), *atlas.frame.evaluate(where, frankfurt)]
    assert any(line == pytest.approx(ends) for line in hub_lines(atlas))

    details = atlas.page.locator(".st-key-details")
    assert "London" in details.inner_text() and "Announced" in details.inner_text()
    assert "Germany (Frankfurt)" in details.locator(".atlas-facts").inner_text()
    partner = details.locator(".atlas-partners li", has_text="BT")
    assert "reported" in partner.locator(".atlas-badge").inner_text()
    assert partner.locator("a").get_attribute("href").startswith("https://")
    assert re.search(r"Alibaba (never|did not) confirm", partner.inner_text())
    card = atlas.frame.locator(".atlas-card:not([hidden])").inner_text()
    assert "BT" in card and "reported, not confirmed" in card

    atlas.frame.evaluate("atlas.show('2018-10-22')")
    atlas.wait_words("22 Oct 2018")
    assert atlas.sites()[london] == ("live", True)
    facts = details.locator(".atlas-facts").inner_text()
    assert re.search(r"Zones\s+2\b(?! \(as of today\))", facts), facts
    assert "Live" in details.inner_text()

    choose(atlas, frankfurt)
    partner = details.locator(".atlas-partners li", has_text="Vodafone").first
    assert partner.locator("a").get_attribute("href").startswith("https://")
    assert "London" in details.locator(".atlas-facts").inner_text()


def test_regions_that_closed_and_ids_of_two_providers(visit):
    atlas = visit("?date=2020-06-01&provider=alibaba,aws")
    sites = atlas.sites()
    for key in ("alibaba:ap-southeast-2", "alibaba:ap-south-1"):
        assert sites[key] == ("live", True), key
    script = """(ids) => ids.map((id) => { const {sites} = atlas.layer, i = sites.indexOf.get(id);
        return sites.data.name[i] + ' ' + sites.data.place[i]; })"""
    names = atlas.frame.evaluate(script, ["aws:eu-west-1", "alibaba:eu-west-1"])
    assert "Dublin" in names[0] and "London" not in names[0]
    assert "London" in names[1]
    atlas.frame.evaluate("atlas.show('2025-06-01')")
    atlas.wait_words("1 Jun 2025")
    sites = atlas.sites()
    for key in ("alibaba:ap-southeast-2", "alibaba:ap-south-1"):
        assert sites[key] == ("closed", True), key

    for key, city in (("aws:eu-west-1", "Dublin"), ("alibaba:eu-west-1", "London")):
        choose(atlas, key)
        assert city in atlas.page.locator(".st-key-details").inner_text()
