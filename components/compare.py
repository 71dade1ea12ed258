"""The Compare page: two days, or two sets of providers, on two maps that move together, and what differs."""

import dataclasses
import datetime as dt

import pandas as pd
import streamlit as st

from components import details, differences, filters, selection, style, timeline, worldmap
from components.selection import FIRST_DAY, PLACES, VERSUS, Selection, last_day
from data import dates, query, versus
from data.load import Tables

VERSUS_WORDS = {"dates": "Two dates", "providers": "Two providers"}
_KEEP = 64


def draw(tables: Tables, lives: pd.DataFrame, stamp: str, dark: bool) -> None:
    """Draw the page for the controls in the session. `stamp` names the edition of the tables."""
    _fill(tables, lives)
    with st.container(horizontal=True, vertical_alignment="bottom", key="versus_controls"):
        st.segmented_control(
            "Compare", VERSUS, key="versus", format_func=VERSUS_WORDS.get, required=True, persist_state="session"
        )
        (_choose_days if st.session_state["versus"] == "dates" else _choose_providers)(tables, lives)
    chosen = selection.current(tables)
    (_days if chosen.versus == "dates" else _providers)(tables, lives, stamp, chosen, dark)


def _fill(tables: Tables, lives: pd.DataFrame) -> None:
    """Where nothing is chosen yet: the year before, and the two largest providers (those of the sidebar first)."""
    state = st.session_state
    date = state["date"] or tables.edition
    if state["date_b"] is None:
        state["date_b"] = max(FIRST_DAY, _year_before(date))
    if state["versus"] == "providers" and not state["left"] and not state["right"]:
        wanted = [*state["provider"], *lives["provider"].value_counts().index]
        state["left"], state["right"] = ([one] for one in [*dict.fromkeys(wanted), "", ""][:2])
        state["left"], state["right"] = ([p for p in state[side] if p] for side in ("left", "right"))


def _year_before(date: dt.date) -> dt.date:
    try:
        return date.replace(year=date.year - 1)
    except ValueError:
        return date.replace(year=date.year - 1, day=28)


def _choose_days(tables: Tables, lives: pd.DataFrame) -> None:
    last, state = last_day(tables), st.session_state
    earlier_first = sorted(("date_b", "date"), key=lambda key: state[key])
    for key, label in zip(earlier_first, ("A: from", "B: to"), strict=True):
        st.date_input(
            label,
            key=key,
            min_value=FIRST_DAY,
            max_value=last,
            format="YYYY-MM-DD",
            width=150,
            persist_state="session",
        )
    months = pd.period_range(FIRST_DAY, last, freq="M").astype("str").tolist()
    state["months"] = tuple(f"{day:%Y-%m}" for day in sorted((state["date_b"], state["date"])))
    # The ends given as `value` make it a slider with two handles; where they stand is set above.
    ends = (months[0], months[-1])
    st.select_slider(
        "From and to", months, ends, key="months", format_func=dates.words, on_change=_to_months, args=(last,)
    )


def _to_months(last: dt.date) -> None:
    """A month means its last day, so that all that happened in it is there."""
    ends = [dates.date_of(dates.parse(month).latest) for month in st.session_state["months"]]
    st.session_state["date_b"], st.session_state["date"] = (min(end, last) for end in ends)


def _choose_providers(tables: Tables, lives: pd.DataFrame) -> None:
    names = tables.providers.set_index("provider")["name"].sort_values(key=lambda name: name.str.casefold())
    for key, label in (("left", "Left"), ("right", "Right")):
        st.multiselect(
            label,
            list(names.index),
            key=key,
            format_func=names.get,
            placeholder="Every other provider",
            persist_state="session",
        )


def _days(tables: Tables, lives: pd.DataFrame, stamp: str, chosen: Selection, dark: bool) -> None:
    """Two days of the same regions."""
    day_a, day_b = sorted((chosen.day_b, chosen.day))
    fitting, sites = _fitting(tables, lives, stamp, _filter(chosen), chosen)
    changed = _changes(tables, fitting, stamp, _filter(chosen), day_a, day_b, chosen)
    words = [dates.words(dates.date_of(day).isoformat()) for day in (day_a, day_b)]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large", key="headline"):
        st.subheader(f"{words[0]} to {words[1]}", anchor=False, width="content")
        counted = changed["change"].value_counts()
        for change in versus.CHANGES:
            if counted.get(change, 0):
                unsure = int((~changed.loc[changed["change"] == change, "sure"]).sum())
                doubt = f"{unsure} of them not surely in between: the date is uncertain" if unsure else None
                told = differences.CHANGE_HELP.get(change, doubt)
                st.metric(differences.CHANGE_WORDS[change], f"{counted[change]:,}", help=told, width="content")
    sides = [
        _side(tables, lives, fitting, sites, chosen, day, tag, told, len(chosen.provider) == 1)
        for day, tag, told in zip((day_a, day_b), "AB", words, strict=True)
    ]
    _maps(tables, lives, sides, chosen, dark)
    if day_a == day_b:
        st.info("Both days are the same. Choose another day to compare with.")
    elif fitting.empty:
        st.info(filters.advice(chosen))
    elif changed.empty:
        st.info(
            "The tables know of no change between these days. Take days further apart, or loosen the filters in the "
            "sidebar."
        )
    else:
        differences.list_changes(changed, dark, f"{dates.date_of(day_a)}-to-{dates.date_of(day_b)}")


def _providers(tables: Tables, lives: pd.DataFrame, stamp: str, chosen: Selection, dark: bool) -> None:
    """Two sets of providers on one day."""
    known = set(lives["provider"])
    left = tuple(chosen.left) or tuple(sorted(known - set(chosen.right)))
    right = tuple(chosen.right) or tuple(sorted(known - set(chosen.left)))
    names = tables.providers.set_index("provider")["name"]
    sides, found = [], []
    for providers, given, tag in ((left, chosen.left, "A"), (right, chosen.right, "B")):
        own = dataclasses.replace(chosen, provider=providers)
        fitting, sites = _fitting(tables, lives, stamp, _filter(own), own)
        label = _set_words([names.get(p, p) for p in providers], bool(given))
        sides.append(
            _side(tables, lives, fitting, sites, chosen, chosen.day, tag, label, len(providers) == 1) | {"set": label}
        )
        found.append(fitting)
    fitting = pd.concat(found).drop_duplicates("key")
    having = chosen.state or ("live", "closing")
    places = versus.places(tables, fitting, left, right, chosen.day, chosen.by, having)
    labels = [side.pop("set") for side in sides]
    date = dates.words(chosen.date.isoformat())
    kinds = {"country": ("Countries", "country"), "city": ("Cities", "city")}[chosen.by]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large", key="headline"):
        st.subheader(f"As of {date}", anchor=False, width="content")
        for side, told in (("both", f"{kinds[0]} of both"), ("left", "Only A"), ("right", "Only B")):
            st.metric(told, int((places["side"] == side).sum()), width="content")
        both = places[places["side"] == "both"]
        for first, told in (("left", "A was first"), ("right", "B was first"), ("unsure", "First unsure")):
            if (both["first"] == first).any():
                count = int((both["first"] == first).sum())
                st.metric(told, count, help=f"Among the {kinds[0].lower()} of both.", width="content")
    _maps(tables, lives, sides, chosen, dark)
    timeline.controls(tables, fitting)
    if chosen.provider:
        st.caption("Left and right say whose regions are compared; the providers of the sidebar are set aside here.")
    if set(left) & set(right):
        st.caption("Some providers stand on both sides; their places count as places of both.")
    st.segmented_control(
        "Places by",
        PLACES,
        key="by",
        format_func={"country": "Country", "city": "City"}.get,
        required=True,
        persist_state="session",
    )
    if places.empty:
        st.info(filters.advice(dataclasses.replace(chosen, provider=())))
    else:
        differences.list_places(places, labels, kinds, f"{chosen.date}")


def _set_words(names: list[str], given: bool) -> str:
    if not given:
        return f"Every other provider ({len(names)})"
    return ", ".join(names) if len(names) < 4 else f"{', '.join(names[:2])} and {len(names) - 2} more"


def _filter(chosen: Selection) -> tuple:
    """What decides which regions fit, whatever the day."""
    names = ("provider", "access", "continent", "country", "partner", "role", "layer", "q")
    return tuple(getattr(chosen, name) for name in names)


@st.cache_resource(max_entries=_KEEP, show_spinner=False)
def _fitting(
    _tables: Tables, _lives: pd.DataFrame, stamp: str, filtered: tuple, _chosen: Selection
) -> tuple[pd.DataFrame, bytes]:
    """Regions of a filter and what the map reads of them. Shared: read, never changed."""
    fitting = _lives[filters.fitting(_tables, _lives, _chosen)]
    return fitting, worldmap.sites_json(_tables, fitting)


@st.cache_resource(max_entries=_KEEP, show_spinner=False)
def _changes(
    _tables: Tables, _fitting: pd.DataFrame, stamp: str, filtered: tuple, day_a: int, day_b: int, _chosen: Selection
) -> pd.DataFrame:
    """Rows of `versus.changes` for a filter and two days. Shared: read, never changed."""
    return versus.changes(_tables, _fitting, day_a, day_b, deals_of(_tables, _fitting, _chosen))


def deals_of(tables: Tables, fitting: pd.DataFrame, chosen: Selection) -> pd.DataFrame:
    """Partnerships that the selection leaves: those of the regions that fit, and those of no one region.

    Access and search speak of regions, so that with one of them set the latter are left out.
    """
    deals = tables.partnerships
    loose = (deals["region_key"] == "") & (not chosen.access) & (not chosen.q.strip())
    if chosen.provider:
        loose &= deals["provider"].isin(chosen.provider)
    seats = deals["partner_id"].map(tables.partners.set_index("partner_id")["country"])
    land = deals["country"].where(deals["country"] != "", seats.fillna(""))
    if chosen.country:
        loose &= land.isin(chosen.country)
    if chosen.continent:
        loose &= land.map(tables.countries.set_index("country")["continent"]).isin(chosen.continent)
    keep = loose | deals["region_key"].isin(fitting["key"])
    if chosen.partner:
        keep &= deals["partner_id"].isin(chosen.partner)
    if chosen.role:
        keep &= deals["role"].isin(chosen.role)
    return deals[keep]


def _side(
    tables: Tables,
    lives: pd.DataFrame,
    fitting: pd.DataFrame,
    sites: bytes,
    chosen: Selection,
    day: int,
    tag: str,
    label: str,
    single: bool,
) -> dict:
    """One of the two maps, as `worldmap.draw_pair` takes it."""
    shown = query.as_of(fitting, day, kinds=None)
    shown = shown[shown["state"].isin(chosen.states)]
    live = shown[shown["state"].isin(["live", "closing"])]
    unsure = int((~live["sure"]).sum())
    counts = [f"{len(live):,} live" + (f" ({unsure} not surely)" if unsure else "")]
    announced = int((shown["state"] == "announced").sum())
    counts += [f"{announced:,} announced"] if announced else []
    counts.append(style.plural(live["country"].nunique(), "country", "countries"))
    return {
        "sites": sites,
        "date": dates.date_of(day).isoformat(),
        "tag": tag,
        "label": label,
        "counts": " · ".join(counts),
        "single": single,
        "card": details.card(tables, lives, chosen.region, day),
    }


def _maps(tables: Tables, lives: pd.DataFrame, sides: list[dict], chosen: Selection, dark: bool) -> None:
    row = lives.loc[chosen.region] if chosen.region in lives.index else None
    target = None if row is None or pd.isna(row["lat"]) else [float(row["lat"]), float(row["lon"])]
    with st.container(key="pair_frame"):
        worldmap.draw_pair(tables, sides, chosen, target, dark)
    if chosen.state:
        st.caption("The states of the sidebar narrow maps and counts; the list tells every change.")
    if row is not None:
        with st.expander(f"{style.as_markdown(row['name'])}: life, sources, partners"):
            details.draw(tables, lives, chosen.region, max(dates.day(side["date"]) for side in sides))
