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

from components.kept import kept
from data import dates, stories
from data.lifecycle import STATES
from data.load import Tables

SHOWN_STATES = STATES[1:]
VERSUS = ("dates", "providers")
PLACES = ("country", "city")
SECTIONS = ("directory", "network", "clouds", "hubs")
LINES = ("sites", "hubs", "partners", "names", "none")
OWN = "own"
"""Name in the link of the story that a person builds in the page."""
STEPS = [str(number) for number in range(1, stories.MOST_STEPS + 2)]
"""Steps of the longest story, and its sources at the end."""
FIRST_DAY = dt.date(2006, 1, 1)
_STALE_SECONDS = 0.7


@dataclass(frozen=True)
class Control:
    """A control: `name` is its key in the session and its name in the link; `many` = holds several values."""

    name: str
    many: bool
    says: str
    default: Callable[[Tables], object]
    fits: Callable[[Tables], Collection[str]] | None = None


def _who(tables: Tables) -> set[str]:
    return {*tables.partners["partner_id"], *("provider:" + tables.providers["provider"])}


def _cells(tables: Tables) -> set[str]:
    return {f"{kind}:{provider}" for kind in set(tables.partners["kind"]) for provider in tables.providers["provider"]}


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
    Control("lines", True, "layers of the map: sites, hubs, partners, names, none", lambda t: [], lambda t: LINES),
    Control("who", False, "the opened partner, as bt, or provider, as provider:aws", lambda t: "", _who),
    Control("kind", True, "kinds of partners", lambda t: [], lambda t: set(t.partners["kind"])),
    Control("section", False, "part of the Partners page", lambda t: SECTIONS[0], lambda t: SECTIONS),
    Control("deals", False, "deals listed: of the date, or of any day", lambda t: "date", lambda t: ("date", "any")),
    Control("cell", False, "opened cell of the network, as telecom:aws", lambda t: "", _cells),
    Control("story", False, "the story presented, as alibaba-europe", lambda t: "", lambda t: [*stories.names(), OWN]),
    Control("step", False, "its step, from 1", lambda t: "", lambda t: STEPS),
    Control("present", False, "1 = the story fills the screen", lambda t: "", lambda t: ("1",)),
    Control("notes", False, "1 = the speaker's notes of the story", lambda t: "", lambda t: ("1",)),
    Control("view", False, "map = the map with its clock alone, for other pages", lambda t: "", lambda t: ("map",)),
    Control("versus", False, "what Compare sets side by side: dates, providers", lambda t: "dates", lambda t: VERSUS),
    Control("date_b", False, "the day compared with `date`, as 2016-12-31", lambda t: None),
    Control("left", True, "providers on the left of Compare", lambda t: [], lambda t: set(t.providers["provider"])),
    Control("right", True, "providers on the right of Compare", lambda t: [], lambda t: set(t.providers["provider"])),
    Control("by", False, "places that Compare lists: country, city", lambda t: "country", lambda t: PLACES),
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
    lines: tuple[str, ...] = ()
    who: str = ""
    kind: tuple[str, ...] = ()
    section: str = SECTIONS[0]
    deals: str = "date"
    cell: str = ""
    story: str = ""
    step: str = ""
    present: str = ""
    notes: str = ""
    view: str = ""
    versus: str = "dates"
    day_b: int | None = None
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    by: str = "country"

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


@kept
def last_day(tables: Tables) -> dt.date:
    """The end of the clock: the last day for which an opening is promised, at least the edition."""
    promised = tables.claims.loc[tables.claims["event"] == "promised", "date"]
    latest = [when.latest for when in map(dates.parse, promised) if when.latest is not None]
    return max([tables.edition, *map(dates.date_of, latest)])


def follow_link(tables: Tables, page: str = "") -> list[str]:
    """Set the controls from the link where the person opened or changed it; return notes on what did not fit.

    Who moves a control sends along the link that the browser knew by then, which may be an older one: that is no
    wish, and neither is a link that was replaced a moment ago. The back button changes the link and nothing else.
    Nor is the bare link of the menu a wish for defaults: who goes to another `page` takes the view along.
    """
    state = st.session_state
    link = _link_now()
    if "_link" in state and not link and state.get("_page", page) != page:
        state["_link"] = link
    state["_page"] = page
    known = state.get("_links", {})
    moved = any(state.get(name) != value for name, value in state.get("_held", {}).items())
    stale = moved or time.monotonic() - known.get(str(link), -9e9) < _STALE_SECONDS
    if "_link" not in state or (link != state["_link"] and not stale):
        state["_notes"] = []
        state.pop("_applied", None)
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
        if (state["present"] or state["notes"]) and control.name not in ("story", "step", "present", "notes"):
            continue  # the step says the rest
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
    state["_held"] = {control.name: state.get(control.name) for control in CONTROLS}


def bare() -> bool:
    """Whether the page shows one thing alone, with no menu around it: a story, its notes, or the map."""
    return any(st.session_state.get(name, st.query_params.get(name)) for name in ("present", "notes", "view"))


def current(tables: Tables) -> Selection:
    """The present selection, from the controls."""
    state = st.session_state
    days = ("date", "date_b")
    values = {c.name: tuple(state[c.name]) if c.many else state[c.name] for c in CONTROLS if c.name not in days}
    values = {name: "" if value is None else value for name, value in values.items()}
    day_b = dates.day(state["date_b"]) if state["date_b"] else None
    return Selection(day=dates.day(state["date"] or tables.edition), day_b=day_b, **values)


def _link_now() -> dict[str, list[str]]:
    return {c.name: st.query_params.get_all(c.name) for c in CONTROLS if c.name in st.query_params}


def _read(control: Control, values: list[str], tables: Tables) -> tuple[object, list[str]]:
    default = control.default(tables)
    if not values:
        return default, []
    if control.name in ("date", "date_b"):
        return _read_date(control, values[0], tables)
    if control.name == "q":
        return values[0][:200], []
    fits = control.fits(tables)
    if not control.many:
        if values[0] in fits:
            return values[0], []
        many = control.name in ("region", "who", "cell")
        others = f"1 to {len(STEPS)}" if control.name == "step" else ", ".join(fits)
        unknown = "is not in the tables" if many else f"is none of {others}"
        return default, [_note(control, values[0], unknown)] if values[0] else []
    parts = [part for value in values for part in value.split(",") if part]
    good = [part for part in dict.fromkeys(parts) if part in fits]
    bad = [_note(control, part, "is not in the tables") for part in parts if part not in fits]
    return (good if good or not parts else default), bad


def _read_date(control: Control, text: str, tables: Tables) -> tuple[dt.date | None, list[str]]:
    instead = "the newest day is shown" if control.name == "date" else "the year before is taken"
    try:
        when = dates.parse(text)
        wanted = dates.date_of(when.latest)
    except (ValueError, TypeError):
        return control.default(tables), [_note(control, text, f"is not a date such as 2018-09-07; {instead}")]
    inside = min(max(wanted, FIRST_DAY), last_day(tables))
    if inside != wanted:
        return inside, [_note(control, text, f"lies outside the clock; {inside.isoformat()} is shown")]
    return wanted, []


def _note(control: Control, value: str, why: str) -> str:
    return f"{control.name}={value[:60]} {why}"
