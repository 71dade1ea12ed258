"""Marks on a picture: the figures and looks of components/assets/marks.js, gathered into places as sites.js does."""

import math
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from components import style
from components.pack.projection import Frame
from components.pack.sheet import Sheet
from components.pack.text import rgb
from data import lifecycle

REACH = 11.0  # units within which cities share one mark
LIVE, UNSURE, CLOSING, ANNOUNCED, DOUBTFUL, CLOSED = range(6)  # looks, in drawing order
KEY = (
    (LIVE, "live"),
    (UNSURE, "live, date uncertain"),
    (ANNOUNCED, "announced"),
    (CLOSING, "closing"),
    (CLOSED, "closed or cancelled"),
)
_LOOK_OF = {
    (lifecycle.LIVE, True): LIVE,
    (lifecycle.LIVE, False): UNSURE,
    (lifecycle.CLOSING, True): CLOSING,
    (lifecycle.CLOSING, False): CLOSING,
    (lifecycle.ANNOUNCED, True): ANNOUNCED,
    (lifecycle.ANNOUNCED, False): DOUBTFUL,
    (lifecycle.CLOSED, True): CLOSED,
    (lifecycle.CANCELLED, True): CLOSED,
}
_STANDING = (lifecycle.ANNOUNCED, lifecycle.LIVE, lifecycle.CLOSING)
_DASHES = (2.4, 2.0)
_TAU = 2 * math.pi


def look_of(code: int, sure: bool) -> int:
    """Look of a state (its place in STATES); -1 for what is not drawn."""
    return _LOOK_OF.get((int(code), bool(sure)), -1)


def order_of(providers) -> list[str]:
    """Providers in the order in which their slices follow each other, as on the map."""
    known = list(style.MARKS)
    return sorted(set(providers), key=lambda p: (known.index(p) if p in style.MARKS else 99, p))


@dataclass
class Place:
    """One mark: where, how large, its slices (provider, look, count), and the provider of a closed one."""

    group: int
    x: float
    y: float
    name: str
    n: int = 0
    r: float = 4.0
    slices: list[tuple[str, int, int]] = field(default_factory=list)
    closed: str = ""
    partnered: bool = False
    keys: list[str] = field(default_factory=list)


class Gathered:
    """Regions (rows of lives) gathered into the places of one frame; places keep still when the day moves."""

    def __init__(self, lives: pd.DataFrame, frame: Frame):
        self.frame = frame
        placed = lives[lives["lat"].notna()]
        x, y = frame.project(placed["lon"].to_numpy(float), placed["lat"].to_numpy(float))
        left, top, width, height = frame.box
        inside = (x >= left) & (x <= left + width) & (y >= top) & (y <= top + height)
        placed, x, y = placed[inside], x[inside], y[inside]
        self.rows = {key: at for at, key in enumerate(lives["key"])}
        self.at = np.array([self.rows[key] for key in placed["key"]], int)
        self.provider = placed["provider"].tolist()
        self.key = placed["key"].tolist()
        self.single = lives["provider"].nunique() == 1
        names = placed["city"].where(placed["city"] != "", placed["name"]).tolist()
        spots: dict[tuple, list[int]] = {}
        for i, spot in enumerate(zip(np.round(x, 1).tolist(), np.round(y, 1).tolist(), strict=True)):
            spots.setdefault(spot, []).append(i)
        self.group = np.full(len(placed), -1)
        self.places: list[tuple[float, float, str]] = []
        # The largest city first: a group keeps its place and its name.
        for spot, members in sorted(spots.items(), key=lambda one: (-len(one[1]), one[0])):
            near = [
                (math.dist(spot, (px, py)), g) for g, (px, py, _) in enumerate(self.places) if abs(px - spot[0]) < REACH
            ]
            distance, nearest = min(near, default=(REACH, -1))
            if distance >= REACH:
                nearest = len(self.places)
                self.places.append((*spot, names[members[0]]))
            self.group[members] = nearest
        self.group_of = {key: int(g) for key, g in zip(self.key, self.group, strict=True)}
        # Rows of a region and its hub, their places, and whose they are.
        self.tied: list[tuple[int, int, int, int, str]] = []
        for key, provider, hub in lives[lives["hub"] != ""][["key", "provider", "hub"]].itertuples(index=False):
            ends = self.group_of.get(key), self.group_of.get(f"{provider}:{hub}")
            if None not in ends and ends[0] != ends[1]:
                self.tied.append((self.rows[key], self.rows[f"{provider}:{hub}"], *ends, provider))

    def on(self, codes: np.ndarray, sure: np.ndarray, partnered: frozenset[str] = frozenset()) -> list[Place]:
        """The places of a day, largest first. `codes`, `sure`: states of all rows of lives, in their order."""
        found: dict[int, Place] = {}
        tally: dict[int, dict[tuple[str, int], int]] = {}
        here, known = codes[self.at], sure[self.at]
        for i in np.flatnonzero(here):
            look = look_of(here[i], known[i])
            group, provider = int(self.group[i]), self.provider[i]
            place = found.get(group)
            if place is None:
                place = found[group] = Place(group, *self.places[group])
                tally[group] = {}
            place.keys.append(self.key[i])
            if look == CLOSED:
                place.closed = provider
                continue
            place.n += 1
            place.partnered = place.partnered or self.key[i] in partnered
            tally[group][provider, look] = tally[group].get((provider, look), 0) + 1
        for group, place in found.items():
            order = order_of(provider for provider, _ in tally[group])
            place.slices = [
                (provider, look, tally[group][provider, look])
                for provider, look in sorted(tally[group], key=lambda one: (order.index(one[0]), one[1]))
            ]
            if place.n:
                bonus = 1.25 if self.frame.pixels_per_degree > 256 * 2**5 / 360 else 1.0
                place.r = min(22.0, 2.2 + 2.9 * math.sqrt(place.n)) * bonus + (0.8 if self.single else 0)
        return sorted(found.values(), key=lambda place: (-place.r, place.group))


def _mix(colour: tuple, ground: tuple, share: float) -> tuple:
    return tuple(a * share + b * (1 - share) for a, b in zip(colour, ground, strict=True))


def figure(shape: str) -> Path:
    """A provider's shape around the origin, of radius 1, y down."""
    corners = style.corners(shape)
    if not corners:
        return Path.unit_circle()
    points = [(r * math.cos(turn * _TAU), r * math.sin(turn * _TAU)) for turn, r in corners]
    return Path([*points, points[0]], [Path.MOVETO, *[Path.LINETO] * (len(points) - 1), Path.CLOSEPOLY])


_CROSS = Path([(-1, -1), (1, 1), (1, -1), (-1, 1)], [Path.MOVETO, Path.LINETO] * 2)
_CIRCLE = Path.unit_circle()


class Marks(Artist):
    """Paints places, and hub lines under them, straight to the renderer: as fast as a film needs."""

    def __init__(self, sheet: Sheet, places: list[Place], single: bool, hubs: list[tuple] = (), ring: int = -1):
        super().__init__()
        self.sheet, self.places, self.single, self.hubs, self.ring = sheet, places, single, hubs, ring
        self.units = sheet.units  # those of now: a page may move its origin for a part of what it draws

    def draw(self, renderer) -> None:
        """Called by Matplotlib."""
        self.renderer, ink = renderer, self.sheet.ink
        self.ground = rgb(ink.ground)
        for x1, y1, x2, y2, provider, planned in self.hubs:
            bow = 0.22
            curve = Path(
                [(x1, y1), ((x1 + x2) / 2 + (y2 - y1) * bow, (y1 + y2) / 2 - (x2 - x1) * bow), (x2, y2)],
                [Path.MOVETO, Path.CURVE3, Path.CURVE3],
            )
            self._stroke(curve, Affine2D(), self.colour_of(provider), 2.0, (5, 4) if planned else None)
        for place in self.places:
            self._place(place)
            if place.partnered:
                self._dot(place)
            if place.group == self.ring:
                self._stroke(_CIRCLE, _at(place.x, place.y, place.r + 4.5), rgb(ink.ink), 2.0)

    def colour_of(self, provider: str) -> tuple:
        """The colour of a provider on this ground."""
        return rgb(style.mark_of(provider)[1 if self.sheet.ink.dark else 0])

    def _place(self, place: Place) -> None:
        if not place.n:
            self._cross(place.x, place.y, 3.4, self.colour_of(place.closed))
            return
        whole = _at(place.x, place.y, place.r)
        outline = _CIRCLE
        if self.single:
            provider, look, _ = place.slices[0]
            outline = figure(style.mark_of(provider)[2])
            self._fill(outline, whole, look, self.colour_of(provider))
        elif len(place.slices) == 1:
            provider, look, _ = place.slices[0]
            self._fill(_CIRCLE, whole, look, self.colour_of(provider))
        else:
            start = -90.0
            for provider, look, count in place.slices:
                end = start + 360 * count / place.n
                self._fill(Path.wedge(start, end), whole, look, self.colour_of(provider))
                start = end
        if place.closed:
            self._cross(place.x + place.r * 0.8, place.y + place.r * 0.8, 2.4, self.colour_of(place.closed))
        self._stroke(outline, _at(place.x, place.y, place.r + 0.9), self.ground, 1.0)

    def _fill(self, path: Path, where: Affine2D, look: int, colour: tuple) -> None:
        share = {LIVE: 1.0, CLOSING: 0.45, UNSURE: 0.28}.get(look, 0.0)
        gc = self.renderer.new_gc()
        gc.set_linewidth(0 if look == LIVE else 1.7)
        gc.set_foreground(colour, isRGBA=False)
        gc.set_dashes(0, _DASHES if look in (UNSURE, DOUBTFUL) else None)
        self.renderer.draw_path(gc, path, where + self.units, _mix(colour, self.ground, share))
        gc.restore()

    def _stroke(self, path: Path, where: Affine2D, colour: tuple, weight: float, dashes: tuple | None = None) -> None:
        gc = self.renderer.new_gc()
        gc.set_linewidth(weight)
        gc.set_foreground(colour)
        gc.set_capstyle("round" if path is _CROSS else "butt")
        gc.set_dashes(0, dashes)
        self.renderer.draw_path(gc, path, where + self.units, None)
        gc.restore()

    def _cross(self, x: float, y: float, r: float, colour: tuple) -> None:
        for weight, paint in ((4.0, self.ground), (1.8, colour)):
            self._stroke(_CROSS, _at(x, y, r), paint, weight)

    def _dot(self, place: Place) -> None:
        where = _at(place.x + place.r * 0.75, place.y - place.r * 0.75, 2.9)
        gc = self.renderer.new_gc()
        gc.set_linewidth(1.5)
        gc.set_foreground(rgb(self.sheet.ink.ink))
        self.renderer.draw_path(gc, _CIRCLE, where + self.units, self.ground)
        gc.restore()


def _at(x: float, y: float, r: float) -> Affine2D:
    return Affine2D().scale(r).translate(x, y)


def hub_lines(gathered: Gathered, codes: np.ndarray) -> list[tuple]:
    """Lines from a region to the hub that it supports, while both exist: (x1, y1, x2, y2, provider, planned)."""
    lines = []
    for here, there, ga, gb, provider in gathered.tied:
        a, b = codes[here], codes[there]
        if a in _STANDING and b in _STANDING:
            planned = lifecycle.ANNOUNCED in (a, b)
            lines.append((*gathered.places[ga][:2], *gathered.places[gb][:2], provider, planned))
    return lines
