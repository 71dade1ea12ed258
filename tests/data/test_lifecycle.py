"""Choosing among claims, the bounds of a life, and the rule of states at its edges."""

import numpy as np
import pandas as pd
import pytest

from data import dates
from data.dates import FAR
from data.lifecycle import STATES, chosen, lives, states, zones_on
from data.load import load


def span(text):
    return dates.span(text)


def choose(*claims):
    """Chosen EDTF text, position of the best, and positions of those that say otherwise."""
    lo, hi, best, others = chosen([(trust, *span(text)) for trust, text in claims])
    return dates.between(lo, hi), best, others


@pytest.mark.parametrize(
    ("claims", "text", "best", "others"),
    [
        # One claim speaks for itself, with its date as it is known.
        ([("reported", "2018-10")], "2018-10-01/2018-10-31", 0, []),
        ([("confirmed", "")], "", 0, []),
        # Confidence comes first, whatever the order of the rows.
        ([("reported", "2017"), ("confirmed", "2018")], "2018-01-01/2018-12-31", 1, [0]),
        ([("reported", "2017-03-01"), ("confirmed", "2018")], "2018-01-01/2018-12-31", 1, [0]),
        # Sourced claims that agree narrow each other.
        ([("confirmed", "2018"), ("reported", "2018-10-22")], "2018-10-22", 1, []),
        ([("confirmed", "../2018-01-25"), ("reported", "2018")], "2018-01-01/2018-01-25", 0, []),
        ([("confirmed", ""), ("reported", "2018")], "2018-01-01/2018-12-31", 1, []),
        ([("reported", "2018-02/.."), ("reported", "../2018-06")], "2018-02-01/2018-06-30", 1, []),
        # Of equal confidence the narrower one is taken first, then the earlier one.
        ([("reported", "2018"), ("reported", "2019-05-01")], "2019-05-01", 1, [0]),
        ([("reported", "2019-05"), ("reported", "2018-05")], "2018-05-01/2018-05-31", 1, [0]),
        # A claim that overlaps the first but not what is left of it is passed over.
        (
            [("confirmed", "2018"), ("reported", "2018-03-01"), ("reported", "2018-09")],
            "2018-03-01",
            1,
            [2],
        ),
        # Recalled claims never narrow a sourced one ...
        ([("reported", "2018"), ("recalled", "2018-10-22")], "2018-01-01/2018-12-31", 0, [1]),
        # ... but stand in where it leaves an end open,
        ([("confirmed", ""), ("recalled", "2018")], "2018-01-01/2018-12-31", 1, []),
        ([("reported", "../2018-02"), ("recalled", "2017-03")], "2017-03-01/2018-02-28", 0, [1]),
        # if they do not contradict it,
        ([("reported", "../2018-02"), ("recalled", "2019")], "../2018-02-28", 0, [1]),
        # and narrow each other where all are recalled.
        ([("recalled", "2018"), ("recalled", "2018-10")], "2018-10-01/2018-10-31", 1, []),
    ],
)
def test_the_choice_among_claims(claims, text, best, others):
    assert choose(*claims) == (text, best, others)


def test_a_recalled_claim_that_agrees_is_not_told_as_another_date():
    assert choose(("reported", "2018-10-22"), ("recalled", "2018")) == ("2018-10-22", 0, [])


def frame(**days):
    """One life; each event is (lo, hi), those not given are missing."""
    row = {
        f"{event}_{end}": FAR
        for event in ("announced", "live", "closing", "closed", "cancelled")
        for end in ("lo", "hi")
    }
    for event, (lo, hi) in days.items():
        row |= {f"{event}_lo": lo, f"{event}_hi": hi}
    return pd.DataFrame({name: np.array([value], dtype=np.int64) for name, value in row.items()})


def told(life, day):
    codes, sure = states(life, day)
    assert (codes.dtype, sure.dtype) == (np.int8, np.bool_)
    return STATES[codes[0]] + ("" if sure[0] else "?")


@pytest.mark.parametrize(
    ("life", "expected"),
    [
        # Every date is known by a span of days; at its first day the state becomes possible, at its last sure.
        ({"announced": (10, 12)}, {9: "absent", 10: "announced?", 11: "announced?", 12: "announced", 99: "announced"}),
        ({"live": (20, 22)}, {19: "absent", 20: "live?", 21: "live?", 22: "live"}),
        ({"live": (20, 20)}, {19: "absent", 20: "live"}),
        (
            {"announced": (10, 10), "live": (20, 22)},
            {10: "announced", 19: "announced", 20: "live?", 22: "live"},
        ),
        (
            {"announced": (10, 10), "live": (20, 20), "closing": (30, 32), "closed": (40, 42)},
            {29: "live", 30: "closing?", 31: "closing?", 32: "closing", 39: "closing", 40: "closing?", 42: "closed"},
        ),
        # Closed without a closing claim: from the first possible day it is not surely live.
        ({"live": (20, 20), "closed": (40, 42)}, {39: "live", 40: "live?", 41: "live?", 42: "closed", 99: "closed"}),
        # Closing is only told of what may be live already, unless it is sure.
        ({"live": (20, 25), "closing": (10, 30)}, {15: "absent", 20: "closing?", 25: "closing?", 30: "closing"}),
        ({"announced": (5, 5), "live": (20, 25), "closing": (10, 30)}, {15: "announced", 19: "announced"}),
        (
            {"announced": (10, 10), "cancelled": (30, 32)},
            {29: "announced", 30: "announced?", 31: "announced?", 32: "cancelled"},
        ),
        ({"closed": (40, 42)}, {39: "absent", 41: "absent", 42: "closed"}),
        ({}, {0: "absent", 99: "absent"}),
    ],
)
def test_the_state_at_the_edges(life, expected):
    assert {day: told(frame(**life), day) for day in expected} == expected


def by_the_contract(row, day):
    """The rule of states, written out once more as its list says, to hold the vectorised one against."""
    closing = "closing" if day >= row["closing_hi"] else "live"
    if day >= row["closed_hi"]:
        return "closed"
    if day >= row["cancelled_hi"]:
        return "cancelled"
    if row["live_lo"] <= day and day >= row["closed_lo"]:
        return f"{closing}?"
    if day >= row["closing_hi"]:
        return "closing"
    if day >= row["closing_lo"] and day >= row["live_lo"]:
        return "closing?"
    if day >= row["live_hi"]:
        return "live"
    if day >= row["live_lo"]:
        return "live?"
    if day >= row["announced_hi"]:
        return "announced" if day < row["cancelled_lo"] else "announced?"
    return "announced?" if day >= row["announced_lo"] else "absent"


def test_the_rule_holds_for_lives_of_all_sorts():
    rng = np.random.default_rng(20260101)
    events = ("announced", "live", "closing", "closed", "cancelled")
    lo = rng.integers(0, 30, (2000, len(events)))
    hi = lo + rng.integers(0, 6, lo.shape)
    missing = rng.random(lo.shape) < 0.4
    columns = {}
    for place, event in enumerate(events):
        columns[f"{event}_lo"] = np.where(missing[:, place], FAR, lo[:, place])
        columns[f"{event}_hi"] = np.where(missing[:, place], FAR, hi[:, place])
    many = pd.DataFrame(columns)
    rows = many.to_dict("records")
    for day in range(-1, 37):
        codes, sure = states(many, day)
        shown = [STATES[code] + ("" if known else "?") for code, known in zip(codes, sure, strict=True)]
        assert shown == [by_the_contract(row, day) for row in rows]


def test_a_life_has_its_place_and_its_dates(tables):
    all_lives = lives(tables)
    assert all_lives.index.tolist() == tables.regions["key"].tolist()
    london = all_lives.loc["alibaba:eu-west-1"]
    assert (london["provider_name"], london["country_name"], london["continent"]) == (
        "Alibaba Cloud",
        "United Kingdom",
        "Europe",
    )
    assert (london["announced"], london["launched"], london["promised"], london["closed"]) == (
        "2018-09-07",
        "2018-10-22",
        "2018-12",
        "",
    )
    assert (london["closed_lo"], london["cancelled_hi"]) == (FAR, FAR)
    assert all(all_lives[name].dtype == np.int64 for name in all_lives if name.endswith(("_lo", "_hi")))


def test_claims_that_narrow_each_other_show_what_is_left(tables):
    mumbai = lives(tables).loc["alibaba:ap-south-1"]
    assert mumbai["launched"] == "2018-01-01/2018-01-25"
    assert (mumbai["live_lo"], mumbai["live_hi"]) == (dates.day("2018-01-01"), dates.day("2018-01-25"))
    best = tables.claims[tables.claims["best"] & (tables.claims["key"] == "alibaba:ap-south-1")]
    assert best["event"].tolist() == ["announced", "launched", "closing", "closed"]


def life_of(folder, start, **cells):
    """The life of a region after a change to the row of claims that starts so."""
    folder.put("claims", start, **cells)
    return lives(load(folder.path)).loc[":".join(start.split(",")[:2])]


EDITION = dates.day("2026-11-25")


def test_an_unknown_launch_lies_between_the_providers_start_and_the_edition(folder):
    life = life_of(folder, "aws,eu-west-2,launched", date="")
    assert (life["live_lo"], life["live_hi"], life["launched"]) == (dates.day("2006-03-14"), EDITION, "")


def test_no_later_than_reaches_back_to_the_providers_start(folder):
    life = life_of(folder, "aws,eu-west-2,launched", date="../2018-02-27")
    assert (life["live_lo"], life["live_hi"]) == (dates.day("2006-03-14"), dates.day("2018-02-27"))


def test_no_launch_before_the_announcement(folder):
    life = life_of(folder, "alibaba,eu-west-1,launched", date="../2019")
    assert (life["live_lo"], life["live_hi"]) == (dates.day("2018-09-07"), dates.day("2019-12-31"))


def test_not_before_reaches_to_the_edition(folder):
    life = life_of(folder, "aws,eu-west-2,launched", date="2016-12/..")
    assert (life["live_lo"], life["live_hi"]) == (dates.day("2016-12-01"), EDITION)


def test_an_open_end_never_ends_before_it_begins(folder):
    life = life_of(folder, "aws,eu-west-2,launched", date="../2006-03-20")
    assert life["live_lo"] == dates.day("2006-03-14")
    folder.put("providers", "aws", started="2006-03/2006-12")
    assert lives(load(folder.path)).loc["aws:eu-west-2", "live_lo"] == dates.day("2006-03-01")


def test_a_statement_counts_from_the_earliest_one_seen(folder):
    life = life_of(folder, "alibaba,ap-south-1,closing", date="../2024-06")
    assert (life["closing_lo"], life["closing_hi"]) == (dates.day("2024-06-30"), dates.day("2024-06-30"))
    life = life_of(folder, "alibaba,eu-west-1,announced", date="")
    assert (life["announced_lo"], life["announced_hi"]) == (EDITION, EDITION)


def test_no_closure_before_the_launch(folder):
    life = life_of(folder, "alibaba,ap-south-1,closed", date="")
    assert (life["closed_lo"], life["closed_hi"]) == (dates.day("2018-01-25"), EDITION)


def test_a_closure_of_unknown_day_without_a_launch_day_may_be_as_early_as_that(folder):
    folder.put("claims", "alibaba,eu-central-1,launched", date="")
    folder.add("claims", "alibaba,eu-central-1,closed,,,confirmed,vendor,")
    life = lives(load(folder.path)).loc["alibaba:eu-central-1"]
    assert (life["closed_lo"], life["closed_hi"]) == (dates.day("2009-01-01"), EDITION)


def test_zones_are_the_last_dated_ones_else_todays(tables):
    all_lives = lives(tables)

    def on(day):
        zones = zones_on(tables, all_lives, dates.day(day)).loc[["alibaba:eu-west-1", "aws:eu-west-2", "aws:sa-east-1"]]
        return [(None if pd.isna(count) else int(count), bool(today)) for count, today in zones.itertuples(index=False)]

    assert on("2018-10-21") == [(2, True), (3, True), (None, True)]
    assert on("2018-10-22") == [(2, False), (3, True), (None, True)]
    assert on("2020-05-30") == [(2, False), (3, True), (None, True)]
    assert on("2020-05-31") == [(3, False), (3, True), (None, True)]
