"""Country outlines, and which country a point lies in. Degrees of WGS 84; kilometres on a sphere."""

import json
import math
from functools import lru_cache
from itertools import chain
from pathlib import Path

import numpy as np

SCALES = ("110m", "50m")
KM_PER_DEGREE = 111.195  # of latitude, on a sphere with the mean Earth radius 6371.009 km


def outlines_path(scale: str = "110m") -> Path:
    """The GeoJSON file of a scale: "110m" (the world at a glance) or "50m" (zoomed in). Else ValueError."""
    if scale not in SCALES:
        raise ValueError(f"scale must be one of {', '.join(SCALES)}, not {scale!r}")
    return Path(__file__).parent / "basemap" / f"countries-{scale}.json"


@lru_cache
def outlines(scale: str = "110m") -> dict:
    """Country outlines as a GeoJSON FeatureCollection, cut at 180 degrees; see basemap/README.md.

    Each feature has the properties iso (ISO 3166 alpha-2, "" where there is none) and name. The dict is read
    once and shared: do not change it. Raises ValueError for an unknown scale.
    """
    return json.loads(outlines_path(scale).read_text(encoding="utf-8"))


@lru_cache
def _parts():
    """The n polygons of 50m: isos, boxes (n, 4: west south east north), edges (n of 4, m: x1 y1 x2 y2)."""
    isos, rings, first_rings = [], [], []
    for feature in outlines("50m")["features"]:
        polygons = feature["geometry"]["coordinates"]
        for polygon in [polygons] if feature["geometry"]["type"] == "Polygon" else polygons:
            isos.append(feature["properties"]["iso"])
            first_rings.append(len(rings))
            rings += polygon
    # One flat array for all points: twice as fast as one for each ring.
    points = np.fromiter(chain.from_iterable(chain.from_iterable(rings)), float).reshape(-1, 2)
    ends = np.cumsum([len(ring) for ring in rings])
    starts = np.concatenate(([0], ends))[first_rings]
    boxes = np.hstack([np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)])
    edges = np.delete(np.vstack((points[:-1].T, points[1:].T)), ends[:-1] - 1, axis=1)  # none between rings
    return np.array(isos), boxes, np.split(edges, (starts - first_rings)[1:], axis=1)


@lru_cache
def _boxes(iso=None):
    """Row numbers in _parts() of one country's polygons, or of all, and their boxes as (4, n)."""
    isos, boxes, _ = _parts()
    rows = np.flatnonzero((isos == iso) | (iso is None))
    return rows, boxes[rows].T


def _near(iso, lat, lon, tolerance_km):
    """Rows of _boxes(iso) whose box, widened by the tolerance, holds the point; also across 180 degrees."""
    rows, (west, south, east, north) = _boxes(iso)
    high = tolerance_km / KM_PER_DEGREE
    wide = high / max(math.cos(math.radians(min(abs(lat) + high, 90))), 1e-6)
    off = np.abs(lon - (west + east) / 2)
    return rows[
        (np.minimum(off, 360 - off) <= (east - west) / 2 + wide) & (lat >= south - high) & (lat <= north + high)
    ]


def _contains(edges, lat, lon):
    """Even-odd rule: a ray to the east crosses the rings an odd number of times. Holes count as outside."""
    x1, y1, x2, y2 = edges.take(np.flatnonzero((edges[1] > lat) != (edges[3] > lat)), axis=1)
    return bool(np.count_nonzero(x1 + (lat - y1) * (x2 - x1) / (y2 - y1) > lon) % 2)


def _distance_km(edges, lat, lon):
    """To the nearest edge, on a plane that touches the globe; within 2 % for 200 km, to 65 degrees north."""
    east = KM_PER_DEGREE * math.cos(math.radians(lat))
    x1, x2 = (((edges[i] - lon + 180) % 360 - 180) * east for i in (0, 2))
    y1, y2 = ((edges[i] - lat) * KM_PER_DEGREE for i in (1, 3))
    dx, dy = x2 - x1, y2 - y1
    along = np.clip(-(x1 * dx + y1 * dy) / np.maximum(dx * dx + dy * dy, 1e-12), 0, 1)
    return float(np.hypot(x1 + along * dx, y1 + along * dy).min())


@lru_cache(maxsize=4096)  # many regions share a city
def in_country(iso: str, lat: float, lon: float, tolerance_km: float = 50.0) -> bool:
    """Whether a point (degrees) lies in a country, or within `tolerance_km` of its outline.

    The tolerance is for harbours, islets and city states: the 50m outlines are some kilometres off and leave
    out the smallest. A code without an outline (basemap/README.md lists them; a misspelt one too) cannot be
    refuted: True. A point off the globe (|lat| > 90, |lon| > 180, NaN) is in no country: False.
    """
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):  # NaN too
        return False
    if not iso or not len(_boxes(iso)[0]):
        return True
    near = [_parts()[2][row] for row in _near(iso, lat, lon, tolerance_km)]
    if any(_contains(edges, lat, lon) for edges in near):
        return True
    return tolerance_km > 0 and any(_distance_km(edges, lat, lon) <= tolerance_km for edges in near)


def country_at(lat: float, lon: float, tolerance_km: float = 10.0) -> str:
    """ISO alpha-2 of the country whose outline holds the point (degrees), else of the nearest one in reach.

    "" farther than `tolerance_km` from land, off the globe, and where there is no code (Somaliland ...).
    """
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return ""
    isos, _, edges = _parts()
    near = _near(None, lat, lon, tolerance_km)
    for row in near:
        if _contains(edges[row], lat, lon):
            return str(isos[row])
    distance, row = min(((_distance_km(edges[row], lat, lon), row) for row in near), default=(math.inf, 0))
    return str(isos[row]) if distance <= tolerance_km else ""
