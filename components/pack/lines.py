"""Deals with partners on a picture: the lines, seats and letters of components/assets/ties.js and lines.js."""

import math
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from matplotlib.path import Path

from components import style, ties
from components.pack import text
from components.pack.marks import Gathered
from components.pack.sheet import Sheet
from components.pack.view import View
from data import lifecycle

_WIDTH = {"operates": 3.2, "joint_venture": 4.0, "hosts": 2.4, "government_agreement": 2.0, "invests": 2.0}
_GATHER, _ASIDE, _AWAY = 12.0, 26.0, 40.0  # seats share a place; one so near to a mark stands so far from it
_BOW = 0.14
_TURNS = (0.625, 0.875, 0.375, 0.125, 0.75, 0.25, 0.5, 0.0)
_FEW = 40  # up to so many lines carry the letter of their role
_NAMED = 18  # up to so many seats carry the names of their partners
_STANDING = (lifecycle.ANNOUNCED, lifecycle.LIVE, lifecycle.CLOSING)


@dataclass
class Line:
    """A deal drawn as a curve from its partner's seat to its region."""

    ends: tuple[float, float, float, float]
    bow: float
    provider: str
    role: str
    dashed: bool
    sure: bool
    front: bool


@dataclass
class Seat:
    """Where partners sit: (in front, name) of each, number of lines, and (provider, dashed) of deals with no line."""

    x: float
    y: float
    names: list[tuple[bool, str]] = field(default_factory=list)
    lines: int = 0
    marks: list[tuple[str, bool]] = field(default_factory=list)
    front: bool = False

    @property
    def label(self) -> str:
        """Such as "Meraas, YVOLV and 2 more"."""
        named = [name for _, name in sorted(dict.fromkeys(self.names), key=lambda one: not one[0])]
        return ", ".join(named[:2]) + (f" and {len(named) - 2} more" if len(named) > 2 else "")


def layers_on(view: View) -> frozenset[str]:
    """Which layers of the map are on: those of the link, else the usual ones (components/assets/layers.js)."""
    chosen = view.selection
    if chosen.lines:
        return frozenset(chosen.lines)
    asked = len(chosen.provider) == 1 or chosen.partner or chosen.region or _who(view)
    return frozenset(("sites", "hubs", "names", "partners") if asked else ("sites", "hubs", "names"))


def _who(view: View) -> str:
    return "" if view.selection.who.startswith("provider:") else view.selection.who


def wanted(view: View) -> pd.DataFrame:
    """The deals of any day that the map would draw: rows of `deals.every` with short, seat_lat, seat_lon and `about`
    (they are of what was chosen, and stand in front)."""
    chosen, found = view.selection, view.deals_ever
    about = (found["region_key"] == chosen.region) & (chosen.region != "") | (found["partner_id"] == _who(view))
    found = found.assign(about=about)
    if not (chosen.lines or len(chosen.provider) == 1 or chosen.partner):
        found = found[about]
    partners = view.tables.partners.dropna(subset=["seat_lat", "seat_lon"]).set_index("partner_id")
    short = [_short(*names) for names in partners[["name", "aliases"]].itertuples(index=False)]
    seats = partners[["seat_lat", "seat_lon"]].assign(short=short)
    return found.join(seats, on="partner_id", how="inner")


def _short(name: str, aliases: str) -> str:
    """What fits beside a mark, as on the map: the name, or the shortest other name of one that is long."""
    others = [alias for alias in aliases.split(";") if 1 < len(alias) <= 20]
    return text.shorten(text.clean(name if len(name) <= 26 or not others else min(others, key=len)), 220, 11)


def key(view: View) -> list[tuple[str, str]]:
    """What of the deals needs a word in the key: "role hosts", "dashes", "square", each with its words."""
    if "partners" not in layers_on(view):
        return []
    held = wanted(view)
    held = held[(held["begin_lo"] <= view.day) & (view.day < held["end_hi"])]
    out = [(f"role {role}", style.ROLE_WORDS.get(role, role)) for role in sorted(set(held["role"]))]
    if (held["confidence"] != "confirmed").any():
        out.append(("dashes", "reported or recalled"))
    if (held["region_key"] == "").any():
        out.append(("square", "deal for no one region, at the partner's seat"))
    return out


class Deals:
    """The deals that a view may draw, on one frame; `on` a day gives what is seen."""

    def __init__(self, view: View, gathered: Gathered):
        self.view, self.gathered = view, gathered
        found = wanted(view)
        self.rows, front = list(found.itertuples()), found["about"].tolist()
        self.front = front if any(front) else [True] * len(front)
        self.spots: list[tuple[float, float]] = []
        self.spot_of: list[int] = []
        self._sit()

    def _sit(self) -> None:
        """Places of the seats: partners of one place share a seat, and it stands aside of a city's mark."""
        lons, lats = ([getattr(row, name) for row in self.rows] for name in ("seat_lon", "seat_lat"))
        xs, ys = self.gathered.frame.project(np.array(lons, float), np.array(lats, float))
        for x, y in zip(xs.tolist(), ys.tolist(), strict=True):
            near = (at for at, (sx, sy) in enumerate(self.spots) if math.hypot(sx - x, sy - y) < _GATHER)
            at = next(near, len(self.spots))
            if at == len(self.spots):
                self.spots.append((x, y))
            self.spot_of.append(at)
        for at, spot in enumerate(self.spots):
            self.spots[at] = self._aside(spot, self.spots[:at] + self.spots[at + 1 :])

    def _aside(self, spot: tuple[float, float], others: list[tuple[float, float]]) -> tuple[float, float]:
        cities = [(x, y) for x, y, _ in self.gathered.places]
        gap, city = min(((math.dist(spot, one), one) for one in cities), default=(_ASIDE, spot))
        if gap >= _ASIDE:
            return spot
        own = [math.atan2(spot[1] - city[1], spot[0] - city[0]) / math.tau] if gap > 4 else []
        tries = [
            (city[0] + _AWAY * math.cos(turn * math.tau), city[1] + _AWAY * math.sin(turn * math.tau))
            for turn in (*own, *_TURNS)
        ]
        return min(
            tries, key=lambda one: sum(abs(one[0] - x) < 20 and abs(one[1] - y) < 20 for x, y in cities + others)
        )

    def on(self, day: int, codes: np.ndarray) -> tuple[list[Line], list[Seat]]:
        """What is seen on a day. `codes`: states of `fitting`, 0 where not shown.

        A deal whose region does not stand on the day is kept at the seat; one whose region the filter hides is not
        shown.
        """
        real = lifecycle.states(self.view.fitting, day)[0]
        left, top, width, height = self.gathered.frame.box
        lines, seats, taken = [], {}, {}
        for row, spot, front in zip(self.rows, self.spot_of, self.front, strict=True):
            if not row.begin_lo <= day < row.end_hi:
                continue
            at, group = self.gathered.rows.get(row.region_key), self.gathered.group_of.get(row.region_key)
            stands = at is not None and real[at] in _STANDING
            if stands and codes[at] == 0:
                continue
            x, y = self.spots[spot]
            if not (left <= x <= left + width and top <= y <= top + height):
                continue
            seat = seats.setdefault(spot, Seat(x, y))
            seat.names.append((front, row.short))
            seat.front = seat.front or front
            dashed = row.confidence != "confirmed"
            if not stands or group is None:
                seat.marks.append((row.provider, dashed))
                continue
            seat.lines += 1
            gx, gy, _ = self.gathered.places[group]
            turn = taken[spot, group] = taken.get((spot, group), -1) + 1
            # Lines of one pair fan out: 0, 1, -1, 2, ... steps.
            step = (1 if turn % 2 else -1) * min(2, math.ceil(turn / 2))
            close = math.hypot(x - gx, y - gy) < 3 * _AWAY
            bow = (0.0 if close else _BOW) + step * (0.2 if close else 0.045)
            sure = row.begin_hi <= day < row.end_lo
            lines.append(Line((x, y, gx, gy), bow, row.provider, row.role, dashed, sure, front))
        return lines, list(seats.values())


def _control(line: Line) -> tuple[float, float]:
    """The control point of a curve that bows towards the north."""
    x0, y0, x1, y1 = line.ends
    dx, dy, way = x1 - x0, y1 - y0, -1 if x1 < x0 else 1
    return (x0 + x1) / 2 + dy * 2 * line.bow * way, (y0 + y1) / 2 - dx * 2 * line.bow * way


def put_lines(sheet: Sheet, lines: list[Line], clip: tuple) -> None:
    """The curves, which lie under the marks: width by role, dashed where reported or recalled, pale where not sure."""
    for line in sorted(lines, key=lambda one: one.front):
        weight = _WIDTH.get(line.role, 1.6)
        points = [line.ends[:2], _control(line), line.ends[2:]]
        codes = [Path.MOVETO, Path.CURVE3, Path.CURVE3]
        alpha = (0.92 if line.sure else 0.5) if line.front else 0.16
        dashes = (7, 5) if line.dashed else None
        sheet.path(
            points, codes, edge=_colour(sheet, line.provider), weight=weight, clip=clip, dashes=dashes, alpha=alpha
        )
        if line.role == "joint_venture":  # two rails
            sheet.path(points, codes, edge=sheet.ink.sea, weight=1.4, clip=clip)


def put_seats(sheet: Sheet, lines: list[Line], seats: list[Seat]) -> None:
    """The seats above the marks: a dot where lines begin, a square for deals of no one region; letters of roles."""
    for seat in seats:
        if seat.marks:
            half = 4 + min(3.0, math.sqrt(len(seat.marks)) - 1)
            corners = [
                (seat.x + a * half, seat.y + b * half) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
            ]
            dashes = (2.5, 2) if all(dashed for _, dashed in seat.marks) else None
            edge = _colour(sheet, seat.marks[0][0])
            sheet.path(corners, fill=sheet.ink.ground, edge=edge, weight=2.2, dashes=dashes)
        if seat.lines:
            sheet.disc(seat.x, seat.y, 2.8, fill=sheet.ink.ink)
    for line, x, y in lettered(lines):
        letter(sheet, x, y, line.role, _colour(sheet, line.provider))


def lettered(lines: list[Line]) -> list[tuple[Line, float, float]]:
    """The lines that carry the letter of their role, while they are few, and where: in the middle of the curve."""
    found = []
    for line in lines if len(lines) <= _FEW else ():
        if line.front:
            (x0, y0, x1, y1), (cx, cy) = line.ends, _control(line)
            found.append((line, (x0 + 2 * cx + x1) / 4, (y0 + 2 * cy + y1) / 4))
    return found


def square(sheet: Sheet, x: float, y: float, half: float, edge, dashes: tuple | None = None) -> None:
    """The mark of deals for no one region."""
    corners = [(x + a * half, y + b * half) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))]
    sheet.path(corners, fill=sheet.ink.ground, edge=edge, weight=2.2, dashes=dashes)


def letter(sheet: Sheet, x: float, y: float, role: str, edge) -> None:
    """The letter of a role in its ring."""
    sheet.disc(x, y, 6.2, fill=sheet.ink.ground, edge=edge, weight=1.3)
    sheet.text(x, y + 3.4, ties.LETTERS.get(role, "·"), 9.5, "bold", anchor="center")


def obstacles(lines: list[Line], seats: list[Seat]) -> list[tuple[float, float, float]]:
    """What names must not cover: x, y, radius of letters and seats."""
    letters = [(x, y, 6.5) for _, x, y in lettered(lines)]
    return letters + [(seat.x, seat.y, 6.0 if seat.marks else 3.0) for seat in seats]


def labels(seats: list[Seat]) -> list[tuple[float, float, float, str]]:
    """Names at the seats while they are few: x, y, radius, words."""
    return [(seat.x, seat.y, 6.0, seat.label) for seat in seats] if len(seats) <= _NAMED else []


def _colour(sheet: Sheet, provider: str) -> tuple:
    return text.rgb(style.mark_of(provider)[1 if sheet.ink.dark else 0])
