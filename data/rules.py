"""Rules that look beyond one cell: keys, places, sources. Those about dates are in `data.date_rules`.

Each rule takes a Record and gives its faults.
"""

import datetime as dt
import difflib
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from data import schema
from data.faults import Fault
from data.geo import in_country

Frames = dict[str, pd.DataFrame]

TOLERANCE_KM = 50.0
COUNTRY_SLIPS = {"UK": "GB", "EN": "GB", "EL": "GR", "HKG": "HK", "GER": "DE", "USA": "US"}
REFERENCES = (
    # table, column, table that must have it, what a lenient load does
    ("providers", "home_country", "countries", "keep"),
    ("regions", "provider", "providers", "drop"),
    ("regions", "country", "countries", "drop"),
    ("claims", "provider", "providers", "drop"),
    ("claims", "source_id", "sources", "drop"),
    ("partners", "country", "countries", "blank"),
    ("partners", "parent", "partners", "blank"),
    ("partnerships", "provider", "providers", "drop"),
    ("partnerships", "partner_id", "partners", "drop"),
    ("partnerships", "country", "countries", "blank"),
    ("partnerships", "source_id", "sources", "drop"),
    ("terms", "provider", "providers", "drop"),
    ("terms", "source_id", "sources", "drop"),
)


@dataclass(frozen=True)
class Record:
    """Tables on trial: typed rows without faults of their own, all rows as written, and what was unread."""

    typed: Frames
    written: Frames
    unread: set[str]
    edition: dt.date

    def known(self, table: str) -> set[str] | None:
        """The keys of a table as written; None if the table could not be read."""
        return None if table in self.unread else set(self.written[table][schema.KEYS[table][0]])

    def known_regions(self) -> set[str] | None:
        """The keys "provider:region_id" as written; None if regions could not be read."""
        return None if "regions" in self.unread else set(keys(self.written["regions"]))


def keys(frame: pd.DataFrame) -> pd.Series:
    """The key "provider:region_id" of each row."""
    return (frame["provider"] + ":" + frame["region_id"]).astype("str")


def rows(frame: pd.DataFrame, *columns: str) -> Iterator[tuple]:
    """The index and some cells of each row as plain values; many times faster than itertuples on text."""
    return zip(frame.index.tolist(), *(frame[name].tolist() for name in columns), strict=True)


def unique(record: Record) -> Iterator[Fault]:
    """No key stands twice."""
    shown = {"regions": "region_id", "claims": "event", "partnerships": "partner_id", "terms": "region_id"}
    for table, columns in schema.KEYS.items():
        frame, first = record.written[table], {}
        for row, *key in rows(frame, *columns):
            earlier = first.setdefault(tuple(key), row)
            if earlier != row:
                value = ":".join(part for part in key if part)
                told = f"stands already in row {earlier}: remove one of them, or tell them apart"
                yield Fault(f"{table}.csv", row, shown.get(table, columns[0]), value, told)


def same_partner(record: Record) -> Iterator[Fault]:
    """An organisation has one row: no name or alias belongs to two."""
    owner: dict[str, tuple[str, int]] = {}
    for row, key, name, aliases in rows(record.typed["partners"], "partner_id", "name", "aliases"):
        for text in (name, *filter(None, map(str.strip, aliases.split(";")))):
            other, earlier = owner.setdefault(text.casefold(), (key, row))
            if other != key:
                told = f"names the same organisation as row {earlier} ({other}): keep one row, with aliases"
                yield Fault("partners.csv", row, "name" if text == name else "aliases", text, told, "keep")


def references(record: Record) -> Iterator[Fault]:
    """Every key that a row names exists in its table."""
    for table, column, target, then in REFERENCES:
        known = record.known(target)
        if known is None:
            continue
        for row, value in rows(record.typed[table], column):
            if value and value not in known:
                yield Fault(f"{table}.csv", row, column, value, _no_such(target, value, known), then)


def _no_such(target: str, value: str, known: set[str]) -> str:
    if target == "countries" and value in COUNTRY_SLIPS:
        return f"no such country: use {COUNTRY_SLIPS[value]}"
    near = difflib.get_close_matches(value, known, 1)
    hint = f"did you mean {near[0]}?" if near else "add it there first, or mend the spelling"
    return f"not in {target}.csv: {hint}"


def regions_exist(record: Record) -> Iterator[Fault]:
    """Claims, partnerships and terms name a region of their provider."""
    known, providers = record.known_regions(), record.known("providers")
    if known is None:
        return
    for table in ("claims", "partnerships", "terms"):
        for row, provider, region in rows(record.typed[table], "provider", "region_id"):
            if region and f"{provider}:{region}" not in known and (providers is None or provider in providers):
                own = [key.partition(":")[2] for key in known if key.startswith(f"{provider}:")]
                near = difflib.get_close_matches(region, own, 1)
                hint = f"did you mean {near[0]}?" if near else "add it there first, or mend the spelling"
                yield Fault(
                    f"{table}.csv",
                    row,
                    "region_id",
                    region,
                    f"{provider} has no such region in regions.csv: {hint}",
                )


def hubs_and_parents(record: Record) -> Iterator[Fault]:
    """A hub is another region of the same provider; only local and Wavelength zones have a parent region."""
    regions = record.typed["regions"]
    kinds = dict(zip(keys(record.written["regions"]), record.written["regions"]["kind"].tolist(), strict=True))
    columns = ["provider", "region_id", "kind", "hub", "parent"]
    for row, provider, region, kind, hub, parent in rows(regions, *columns):
        if parent and kind == "region":
            yield Fault(
                "regions.csv",
                row,
                "parent",
                parent,
                "a region has no parent: leave it blank, or use hub",
                "blank",
            )
        for column, value in (("hub", hub), ("parent", parent if kind != "region" else "")):
            if not value:
                continue
            if value == region:
                yield Fault("regions.csv", row, column, value, "names the row itself: name another region", "blank")
            elif kinds.get(f"{provider}:{value}") != "region":
                told = f"not a region of {provider}: name the region_id of a region of the same provider"
                yield Fault("regions.csv", row, column, value, told, "blank")
    for row, key, parent in rows(record.typed["partners"], "partner_id", "parent"):
        if key == parent:
            yield Fault("partners.csv", row, "parent", parent, "names the row itself: leave it blank", "blank")


def places(record: Record) -> Iterator[Fault]:
    """Coordinates are both there or both blank, and lie in the country of the row."""
    sets = (("regions", "lat", "lon", "country"), ("partners", "seat_lat", "seat_lon", "country"))
    for table, lat_column, lon_column, country_column in sets:
        columns = [lat_column, lon_column, country_column]
        for row, lat, lon, country in rows(record.typed[table], *columns):
            if pd.isna(lat) != pd.isna(lon):
                empty = lat_column if pd.isna(lat) else lon_column
                told = "write both coordinates, or leave both blank"
                yield Fault(f"{table}.csv", row, empty, "", told)
            elif country and not pd.isna(lat) and not in_country(country, lat, lon, TOLERANCE_KM):
                told = f"the point lies outside {country}: {_nearer(country, lat, lon)}"
                yield Fault(f"{table}.csv", row, f"{lat_column}, {lon_column}", f"{lat:g}, {lon:g}", told)
    for row, lat, precision in rows(record.typed["regions"], "lat", "coord_precision"):
        if pd.isna(lat) != (precision == "none"):
            told = "use none when the coordinates are blank, and only then"
            yield Fault("regions.csv", row, "coord_precision", precision, told)


def _nearer(country: str, lat: float, lon: float) -> str:
    """What would bring the point into its country."""
    tries = {
        "swap lat and lon": (lon, lat),
        "change the sign of lon": (lat, -lon),
        "change the sign of lat": (-lat, lon),
    }
    for told, (other_lat, other_lon) in tries.items():
        if abs(other_lat) <= 90 and in_country(country, other_lat, other_lon, TOLERANCE_KM):
            return told
    return "check lat, lon and country"


def sources_given(record: Record) -> Iterator[Fault]:
    """A source stands with every row but the recalled, and only with those."""
    for table in ("claims", "partnerships", "terms"):
        for row, trust, source in rows(record.typed[table], "confidence", "source_id"):
            if trust != "recalled" and not source:
                told = f"a {trust} row needs a source: name one of sources.csv, or use recalled"
                yield Fault(f"{table}.csv", row, "source_id", "", told)
            elif trust == "recalled" and source:
                told = "a recalled row has no source: leave it blank, or use reported or confirmed"
                yield Fault(f"{table}.csv", row, "source_id", source, told)


def values_fit(record: Record) -> Iterator[Fault]:
    """A claim about zones has their number, the others have none."""
    for row, event, value in rows(record.typed["claims"], "event", "value"):
        if event == "zones" and pd.isna(value):
            yield Fault("claims.csv", row, "value", "", "a zones claim needs the number of zones: 1 or more")
        elif event != "zones" and not pd.isna(value):
            yield Fault(
                "claims.csv",
                row,
                "value",
                str(value),
                f"only zones claims have a value: leave it blank for {event}",
            )


def terms_told(record: Record) -> Iterator[Fault]:
    """A row of terms says something of contract or account."""
    for row, contract, account in rows(record.typed["terms"], "contract", "account"):
        if not contract.strip() and not account:
            words = "neither contract nor account is told: fill one in, or remove the row"
            yield Fault("terms.csv", row, "contract", "", words)


def orphans(record: Record) -> Iterator[Fault]:
    """Every region has a claim that shows it, every partner a partnership, every source a use."""
    written, unread = record.written, record.unread
    if "claims" not in unread:
        claims = written["claims"]
        told = set(keys(claims[~claims["event"].isin(["promised", "zones"])]))
        for row, provider, region in rows(written["regions"], "provider", "region_id"):
            if f"{provider}:{region}" not in told:
                words = "no claim shows it: add one with the event announced or launched (the date may be blank)"
                yield Fault("regions.csv", row, "region_id", region, words, "keep")
    if "partnerships" not in unread:
        busy = set(written["partnerships"]["partner_id"]) | set(written["partners"]["parent"])
        for row, partner in rows(written["partners"], "partner_id"):
            if partner not in busy:
                words = "no partnership names it: add one, or remove the partner"
                yield Fault("partners.csv", row, "partner_id", partner, words, "keep")
    if not unread & {"claims", "partnerships", "terms"}:
        used = {source for table in ("claims", "partnerships", "terms") for source in written[table]["source_id"]}
        for row, source in rows(written["sources"], "source_id"):
            if source not in used:
                words = "no claim, partnership or terms name it: name it there, or remove it"
                yield Fault("sources.csv", row, "source_id", source, words, "keep")


RULES = (
    unique,
    same_partner,
    references,
    regions_exist,
    hubs_and_parents,
    places,
    sources_given,
    values_fit,
    terms_told,
    orphans,
)
