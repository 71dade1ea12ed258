"""How a table's file is written, so that its history shows one changed line a change: sorted, LF, no stray space.

Only `python -m data check` asks for it; a table of one's own need not be tidy to be shown.
"""

import csv
import io
from pathlib import Path

from data import schema
from data.faults import Fault


def untidy(folder: Path) -> list[Fault]:
    """Faults of form in the files that can be read."""
    return [fault for name in schema.TABLES for fault in _in_file(folder / f"{name}.csv")]


def _in_file(path: Path) -> list[Fault]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (OSError, UnicodeDecodeError, csv.Error):
        return []  # told by `load`
    if not rows:
        return []
    faults = []
    if "\r" in text:
        faults.append(Fault(path.name, text[: text.index("\r")].count("\n") + 1, "", "", "end lines with LF alone"))
    if not text.endswith("\n"):
        faults.append(Fault(path.name, text.count("\n") + 1, "", "", "end the last line with LF"))
    header, line, before = rows[0], 2, ()
    for row in rows[1:]:
        if len(row) != len(header):
            return faults  # told by `load`
        for column, value in zip(header, row, strict=True):
            if value != value.strip():
                faults.append(Fault(path.name, line, column, value, "take away the space around it"))
        key = _sort_key(path.stem, dict(zip(header, row, strict=True)))
        if key < before:
            faults.append(Fault(path.name, line, header[0], row[0], _order_rule(path.stem)))
        before = key
        line += 1 + sum(value.count("\n") for value in row)
    return faults


def _sort_key(table: str, row: dict[str, str]) -> tuple:
    """The key columns of a row as text; events in the order of a life."""
    places = {event: place for place, event in enumerate(schema.EVENTS)}
    columns = schema.KEYS[table]
    return tuple(places.get(row.get(name), -1) if name == "event" else row.get(name, "") for name in columns)


def _order_rule(table: str) -> str:
    events = f" (events: {', '.join(schema.EVENTS)})" if table == "claims" else ""
    return f"sort the rows by {', '.join(schema.KEYS[table])}{events}"
