"""What happened: the feed, the days of events, growth, what changed, who was first, what slipped."""

import pandas as pd
import pytest

from data import dates, query
from data.history import short_name, title_of
from data.lifecycle import lives
from data.load import load


@pytest.fixture(scope="module")
def known(tables):
    """The lives of the small tables."""
    return lives(tables)


def titles(feed):
    return list(zip(feed["title"], feed["words"], strict=True))


def test_the_feed_is_newest_first(tables):
    feed = query.events(tables, until=dates.day("2018-10-31"))
    assert titles(feed)[:5] == [
        ("London opens", "22 Oct 2018"),
        ("London: 2 zones", "22 Oct 2018"),
        ("London announced", "7 Sep 2018"),
        ("Mumbai opens", "no later than 25 Jan 2018"),
        ("Mumbai announced", "Jun 2017"),
    ]
    assert feed.iloc[0][["key", "provider_name", "city", "confidence", "publisher", "url"]].tolist() == [
        "alibaba:eu-west-1",
        "Alibaba Cloud",
        "London",
        "confirmed",
        "The vendor",
        "https://vendor.example/regions",
    ]


def test_what_may_not_have_happened_yet_is_not_told(tables):
    assert "Mumbai opens" in query.events(tables, until=dates.day("2018-01-25"))["title"].tolist()
    assert "Mumbai opens" not in query.events(tables, until=dates.day("2018-01-24"))["title"].tolist()


def test_the_feed_can_be_cut(tables):
    assert query.events(tables, since=dates.day("2024-07-01"), until=dates.day("2024-12-31"))["title"].tolist() == [
        "Mumbai closes",
    ]
    assert titles(query.events(tables, keys=["alibaba:ap-south-1"]))[:2] == [
        ("Mumbai closes", "15 Jul 2024"),
        ("Mumbai: closure announced", "Jun 2024"),
    ]
    assert len(query.events(tables, limit=3)) == 3
    assert query.events(tables, keys=[]).empty


def test_every_claim_can_be_asked_for(tables):
    few, every = query.events(tables), query.events(tables, every=True)
    assert len(every) == len(few) + 1
    assert (every["event"] == "launched").sum() == (few["event"] == "launched").sum() + 1


@pytest.mark.parametrize(
    ("name", "short"),
    [("UK (London)", "London"), ("Norway East", "Norway East"), ("Tokyo 2, JP", "Tokyo 2, JP"), ("A (B) C", "A (B) C")],
)
def test_headlines_call_a_region_by_its_place(name, short):
    assert short_name(name) == short


def test_headlines():
    assert title_of("announced", "Norway East") == "Norway East announced"
    assert title_of("closing", "India (Mumbai)") == "Mumbai: closure announced"
    assert title_of("zones", "UK (London)", 1) == "London: 1 zone"
    assert title_of("promised", "UK (London)") == "London: opening promised"


def test_the_days_of_events_are_those_on_which_they_surely_happened(known):
    days = query.event_days(known)
    assert days == sorted(set(days))
    assert {dates.day(text) for text in ("2018-09-07", "2018-10-22", "2018-01-25", "2024-06-30", "2011-12-31")} <= set(
        days
    )
    assert dates.day("2018-01-01") not in days


def test_growth_counts_what_is_surely_open(known):
    steps = query.growth(known)
    alibaba = steps[steps["provider"] == "alibaba"]
    assert [
        (dates.date_of(day).isoformat(), live, planned) for day, _, live, planned in alibaba.itertuples(index=False)
    ] == [
        ("2006-01-01", 0, 0),
        ("2016-11-30", 1, 0),
        ("2017-06-30", 1, 1),
        ("2018-01-01", 1, 0),
        ("2018-01-25", 2, 0),
        ("2018-09-07", 2, 1),
        ("2018-10-22", 3, 0),
        ("2024-07-15", 2, 0),
    ]


def test_growth_is_what_counts_say_on_any_day():
    known = lives(load(strict=False))
    steps = query.growth(known)
    for date in ("2006-01-01", "2012-02-29", "2018-09-07", "2022-12-31", "2026-11-25"):
        day = dates.day(date)
        last = steps[steps["day"] <= day].groupby("provider")["live"].last()
        assert last.sum() == query.counts(known, day)["surely"]


def changes(tables, known, first, last):
    found = query.between(tables, known, dates.day(first), dates.day(last))
    return [(row.key, row.change, row.detail, row.sure) for row in found.itertuples()]


def test_what_changed_between_two_days(tables, known):
    assert changes(tables, known, "2018-08-31", "2018-10-22") == [
        ("alibaba:eu-west-1", "opened", "22 Oct 2018", True),
        ("alibaba:eu-west-1", "partner_joined", "BT (other)", True),
    ]
    assert changes(tables, known, "2018-08-31", "2018-09-30") == [
        ("alibaba:eu-west-1", "announced", "7 Sep 2018", True),
        ("alibaba:eu-west-1", "partner_joined", "BT (other)", True),
    ]
    assert changes(tables, known, "2019-01-01", "2021-01-01") == [
        ("alibaba:eu-west-1", "zones_added", "2 to 3 zones", True),
    ]
    assert changes(tables, known, "2022-01-15", "2024-07-01") == [
        ("alibaba:ap-south-1", "closing", "Jun 2024", True),
        ("alibaba:eu-central-1", "partner_left", "Vodafone Germany (hosts)", False),
    ]
    assert ("alibaba:ap-south-1", "closed", "15 Jul 2024", True) in changes(tables, known, "2024-07-01", "2024-08-01")
    assert changes(tables, known, "2017-12-31", "2018-01-10") == [
        ("alibaba:ap-south-1", "opened", "between 1 Jan and 25 Jan 2018", False),
    ]
    both = changes(tables, known, "2020-11-30", "2020-12-31"), query.between(tables, known, 18596, 18627, None)
    assert (both[0], both[1]["key"].tolist()) == ([], ["aws:us-east-1-bos-1"])


def test_what_opened_and_closed_between_is_told_twice(tables, known):
    found = changes(tables, known, "2017-01-01", "2025-01-01")
    assert [change for key, change, _, _ in found if key == "alibaba:ap-south-1"] == ["closed", "opened"]


def test_the_order_of_two_days_does_not_matter(tables, known):
    there, back = (query.between(tables, known, *days) for days in ((17000, 18000), (18000, 17000)))
    assert there.equals(back)


def test_who_was_first(known):
    found = query.firsts(known)
    london = found[found["country"] == "GB"]
    assert london[["order", "key", "launched", "sure"]].values.tolist() == [
        [1, "aws:eu-west-2", "2016-12-13", True],
        [2, "alibaba:eu-west-1", "2018-10-22", True],
    ]
    gap = dates.day("2018-10-22") - dates.day("2016-12-13")
    assert london[["least", "most"]].values.tolist()[1] == [gap, gap]
    assert query.firsts(known, "city").query("place == 'London'")["order"].tolist() == [1, 2]
    with pytest.raises(ValueError, match="country"):
        query.firsts(known, "planet")


def test_the_first_is_unsure_where_dates_overlap(folder):
    folder.put("claims", "aws,eu-west-2", date="2018")
    found = query.firsts(lives(load(folder.path)))
    london = found[found["country"] == "GB"]
    assert london[["key", "sure"]].values.tolist() == [["alibaba:eu-west-1", False], ["aws:eu-west-2", False]]
    assert london[["least", "most"]].values.tolist()[1] == [0, dates.day("2018-12-31") - dates.day("2018-10-22")]


@pytest.mark.parametrize(
    ("promised", "launched", "slip"),
    [
        ("2018-12", "2018-10-22", (-40, -40, "early")),
        ("2018", "2018-10-22", (0, 0, "on time")),
        ("2018-09", "2018-10-22", (22, 22, "late")),
        ("2018-09", "2018-10", (1, 31, "late")),
        ("2018-10-22/2018-10-25", "2018-10", (-21, 6, "unsure")),
        ("2018-12", "", (None, None, "undated")),
    ],
)
def test_slips(folder, promised, launched, slip):
    folder.put("claims", "alibaba,eu-west-1,promised", date=promised)
    folder.put("claims", "alibaba,eu-west-1,launched", date=launched)
    tables = load(folder.path)
    found = query.slips(tables, lives(tables)).set_index("key").loc["alibaba:eu-west-1"]
    days = (None if pd.isna(found[name]) else found[name] for name in ("slip_least", "slip_most"))
    assert (*days, found["outcome"]) == slip


@pytest.mark.parametrize(("promised", "outcome", "least"), [("2027", "ahead", None), ("2026-11-01", "overdue", 24)])
def test_what_has_not_opened(folder, promised, outcome, least):
    folder.put("claims", "aws,us-secret,promised", date=promised)
    tables = load(folder.path)
    found = query.slips(tables, lives(tables)).set_index("key").loc["aws:us-secret"]
    assert found["outcome"] == outcome
    if least:
        assert found["slip_least"] == least
