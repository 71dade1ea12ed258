"""The map as a picture: title, date, counts, map, legend, key and source line, as PNG or SVG of a chosen size."""

from dataclasses import dataclass

import numpy as np
from matplotlib.transforms import Affine2D

from components import style
from components.pack import lines, projection, text
from components.pack.chart import draw_growth
from components.pack.labels import put_card, put_names
from components.pack.marks import (
    ANNOUNCED,
    CLOSED,
    CLOSING,
    KEY,
    LIVE,
    UNSURE,
    Gathered,
    Marks,
    Place,
    figure,
    hub_lines,
)
from components.pack.sheet import DARK, LIGHT, Sheet
from components.pack.view import View
from data import dates

# Name: width and height in units, pixels per unit.
SIZES = {"slide": (1280, 720, 1.5), "square": (900, 900, 1.2), "a4": (1123, 794, 2.0)}
SIZE_WORDS = {"slide": "Slide, 1920 × 1080", "square": "Square, 1080 × 1080", "a4": "A4 landscape, 2246 × 1588"}
_MARGIN = 34.0
_ROW = 22.0
_FEW = 26  # up to so many places carry their name on a world map
_STRIP = 150.0  # room under the map from which a growth chart stands there


@dataclass
class Plan:
    """Where things stand on a sheet: lines of words, legend (provider, x, y), key (look, words, x, y), places."""

    view: View
    sheet: Sheet
    titled: bool
    head: list[str]
    head_size: float
    told: list[str]
    legend: list[tuple[str, float, float]]
    key: list[tuple[object, str, float, float]]
    foot: float
    gathered: Gathered
    strip: tuple[float, float, float, float] | None
    named: bool  # whether places carry their names
    layers: frozenset[str]
    deals: lines.Deals


def draw(
    view: View,
    size: str = "slide",
    dark: bool = False,
    titled: bool = True,
    camera: tuple[float, float, float] | None = None,
    shape: tuple[float, float] | None = None,
) -> Sheet:
    """The picture of a view. Without `titled`, what slides write themselves (title, counts, source) is left out.

    `camera`: latitude, longitude, zoom; else the frame follows the regions. `shape`: width and height in units
    in place of those of `size`.
    """
    width, height = shape or SIZES[size][:2]
    sheet = Sheet(width, height, DARK if dark else LIGHT)
    plan = arrange(view, sheet, titled, camera)
    draw_still(plan)
    draw_day(plan, view.day, view.codes, view.sure, final=True)
    return sheet


def png(view: View, size: str = "slide", scale: int = 1, **look) -> bytes:
    """The picture as PNG; `scale` 2 doubles the pixels."""
    return draw(view, size, **look).png(SIZES[size][2] * scale)


def svg(view: View, size: str = "slide", **look) -> bytes:
    """The picture as SVG with real text."""
    return draw(view, size, **look).svg(f"{view.title} on {view.date_words}")


def alt(view: View) -> str:
    """What the picture shows, for those who cannot see it."""
    leaders = ", ".join(f"{view.provider_name(p)} {n}" for p, n in view.running.head(8).items())
    return f"World map. {view.title} as of {view.date_words}. {view.summary} Running regions: {leaders or 'none'}."


def arrange(view: View, sheet: Sheet, titled: bool, camera: tuple | None = None) -> Plan:
    """Find a place for everything: words first, the map takes what is left."""
    width, height = sheet.width, sheet.height
    room = width - 2 * _MARGIN
    top = _MARGIN * 0.6
    date_room = text.width("22 Sep 2018", 30, "bold") + 24
    head_size, head, told = 27.0, [], []
    if titled:
        head = text.wrap(view.title, room - date_room, head_size, "bold", most=2)
        told = text.wrap(view.summary, room, 14, most=2)
        if view.filter_words:
            told += text.wrap(view.filter_words, room, 14, most=2)
        top = 24 + len(head) * head_size * 1.2 + len(told) * 20 + 6
    foot = height - 14 if titled else height - 4
    bottom = foot - (18 if titled else 0)
    key, key_rows = _key(view, room)
    bottom -= key_rows * 20
    key = [(look, words, x, bottom + 14 + y) for look, words, x, y in key]
    legend, rows = _legend(view, room, 4 if height < 1.2 * width else 6)
    bottom -= rows * _ROW + 4
    legend = [(provider, x, bottom + 16 + y) for provider, x, y in legend]
    box = (_MARGIN * 0.5, top, width - _MARGIN, max(bottom - top - 6, 120))
    lons, lats = _placed(view)
    frame = projection.frame(box, lons, lats, camera)
    strip = None
    tall = frame.scale * (2.3 if frame.world else 0)
    if titled and frame.world and box[3] - tall > _STRIP and len(view.running):
        map_box = (box[0], box[1], box[2], tall + 16)
        frame = projection.frame(map_box, lons, lats, camera)
        below = map_box[1] + map_box[3] + 12
        strip = (_MARGIN, below, room, box[1] + box[3] - below)
    gathered = Gathered(view.fitting, frame)
    there = {gathered.group_of[key] for key in view.shown["key"] if key in gathered.group_of}
    layers = lines.layers_on(view)
    named = "names" in layers and (not frame.world or len(there) <= _FEW)
    deals = lines.Deals(view, gathered)
    return Plan(view, sheet, titled, head, head_size, told, legend, key, foot, gathered, strip, named, layers, deals)


def _placed(view: View) -> tuple[np.ndarray, np.ndarray]:
    """Where the shown regions are; where none is, all that the filter leaves."""
    rows = view.shown if view.shown["lat"].notna().any() else view.fitting
    rows = rows[rows["lat"].notna()]
    return rows["lon"].to_numpy(float), rows["lat"].to_numpy(float)


def _legend(view: View, room: float, most: int) -> tuple[list[tuple[str, float, float]], int]:
    """Places of the legend's entries (provider, or "" for the others) from the left, and the number of rows."""
    providers = list(view.running.index)
    for count in range(len(providers), 0, -1):
        shown = providers[:count] + ([""] if count < len(providers) else [])
        out, x, row = [], 0.0, 0
        for provider in shown:
            wide = _entry(view, provider)
            if x and x + wide > room:
                x, row = 0.0, row + 1
            out.append((provider, _MARGIN + x, row * _ROW))
            x += wide
        if row < most:
            return out, row + 1
    return [], 0


def _entry(view: View, provider: str) -> float:
    name = view.provider_name(provider) if provider else "others"
    return 20 + text.width(name, 13) + 8 + text.width("000", 13, "bold") + 16


def _key(view: View, room: float) -> tuple[list[tuple[object, str, float, float]], int]:
    """The looks, the lines that occur and the roles of partners, from the left; and the number of rows."""
    layers = lines.layers_on(view)
    items: list[tuple[object, str]] = list(KEY)
    items.append(("ring", "has partners"))
    if "hubs" in layers and (view.fitting["hub"] != "").any():
        items.append(("line", "supports the hub at its other end"))
    if view.fitting["provider"].nunique() > 1:
        items.append(("disc", "area: number of regions; slices: providers"))
    else:
        items.append(("disc", "area: number of regions"))
    items += lines.key(view)
    out, x, row = [], 0.0, 0
    for look, words in items:
        wide = 18 + text.width(words, 11.5) + 16
        if x and x + wide > room:
            x, row = 0.0, row + 1
        out.append((look, words, _MARGIN + x, row * 20.0))
        x += wide
    return out, row + 1


def draw_still(plan: Plan, growth: bool = True) -> None:
    """What does not move in a film: sea, land, title, legend without numbers, key, source line."""
    sheet, view, ink = plan.sheet, plan.view, plan.sheet.ink
    frame = plan.gathered.frame
    sheet.box(*frame.box, fill=ink.sea)
    points, codes = projection.land(frame, fine=not frame.world)
    if len(points):
        sheet.path(points, codes, fill=ink.land, edge=ink.border, weight=0.5, clip=frame.box)
    if plan.titled:
        for n, line in enumerate(plan.head):
            sheet.text(_MARGIN, 24 + plan.head_size * (0.95 + 1.2 * n), line, plan.head_size, "bold")
        sheet.text(_MARGIN, plan.foot, view.source_line, 11, colour=ink.quiet)
    for provider, x, y in plan.legend:
        if provider:
            _mark(sheet, provider, x + 7, y - 4.5)
        sheet.text(x + 20, y, view.provider_name(provider) if provider else "others", 13)
    for look, words, x, y in plan.key:
        _symbol(sheet, look, x + 6, y - 4)
        sheet.text(x + 18, y, words, 11.5, colour=ink.quiet)
    if plan.strip and growth:
        left, top, width, height = plan.strip
        sheet.text(left, top + 12, "Regions surely live, by provider", 13, "bold")
        draw_growth(sheet, view, (left, top + 22, width, height - 26), legend=False)


def draw_day(plan: Plan, day: int, codes: np.ndarray, sure: np.ndarray, final: bool = False) -> None:
    """What moves: date, counts, hub lines, marks, names and, in the end, the words about the chosen region."""
    sheet, view, ink = plan.sheet, plan.view, plan.sheet.ink
    gathered = plan.gathered
    places = gathered.on(codes, sure, view.partnered(day)) if "sites" in plan.layers else []
    ring = gathered.group_of.get(view.selection.region, -1)
    drawn, seats = plan.deals.on(day, codes) if "partners" in plan.layers else ([], [])
    lines.put_lines(sheet, drawn, gathered.frame.box)
    hubs = hub_lines(gathered, codes) if "hubs" in plan.layers else []
    sheet.put(Marks(sheet, places, gathered.single, hubs, ring))
    lines.put_seats(sheet, drawn, seats)
    boxes = put_names(plan, places, ring, lines.labels(seats), lines.obstacles(drawn, seats))
    if plan.titled:
        words = dates.words(dates.date_of(day).isoformat())
        sheet.text(sheet.width - _MARGIN, 24 + plan.head_size * 0.95, words, 30, "bold", anchor="right")
        if final:
            sheet.lines(
                _MARGIN, 24 + len(plan.head) * plan.head_size * 1.2 + 15, plan.told, 14, 20 / 14, colour=ink.quiet
            )
    running = (codes == 2) | (codes == 3)
    providers = view.providers[running]
    listed = {provider for provider, _, _ in plan.legend}
    for provider, x, y in plan.legend:
        if provider:
            count = int((providers == provider).sum())
            name = view.provider_name(provider)
        else:
            count, name = sum(one not in listed for one in providers), "others"
        sheet.text(x + 20 + text.width(name, 13) + 8, y, str(count), 13, "bold")
    if final and view.selection.region in gathered.group_of:
        put_card(plan, places, boxes)


def _mark(sheet: Sheet, provider: str, x: float, y: float, r: float = 5.2) -> None:
    light, dark, shape = style.mark_of(provider)
    where = Affine2D().scale(r).translate(x, y)
    drawn = figure(shape).transformed(where)
    sheet.path(drawn.vertices, drawn.codes, fill=text.rgb(dark if sheet.ink.dark else light))


class _Grey(Marks):
    """Symbols of the key: the looks, with no provider's colour."""

    def colour_of(self, provider: str) -> tuple:
        """Always the quiet one."""
        return text.rgb(self.sheet.ink.quiet)


def _symbol(sheet: Sheet, look: object, x: float, y: float) -> None:
    quiet = text.rgb(sheet.ink.quiet)
    if look in ("line", "dashes"):
        sheet.rule(x - 7, y, x + 7, y, sheet.ink.quiet, 2, (2, 1.5) if look == "dashes" else None)
        return
    if look == "square":
        sheet.path(
            [(x - 4, y - 4), (x + 4, y - 4), (x + 4, y + 4), (x - 4, y + 4), (x - 4, y - 4)], edge=quiet, weight=2
        )
        return
    if isinstance(look, str) and look.startswith("role "):
        lines.letter(sheet, x, y, look.removeprefix("role "), quiet)
        return
    place = Place(-2, x, y, "", n=1, r=5.2)
    if look == CLOSED:
        place.n, place.closed = 0, "-"
    elif look in (LIVE, UNSURE, CLOSING, ANNOUNCED):
        place.slices = [("-", int(look), 1)]
    elif look == "ring":
        place.slices, place.partnered = [("-", LIVE, 1)], True
    else:
        place.r, place.n, place.slices = 6.5, 3, [("-", LIVE, 2), ("-", CLOSING, 1)]
    sheet.put(_Grey(sheet, [place], single=False))
