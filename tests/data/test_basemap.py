"""The outlines: cut at 180 degrees, wound and sorted as the README of data/basemap says."""

import csv
import json
from itertools import pairwise
from pathlib import Path

import pytest

from data import geo

TABLES = Path(geo.__file__).parent / "tables"
CONTINENTS = {"Africa", "Antarctica", "Asia", "Europe", "North America", "Oceania", "South America"}
NO_OUTLINE = {"AQ", "BQ", "BV", "GF", "GI", "GP", "MQ", "RE", "SJ", "TK", "TV", "UM", "YT"}


@pytest.fixture(params=geo.SCALES)
def scale(request):
    return request.param


@pytest.fixture(scope="module")
def countries():
    with (TABLES / "countries.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def polygons(feature):
    coordinates = feature["geometry"]["coordinates"]
    return [coordinates] if feature["geometry"]["type"] == "Polygon" else coordinates


def rings(scale):
    """(iso, place in its polygon, ring) for every ring of one file."""
    for feature in geo.outlines(scale)["features"]:
        for polygon in polygons(feature):
            for place, ring in enumerate(polygon):
                yield feature["properties"]["iso"], place, ring


def twice_area(ring):
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))


def test_no_line_runs_round_the_world(scale):
    for iso, _, ring in rings(scale):
        assert all(abs(lon) <= 180 and abs(lat) <= 90 for lon, lat in ring), iso
        assert all(abs(a[0] - b[0]) <= 180 for a, b in pairwise(ring)), iso


def test_rings_are_closed_and_wound_for_rfc_7946(scale):
    for iso, place, ring in rings(scale):
        assert len(ring) >= 4 and ring[0] == ring[-1], iso
        assert (twice_area(ring) > 0) == (place == 0), iso


def test_russia_and_fiji_touch_180_from_both_sides(scale):
    for iso, south, north in (("RU", 60, 75), ("FJ", -18, -15)):
        ends = {lon for code, _, ring in rings(scale) for lon, lat in ring if code == iso and abs(lon) == 180}
        assert ends == {-180, 180}
        cut = [lat for code, _, ring in rings(scale) for lon, lat in ring if code == iso and abs(lon) == 180]
        assert south < min(cut) and max(cut) < north


def test_no_part_is_wider_than_its_country_can_be(scale):
    for iso, _, ring in rings(scale):
        lons = [lon for lon, _ in ring]
        assert max(lons) - min(lons) < (153 if iso == "RU" else 90), iso


def test_features_are_sorted_one_a_line_and_compact(scale):
    raw = geo.outlines_path(scale).read_bytes()
    assert b"\r" not in raw and len(raw) < 1_200_000
    first, *lines, last = raw.decode().splitlines()
    assert (first, last) == ('{"type":"FeatureCollection","features":[', "]}")
    features = [json.loads(line.rstrip(",")) for line in lines]
    assert features == geo.outlines(scale)["features"]
    keys = [(f["properties"]["iso"], f["properties"]["name"]) for f in features]
    assert keys == sorted(set(keys))
    assert all(list(f["properties"]) == ["iso", "name"] for f in features)


def test_each_code_has_one_feature_named_as_in_the_table(scale, countries):
    named = {row["country"]: row["name"] for row in countries}
    keys = [(f["properties"]["iso"], f["properties"]["name"]) for f in geo.outlines(scale)["features"]]
    codes = [iso for iso, _ in keys if iso]
    assert len(codes) == len(set(codes)) and "AQ" not in codes
    assert all(named[iso] == name for iso, name in keys if iso)
    assert {name for iso, name in keys if not iso} <= {"Northern Cyprus", "Siachen Glacier", "Somaliland"}


def test_only_the_listed_countries_have_no_50m_outline(countries):
    codes = {f["properties"]["iso"] for f in geo.outlines("50m")["features"]}
    assert {row["country"] for row in countries} - codes == NO_OUTLINE


def test_countries_table_is_whole_sorted_and_plain(countries):
    codes = [row["country"] for row in countries]
    assert len(codes) == 250 and codes == sorted(set(codes))
    assert all(len(code) == 2 and code.isascii() and code.isupper() for code in codes)
    assert {row["continent"] for row in countries} == CONTINENTS
    names = {row["country"]: row["name"] for row in countries}
    assert len(set(names.values())) == 250 and not any("," in name for name in names.values())
    some = {
        "HK": "Hong Kong",
        "TW": "Taiwan",
        "KR": "South Korea",
        "XK": "Kosovo",
        "TR": "Türkiye",
        "NA": "Namibia",
    }
    assert some.items() <= names.items()
    assert b"\r" not in (TABLES / "countries.csv").read_bytes()
