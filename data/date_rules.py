"""Rules about dates: they can be read, follow each other, and lie neither too early nor too late.

A fault is given only where the dates are surely wrong, whatever day within their bounds is meant.
"""

from collections.abc import Iterator
from contextlib import suppress

import pandas as pd

from data import dates, lifecycle, schema
from data.dates import FAR
from data.faults import Fault
from data.rules import Record, keys, rows

ORDER = (
    # An earlier event, and a later one.
    ("announced", "launched"),
    ("launched", "closing"),
    ("launched", "closed"),
    ("closing", "closed"),
    ("announced", "closed"),
    ("announced", "cancelled"),
)


def with_days(frame: pd.DataFrame, column: str, prefix: str = "") -> pd.DataFrame:
    """Add the columns {prefix}lo and {prefix}hi: the bounds of an EDTF column."""
    spans = [dates.span(text) for text in frame[column].tolist()]
    lo, hi = (pd.Series([span[end] for span in spans], index=frame.index, dtype="int64") for end in (0, 1))
    return frame.assign(**{f"{prefix}lo": lo, f"{prefix}hi": hi})


def readable(record: Record) -> Iterator[Fault]:
    """Every date is EDTF and on the calendar."""
    for table, columns in schema.DATE_COLUMNS.items():
        for column in columns:
            for row, text in rows(record.typed[table], column):
                try:
                    dates.parse(text)
                except ValueError as problem:
                    yield Fault(f"{table}.csv", row, column, text, str(problem))


def claims_in_order(claims: pd.DataFrame) -> Iterator[Fault]:
    """The dates chosen for the events of a region follow each other. Takes weighed claims, by line."""
    lives: dict[str, dict[str, tuple]] = {}
    best = claims[claims["best"] & ~claims["event"].isin(["zones", "promised"])]
    columns = ["key", "event", "date", "chosen_lo", "chosen_hi"]
    for row, key, event, date, lo, hi in rows(best, *columns):
        lives.setdefault(key, {})[event] = row, date, lo, hi
    for events in lives.values():
        for earlier, later in ORDER:
            if earlier in events and later in events and events[later][3] < events[earlier][2]:
                row, date, _, hi = events[later]
                begun = dates.words(dates.date_of(events[earlier][2]).isoformat())
                told = f"{later} before {earlier} (row {events[earlier][0]}: not before {begun}): mend either"
                yield Fault("claims.csv", row, "date", date or dates.date_of(hi).isoformat(), told)
                break


def claims_in_time(record: Record, claims: pd.DataFrame) -> Iterator[Fault]:
    """Nothing happened after the day of the edition, and no region opened before its provider's cloud."""
    edition = dates.day(record.edition)
    providers = record.typed["providers"]
    started = {}
    for _, provider, text in rows(providers, "provider", "started"):
        with suppress(ValueError):  # told by `readable`
            started[provider] = text, dates.span(text)[0]
    leaving = set(claims["key"][claims["event"] == "closing"])
    columns = ["key", "provider", "event", "date", "lo", "hi"]
    for row, key, provider, event, date, lo, hi in rows(claims, *columns):
        future = lo > edition and event != "promised" and not (event == "closed" and key in leaving)
        if lo != FAR and future:
            yield Fault("claims.csv", row, "date", date, f"after the edition's date {record.edition}: {_plan(event)}")
        text, begin = started.get(provider, ("", -FAR))
        if event != "announced" and hi < begin:
            told = f"before {provider} started ({text}): mend the date, or started in providers.csv"
            yield Fault("claims.csv", row, "date", date, told)


def _plan(event: str) -> str:
    """How to say that an event lies ahead."""
    if event in ("launched", "zones"):
        return "use promised for an opening that lies ahead"
    if event == "closed":
        return "add the closing claim that announces it"
    return "write the day on which it was made known"


def partnerships_in_order(record: Record) -> Iterator[Fault]:
    """A partnership ends no earlier than it begins."""
    for row, begin, end in rows(record.typed["partnerships"], "from_date", "to_date"):
        try:
            first, last = dates.span(begin)[0], dates.span(end)[1]
        except ValueError:
            continue  # told by `readable`
        if last < first:
            yield Fault(
                "partnerships.csv",
                row,
                "to_date",
                end,
                f"ends before it begins ({begin}): mend one of the two",
            )


def check(record: Record) -> list[Fault]:
    """All faults of dates."""
    faults = list(readable(record))
    bad = {fault.row for fault in faults if fault.file == "claims.csv"}
    claims = record.typed["claims"].drop(index=bad)
    claims = lifecycle.weigh(with_days(claims.assign(key=keys(claims)), "date"))
    return [
        *faults,
        *claims_in_order(claims),
        *claims_in_time(record, claims),
        *partnerships_in_order(record),
    ]
