"""The Compare page without a browser: what stands in the list, in the headline and in the message to the maps."""

import json

import pytest

from components import compare, differences
from components.selection import Selection
from data import dates, query

ALIBABA = {"provider": "alibaba", "date": "2018-12-31", "date_b": "2016-12-31"}


def page():
    """What dashboard.py does for the Compare page; AppTest can switch to files only."""
    import streamlit as st

    from components import compare, filters, room, selection

    atlas = room.open_atlas()
    st.session_state["_dark"] = False
    for note in selection.follow_link(atlas.tables, "compare"):
        st.warning(note)
    filters.draw(atlas.tables, atlas.lives, False)
    compare.draw(atlas.tables, atlas.lives, atlas.stamp, False)
    selection.write_link(atlas.tables)


@pytest.fixture
def open_compare():
    from streamlit.testing.v1 import AppTest

    def run(**link):
        app = AppTest.from_function(page, default_timeout=60)
        app.query_params.update(link)
        app.run()
        assert not app.exception, app.exception
        return app

    return run


@pytest.fixture
def sides(sent_to_map):
    """The two sides as the maps are given them."""

    def given(app):
        script = sent_to_map(app)["feature_group"]
        script = script if isinstance(script, str) else json.dumps(script)
        found = script[script.index("window.pair.update(") + len("window.pair.update(") :]
        return json.JSONDecoder().raw_decode(found)[0]["sides"]

    return given


def numbers(app):
    return {metric.label: int(metric.value.replace(",", "")) for metric in app.metric}


def listed(app):
    [frame] = app.dataframe
    return frame.value


def test_two_dates_of_alibaba_row_by_row(open_compare):
    """Done by hand from the claims: what Alibaba Cloud opened in 2017 and 2018, and with whom."""
    rows = listed(open_compare(**ALIBABA))
    opened = rows[rows["Change"] == "Opened"].set_index("What")
    assert set(opened.index) == {
        "Malaysia (Kuala Lumpur) (ap-southeast-3)",
        "China (Hohhot) (cn-huhehaote)",
        "India (Mumbai) (ap-south-1)",
        "Indonesia (Jakarta) (ap-southeast-5)",
        "UK (London) (eu-west-1)",
        "China (Chengdu) (cn-chengdu)",
    }
    assert opened.loc["UK (London) (eu-west-1)", "When"] == "22 Oct 2018"
    assert set(opened.drop("China (Chengdu) (cn-chengdu)")["In between"]) == {"surely"}
    assert set(opened["Source"].str.startswith("http")) == {True}
    assert set(rows["Change"]) <= {"Opened", "Zones added", "Partner joined", "Perhaps opened"}
    assert "Germany (Frankfurt): 1 to 2 zones" in set(rows["What"][rows["Change"] == "Zones added"])
    joined = " ".join(rows["What"][rows["Change"] == "Partner joined"])
    for partner in ("BT", "Tata Communications", "Andhra Pradesh Economic Development Board", "Bolloré"):
        assert partner in joined
    assert "Vodafone" not in joined  # since November 2016
    perhaps = rows["What"][rows["Change"] == "Perhaps opened"].str.extract(r"\(([a-z0-9-]+)\)$")[0]
    assert set(perhaps) <= {"cn-shanghai-finance-1", "cn-shenzhen-finance-1", "cn-north-2-gov-1"}


def test_counts_of_each_kind_and_of_each_side(open_compare, sides, shipped):
    app = open_compare(**ALIBABA)
    rows = listed(app)
    assert numbers(app) == rows["Change"].value_counts().to_dict()
    assert app.subheader[0].value == "31 Dec 2016 to 31 Dec 2018"
    lives = shipped.lives[shipped.lives["provider"] == "alibaba"]
    given = sides(app)
    assert [side["date"] for side in given] == ["2016-12-31", "2018-12-31"]
    assert given[0]["url"] == given[1]["url"]
    live = []
    for side in given:
        counts = query.counts(lives, dates.day(side["date"]))
        live.append(counts["live"])
        assert side["counts"].startswith(f"{counts['live']} live")
        assert side["counts"].endswith(f"{counts['countries']} countries")
    assert live[1] - live[0] == numbers(app)["Opened"]


def test_the_earlier_day_stands_on_the_left_in_whatever_order(open_compare, sides):
    app = open_compare(provider="alibaba", date="2016-12-31", date_b="2018-12-31")
    assert [side["date"] for side in sides(app)] == ["2016-12-31", "2018-12-31"]
    assert [field.label for field in app.date_input] == ["A: from", "B: to"]
    assert listed(app).equals(listed(open_compare(**ALIBABA)))


def test_a_year_before_unless_said(open_compare, sides):
    assert [side["date"] for side in sides(open_compare(date="2018-12-31"))] == ["2017-12-31", "2018-12-31"]
    assert [side["date"] for side in sides(open_compare(date="2016-02-29"))] == ["2015-02-28", "2016-02-29"]
    assert [side["date"] for side in sides(open_compare(date="2006-03-01"))] == ["2006-01-01", "2006-03-01"]


def test_months_move_both_days(open_compare, sides):
    app = open_compare(**ALIBABA)
    app.select_slider(key="months").set_range("2015-02", "2017-06").run()
    assert [side["date"] for side in sides(app)] == ["2015-02-28", "2017-06-30"]
    app.date_input(key="date").set_value(dates.date_of(dates.day("2014-05-12"))).run()
    assert [side["date"] for side in sides(app)] == ["2014-05-12", "2015-02-28"]
    assert app.select_slider(key="months").value == ("2014-05", "2015-02")


def test_filters_of_the_sidebar_apply(open_compare, shipped):
    app = open_compare(continent="Europe", date="2018-12-31", date_b="2016-12-31")
    lives = shipped.lives
    europe = set(lives["country_name"][lives["continent"] == "Europe"])
    lands = set(listed(app)["Where"].str.split(", ").str[-1]) - {""}
    assert {"Germany", "United Kingdom"} <= lands <= europe
    app = open_compare(partner="bt", date="2018-12-31", date_b="2016-12-31")
    rows = listed(app)
    assert list(rows["What"][rows["Change"] == "Partner joined"]) == ["UK (London): BT (other)"]


def test_two_providers_at_one_date(open_compare, sides, shipped):
    app = open_compare(versus="providers", left="alibaba", right="aws", date="2018-12-31")
    assert app.subheader[0].value == "As of 31 Dec 2018"
    given = sides(app)
    assert [side["label"] for side in given] == ["Alibaba Cloud", "AWS"]
    assert given[0]["url"] != given[1]["url"]
    assert all(side["single"] for side in given)
    shown = query.as_of(shipped.lives, dates.day("2018-12-31"))
    shown = shown[shown["state"].isin(["live", "closing"])]
    own, theirs = (set(shown["country_name"][shown["provider"] == one]) for one in ("alibaba", "aws"))
    rows = listed(app).set_index("Country")
    assert set(rows.index[rows["Who"] == "both"]) == own & theirs
    assert set(rows.index[rows["Who"] == "only A"]) == own - theirs
    assert set(rows.index[rows["Who"] == "only B"]) == theirs - own
    assert (numbers(app)["Only A"], numbers(app)["Only B"]) == (len(own - theirs), len(theirs - own))
    kingdom = rows.loc["United Kingdom"]
    assert (kingdom["First"], kingdom["A opened"], kingdom["B opened"]) == (
        "B, by 1.9 years",
        "22 Oct 2018",
        "13 Dec 2016",
    )
    assert rows.loc["China", "First"].startswith("A, by ")


def test_cities_and_every_other_provider(open_compare, sides):
    app = open_compare(versus="providers", left="alibaba", date="2018-12-31", by="city")
    label = sides(app)[1]["label"]
    assert label.startswith("Every other provider (")
    rows = listed(app).set_index("City")
    assert rows.loc["London", "Who"] == "both"


def test_two_providers_start_from_the_sidebar(open_compare, sides):
    app = open_compare(versus="providers", provider=["tencent", "huawei"])
    assert [side["label"] for side in sides(app)] == ["Tencent Cloud", "Huawei Cloud"]
    app = open_compare(versus="providers", provider="oracle")
    assert sides(app)[0]["label"] == "Oracle Cloud"
    assert sides(app)[1]["label"] != "Oracle Cloud"


def test_what_does_not_fit_falls_back_with_a_note(open_compare, sides):
    app = open_compare(versus="planets", date_b="soon", left="nobody", by="street", date="2018-12-31")
    notes = " ".join(one.value for one in app.warning)
    for part in ("versus=planets", "date_b=soon", "left=nobody", "by=street"):
        assert part in notes
    assert [side["date"] for side in sides(app)] == ["2017-12-31", "2018-12-31"]


@pytest.mark.parametrize(
    ("link", "advice"),
    [
        ({"date": "2018-12-31", "date_b": "2018-12-31"}, "same"),
        ({"provider": "alibaba", "date": "2007-12-31", "date_b": "2006-12-31"}, "further apart"),
        ({"q": "no such place", "date": "2018-12-31"}, "Loosen"),
        ({"versus": "providers", "left": "alibaba", "right": "tencent", "date": "2006-12-31"}, "clock forward"),
    ],
)
def test_nothing_to_show_says_what_to_change(open_compare, link, advice):
    app = open_compare(**link)
    assert advice in " ".join(one.value for one in app.info)
    assert not app.dataframe


def test_a_region_chosen_has_its_card_on_both_sides(open_compare, sides):
    app = open_compare(**ALIBABA, region="alibaba:eu-west-1")
    states = [side["card"]["lines"][0][1] for side in sides(app)]
    assert states == ["Alibaba Cloud · Not there yet", "Alibaba Cloud · Live"]


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ({}, {"bt", "apedb", "vodafone-germany"}),
        ({"access": ("public",)}, {"bt", "vodafone-germany"}),
        ({"q": "London"}, {"bt", "vodafone-germany"}),
        ({"provider": ("aws",)}, {"bt", "vodafone-germany"}),
        ({"country": ("IN",)}, {"bt", "apedb", "vodafone-germany"}),
        ({"continent": ("Europe",)}, {"bt", "vodafone-germany"}),
        ({"role": ("government_agreement",)}, {"apedb"}),
        ({"partner": ("bt",)}, {"bt"}),
    ],
)
def test_deals_that_a_selection_leaves(shipped, asked, kept):
    """Deals of a region go with it; a deal of no region goes by its provider, its country and its partner."""
    tables = shipped.tables
    fitting = shipped.lives.loc[["alibaba:eu-west-1", "alibaba:eu-central-1"]]
    deals = compare.deals_of(tables, fitting, Selection(day=0, **asked))
    assert set(deals["partner_id"]) & {"bt", "apedb", "vodafone-germany"} == kept


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (("", None, None), ""),
        (("same", 0, 0), "same day"),
        (("unsure", 0, 30), "unsure"),
        (("left", 1, 1), "A, by 1 day"),
        (("right", 18, 45), "B, by 18 to 45 days"),
        (("left", 738, 1102), "A, by 2.0 to 3.0 years"),
        (("left", 1470, 1479), "A, by 4.0 years"),
    ],
)
def test_words_for_who_was_first(told, words):
    assert differences.lead(*told) == words
