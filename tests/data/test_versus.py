"""Two days, and two sets of providers, set against each other on a table small enough to do by hand."""

import pytest

from data import dates, lifecycle, versus
from data.load import load


@pytest.fixture(scope="module")
def lives(tables):
    return lifecycle.lives(tables)


def told(changed):
    return {(row.change, row.key, row.date, row.sure) for row in changed.itertuples()}


def changes(tables, lives, first, last, **more):
    return versus.changes(tables, lives, dates.day(first), dates.day(last), **more)


def test_every_change_has_its_date_and_source(tables, lives):
    changed = changes(tables, lives, "2017-01-01", "2018-12-31").set_index(["change", "key"])
    london = changed.loc[("opened", "alibaba:eu-west-1")]
    assert (london["date"], london["words"], london["sure"]) == ("2018-10-22", "22 Oct 2018", True)
    assert (london["confidence"], london["publisher"]) == ("confirmed", "The vendor")
    assert london["url"] == "https://vendor.example/regions"
    assert (london["provider_name"], london["name"]) == ("Alibaba Cloud", "UK (London)")
    joined = changed.loc[("partner_joined", "alibaba:eu-west-1")]
    assert (joined["detail"], joined["confidence"], joined["publisher"]) == ("BT (other)", "reported", "The Paper")
    development_board = changed.loc[("partner_joined", "")]
    assert development_board["detail"].startswith("Andhra Pradesh Economic Development Board")
    assert development_board["name"] == development_board["city"] == ""


def test_all_changes_of_two_years(tables, lives):
    assert told(changes(tables, lives, "2017-01-01", "2018-12-31")) == {
        ("opened", "alibaba:ap-south-1", "2018-01-01/2018-01-25", True),
        ("opened", "alibaba:eu-west-1", "2018-10-22", True),
        ("partner_joined", "alibaba:eu-west-1", "2018-09-07", True),
        ("partner_joined", "", "2018-08", True),
    }


def test_closing_closed_zones_and_partners_that_left(tables, lives):
    assert told(changes(tables, lives, "2019-12-31", "2024-06-30")) == {
        ("closing", "alibaba:ap-south-1", "2024-06", True),
        ("zones_added", "alibaba:eu-west-1", "2020-05", True),
        ("partner_left", "alibaba:eu-central-1", "2022", True),
    }
    assert told(changes(tables, lives, "2024-06-30", "2026-11-25")) == {
        ("closed", "alibaba:ap-south-1", "2024-07-15", True),
        ("announced", "aws:us-secret", "2025", True),
    }


def test_what_a_wide_date_leaves_open(tables, lives):
    """São Paulo opened in 2011, nobody knows on which day."""
    half = changes(tables, lives, "2010-12-31", "2011-06-30")
    assert ("opened", "aws:sa-east-1", "2011", False) in told(half)
    rest = changes(tables, lives, "2011-06-30", "2012-06-30")
    assert told(rest) == {("perhaps_opened", "aws:sa-east-1", "2011", False)}
    assert told(changes(tables, lives, "2011-12-31", "2012-06-30")) == set()
    whole = changes(tables, lives, "2010-12-31", "2011-12-31")
    assert ("opened", "aws:sa-east-1", "2011", True) in told(whole)


def test_a_closing_day_that_may_have_passed(folder):
    folder.put("claims", "alibaba,ap-south-1,closed", date="2024-07/2024-12")
    tables = load(folder.path)
    lives = lifecycle.lives(tables)
    open_still = told(changes(tables, lives, "2024-06-30", "2024-09-30"))
    assert open_still == {("perhaps_closed", "alibaba:ap-south-1", "2024-07/2024-12", False)}
    assert ("closed", "alibaba:ap-south-1", "2024-07/2024-12", True) in told(
        changes(tables, lives, "2024-06-30", "2024-12-31")
    )


def test_days_in_any_order_and_the_same_day(tables, lives):
    forth, back = (
        changes(tables, lives, *days) for days in (("2016-01-01", "2020-12-31"), ("2020-12-31", "2016-01-01"))
    )
    assert forth.equals(back)
    assert changes(tables, lives, "2011-06-30", "2011-06-30").empty


def test_only_the_regions_and_deals_asked_for(tables, lives):
    none = changes(tables, lives.iloc[:0], "2006-01-01", "2026-11-25", deals=tables.partnerships.iloc[:0])
    assert none.empty
    assert list(none.columns) == list(changes(tables, lives, "2017-01-01", "2018-12-31").columns)
    deals = tables.partnerships[tables.partnerships["partner_id"] == "bt"]
    found = changes(tables, lives[lives["provider"] == "aws"], "2006-01-01", "2026-11-25", deals=deals)
    assert set(found["provider"][found["change"] == "opened"]) == {"aws"}
    assert list(found["detail"][found["change"] == "partner_joined"]) == ["BT (other)"]


def places(tables, lives, date, left=("alibaba",), right=("aws",), **more):
    return versus.places(tables, lives, left, right, dates.day(date), **more).set_index("place")


def test_countries_of_both_and_of_one_alone(tables, lives):
    lives = lives[lives["kind"] == "region"]
    found = places(tables, lives, "2018-12-31")
    assert dict(found["side"]) == {
        "United Kingdom": "both",
        "Germany": "left",
        "India": "left",
        "Brazil": "right",
        "United States": "right",
    }
    kingdom = found.loc["United Kingdom"]
    assert (kingdom["first"], kingdom["least"], kingdom["most"]) == ("right", 678, 678)
    assert (kingdom["left_key"], kingdom["right_key"]) == ("alibaba:eu-west-1", "aws:eu-west-2")
    assert (kingdom["left_date"], kingdom["right_words"]) == ("2018-10-22", "13 Dec 2016")
    assert kingdom["left_url"] == kingdom["right_url"] == "https://vendor.example/regions"
    assert (kingdom["left_count"], kingdom["right_count"]) == (1, 1)


def test_what_has_closed_is_had_no_more_but_was_first(tables, lives):
    assert "India" not in places(tables, lives, "2024-12-31").index
    found = places(tables, lives, "2024-12-31", having=("closed",))
    assert (found.loc["India", "left_count"], found.loc["India", "left_date"]) == (1, "2018-01-01/2018-01-25")


def test_cities_and_states_asked_for(tables, lives):
    assert "London" in places(tables, lives, "2018-12-31", by="city").index
    announced = places(tables, lives, "2026-01-01", by="country", having=("announced",))
    assert dict(announced["side"]) == {"United States": "right"}
    with pytest.raises(ValueError, match="country"):
        places(tables, lives, "2018-12-31", by="planet")


@pytest.mark.parametrize(
    ("alibaba", "aws", "first", "least", "most"),
    [
        ("2016-12-13", "2016-12-13", "same", 0, 0),
        ("2016", "2016-12-13", "unsure", 0, 347),
        ("2015", "2016-12-13", "left", 348, 712),
        ("2017-01", "2016-12-13", "right", 19, 49),
    ],
)
def test_who_was_first(folder, alibaba, aws, first, least, most):
    folder.put("claims", "alibaba,eu-west-1,announced", date="2014")
    folder.put("claims", "alibaba,eu-west-1,launched", date=alibaba)
    folder.put("claims", "aws,eu-west-2,launched", date=aws)
    tables = load(folder.path, strict=False)
    row = places(tables, lifecycle.lives(tables), "2018-12-31").loc["United Kingdom"]
    assert (row["first"], row["least"], row["most"]) == (first, least, most)


def test_the_same_provider_on_both_sides(tables, lives):
    found = places(tables, lives, "2018-12-31", left=("aws",), right=("aws", "alibaba"))
    assert set(found.loc[["Brazil", "United States"], "first"]) == {"unsure", "same"}
    assert found.loc["Germany", "side"] == "right"
