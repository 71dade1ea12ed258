"""Every control of the page: its key, its default and its name in the link, in one place.

The link (query string) and the controls follow each other. Streamlit's own `bind="query-params"` puts the
*label* of an option into the link, and ours hold pictures, so the names are kept here instead.
A value that does not fit falls back to the default and is named in a note.
"""

import datetime as dt
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

import streamlit as st

from data import dates
from data.lifecycle import STATES
from data.load import Tables

SHOWN_STATES = STATES[1:]
FIRST_DAY = dt.date(2006, 1, 1)
_STALE_SECONDS = 2.0


@dataclass(frozen=True)
class Control:
    """A control: `name` is its key in the session and its name in the link; `many` = holds several values."""

    name: str
    many: bool
    says: str
    default: Callable[[Tables], object]
    fits: Callable[[Tables], Collection[str]] | None = None


CONTROLS = (
    Control("date", False, "the day shown, as 2018-09-07", lambda t: t.edition),
    Control("provider", True, "cloud providers", lambda t: [], lambda t: set(t.providers["provider"])),
    Control("access", True, "public, government, sovereign, china", lambda t: [], lambda t: set(t.regions["access"])),
    Control("state", True, "states on the map", lambda t: [], lambda t: set(SHOWN_STATES)),
    Control("continent", True, "continents", lambda t: [], lambda t: set(t.countries["continent"])),
    Control("country", True, "countries (ISO codes)", lambda t: [], lambda t: set(t.regions["country"])),
    Control("partner", True, "partners", lambda t: [], lambda t: set(t.partners["partner_id"])),
    Control("role", True, "roles of partners", lambda t: [], lambda t: set(t.partnerships["role"])),
    Control("layer", True, "local_zone, wavelength", lambda t: [], lambda t: {"local_zone", "wavelength"}),
    Control("region", False, "the chosen region, as alibaba:eu-west-1", lambda t: "", lambda t: set(t.regions["key"])),
    Control("q", False, "words of the search", lambda t: ""),
)
BY_NAME = {control.name: control for control in CONTROLS}


@dataclass(frozen=True)
class Selection:
    """What the person asks for. `day` counts from 1970-01-01; empty tuples mean no restriction."""

    day: int
    provider: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    continent: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    partner: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    layer: tuple[str, ...] = ()
    region: str = ""
    q: str = ""

    @property
    def date(self) -> dt.date:
        return dates.date_of(self.day)

    @property
    def states(self) -> tuple[str, ...]:
        """States on the map."""
        return self.state or SHOWN_STATES

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of regions asked for: always regions, edge zones on demand."""
        return ("region", *self.layer)


def last_day(tables: Tables) -> dt.date:
    """The end of the clock: the last day for which an opening is promised, at least the edition."""
    promised = tables.claims.loc[tables.claims["event"] == "promised", "date"]
    latest = [when.latest for when in map(dates.parse, promised) if when.latest is not None]
    return max([tables.edition, *map(dates.date_of, latest)])


def follow_link(tables: Tables) -> list[str]:
    """Set the controls from the link where the person opened or changed it; return notes on what did not fit.

    A link that was replaced a moment ago is one that the browser had not yet heard of, not a wish.
    """
    state = st.session_state
    link = _link_now()
    known = state.get("_links", {})
    if "_link" not in state or (
        link != state["_link"] and time.monotonic() - known.get(str(link), -9e9) > _STALE_SECONDS
    ):
        state["_notes"] = []
        for control in CONTROLS:
            value, notes = _read(control, link.get(control.name, []), tables)
            state[control.name] = value
            state["_notes"] += notes
        state["_link"] = link
    for control in CONTROLS:
        if control.name not in state:
            state[control.name] = control.default(tables)
    return state["_notes"]


def write_link(tables: Tables) -> None:
    """Put the present selection into the link; defaults are left out."""
    state = st.session_state
    link = {}
    for control in CONTROLS:
        value = state.get(control.name)
        if value is None or value == control.default(tables):
            continue
        if control.many:
            if value or control.default(tables):
                link[control.name] = [str(part) for part in value] or [""]
        elif value != "":
            link[control.name] = [str(value)]
    if link != _link_now():
        known = {old: when for old, when in state.get("_links", {}).items() if time.monotonic() - when < 60}
        known[str(_link_now())] = time.monotonic()
        state["_links"] = known
        others = {name: st.query_params.get_all(name) for name in st.query_params if name not in BY_NAME}
        st.query_params.from_dict({**others, **link})
    state["_link"] = link


def current(tables: Tables) -> Selection:
    """The present selection, from the controls."""
    state = st.session_state
    values = {c.name: tuple(state[c.name]) if c.many else state[c.name] for c in CONTROLS if c.name != "date"}
    values = {name: "" if value is None else value for name, value in values.items()}
    return Selection(day=dates.day(state["date"] or tables.edition), **values)


def _link_now() -> dict[str, list[str]]:
    return {c.name: st.query_params.get_all(c.name) for c in CONTROLS if c.name in st.query_params}


def _read(control: Control, values: list[str], tables: Tables) -> tuple[object, list[str]]:
    default = control.default(tables)
    if not values:
        return default, []
    if control.name == "date":
        return _read_date(values[0], tables)
    if control.name == "q":
        return values[0][:200], []
    fits = control.fits(tables)
    if not control.many:
        if values[0] in fits:
            return values[0], []
        return default, [_note(control, values[0], "is not in the tables")] if values[0] else []
    parts = [part for value in values for part in value.split(",") if part]
    good = [part for part in dict.fromkeys(parts) if part in fits]
    bad = [_note(control, part, "is not in the tables") for part in parts if part not in fits]
    return (good if good or not parts else default), bad


def _read_date(text: str, tables: Tables) -> tuple[dt.date, list[str]]:
    control = BY_NAME["date"]
    try:
        when = dates.parse(text)
        wanted = dates.date_of(when.latest)
    except (ValueError, TypeError):
        return tables.edition, [_note(control, text, "is not a date such as 2018-09-07; the newest day is shown")]
    inside = min(max(wanted, FIRST_DAY), last_day(tables))
    if inside != wanted:
        return inside, [_note(control, text, f"lies outside the clock; {inside.isoformat()} is shown")]
    return wanted, []


def _note(control: Control, value: str, why: str) -> str:
    return f"{control.name}={value[:60]} {why}"
