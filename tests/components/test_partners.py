"""The Partners page and the deals that the map is given, without a browser."""

import dataclasses
import io
import json

import pandas as pd
import pytest

from components import deals, network, partners, spans_chart, ties
from components.selection import Selection
from data import alliances, dates, query
from data.__main__ import main
from data.dates import FAR

STORY = Selection(day=dates.day("2018-09-07"), provider=("alibaba",))


def page():
    """What dashboard.py does for the Partners page; AppTest can switch to files only."""
    import streamlit as st

    from components import partners, room, selection

    atlas = room.open_atlas()
    st.session_state["_dark"] = False
    for note in selection.follow_link(atlas.tables, "partners"):
        st.warning(note)
    chosen = selection.current(atlas.tables)
    partners.draw(atlas.tables, atlas.lives, atlas.stamp, chosen, False)
    selection.write_link(atlas.tables)


@pytest.fixture
def open_partners():
    from streamlit.testing.v1 import AppTest

    def run(**link):
        app = AppTest.from_function(page, default_timeout=60)
        app.query_params.update(link)
        app.run()
        assert not app.exception, app.exception
        return app

    return run


def words(app):
    """All text of a page, HTML included."""
    told = [one.value for kind in ("markdown", "caption", "subheader", "info") for one in app.get(kind)]
    return " ".join([*map(str, told), *(one.proto.body for one in app.get("html"))])


@pytest.mark.parametrize("text", ["2006-03-13", "2016-11-21", "2018-09-07", "2022-01-01", "2024-08-01", "2026-11-25"])
def test_deals_of_the_page_are_those_of_the_command(shipped, text):
    day = dates.day(text)
    columns = ["provider", "partner_id", "role", "region_id", "from_date", "source_id", "sure"]
    known = deals.known(shipped.tables, shipped.lives, day)[columns]
    expected = query.partners_of(shipped.tables, day=day)[columns]
    pd.testing.assert_frame_equal(known.reset_index(drop=True), expected)


def test_deals_tell_since_and_until_in_words(shipped):
    every = deals.every(shipped.tables, shipped.lives)
    told = every.set_index(["partner_id", "region_id"])[["since", "until", "region_name"]]
    assert told.loc[("bt", "eu-west-1")].tolist() == ["since 7 Sep 2018", "", "UK (London)"]
    assert told.loc[("t-systems", "germanycentral")].tolist()[:2] == ["since 11 Nov 2015", "until 29 Oct 2021"]
    accenture = told.loc[("accenture", "ap-southeast-2")]
    assert accenture["until"] == "until the region closed (30 Sep 2024)"
    assert set(every.loc[every["partner_id"] == "apedb", "region_name"]) == {"no one region"}


def test_filters_leave_deals_by_provider_role_kind_country_access_and_words(shipped):
    every = deals.every(shipped.tables, shipped.lives)

    def left(**asked):
        mask = ties.fitting(shipped.tables, shipped.lives, every, Selection(day=0, **asked))
        return every[mask]

    assert len(left()) == len(every)
    assert set(left(provider=("alibaba",))["provider"]) == {"alibaba"}
    assert set(left(role=("operates",))["role"]) == {"operates"}
    assert set(left(kind=("energy",))["partner_kind"]) == {"energy"}
    assert set(left(partner=("bt",))["partner_id"]) == {"bt"}
    assert "apedb" in set(left(country=("IN",))["partner_id"])  # for no one region, but in India
    assert "vodafone-germany" in set(left(continent=("Europe",))["partner_id"])
    assert "apedb" not in set(left(continent=("Europe",))["partner_id"])
    china = left(access=("china",))
    assert {"sinnet", "nwcd", "21vianet"} <= set(china["partner_id"])
    assert (china["region_key"] != "").all()
    assert set(left(q="british telecom")["partner_id"]) == {"bt"}


def test_the_map_is_given_each_deal_with_its_days_words_and_source(shipped):
    every = deals.every(shipped.tables, shipped.lives)
    told = json.loads(ties.ties_json(shipped.tables, every))
    assert len({len(told[name]) for name in ("p", "v", "vn", "r", "role", "c", "bl", "bh", "el", "eh", "since")}) == 1
    assert len(told["p"]) == len(every)
    ids = [one["id"] for one in told["partners"]]
    i = next(i for i, p in enumerate(told["p"]) if ids[p] == "bt" and told["r"][i] == "alibaba:eu-west-1")
    assert (told["bl"][i], told["bh"][i], told["eh"][i]) == (dates.day("2018-09-07"), dates.day("2018-09-07"), FAR)
    assert (told["c"][i], told["role"][i], told["since"][i]) == ("reported", "other", "since 7 Sep 2018")
    assert told["sources"][told["s"][i]]["publisher"] == "webhosting.info"
    [apedb] = [one for one in told["partners"] if one["id"] == "apedb"]
    assert (apedb["short"], apedb["city"], round(apedb["lat"])) == ("APEDB", "Amaravati", 17)
    assert all(told["roles"][role]["help"] for role in told["role"])


def test_the_map_page_hands_over_the_deals_and_how_to_show_them(run_page, sent_to_map):
    def lines(**link):
        script = sent_to_map(run_page(**link))["feature_group"]
        start = script.index('"lines": ') + len('"lines": ')
        return json.JSONDecoder().raw_decode(script[start:])[0]

    quiet = lines(date="2022-01-01")
    assert (quiet["on"], quiet["who"], quiet["picked"]) == ([], "", False)
    asked = lines(date="2022-01-01", lines="sites,partners", who="bt", partner="bt")
    assert (asked["on"], asked["who"], asked["picked"]) == (["sites", "partners"], "bt", True)
    assert lines(date="2018-09-07")["ties"] == quiet["ties"]  # no new data for another date
    assert lines(who="provider:aws")["who"] == ""


def test_the_chosen_partner_stands_under_the_map(run_page):
    said = words(run_page(date="2018-09-07", who="bt"))
    assert "British Telecom" in said
    assert "BT confirmed talks only" in said


@pytest.mark.parametrize(
    ("region", "runs"),
    [
        ("aws:cn-north-1", "Beijing Sinnet Technology, since between Jul and Sep 2016"),
        ("azure:chinaeast", "21Vianet, since Nov 2012"),
        ("azure:germanycentral", "T-Systems, since 11 Nov 2015, until 29 Oct 2021"),
        ("azure:bleufrancecentral", "Bleu, since May 2021"),
        ("gcp:u-france-east1", "S3NS, since 30 Jun 2022"),
        ("alibaba:me-central-1", "Saudi Cloud Computing Company, since Jun 2022"),
    ],
)
def test_the_panel_of_a_region_says_who_runs_it(run_page, region, runs):
    said = words(run_page(date="2026-11-25", region=region))
    assert f"<dt>Run by</dt><dd>{runs}</dd>" in said


def test_the_panel_says_what_the_record_says_of_contract_and_account(shipped):
    told = dict(deals.run_by(shipped.tables, shipped.lives, "aws:cn-north-1"))
    assert "Own partition aws-cn." in told["Contract and account"]
    assert "seller of record" in told["Contract and account"]
    assert deals.run_by(shipped.tables, shipped.lives, "aws:eu-west-2") == []


def test_the_panel_says_who_signs_and_which_account_each_with_its_source(run_page):
    said = words(run_page(date="2026-11-25", region="aws:cn-north-1"))
    assert "The customer signs with <b>Beijing Sinnet</b>" in said
    assert "An account of its own is needed" in said
    assert "docs.amazonaws.cn" in said and "amazonaws.cn/en/agreement/beijing" in said
    assert "<dt>Terms</dt>" not in words(run_page(date="2026-11-25", region="aws:eu-west-2"))


def test_the_directory_follows_date_and_filters(open_partners, shipped):
    app = open_partners(date="2018-09-07", provider="alibaba")
    found = app.dataframe(key="directory").value
    expected = query.partners_of(shipped.tables, provider="alibaba", day=dates.day("2018-09-07"))
    assert len(found) == expected["partner_id"].nunique()
    assert found["name"].tolist() == sorted(found["name"], key=str.casefold)
    listed = app.dataframe[1].value
    assert len(listed) == len(expected)
    assert (listed["Region"] == "no one region").sum() == (expected["region_key"] == "").sum()
    numbers = {one.label: one.value for one in app.metric}
    assert numbers["Partners"] == str(len(found))
    assert numbers["Deals"] == str(len(listed))
    app.segmented_control(key="deals").set_value("any").run()
    assert len(app.dataframe(key="directory").value) == query.partners_of(shipped.tables, provider="alibaba")[
        "partner_id"].nunique()  # fmt: skip
    app.pills(key="kind").set_value(["telecom"]).run()
    assert set(app.dataframe(key="directory").value["kind"]) == {"Telecom"}


def test_the_view_of_rivals_agrees_with_the_command(open_partners, capsys):
    app = open_partners(date="2022-01-01", section="network")
    shown = app.dataframe(key="rivals").value
    assert main(["partners", "--date", "2022-01-01", "--rivals", "--format", "csv"]) == 0
    told = pd.read_csv(io.StringIO(capsys.readouterr().out), keep_default_na=False)
    assert shown["partner_name"].tolist() == told["partner_name"].tolist()
    assert shown["count"].tolist() == told["count"].tolist()
    assert shown["sure"].tolist() == told["sure"].tolist()
    assert {"Equinix", "T-Systems", "Central Intelligence Agency"} <= set(shown["partner_name"])
    assert {one.label: one.value for one in app.metric}["With two or more providers"] == str(len(told))


def test_a_cell_opens_its_deals(open_partners, shipped):
    app = open_partners(date="2022-01-01", section="network", cell="telecom:aws")
    today = query.partners_of(shipped.tables, provider="aws", day=dates.day("2022-01-01"))
    today = today[today["partner_kind"] == "telecom"]
    assert app.dataframe(key="matrix").value.loc["Telecom", "AWS"] == today["partner_id"].nunique()
    said = words(app)
    assert f"Telecom × AWS: {len(today)} deals" in said
    for name in today["partner_name"]:
        assert name in said


def test_a_partner_has_a_page(open_partners, shipped):
    said = words(open_partners(date="2019-01-01", who="t-systems"))
    assert "Deutsche Telekom" in said
    assert "4 deals on 1 Jan 2019, 6 on record" in said
    assert '<abbr title="The partner runs the region and answers for it to the customer.">operates</abbr>' in said
    own = deals.known(shipped.tables, shipped.lives, partner_id="t-systems")
    bars = spans_chart.bars(shipped.tables, own)
    german = bars[bars["label"].str.contains("Germany Central")]
    assert german["part"].tolist() == ["surely"]
    assert german[["start", "end"]].iloc[0].tolist() == [pd.Timestamp("2015-11-11"), pd.Timestamp("2021-10-29")]
    huawei = bars[bars["label"].str.startswith("Huawei")]
    assert huawei["part"].tolist() == ["perhaps", "surely", "goes on"]
    owner = words(open_partners(who="a1-group"))
    assert "stands here as the owner of others" in owner


def test_a_provider_has_a_page(open_partners):
    app = open_partners(date="2018-09-07", who="provider:alibaba")
    said = words(app)
    assert "First region in Europe" in said
    assert "Sydney" in said
    assert "Closed" not in said  # nothing had closed yet
    numbers = {one.label: one.value for one in app.metric}
    assert numbers["At home, China"] == "50%"
    assert app.dataframe(key="role hosts").value["Partner"].tolist() == ["SB Cloud", "Vodafone Germany"]
    assert "Closed" in words(open_partners(date="2025-01-01", who="provider:alibaba"))


def test_clouds_apart_and_hubs_are_told(open_partners):
    said = words(open_partners(date="2026-11-25", section="clouds"))
    for name in (
        "Beijing Sinnet Technology",
        "21Vianet",
        "Bleu",
        "S3NS",
        "Delos Cloud",
        "Saudi Cloud Computing Company",
    ):
        assert name in said
    assert "Germany Central (Azure Germany)" in said
    assert "29 Oct 2021" in said
    said = words(open_partners(date="2018-09-07", section="hubs", provider="alibaba"))
    assert "Germany (Frankfurt)" in said
    assert "UK (London)" in said
    assert "No region supports another" in words(open_partners(date="2018-09-06", section="hubs", provider="alibaba"))


def test_text_from_the_tables_is_text(shipped):
    row = deals.known(shipped.tables, shipped.lives, partner_id="bt").iloc[:1]
    evil = row.assign(partner_name="<script>alert(1)</script>", note="<b>x", source_url="javascript:alert(1)", until="")
    made = deals.html(evil, dates.day("2020-01-01"))
    assert "<script" not in made
    assert "<b>x" not in made
    assert "javascript:" not in made.replace("javascript:alert", "") or "href" not in made
    frame = deals.rows(evil.assign(note="=1+1"))
    from components import table

    assert table.safe(frame)["note"].tolist() == ["'=1+1"]


def test_what_does_not_fit_in_the_link_is_said(open_partners):
    app = open_partners(who="nobody", section="attic", kind="telecom,dragon", cell="a:b")
    said = " ".join(one.value for one in app.warning)
    for name in ("who=nobody", "section=attic", "kind=dragon", "cell=a:b"):
        assert name in said


def test_nothing_found_says_what_to_change(open_partners):
    assert "No deal fits" in words(open_partners(date="2006-01-01", provider="yandex"))


def test_rivals_need_no_more_than_the_listed_deals(shipped):
    today = partners.find(shipped.tables, shipped.lives, dataclasses.replace(STORY, provider=())).today
    assert network.rivals(shipped.tables, today).equals(alliances.rivals(today))
