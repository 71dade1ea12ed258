"""Rules about cities: a point lies near its city, in the city's country, and two places do not share one point.

The gazetteer is tables/cities.csv (GeoNames). What it does not know is not refuted.
"""

import unicodedata
from collections.abc import Iterator

import numpy as np
import pandas as pd

from data.faults import Fault
from data.geo import KM_PER_DEGREE, in_country
from data.rules import TOLERANCE_KM, Record, rows

REACH_KM = {"city": 60.0, "metro": 150.0}
SEAT_KM = 60.0


def folded(name: str) -> str:
    """A name without case, accents, spaces and signs: "São Paulo" and "Sao Paulo" are one."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", name).casefold() if sign.isalnum())


def distance_km(lat, lon, other_lat, other_lon):
    """Great-circle distance in kilometres (haversine, on a sphere); takes degrees, as numbers or arrays."""
    lat, lon, other_lat, other_lon = map(np.radians, (lat, lon, other_lat, other_lon))
    half = np.sin((other_lat - lat) / 2) ** 2 + np.cos(lat) * np.cos(other_lat) * np.sin((other_lon - lon) / 2) ** 2
    return np.degrees(2 * np.arcsin(np.sqrt(half))) * KM_PER_DEGREE


class Gazetteer:
    """Cities by name. Takes the table of cities; positions are row numbers in it, from 0."""

    def __init__(self, cities: pd.DataFrame) -> None:
        cities = cities.dropna(subset=["lat", "lon"])
        self.names, self.countries = cities["city"].tolist(), cities["country"].tolist()
        self.points = cities[["lat", "lon"]].to_numpy(float)
        self._named: dict[str, list[int]] = {}
        for place, (name, also) in enumerate(zip(self.names, cities["also"].tolist(), strict=True)):
            for text in {name, *filter(None, also.split(";"))}:
                self._named.setdefault(folded(text), []).append(place)

    def called(self, name: str) -> list[int]:
        """Positions of the cities of that name in any country."""
        return self._named.get(folded(name), []) if name else []


def near_city(record: Record) -> Iterator[Fault]:
    """The point of a region or seat lies near a city of that name in that country."""
    gazetteer, known = Gazetteer(record.typed["cities"]), record.known("countries")
    regions = record.typed["regions"]
    reach = regions["coord_precision"].map(REACH_KM).tolist()
    yield from _near(gazetteer, known, "regions", rows(regions, "city", "country", "lat", "lon"), reach)
    partners = record.typed["partners"]
    seats = rows(partners, "seat_city", "country", "seat_lat", "seat_lon")
    yield from _near(gazetteer, known, "partners", seats, [SEAT_KM] * len(partners))


def _near(
    gazetteer: Gazetteer, known: set[str] | None, table: str, places: Iterator[tuple], reach: list[float]
) -> Iterator[Fault]:
    """Faults of the places (row, city, country, lat, lon) of a table; a reach of NaN asks for no check."""
    asked, pairs = [], []
    for (row, city, country, lat, lon), limit in zip(places, reach, strict=True):
        if pd.isna(limit) or pd.isna(lat) or pd.isna(lon) or not country or (known and country not in known):
            continue
        found = gazetteer.called(city)
        own = [place for place in found if gazetteer.countries[place] == country]
        if found:
            pairs += [(len(asked), place) for place in own or found]
            asked.append((row, city, country, lat, lon, limit, bool(own)))
    if not asked:
        return
    of, place = np.array(pairs).T
    points = np.array([(lat, lon) for _, _, _, lat, lon, _, _ in asked])
    away = distance_km(*points[of].T, *gazetteer.points[place].T)
    starts = np.flatnonzero(np.diff(of, prepend=-1))
    nearest = np.minimum.reduceat(away, starts)
    prefix = "seat_" if table == "partners" else ""
    for at, (row, city, country, lat, lon, limit, own) in enumerate(asked):
        if (own and nearest[at] <= limit) or not in_country(country, lat, lon, TOLERANCE_KM):
            continue  # well, or told by `rules.places`
        ends = slice(starts[at], starts[at + 1] if at + 1 < len(asked) else None)
        best = place[ends][away[ends].argmin()]
        yield _fault(gazetteer, f"{table}.csv", prefix, (row, city, country, lat, lon), best, nearest[at], own, limit)


def _fault(gazetteer, file, prefix, at, best, away, own, limit) -> Fault:
    """Too far from its city, or a city that only other countries have. The row stays: it may be the gazetteer's gap."""
    row, city, country, lat, lon = at
    where = "{:g}, {:g}".format(*gazetteer.points[best])
    another = f"; if {country} has {'another' if own else 'a'} {city}{'' if own else ' too'}, add it to cities.csv"
    if own:
        told = f"{away:,.0f} km from {city}, {country} ({where} in cities.csv), more than {limit:g}: "
        told += f"mend the point, or {prefix}city{another}"
        return Fault(file, row, f"{prefix}lat, {prefix}lon", f"{lat:g}, {lon:g}", told, "keep")
    theirs = gazetteer.countries[best]
    told = f"{city} is in {theirs} ({where} in cities.csv): write {theirs}, or mend {prefix}city"
    return Fault(file, row, "country", country, told + (another if away > limit else ""), "keep")


def own_points(record: Record) -> Iterator[Fault]:
    """No two regions of a provider stand on exactly one point, but for those in the same city."""
    gazetteer = Gazetteer(record.typed["cities"])
    first: dict[tuple, tuple[int, str, str]] = {}
    for row, provider, region, city, lat, lon in rows(
        record.typed["regions"], "provider", "region_id", "city", "lat", "lon"
    ):
        if pd.isna(lat) or pd.isna(lon):
            continue
        earlier, other, name = first.setdefault((provider, lat, lon), (row, region, city))
        if folded(name) == folded(city) or set(gazetteer.called(name)) & set(gazetteer.called(city)):
            continue
        shown, shown_name = city or "no city", name or "no city"
        told = f"the same point as {other} (row {earlier}), but {shown}, not {shown_name}: "
        yield Fault("regions.csv", row, "lat, lon", f"{lat:g}, {lon:g}", told + "mend the point, or city", "keep")


def check(record: Record) -> list[Fault]:
    """All faults of place."""
    return [*near_city(record), *own_points(record)]
