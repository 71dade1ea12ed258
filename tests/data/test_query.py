"""Questions on a day: what is there, how many, where, near what, and with whom."""

import pandas as pd
import pytest
from geopy.distance import geodesic

from data import dates, query
from data.lifecycle import STATES, lives


@pytest.fixture(scope="module")
def known(tables):
    """The lives of the small tables."""
    return lives(tables)


def shown(known, date, **asked):
    there = query.as_of(known, dates.day(date), **asked)
    return {
        key: state + ("" if sure else "?")
        for key, state, sure in zip(there.index, there["state"], there["sure"], strict=True)
    }


def test_what_is_there_on_a_day(known):
    assert shown(known, "2005-12-31") == {}
    assert shown(known, "2018-09-06") == {
        "alibaba:ap-south-1": "live",
        "alibaba:eu-central-1": "live",
        "aws:eu-west-2": "live",
        "aws:sa-east-1": "live",
        "aws:us-east-1": "live",
    }
    assert shown(known, "2018-09-07")["alibaba:eu-west-1"] == "announced"
    assert shown(known, "2018-10-22")["alibaba:eu-west-1"] == "live"
    assert shown(known, "2011-06-01")["aws:sa-east-1"] == "live?"
    assert shown(known, "2018-01-10")["alibaba:ap-south-1"] == "live?"
    assert shown(known, "2024-07-01")["alibaba:ap-south-1"] == "closing"
    assert shown(known, "2024-07-15")["alibaba:ap-south-1"] == "closed"


def test_kinds_are_hidden_unless_asked_for(known):
    assert "aws:us-east-1-bos-1" not in shown(known, "2026-01-01")
    assert set(shown(known, "2026-01-01", kinds=["local_zone"])) == {"aws:us-east-1-bos-1"}
    assert len(shown(known, "2026-01-01", kinds=None)) == 8


def test_fewer_columns_may_be_asked_for(known):
    there = query.as_of(known, dates.day("2018-10-22"), columns=["provider", "city"])
    assert list(there) == ["provider", "city", "state", "sure"]
    assert list(there["state"].cat.categories) == list(STATES)


def test_numbers_of_a_day(known):
    assert query.counts(known, dates.day("2018-01-10")) == {
        "live": 5,
        "surely": 4,
        "live_unsure": 1,
        "announced": 0,
        "closing": 0,
        "closed": 0,
        "cancelled": 0,
        "countries": 5,
        "providers": 2,
    }
    numbers = query.counts(known, dates.day("2024-07-01"))
    assert (numbers["live"], numbers["closing"], numbers["closed"]) == (6, 1, 0)
    assert query.counts(known, dates.day("2024-07-01"), kinds=None)["live"] == 7


@pytest.mark.parametrize("date", ["2006-01-01", "2011-06-01", "2018-09-07", "2024-07-01", "2026-11-25"])
def test_numbers_are_those_of_the_rows(known, date):
    there, numbers = query.as_of(known, dates.day(date)), query.counts(known, dates.day(date))
    runs = there[there["state"].isin(["live", "closing"])]
    assert numbers["live"] == len(runs) == numbers["surely"] + numbers["live_unsure"]
    assert numbers["countries"] == runs["country"].nunique()
    assert all(numbers[state] == (there["state"] == state).sum() for state in ("announced", "closing", "closed"))


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("London", ["alibaba:eu-west-1", "aws:eu-west-2"]),
        ("sao paulo", ["aws:sa-east-1"]),
        ("SÃO PAULO", ["aws:sa-east-1"]),
        ("eu-west-2", ["aws:eu-west-2"]),
        ("eu-west", ["alibaba:eu-west-1", "aws:eu-west-2"]),
        ("aws:eu-west-2", ["aws:eu-west-2"]),
        ("london aws", ["aws:eu-west-2"]),
        ("Alibaba Cloud, Germany", ["alibaba:eu-central-1"]),
        ("british telecom", ["alibaba:eu-west-1"]),
        ("vodafone", ["alibaba:eu-central-1"]),
        ("virginia", ["aws:us-east-1"]),
        ("atlantis", []),
        ("  ", []),
        (".*", []),
    ],
)
def test_search(tables, known, text, keys):
    assert query.search(tables, known, text) == keys


def test_whole_matches_come_first(tables, known):
    assert query.search(tables, known, "us-east-1")[0] == "aws:us-east-1"
    assert "aws:us-east-1-bos-1" in query.search(tables, known, "us-east-1")


def test_the_nearest_regions(known):
    near = query.nearest(known, "alibaba:eu-west-1", n=3)
    assert near.index.tolist() == ["aws:eu-west-2", "alibaba:eu-central-1", "aws:us-east-1"]
    frankfurt = geodesic((51.5074, -0.1278), (50.1109, 8.6821)).km
    assert near["km"].tolist()[:2] == [0, pytest.approx(frankfurt)]


def test_the_nearest_on_a_day_are_live(known):
    near = query.nearest(known, "aws:eu-west-2", n=9, day=dates.day("2018-09-07"))
    assert "alibaba:eu-west-1" not in near.index
    assert near.index[0] == "alibaba:eu-central-1"
    assert set(near["state"]) == {"live"}


def test_the_nearest_of_some_providers_and_kinds(known):
    assert set(query.nearest(known, "aws:eu-west-2", providers=["alibaba"])["provider"]) == {"alibaba"}
    assert query.nearest(known, "aws:us-east-1", n=1, kinds=None).index.tolist() == ["aws:us-east-1-bos-1"]


def test_the_nearest_across_180_degrees():
    names = ["tonga", "fiji", "perth"]
    places = pd.DataFrame(
        {"key": names, "provider": "p", "kind": "region", "lat": [-21.1, -18.1, -31.9], "lon": [-175.2, 178.4, 115.9]},
        index=names,
    )
    near = query.nearest(places, "tonga", n=1)
    assert near.index.tolist() == ["fiji"]
    assert 700 < near["km"].iloc[0] < 800


def test_the_rough_distance_never_loses_one_of_the_nearest():
    known = lives(query_tables())
    for key in ["alibaba:eu-west-1", "aws:us-east-1", "azure:brazilsouth"]:
        here = known.loc[key]
        others = known[known["lat"].notna() & (known["key"] != key) & (known["kind"] == "region")]
        exact = sorted(
            geodesic((here["lat"], here["lon"]), point).km for point in zip(others["lat"], others["lon"], strict=True)
        )
        assert query.nearest(known, key, n=7)["km"].tolist() == pytest.approx(exact[:7])


def query_tables():
    from data.load import load

    return load(strict=False)


def test_a_secret_region_is_near_nothing(known):
    assert query.nearest(known, "aws:us-secret").empty
    assert "aws:us-secret" not in query.nearest(known, "aws:us-east-1", n=99).index


def test_partners_of_a_region_a_provider_and_a_day(tables):
    bt = query.partners_of(tables, key="alibaba:eu-west-1")
    assert bt[["partner_name", "confidence", "publisher", "source_url"]].iloc[0].tolist() == [
        "BT",
        "reported",
        "The Paper",
        "https://paper.example/clouds",
    ]
    assert len(query.partners_of(tables, provider="alibaba")) == 3
    assert query.partners_of(tables, provider="aws").empty

    def on(date):
        deals = query.partners_of(tables, day=dates.day(date))
        return dict(zip(deals["partner_id"], deals["sure"], strict=True))

    assert on("2016-10-31") == {}
    assert on("2016-11-15") == {"vodafone-germany": False}
    assert on("2018-08-31") == {"apedb": True, "vodafone-germany": True}
    assert on("2022-06-01") == {"apedb": True, "bt": True, "vodafone-germany": False}
    assert on("2022-12-31") == {"apedb": True, "bt": True}
