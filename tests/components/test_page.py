"""The page without a browser: numbers agree, filters leave what they say, the map asks only its own server."""

import datetime as dt
import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from components import feed, filters, growth, table, worldmap
from components.selection import Selection
from data import dates, query
from data.load import FOLDER
from tests.components.reading import keys_of, number, rows_of

DATES = ("2008-06-30", "2013-12-31", "2018-09-07", "2021-05-17", "2026-11-25")


@pytest.mark.parametrize("date", DATES)
def test_page_table_and_command_agree(run_page, data_at, date):
    page, told = run_page(date=date), data_at(date)
    frame = rows_of(page)
    shown = zip(frame["provider"], frame["region_id"], frame["state"].astype(str), frame["sure"], strict=True)
    assert list(shown) == [(row["provider"], row["region_id"], row["state"], row["sure"]) for row in told]
    assert told
    running = [row for row in told if row["state"] in ("live", "closing")]
    assert number(page, "Regions live") == len(running)
    assert number(page, "Announced") == sum(row["state"] == "announced" for row in told)
    assert number(page, "Countries") == len({row["country"] for row in running})
    assert number(page, "Providers") == len({row["provider"] for row in running})
    summary = next(caption.value for caption in page.caption if re.match(r"[\d,]+ regions?: ", caption.value))
    assert int(summary.split()[0].replace(",", "")) == len(told)
    for state in ("announced", "live", "closing", "closed"):
        found = re.search(rf"(\d+) {state}(?: \((\d+) of them not surely\))?", summary)
        counted = [row for row in told if row["state"] == state]
        assert int(found[1] if found else 0) == len(counted)
        assert int((found and found[2]) or 0) == sum(not row["sure"] for row in counted)
    assert page.subheader[0].value == f"As of {dates.words(date)}"


def test_change_against_the_year_before(run_page, data_at):
    def live(date):
        return sum(row["state"] in ("live", "closing") for row in data_at(date))

    metric = next(one for one in run_page(date="2018-09-07").metric if one.label == "Regions live")
    assert int(metric.delta) == live("2018-09-07") - live("2017-09-07")


DAY = "2023-03-01"


def _deals(shipped, **wanted):
    deals = shipped.tables.partnerships
    for column, value in wanted.items():
        deals = deals[deals[column] == value]
    return set(deals["region_key"])


FILTERS = {
    "provider": (["alibaba", "aws"], lambda row, _: row.provider in ("alibaba", "aws")),
    "access": (["china", "sovereign"], lambda row, _: row.access in ("china", "sovereign")),
    "state": (["announced", "closed"], lambda row, _: row.state in ("announced", "closed")),
    "continent": (["Africa", "Oceania"], lambda row, _: row.continent in ("Africa", "Oceania")),
    "country": (["GB", "DE"], lambda row, _: row.country in ("GB", "DE")),
    "partner": (["bt"], lambda row, shipped: row.key in _deals(shipped, partner_id="bt")),
    "role": (["operates"], lambda row, shipped: row.key in _deals(shipped, role="operates")),
}


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_leaves_what_it_says(run_page, shipped, name):
    values, keeps = FILTERS[name]
    there = query.as_of(shipped.lives, dates.day(DAY))
    expected = {row.key for row in there.itertuples() if keeps(row, shipped)}
    assert 0 < len(expected) < len(there)
    assert keys_of(run_page(date=DAY, **{name: values})) == expected


def test_filters_narrow_together(run_page, shipped):
    there = query.as_of(shipped.lives, dates.day(DAY))
    expected = there[(there["provider"] == "aws") & (there["continent"] == "Asia") & (there["access"] == "public")]
    page = run_page(date=DAY, provider="aws", continent="Asia", access="public")
    assert keys_of(page) == set(expected["key"]) != set()


@pytest.mark.parametrize(
    ("words", "found", "missing"),
    [
        ("frankfurt", "alibaba:eu-central-1", "alibaba:eu-west-1"),
        ("SÃO paulo", "aws:sa-east-1", "aws:us-east-1"),
        ("eu-west-1", "aws:eu-west-1", "aws:eu-west-3"),
        ("alibaba london", "alibaba:eu-west-1", "aws:eu-west-2"),
        ("vodafone", "alibaba:eu-central-1", "alibaba:eu-west-1"),
    ],
)
def test_search_finds_city_code_provider_and_partner(run_page, words, found, missing):
    keys = keys_of(run_page(date=DAY, q=words))
    assert found in keys
    assert missing not in keys


def test_edge_zones_come_on_demand(run_page, shipped):
    without = keys_of(run_page(date=DAY))
    zones = query.as_of(shipped.lives, dates.day(DAY), kinds=("local_zone",))
    assert keys_of(run_page(date=DAY, layer="local_zone")) - without == set(zones["key"]) != set()


def test_nothing_left_says_what_to_change(run_page):
    page = run_page(date="2009-01-01", provider="stackit", continent="Europe", q="gander")
    [note] = [info.value for info in page.info if "Loosen" in info.value]
    assert all(words in note for words in ("providers", "continent", "gander", "clock"))
    assert "access" not in note and "partner" not in note
    assert number(page, "Regions live") == 0
    assert "forward" in filters.advice(Selection(day=0)) and "Loosen" not in filters.advice(Selection(day=0))


def test_what_happened_is_sourced_and_newest_first(run_page, shipped):
    day = dates.day("2018-10-30")
    page = run_page(date="2018-10-30", provider="alibaba")
    told = query.events(shipped.tables, until=day)
    told = told[(told["provider"] == "alibaba") & (told["event"] != "promised")]
    told = told[told["hi"] - told["lo"] < feed.WIDE]
    listed = json.loads(page.get("bidi_component")[0].proto.json)["items"]
    newest = told.head(len(listed))
    assert len(listed) >= 5
    assert [(item["key"], item["day"], item["url"], item["confidence"]) for item in listed] == list(
        newest[["key", "day", "url", "confidence"]].itertuples(index=False, name=None)
    )
    assert listed[0]["what"] == "London opens" and listed[0]["when"] == "22 Oct 2018"
    assert len({item["id"] for item in listed}) == len(listed)


def test_a_date_known_only_to_years_is_no_happening(shipped):
    happened = feed.events(shipped.tables)
    assert not happened["date"].str.match(r"^\.\./").any()
    assert (happened["day"].diff().dropna() <= 0).all()


def test_the_panel_of_london_names_bt_as_reported(run_page):
    page = run_page(date="2018-09-07", provider="alibaba", region="alibaba:eu-west-1")
    told = " ".join(str(part.proto.body) for part in page.get("html"))
    partner = re.search(r"<li[^>]*><b>BT</b>.*?</li>", told).group()
    assert "atlas-reported" in partner and 'href="https://' in partner
    assert re.search(r"Alibaba (never|did not) confirm", partner)
    assert "Germany (Frankfurt)" in told
    assert any("**Announced** on 7 Sep 2018" in text.value for text in page.markdown)


def test_the_map_asks_only_this_server(run_page, sent_to_map):
    told = sent_to_map(run_page(date=DAY))
    leaflet, own = told["js_links"]
    assert re.fullmatch(r"\.\./\.\./(mock/)?media/[0-9a-f]+\.js", own)
    links = [leaflet, *told["css_links"]]
    folders = {"leaflet": worldmap._LEAFLET, "assets": worldmap.ASSETS}
    for link in links:
        folder, name = re.fullmatch(r"\.\./components\.worldmap\.(\w+)/([\w.-]+)\?v=[0-9a-f]{8}", link).groups()
        assert (folders[folder] / name).is_file(), link
    assert len(links) == 4
    assert not re.search(r"https?://", told["script"] + told["header"] + told["html"] + told["feature_group"])


def test_at_first_sight_the_map_goes_alone_and_the_rest_follows(monkeypatch):
    monkeypatch.chdir(FOLDER.parent.parent)
    page = AppTest.from_file(str(FOLDER.parent.parent / "dashboard.py"), default_timeout=60).run()
    assert not page.exception
    assert page.get("component_instance") and page.metric
    heads = ("Regions surely live", "What happened")
    assert not page.dataframe and not any(text.value.startswith(f"**{heads[0]}") for text in page.markdown)
    page.run()
    assert len(rows_of(page)) > 500
    for head in heads:
        assert any(text.value.startswith(f"**{head}") for text in page.markdown)
    assert page.get("bidi_component")


def test_a_step_or_a_filter_keeps_the_base_of_the_map(run_page, sent_to_map):
    page = run_page(date=DAY)
    first = sent_to_map(page)
    page.date_input(key="date").set_value(dt.date(2018, 9, 7)).run()
    step = sent_to_map(page)
    page.pills(key="provider").set_value(["aws"]).run()
    narrowed = sent_to_map(page)
    url = re.compile(r'"url": "([^"]+)"')
    for later in (step, narrowed):
        assert {name: later[name] for name in later if name != "feature_group"} == {
            name: first[name] for name in first if name != "feature_group"
        }
    assert '"date": "2018-09-07"' in step["feature_group"]
    assert url.findall(step["feature_group"]) == url.findall(first["feature_group"])
    assert url.findall(narrowed["feature_group"]) != url.findall(first["feature_group"])
    assert len(step["feature_group"]) < 3_000


def test_a_great_many_steps_are_drawn_by_quarters(shipped, monkeypatch):
    lives = shipped.lives[shipped.lives["provider"].isin(["aws", "azure"])]
    each = growth.steps(shipped.tables, lives)
    monkeypatch.setattr(growth, "_MOST", 20)
    few = growth.steps(shipped.tables, lives)
    assert len(few) < len(each)
    assert not few.assign(q=few["day"].dt.to_period("Q"))[["provider", "q"]].duplicated().any()
    assert few.groupby("provider")["live"].last().to_dict() == each.groupby("provider")["live"].last().to_dict()
    merged = few.merge(each, on=["provider", "day"], suffixes=("", "_each"))  # each kept step says what it said
    assert len(merged) >= len(few) and (merged["live"] <= merged["live_each"].cummax()).all()
    named = few.loc[few["day"].dt.to_period("Q").astype(str) == "2016Q4", "opened"].str.cat(sep=", ")
    assert "Ohio" in named and "London" in named


def test_a_long_table_shows_its_head_and_says_so(run_page, monkeypatch):
    monkeypatch.setattr(table, "MOST", 5)
    page = run_page(date="2018-09-07", provider="alibaba")
    assert len(rows_of(page)) == 5
    assert any("The first 5 stand here" in text.value for text in page.caption)
