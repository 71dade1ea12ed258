"""EDTF dates (ISO 8601-2): what a partly known date says, never more precise than its source.

Days are whole numbers since 1970-01-01, so that they compare fast here and in the page.
"""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

EPOCH = dt.date(1970, 1, 1)
FAR = 2**31 - 1
"""Stands for "never" (as an event that is missing) and, negative, for an open beginning."""

_PLAIN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_QUALIFIED = re.compile(_PLAIN.pattern + "[~?%]?")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True)
class When:
    """A date as known: its text, first and last possible day (None = open) and precision.

    `precision` is one of day, month, year, between, before, after, unknown.
    """

    text: str
    earliest: int | None
    latest: int | None
    precision: str


def day(date: dt.date | str) -> int:
    """Days since 1970-01-01 of a date or of an ISO text `YYYY-MM-DD`; ValueError for any other text."""
    if isinstance(date, str):
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", date):
            raise ValueError(f"{date!r}: write the day as YYYY-MM-DD")
        _check_plain(date, *_PLAIN.fullmatch(date).groups())
        date = dt.date.fromisoformat(date)
    elif isinstance(date, dt.datetime):
        date = date.date()
    return (date - EPOCH).days


def date_of(day: int) -> dt.date:
    """The calendar date of a day number."""
    return EPOCH + dt.timedelta(days=int(day))


def year_before(date: dt.date) -> dt.date:
    """The same day a year before; 28 February for 29 February."""
    day_of_month = 28 if (date.month, date.day) == (2, 29) else date.day
    return date.replace(year=date.year - 1, day=day_of_month)


@lru_cache(maxsize=65536)
def parse(text: str) -> When:
    """Read an EDTF text; blank means unknown. Raises ValueError with words that say how to mend it."""
    if text == "":
        return When(text, None, None, "unknown")
    if "/" not in text:
        earliest, latest, precision = _bounds(text)
        return When(text, earliest, latest, precision)
    parts = text.split("/")
    if len(parts) != 2:
        raise ValueError(f"{text}: an interval has one slash, as 2015-05-03/2015-10-01")
    first, last = parts
    if "" in parts:
        raise ValueError(f"{text}: write .. for the open end, as ../2018-02 or 2018-02/..")
    if first == last == "..":
        raise ValueError(f"{text}: leave the cell blank when the date is unknown")
    earliest = None if first == ".." else _bounds(first)[0]
    latest = None if last == ".." else _bounds(last)[1]
    if earliest is None or latest is None:
        return When(text, earliest, latest, "before" if earliest is None else "after")
    if earliest > latest:
        raise ValueError(f"{text}: the interval ends before it begins; swap the two dates")
    return When(text, earliest, latest, "between")


def span(text: str) -> tuple[int, int]:
    """First and last possible day of an EDTF text, with -FAR and FAR for open ends."""
    when = parse(text)
    earliest = -FAR if when.earliest is None else when.earliest
    return earliest, FAR if when.latest is None else when.latest


def words(text: str) -> str:
    """An EDTF text in plain English, such as "22 Oct 2018" or "no later than 27 Feb 2018"."""
    when = parse(text)
    if when.precision == "unknown":
        return "date unknown"
    first, _, last = text.partition("/")
    if when.precision == "before":
        return f"no later than {_point(last)}"
    if when.precision == "after":
        return f"not before {_point(first)}"
    if not last:
        return _point(first)
    same_year = first[:4] == last[:4] and len(first) > 4 and len(last) > 4
    if not (_PLAIN.fullmatch(first) and _PLAIN.fullmatch(last)):
        same_year = False
    begin = _point(first)
    return f"between {begin.rsplit(' ', 1)[0] if same_year else begin} and {_point(last)}"


def between(earliest: int, latest: int) -> str:
    """The EDTF text of a span of days; -FAR or FAR is an open end, both open is blank."""
    if earliest == -FAR and latest == FAR:
        return ""
    first = ".." if earliest == -FAR else date_of(earliest).isoformat()
    last = ".." if latest == FAR else date_of(latest).isoformat()
    return first if first == last else f"{first}/{last}"


def _point(text: str) -> str:
    """One end of a date in words; qualified ones become "about 2018" or "2018, uncertain"."""
    bare = text.rstrip("~?%")
    found = _PLAIN.fullmatch(bare)
    if not found:
        first, last, _ = _bounds(text)
        return f"between {_point(date_of(first).isoformat())} and {_point(date_of(last).isoformat())}"
    year, month, day_of_month = found.groups()
    plain = year
    if month:
        plain = f"{_MONTHS[int(month) - 1]} {year}"
    if day_of_month:
        plain = f"{int(day_of_month)} {plain}"
    if text == bare:
        return plain
    return f"{plain}, uncertain" if text.endswith("?") else f"about {plain}"


def _bounds(text: str) -> tuple[int, int, str]:
    """First day, last day and precision of one end; common forms need no parser, the rest asks edtf."""
    found = _QUALIFIED.fullmatch(text)
    if not found:
        return _bounds_by_edtf(text)
    year, month, day_of_month = found.groups()
    _check_plain(text, year, month, day_of_month)
    if day_of_month:
        first = last = dt.date.fromisoformat(text[:10])
        return day(first), day(last), "day"
    if not month:
        return day(dt.date(int(year), 1, 1)), day(dt.date(int(year), 12, 31)), "year"
    first = dt.date(int(year), int(month), 1)
    return day(first), day(_last_of_month(first)), "month"


def _check_plain(text: str, year: str, month: str | None, day_of_month: str | None) -> None:
    """Raise ValueError where a well formed date is not on the calendar."""
    if year == "0000":
        raise ValueError(f"{text}: year must be 0001..9999")
    if month and not 1 <= int(month) <= 12:
        raise ValueError(f"{text}: month must be 01..12")
    if day_of_month:
        last = _last_of_month(dt.date(int(year), int(month), 1)).day
        if not 1 <= int(day_of_month) <= last:
            raise ValueError(f"{text}: day must be 01..{last} in that month")


def _last_of_month(first: dt.date) -> dt.date:
    if first.month == 12:
        return first.replace(day=31)
    return first.replace(month=first.month + 1) - dt.timedelta(days=1)


def _bounds_by_edtf(text: str) -> tuple[int, int, str]:
    """Bounds of the rarer forms (201X, 2018-XX) by the edtf package, loaded only when met."""
    from edtf import parse_edtf
    from edtf.parser import EDTFParseException

    try:
        found = parse_edtf(text)
        first, last = (dt.date(*end[:3]) for end in (found.lower_strict(), found.upper_strict()))
    except (EDTFParseException, TypeError, ValueError, AttributeError, OverflowError):
        raise ValueError(f"{text}: write a date as 2018, 2018-10, 2018-10-22 or ../2018-10 (EDTF)") from None
    length = (last - first).days + 1
    return (
        day(first),
        day(last),
        "day" if length == 1 else "month" if length <= 31 else "year" if length <= 366 else "between",
    )
