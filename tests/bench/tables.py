"""Made tables: as many regions as asked for, spread over the land, in the form of data/tables.

Nothing in them is true. They are the same for the same number, so that two runs measure the same.
"""

import csv
import shutil
from pathlib import Path

import numpy as np

from data import dates, schema
from data.geo import in_country, outlines
from data.load import FOLDER

_SEED = 20181022
_SIZES = {"aws": 9, "azure": 10, "gcp": 6, "alibaba": 4, "oracle": 6, "ibm": 3, "tencent": 3, "huawei": 4}
"""How large the large are beside the others, each of which counts 1."""
_PER_CITY = 3
_PER_PARTNER = 40
_NOTICE = 200  # days from the announcement to the opening
_FIRST, _LAST = dates.day("2006-01-01"), dates.day("2026-11-01")


def write(folder: Path, sites: int) -> Path:
    """Write the tables of an edition with so many regions into `folder`; give it back.

    Each region has two claims (announced, launched: a fifth of them known to the month or the year), one in
    twenty a third (closed), and one in forty a partner. Three regions share a city on average.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chance = np.random.default_rng(_SEED + sites)
    for name in ("providers.csv", "countries.csv", "edition.toml"):
        shutil.copy(FOLDER / name, folder / name)
    begun = {row["provider"]: dates.span(row["started"])[1] for row in _read("providers.csv")}
    providers, source = list(begun), _read("sources.csv")[0]
    partners = _read("partners.csv")[: max(1, sites // _PER_PARTNER)]
    partners = [row | {"parent": ""} for row in partners]
    cities = _cities(max(20, sites // _PER_CITY), chance)
    weight = np.array([_SIZES.get(provider, 1) for provider in providers], float)
    of = chance.choice(len(providers), sites, p=weight / weight.sum())
    at = chance.integers(0, len(cities), sites)
    # More open late than early, as it was, and none before its provider began.
    first = np.array([max(_FIRST, begun[provider]) for provider in providers])[of] + _NOTICE + 400
    opened = (first + (_LAST - first) * np.sqrt(chance.random(sites))).astype(int)
    regions, claims, deals = [], [], []
    for i in range(sites):
        provider, (city, country, lat, lon), key = providers[of[i]], cities[at[i]], f"site-{i:06d}"
        regions.append(
            {"provider": provider, "region_id": key, "kind": "region", "name": f"{city} {i % 9 + 1}", "city": city}
            | {"country": country, "lat": lat, "lon": lon, "coord_precision": "city", "access": "public"}
        )
        life = {"announced": opened[i] - _NOTICE, "launched": opened[i]}
        if i % 20 == 2 and opened[i] + 900 < _LAST:
            life["closed"] = opened[i] + 900
        cut = 4 if i % 10 == 0 else 7 if i % 10 == 1 else 10
        for event, day in life.items():
            claims.append(
                {"provider": provider, "region_id": key, "event": event, "confidence": "confirmed"}
                | {"date": dates.date_of(int(day)).isoformat()[:cut], "source_id": source["source_id"]}
            )
        if i % _PER_PARTNER == 0:
            deals.append(
                {
                    "provider": provider,
                    "partner_id": partners[i // _PER_PARTNER % len(partners)]["partner_id"],
                    "role": "hosts",
                }
                | {"region_id": key, "country": country, "confidence": "confirmed", "source_id": source["source_id"]}
                | {"from_date": dates.date_of(int(opened[i])).isoformat()}
            )
    written = {"regions": regions, "claims": claims, "partnerships": deals, "partners": partners, "sources": [source]}
    for name, rows in written.items():
        _write(folder / f"{name}.csv", name, rows)
    return folder


def _cities(count: int, chance: np.random.Generator) -> list[tuple[str, str, float, float]]:
    """Places on land: name, country, lat, lon."""
    known = {row["country"] for row in _read("countries.csv")}
    boxes, area = [], []
    for feature in outlines("110m")["features"]:
        iso, shape = feature["properties"]["iso"], feature["geometry"]
        if iso not in known or iso == "AQ":
            continue
        for polygon in [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]:
            ring = np.array(polygon[0])
            (west, south), (east, north) = ring.min(axis=0), ring.max(axis=0)
            boxes.append((iso, west, south, east, north))
            area.append((east - west) * (north - south) * np.cos(np.radians((south + north) / 2)))
    # The root, so that small countries have cities too.
    weight = np.sqrt(np.array(area))
    found: list[tuple[str, str, float, float]] = []
    while len(found) < count:
        for box in chance.choice(len(boxes), count, p=weight / weight.sum()):
            iso, west, south, east, north = boxes[box]
            lat = round(float(chance.uniform(south, north)), 4)
            lon = round(float(chance.uniform(west, east)), 4)
            if len(found) < count and in_country(iso, lat, lon, 0):
                found.append((f"Place {len(found) + 1}", iso, lat, lon))
    return found


def _read(name: str) -> list[dict]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, name: str, rows: list[dict]) -> None:
    columns = list(schema.TABLES[name].to_schema().columns)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
