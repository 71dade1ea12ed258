"""Which country a point lies in."""

import math

import pytest

from data import geo

POINTS = [  # iso, lat, lon of city centres: inland, harbours, city states, islands, both sides of 180 degrees
    ("GB", 51.5074, -0.1278),  # London
    ("DE", 50.1109, 8.6821),  # Frankfurt
    ("SG", 1.3521, 103.8198),  # Singapore
    ("BH", 26.2285, 50.5860),  # Manama
    ("HK", 22.3193, 114.1694),  # Hong Kong
    ("US", 40.7178, -74.0431),  # Jersey City
    ("US", 25.7617, -80.1918),  # Miami
    ("JP", 35.6762, 139.6503),  # Tokyo
    ("AU", -33.8688, 151.2093),  # Sydney
    ("BR", -22.9068, -43.1729),  # Rio de Janeiro
    ("IN", 19.0760, 72.8777),  # Mumbai
    ("CN", 39.9042, 116.4074),  # Beijing
    ("ZA", -33.9249, 18.4241),  # Cape Town
    ("SE", 59.3293, 18.0686),  # Stockholm
    ("TW", 25.0330, 121.5654),  # Taipei
    ("NZ", -36.8485, 174.7633),  # Auckland
    ("FJ", -18.1416, 178.4419),  # Suva
    ("MT", 35.8989, 14.5146),  # Valletta
    ("RU", 66.0, 179.99),
    ("RU", 66.0, -179.99),
]


@pytest.mark.parametrize(("iso", "lat", "lon"), POINTS)
def test_city_lies_in_its_country(iso, lat, lon):
    assert geo.in_country(iso, lat, lon)
    assert geo.country_at(lat, lon) == iso


@pytest.mark.parametrize(("iso", "lat", "lon"), POINTS)
def test_swapped_coordinates_do_not(iso, lat, lon):
    assert not geo.in_country(iso, lon, lat)


@pytest.mark.parametrize(("iso", "lat", "lon"), POINTS)
def test_wrong_hemisphere_does_not(iso, lat, lon):
    if iso not in {"GB", "FJ", "RU"}:  # on both sides of Greenwich or 180 degrees
        assert not geo.in_country(iso, lat, -lon)
    if iso != "SG":
        assert not geo.in_country(iso, -lat, lon)


def test_another_country_does_not():
    assert not geo.in_country("FR", 51.5074, -0.1278)
    assert not geo.in_country("IN", 22.3193, 114.1694)


def test_tolerance_is_kilometres_from_the_outline():
    dover = (51.13, 1.31)  # about 34 km from France
    assert geo.in_country("GB", *dover, tolerance_km=5)
    assert not geo.in_country("FR", *dover, tolerance_km=20)
    assert geo.in_country("FR", *dover, tolerance_km=50)


def test_hole_belongs_to_the_country_in_it():
    maseru = (-29.6, 28.2)
    assert geo.country_at(*maseru) == "LS"
    assert not geo.in_country("ZA", *maseru, tolerance_km=0)


def test_tolerance_reaches_across_180_degrees():
    east_of_taveuni = (-16.9, -179.995)  # land ends on the other side of the line
    assert geo.in_country("FJ", *east_of_taveuni, tolerance_km=5)
    assert geo.in_country("US", 51.9, -179.99, tolerance_km=60)  # Semisopochnoi lies at 179.6 east


@pytest.mark.parametrize("iso", ["GI", "RE", "AQ", "ZZ", ""])
def test_country_without_outline_cannot_be_refuted(iso):
    assert geo.in_country(iso, 51.5, -0.1)


@pytest.mark.parametrize(("lat", "lon"), [(91, 0), (-90.1, 0), (0, 181), (0, -180.5), (math.nan, 0), (0, math.nan)])
def test_point_off_the_globe_is_nowhere(lat, lon):
    assert not geo.in_country("GB", lat, lon)
    assert not geo.in_country("ZZ", lat, lon)
    assert geo.country_at(lat, lon) == ""


def test_poles_and_the_line_itself_are_answered():
    assert geo.country_at(90, 0) == ""
    assert not geo.in_country("GL", -90, 0)
    assert geo.in_country("RU", 66, 180) and geo.in_country("RU", 66, -180)


def test_sea_and_uncoded_territory_have_no_country():
    assert geo.country_at(0, -30) == ""
    assert geo.country_at(9.56, 44.06) == ""  # Hargeisa


def test_nearest_country_within_reach():
    assert geo.country_at(51.0, 1.45, tolerance_km=0) == ""
    assert geo.country_at(51.06, 1.38, tolerance_km=40) == "GB"


def test_outlines_are_read_once():
    assert geo.outlines("50m") is geo.outlines("50m")


def test_unknown_scale_is_refused():
    with pytest.raises(ValueError, match="110m, 50m"):
        geo.outlines("10m")
