"""Growth over time: numbers at the ends of quarters, and their lines on a sheet."""

import datetime as dt

import numpy as np
import pandas as pd
from matplotlib.path import Path

from components import style
from components.pack import text
from components.pack.sheet import Sheet
from components.pack.view import View
from data import dates, query

MOST = 9  # so many providers have a line of their own
_FIRST = dates.day("2006-01-01")


def quarters(view: View) -> pd.DataFrame:
    """Regions surely live: one row per end of quarter (index: days, the view's day last), one column per provider.

    Columns hold provider keys, largest first, at most MOST of them; it begins before the first opening.
    """
    grown = query.growth(view.fitting, kinds=None)
    grown = grown[grown["day"] <= view.day]
    if grown.empty or not grown["live"].any():
        return pd.DataFrame()
    wide = grown.pivot(index="day", columns="provider", values="live").ffill().fillna(0).astype("int64")
    begin = max(int(grown.loc[grown["live"] > 0, "day"].min()) - 92, _FIRST)
    ends = [day for day in quarter_ends(begin, view.day) if day < view.day] + [view.day]
    wide = wide.reindex(np.union1d(wide.index, ends)).ffill().fillna(0).astype("int64").loc[ends]
    leaders = wide.iloc[-1].sort_values(ascending=False, kind="stable").index[:MOST]
    return wide[[p for p in leaders if wide[p].any()]]


def quarter_ends(first: int, last: int) -> list[int]:
    """Last days of the quarters from the day `first` to the day `last`."""
    return [day for day in month_ends(first, last) if dates.date_of(day).month % 3 == 0]


def month_ends(first: int, last: int) -> list[int]:
    """Last days of the months from the day `first` to the day `last`."""
    out, begin = [], dates.date_of(first).replace(day=1)
    while True:
        begin = (begin + dt.timedelta(days=32)).replace(day=1)
        end = dates.day(begin) - 1
        if end > last:
            return out
        out.append(end)


def steps(view: View) -> dict[str, list[tuple[int, int]]]:
    """The exact steps of each line: provider -> (day, number), up to the view's day, of those that `quarters` has."""
    table = quarters(view)
    grown = query.growth(view.fitting, kinds=None)
    grown = grown[grown["day"] <= view.day]
    out = {}
    for provider in table.columns:
        own = grown[grown["provider"] == provider]
        points = list(zip(own["day"].tolist(), own["live"].tolist(), strict=True))
        out[provider] = [*points, (view.day, points[-1][1])]
    return out


def draw_growth(sheet: Sheet, view: View, box: tuple[float, float, float, float], legend: bool = True) -> None:
    """Step lines with axes in a box; `legend` names the lines at their ends."""
    lines = steps(view)
    ink = sheet.ink
    left, top, width, height = box
    if not lines:
        sheet.text(left, top + 20, "No region here has a known opening by this day.", 13, colour=ink.quiet)
        return
    most = max(number for points in lines.values() for _, number in points)
    tick = _tick(most, 4 if height < 200 else 6)
    high = max(tick, -(-most // tick) * tick)
    name_room = max(text.width(view.provider_name(p), 12) for p in lines) + 46 if legend else 30
    x0, x1, y0, y1 = left + 34, left + width - name_room, top + height - 22, top + 6
    opened = min(day for points in lines.values() for day, number in points if number)
    first = min(dates.day(dates.date_of(max(_FIRST, opened)).replace(month=1, day=1)), view.day - 365)

    def at(day: float, number: float) -> tuple[float, float]:
        return x0 + (x1 - x0) * (day - first) / (view.day - first), y0 - (y0 - y1) * number / high

    for number in range(0, int(high) + 1, tick):
        _, y = at(first, number)
        sheet.rule(x0, y, x1, y, ink.line, 0.7)
        sheet.text(x0 - 6, y + 4, str(number), 11, colour=ink.quiet, anchor="right")
    years = range(dates.date_of(first).year, dates.date_of(view.day).year + 1)
    every = next(n for n in (1, 2, 5, 10) if (x1 - x0) / max(len(years), 1) * n >= 46)
    for year in years:
        x, _ = at(dates.day(f"{year}-01-01"), 0)
        if (year - years[0]) % every == 0 and x0 - 1 <= x <= x1 - 10:
            sheet.rule(x, y0, x, y0 + 4, ink.line)
            sheet.text(x, y0 + 17, str(year), 11, colour=ink.quiet, anchor="left" if x < x0 + 4 else "center")
    ends = []
    for provider, points in reversed(lines.items()):
        drawn = [at(max(points[0][0], first), points[0][1])]
        for day, number in points[1:]:
            x, y = at(max(day, first), number)
            drawn += [(x, drawn[-1][1]), (x, y)]
        light, dark, _ = style.mark_of(provider)
        colour = text.rgb(dark if ink.dark else light)
        sheet.path(drawn, [Path.MOVETO, *[Path.LINETO] * (len(drawn) - 1)], edge=colour, weight=2)
        ends.append((drawn[-1][1], provider, points[-1][1], colour))
    if legend:
        _ends(sheet, view, ends, x1 + 8, y1, y0)


def _ends(sheet: Sheet, view: View, ends: list[tuple], x: float, top: float, bottom: float) -> None:
    """Names of the lines at their ends, pushed apart so that none covers another."""
    leading = 16.0
    ends = sorted(ends, key=lambda one: (one[0], one[1]))
    ys = [end[0] for end in ends]
    for i in range(1, len(ys)):
        ys[i] = max(ys[i], ys[i - 1] + leading)
    over = max(0.0, ys[-1] - bottom)
    ys[-1] -= over
    for i in range(len(ys) - 2, -1, -1):
        ys[i] = min(ys[i], ys[i + 1] - leading)
    for y, (_, provider, number, colour) in zip(ys, ends, strict=True):
        wide = sheet.text(x, y + 4, view.provider_name(provider), 12, colour=colour)
        sheet.text(x + wide + 6, y + 4, str(number), 12, "bold", colour=colour)


def _tick(most: int, parts: int) -> int:
    """A round step that cuts 0..most into at most so many parts."""
    return min(size * 10**power for power in range(6) for size in (1, 2, 5) if most <= parts * size * 10**power)
