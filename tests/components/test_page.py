"""The page without a browser: numbers agree, filters leave what they say, links hold the view, nothing breaks it."""

import datetime as dt
import json
import re
import shutil

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import feed, filters, growth, table, worldmap
from components.selection import CONTROLS, Selection
from data import dates, query
from data.load import FOLDER

DATES = ("2008-06-30", "2013-12-31", "2018-09-07", "2021-05-17", "2026-11-25")


def rows_of(page):
    """The table of the page."""
    return next(frame.value for frame in page.dataframe if "region_id" in frame.value.columns)


def keys_of(page):
    frame = rows_of(page)
    return set(frame["provider"] + ":" + frame["region_id"])


def number(page, label):
    return int(next(metric.value for metric in page.metric if metric.label == label).replace(",", ""))


def link_of(page):
    """The query of the address: each name with its list of values."""
    return {name: value if isinstance(value, list) else [value] for name, value in page.query_params.items()}


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


def broken(tmp_path, name, change):
    """Our tables in a folder of their own, the text of one of them changed."""
    folder = shutil.copytree(FOLDER, tmp_path / "tables")
    path = folder / f"{name}.csv"
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    return folder


def bad_country(text):
    head, first, *rest = text.splitlines()
    cells = first.split(",")
    cells[head.split(",").index("country")] = "UK"
    return "\n".join([head, ",".join(cells), *rest]) + "\n"


@pytest.mark.parametrize(
    ("name", "change", "least"),
    [
        ("regions", bad_country, 500),
        ("claims", lambda text: text.replace(",2018-10-22,", ",22.10.2018,"), 500),
        ("partnerships", lambda text: text + "alibaba,nobody,hosts,,,,,confirmed,,\n", 500),
        ("partners", lambda text: "", 500),
        ("claims", lambda text: text.replace("provider", "vendor", 1), 0),
        ("regions", lambda text: text[:2000] + '"', 0),
    ],
    ids=["cell", "dates", "key", "empty file", "header", "quote"],
)
def test_faults_of_the_tables_are_listed_and_the_rest_is_shown(run_page, monkeypatch, tmp_path, name, change, least):
    monkeypatch.setenv("ATLAS_TABLES", str(broken(tmp_path, name, change)))
    page = run_page(date=DAY)
    assert any("fault" in error.value for error in page.error)
    listed = next(frame.value for frame in page.dataframe if "rule" in frame.value.columns)
    assert f"{name}.csv" in set(listed["file"])
    assert set(listed.columns) >= {"file", "row", "column", "value", "rule"}
    if least:
        assert len(rows_of(page)) > least * 0.8
    page.date_input(key="date").set_value(dt.date(2019, 1, 1)).run()
    assert not page.exception, page.exception


def test_a_folder_without_tables_is_told_too(run_page, monkeypatch, tmp_path):
    monkeypatch.setenv("ATLAS_TABLES", str(tmp_path))
    page = run_page()
    assert any("fault" in error.value for error in page.error)


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1+cmd", "@x", "\t=1", "\r=1"])
def test_cells_that_start_a_formula_are_defused(start):
    frame = pd.DataFrame(
        {"name": [start, "Frankfurt", "", "a=b"], "sure": [True, False, True, True], "n": [-1, 2, 3, 4]}
    )
    safe = table.safe(frame)
    assert safe["name"].tolist() == ["'" + start, "Frankfurt", "", "a=b"]
    assert safe["n"].tolist() == [-1, 2, 3, 4]
    assert frame["name"].tolist()[0] == start


def test_a_formula_in_the_tables_leaves_the_page_defused(run_page, monkeypatch, tmp_path):
    evil = "=HYPERLINK(1)"
    monkeypatch.setenv("ATLAS_TABLES", str(broken(tmp_path, "regions", lambda t: t.replace("UK (London)", evil, 1))))
    page = run_page(date=DAY)
    frame = rows_of(page)
    assert evil in set(frame["name"])
    written = table.safe(frame).to_csv(index=False)
    assert f"'{evil}" in written
    assert not re.search(r"(^|,)\"?=", written, re.M)


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


def test_the_readme_names_every_part_of_the_link():
    text = (FOLDER.parents[1] / "README.md").read_text("utf-8")
    assert [control.name for control in CONTROLS if f"`{control.name}`" not in text] == []


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
