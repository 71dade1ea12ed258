"""The shipped tables as a whole: no dead value, tidy, known places, and as many openings as others count."""

import re
from pathlib import Path

import pytest

from data import dates, schema
from data.dates import FAR
from data.load import FOLDER
from data.place_rules import Gazetteer
from data.tidy import untidy

README = (Path(__file__).parents[2] / "data" / "README.md").read_text("utf-8")
BIGGEST = ("aws", "azure", "gcp", "alibaba", "oracle", "ibm", "tencent", "huawei")
TELEGEOGRAPHY = {2019: 41, 2020: 25, 2021: 27, 2022: 24, 2023: 26, 2024: 13}
WITHIN_A_YEAR = 12  # regions; what explains the differences stands in data/README.md
WITHIN_ALL = 0.20


def choices():
    """(table, column, allowed values) of each column that allows some only."""
    return [
        (name, column.name, check.statistics["allowed_values"])
        for name, model in schema.TABLES.items()
        for column in model.to_schema().columns.values()
        for check in column.checks
        if "allowed_values" in check.statistics
    ]


def reserved():
    """(table, column, value) that data/README.md reserves."""
    (line,) = re.findall(r"^Reserved, .*: (.+)\.$", README, re.MULTILINE)
    return {(table, column, value) for value, column, table in re.findall(r"`(\w+)` \(`(\w+)` of (\w+)\)", line)}


def test_every_value_that_the_schema_allows_is_used_or_reserved(shipped):
    unused = {
        (table, column, value)
        for table, column, allowed in choices()
        for value in set(allowed) - set(getattr(shipped.tables, table)[column])
    }
    unused -= (
        {("countries", "continent", "Antarctica")} if "AQ" not in set(shipped.tables.countries["country"]) else set()
    )
    assert len(choices()) == 11
    assert unused == reserved(), "mend the line that starts with Reserved in data/README.md, or the schema"


def test_the_shipped_tables_are_tidy():
    assert untidy(FOLDER) == []


def test_the_gazetteer_knows_nearly_every_city_that_is_named(shipped):
    tables, gazetteer = shipped.tables, Gazetteer(shipped.tables.cities)
    for frame, city, lat in ((tables.regions, "city", "lat"), (tables.partners, "seat_city", "seat_lat")):
        named = frame[(frame[city] != "") & frame[lat].notna()]
        unknown = {
            (name, country)
            for name, country in zip(named[city], named["country"], strict=True)
            if country not in {gazetteer.countries[place] for place in gazetteer.called(name)}
        }
        assert len(unknown) <= 0.05 * named[city].nunique(), f"run python -m data.gazetteer.make: {sorted(unknown)}"


@pytest.fixture(scope="module")
def openings(shipped):
    """Year -> regions of the biggest providers: (surely opened in it, perhaps, shared out over possible days)."""
    lives = shipped.lives
    opened = lives[lives["provider"].isin(BIGGEST) & (lives["kind"] == "region") & (lives["live_lo"] != FAR)]
    lo, hi = opened["live_lo"], opened["live_hi"]
    out = {}
    for year in TELEGEOGRAPHY:
        first, last = dates.day(f"{year}-01-01"), dates.day(f"{year}-12-31")
        share = (hi.clip(upper=last) - lo.clip(lower=first) + 1).clip(lower=0) / (hi - lo + 1)
        out[year] = int((share == 1).sum()), int(((share > 0) & (share < 1)).sum()), float(share.sum())
    return out


@pytest.mark.parametrize("year", TELEGEOGRAPHY)
def test_as_many_regions_opened_in_a_year_as_others_count(openings, year):
    surely, perhaps, shared = openings[year]
    theirs = TELEGEOGRAPHY[year]
    assert surely - WITHIN_A_YEAR <= theirs <= surely + perhaps + WITHIN_A_YEAR
    assert abs(shared - theirs) <= WITHIN_A_YEAR


def test_as_many_regions_opened_in_six_years_as_others_count(openings):
    theirs = sum(TELEGEOGRAPHY.values())
    assert sum(surely for surely, _, _ in openings.values()) >= (1 - WITHIN_ALL) * theirs
    assert sum(shared for _, _, shared in openings.values()) == pytest.approx(theirs, rel=WITHIN_ALL)
