"""The Equal Earth projection, and the part of it that a picture shows.

Formula: Šavrič, B., Patterson, T. & Jenny, B. (2018). The Equal Earth map projection. International Journal of
Geographical Information Science 33(3), 454-465. https://doi.org/10.1080/13658816.2018.1504949
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from data import geo

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = math.sqrt(3) / 2
# What the whole world shows: west to east, south to north, in degrees. Antarctica and the empty Pacific are cut.
_WORLD = (-172.0, 180.0, -56.0, 77.0)
_REGIONAL_DEGREES = 120.0  # a frame wider than this shows the whole world
_LEAST_DEGREES = 16.0  # a frame is never narrower than this, so that a lone city keeps its neighbourhood


def equal_earth(lon: np.ndarray, lat: np.ndarray, middle: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Degrees -> x, y on the unit sphere, with the central meridian `middle`; areas stay true."""
    turned = np.radians(np.asarray(lon, float) - middle)
    t = np.arcsin(_M * np.sin(np.radians(np.asarray(lat, float))))
    t2 = t * t
    t6 = t2 * t2 * t2
    x = turned * np.cos(t) / (_M * (_A1 + 3 * _A2 * t2 + t6 * (7 * _A3 + 9 * _A4 * t2)))
    return x, t * (_A1 + _A2 * t2 + t6 * (_A3 + _A4 * t2))


@dataclass(frozen=True)
class Frame:
    """A part of the world in a box of the picture: left, top, width and height in units of the picture (y down)."""

    box: tuple[float, float, float, float]
    middle: float
    x: float
    y: float
    scale: float
    world: bool

    def project(self, lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Degrees -> units of the picture."""
        lon = np.asarray(lon, float)
        if not self.world:
            lon = self.middle + (lon - self.middle + 180) % 360 - 180
        x, y = equal_earth(lon, lat, self.middle)
        left, top, width, height = self.box
        return left + width / 2 + (x - self.x) * self.scale, top + height / 2 - (y - self.y) * self.scale

    @property
    def pixels_per_degree(self) -> float:
        """Units of the picture per degree of longitude in the middle of the frame, at most those at the equator."""
        return self.scale * 2.70663 / 180


def frame(
    box: tuple[float, float, float, float],
    lons: np.ndarray,
    lats: np.ndarray,
    camera: tuple[float, float, float] | None = None,
) -> Frame:
    """The frame of a box that holds some points with room around them: a part of the world, or all of it.

    `camera` (latitude, longitude, zoom as in Leaflet on a map 900 pixels wide) goes before the points.
    """
    if camera is not None:
        lat, lon, zoom = camera
        # Leaflet's world is 256 * 2^zoom pixels wide; a map 900 pixels wide shows so many degrees of it.
        degrees = 900 * 360 / (256 * 2**zoom)
        if degrees < 200:
            half = degrees / 2
            tall = half * box[3] / box[2] * math.cos(math.radians(lat))
            return _fit(box, lon, (lon - half, lon + half, max(lat - tall, -60), min(lat + tall, 84)))
        return _fit(box, 0.0, _WORLD)
    lons, lats = np.asarray(lons, float), np.asarray(lats, float)
    if len(lons):
        middle, spread = _span(lons)
        if spread < _REGIONAL_DEGREES:
            half = max(spread * 1.25, _LEAST_DEGREES) / 2
            pad = max((lats.max() - lats.min()) * 0.14, 3.0)
            return _fit(
                box, middle, (middle - half, middle + half, max(lats.min() - pad, -60), min(lats.max() + pad, 84))
            )
    return _fit(box, 0.0, _WORLD)


def _span(lons: np.ndarray) -> tuple[float, float]:
    """Middle and width of the narrowest arc that holds all longitudes."""
    ordered = np.sort(np.unique(lons))
    gaps = np.diff(np.append(ordered, ordered[0] + 360))
    widest = int(np.argmax(gaps))
    start, spread = ordered[(widest + 1) % len(ordered)], 360 - gaps[widest]
    return float((start + spread / 2 + 180) % 360 - 180), float(spread)


def _fit(box: tuple, middle: float, degrees: tuple[float, float, float, float]) -> Frame:
    west, east, south, north = degrees
    world = degrees == _WORLD
    # The parallel nearest to the equator is the longest.
    widest = 0.0 if south <= 0 <= north else min(abs(south), abs(north))
    xs, _ = equal_earth(np.array([west, east]), np.array([widest, widest]), middle)
    _, ys = equal_earth(np.zeros(2), np.array([south, north]))
    scale = min(box[2] / (xs[1] - xs[0]), box[3] / (ys[1] - ys[0]))
    return Frame(box, middle, float(xs.mean()), float(ys.mean()), float(scale), world)


@lru_cache(maxsize=4)
def _rings(scale: str) -> tuple[np.ndarray, np.ndarray]:
    """All rings of a set of outlines: points (n, 2: lon lat) and the index at which each ring begins."""
    rings = []
    for feature in geo.outlines(scale)["features"]:
        shape = feature["geometry"]
        for polygon in [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]:
            rings += polygon
    ends = np.cumsum([len(ring) for ring in rings])
    return np.concatenate([np.asarray(ring, float) for ring in rings]), np.concatenate(([0], ends[:-1]))


def land(frame: Frame, fine: bool) -> tuple[np.ndarray, np.ndarray]:
    """Outlines in units of the picture: points (n, 2) and Matplotlib path codes; only rings that touch the box."""
    from matplotlib.path import Path

    points, starts = _rings("50m" if fine else "110m")
    lengths = np.diff(np.append(starts, len(points)))
    lon, lat = points[:, 0], points[:, 1]
    if not frame.world:
        # Each ring goes as a whole to the side of the globe that the frame looks at.
        means = np.add.reduceat(lon, starts) / lengths
        lon = lon - np.repeat(np.round((means - frame.middle) / 360) * 360, lengths)
    x, y = equal_earth(lon, lat, frame.middle)
    left, top, width, height = frame.box
    x = left + width / 2 + (x - frame.x) * frame.scale
    y = top + height / 2 - (y - frame.y) * frame.scale
    seen = (np.maximum.reduceat(x, starts) >= left) & (np.minimum.reduceat(x, starts) <= left + width)
    seen &= (np.maximum.reduceat(y, starts) >= top) & (np.minimum.reduceat(y, starts) <= top + height)
    # What is smaller than a third of a unit cannot be seen.
    seen &= (np.maximum.reduceat(x, starts) - np.minimum.reduceat(x, starts)) > 0.3
    codes = np.full(len(points), Path.LINETO, Path.code_type)
    codes[starts] = Path.MOVETO
    codes[starts + lengths - 1] = Path.CLOSEPOLY
    keep = np.repeat(seen, lengths)
    return np.column_stack((x, y))[keep], codes[keep]
