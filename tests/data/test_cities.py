"""The gazetteer, and the rules that hold places against it."""

import csv

import pytest

from data.gazetteer import make
from data.geo import in_country
from data.load import FOLDER, load
from data.place_rules import distance_km, folded
from data.tidy import untidy

HEADER = "city,also,country,lat,lon,population,geonames_id\n"
# Of GeoNames' country, but not within our outlines: they show who holds the ground, and Somaliland has no code.
ELSEWHERE = {"Borama", "Hargeysa", "Sevastopol", "Simferopol"}
WRONG_PLACES = [
    # table, start of the row, cells changed, column at fault, value shown, words of the rule
    (
        "regions",
        "aws,eu-west-2",
        {"lat": "53.4809", "lon": "-2.2374"},
        "lat, lon",
        "53.4809, -2.2374",
        "km from London",
    ),
    ("regions", "aws,eu-west-2", {"city": "Manchester"}, "lat, lon", "51.5074, -0.1278", "km from Manchester, GB (53."),
    ("regions", "aws,eu-west-2", {"city": "Frankfurt"}, "country", "GB", "Frankfurt is in DE"),
    (
        "regions",
        "aws,eu-west-2",
        {"city": "Frankfurt"},
        "country",
        "GB",
        "if GB has a Frankfurt too, add it to cities.csv",
    ),
    ("regions", "aws,us-east-1-bos", {"lat": "40.7128", "lon": "-74.006"}, "lat, lon", "40.7128, -74.006", "than 150"),
    (
        "partners",
        "bt",
        {"seat_city": "Leeds"},
        "seat_lat, seat_lon",
        "51.5074, -0.1278",
        "mend the point, or seat_city",
    ),
    ("partners", "bt", {"seat_city": "Munich"}, "country", "GB", "write DE, or mend seat_city"),
]
RIGHT_PLACES = [
    # start of a row of regions, cells changed
    ("aws,sa-east-1", {"city": "sao paulo"}),
    ("aws,eu-west-2", {"city": "Little Nowhere"}),
    ("aws,eu-west-2", {"city": ""}),
    ("aws,eu-west-2", {"city": "Manchester", "coord_precision": "state"}),
    ("aws,us-east-1-bos", {"lat": "42.36", "lon": "-72.5"}),  # 118 km: a metro may be so far off
    ("aws,us-east-1,", {"city": "Arlington", "lat": "32.74", "lon": "-97.11"}),  # in Texas
    ("aws,us-east-1,", {"city": "Arlington", "lat": "38.88", "lon": "-77.1"}),  # in Virginia
]


def rows():
    with (FOLDER / "cities.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("table", "start", "cells", "column", "value", "words"), WRONG_PLACES)
def test_a_place_that_does_not_fit_its_city_is_told_once(folder, table, start, cells, column, value, words):
    row = folder.put(table, start, **cells)
    (fault,) = folder.faults()
    assert (fault.file, fault.row, fault.column, fault.value) == (f"{table}.csv", row, column, value)
    assert words in fault.rule


@pytest.mark.parametrize(("start", "cells"), RIGHT_PLACES)
def test_what_fits_or_is_not_known_is_no_fault(folder, start, cells):
    folder.put("regions", start, **cells)
    assert folder.faults() == ()


def test_a_city_across_the_border_is_told_though_the_point_is_near_enough_to_the_country(folder):
    with folder.file("countries").open("a", encoding="utf-8") as file:
        file.write("HK,Hong Kong,Asia\n")
    folder.put("regions", "aws,eu-west-2", city="Shenzhen", country="HK", lat="22.5431", lon="114.0579")
    (fault,) = folder.faults()
    assert (fault.column, fault.value) == ("country", "HK")
    assert fault.rule.startswith("Shenzhen is in CN (22.5")
    assert fault.rule.endswith("write CN, or mend city")


def test_a_namesake_across_the_border_does_not_count_for_the_city_of_ones_own_country(folder):
    folder.file("cities").write_text(HEADER + "Twin,,GB,57.0,-4.0,9,\nTwin,,FR,50.95,1.86,9,\n", "utf-8")
    folder.put("regions", "aws,eu-west-2", city="Twin", lat="51.13", lon="1.31")
    (fault,) = folder.faults()
    assert (fault.column, "km from Twin, GB (57, -4 in cities.csv)" in fault.rule) == ("lat, lon", True)


def test_a_point_outside_its_country_is_told_by_that_rule_alone(folder):
    folder.put("regions", "alibaba,ap-south-1", lat="72.8777", lon="19.0760")
    (fault,) = folder.faults()
    assert "swap lat and lon" in fault.rule


def test_two_cities_of_a_provider_do_not_share_one_point(folder):
    folder.put("regions", "alibaba,eu-west-1", city="Slough")
    assert folder.faults() == ()  # AWS stands there too, but that is another provider
    folder.put("regions", "aws,us-east-1,", city="Slough", country="GB", lat="51.5074", lon="-0.1278")
    (fault,) = folder.faults()
    london, slough = folder.line("regions", "aws,eu-west-2"), folder.line("regions", "aws,us-east-1,")
    assert (fault.file, fault.row, fault.column) == ("regions.csv", slough, "lat, lon")
    assert fault.rule.startswith(f"the same point as eu-west-2 (row {london}), but Slough, not London: mend")


@pytest.mark.parametrize(("one", "other"), [("London", "london "), ("Bangalore", "Bengaluru"), ("Zurich", "Zürich")])
def test_two_regions_in_one_city_share_its_point(folder, one, other):
    places = {"London": ("GB", "51.5074", "-0.1278"), "Bangalore": ("IN", "12.9716", "77.5946")}
    country, lat, lon = places.get(one, ("DE", "50.1109", "8.6821"))
    precision = "city" if one in places else "state"
    for start, city in (("aws,eu-west-2", one), ("aws,sa-east-1", other)):
        folder.put("regions", start, city=city, country=country, lat=lat, lon=lon, coord_precision=precision)
    assert folder.faults() == ()


def test_a_folder_may_bring_a_gazetteer_of_its_own(folder):
    assert len(load(folder.path).cities) > 2000  # ours stands in
    folder.file("cities").write_text(HEADER + "London,,GB,57.0,-4.0,9,\nMumbai,,IN,,,,\n", "utf-8")
    faults = folder.faults()
    assert {(fault.file, fault.column) for fault in faults} == {
        ("regions.csv", "lat, lon"),
        ("partners.csv", "seat_lat, seat_lon"),
    }
    assert len(faults) == 3
    assert all("London, GB (57, -4 in cities.csv)" in fault.rule for fault in faults)
    folder.file("cities").write_text(HEADER, "utf-8")
    assert folder.faults() == ()


def test_a_namesake_that_the_gazetteer_lacks_is_added_by_hand(folder):
    folder.put("regions", "aws,us-east-1,", city="Richmond", lat="37.9358", lon="-122.3478")
    (fault,) = folder.faults()
    assert "if US has another Richmond, add it to cities.csv" in fault.rule
    assert len(load(folder.path, strict=False).regions) == 8  # doubted, not left out
    text = (FOLDER / "cities.csv").read_text("utf-8")
    folder.file("cities").write_text(text + "Richmond,,US,37.9358,-122.3478,,\n", "utf-8")
    assert folder.faults() == ()


def test_a_wrong_gazetteer_is_told(folder):
    folder.file("cities").write_text(HEADER + "London,,England,57.0,-4.0,few,Q84\n", "utf-8")
    assert [(fault.column, fault.value) for fault in folder.faults()] == [
        ("country", "England"),
        ("geonames_id", "Q84"),
        ("population", "few"),
    ]


def test_the_shipped_gazetteer_is_tidy_and_small():
    raw = (FOLDER / "cities.csv").read_bytes()
    assert len(raw) < 300_000
    assert b"\r" not in raw
    assert [fault for fault in untidy(FOLDER) if fault.file == "cities.csv"] == []
    found = rows()
    numbers = [row["geonames_id"] for row in found if row["geonames_id"]]
    assert len(numbers) == len(set(numbers))
    assert all(len(row[axis].partition(".")[2]) <= 4 for row in found for axis in ("lat", "lon"))


def test_every_city_of_the_gazetteer_lies_in_its_country(shipped):
    countries = set(shipped.tables.countries["country"])
    astray = [
        row["city"]
        for row in rows()
        if row["country"] not in countries or not in_country(row["country"], float(row["lat"]), float(row["lon"]))
    ]
    assert set(astray) <= ELSEWHERE


def test_smaller_cities_are_there_only_because_they_are_named(shipped):
    tables = shipped.tables
    named = {folded(text) for text in (*tables.regions["city"], *tables.partners["seat_city"])}
    small = [row for row in rows() if int(row["population"]) < make.LEAST_PEOPLE and row["geonames_id"]]
    called = [{folded(name) for name in (row["city"], *row["also"].split(";"))} for row in small]
    assert len(small) > 50
    assert [row["city"] for row, names in zip(small, called, strict=True) if not names & named] == []


def test_great_circles():
    assert distance_km(51.5, 0, 51.5, 0) == 0
    assert distance_km(0, 179.5, 0, -179.5) == pytest.approx(111.2, abs=0.1)
    assert distance_km(51.5074, -0.1278, 40.7128, -74.006) == pytest.approx(5570, abs=5)  # London to New York


def city(number, name, country, lat, lon, people=1000, also=()):
    return {
        "geonameid": number,
        "name": name,
        "countrycode": country,
        "latitude": lat,
        "longitude": lon,
        "population": people,
        "alternatenames": list(also),
    }


PLACES = [
    city(1, "Frankfurt am Main", "DE", 50.1155, 8.6842, 650000, ["Frankfurt", "Francfort"]),
    city(2, "Frankfurt (Oder)", "DE", 52.3412, 14.5499, 51691, ["Frankfurt"]),
    city(3, "Ibaraki", "JP", 34.8164, 135.5683, 287730),
    city(4, "Osaka", "JP", 34.6938, 135.5011, 2753862),
    city(5, "Frankfort", "US", 38.2009, -84.8733, 27000, ["Frankfurt"]),
]


@pytest.mark.parametrize(
    ("place", "number"),
    [
        (("Frankfurt", "DE", 50.11, 8.68), 1),
        (("Frankfurt", "DE", 52.34, 14.55), 2),
        (("Frankfurt", "DE", 48.1, 11.6), None),  # neither within 60 km
        (("Frankfurt", "DE", None, None), 1),  # the largest
        (("FRANKFURT AM MAIN", "DE", 50.11, 8.68), 1),
        (("Frankfurt", "AT", 50.11, 8.68), None),
        (("Ibaraki (Osaka)", "JP", 34.7, 135.5), 3),
        (("Osaka, Kansai", "JP", 34.7, 135.5), 4),
    ],
)
def test_the_gazetteer_is_made_of_the_nearest_city_of_that_name_and_country(place, number):
    found = make.match(place, make.by_name(PLACES))
    assert (found and found["geonameid"]) == number
