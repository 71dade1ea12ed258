"""The clock in the page: headline with counts, date field, month slider, previous and next event."""

import bisect
import datetime as dt
from functools import lru_cache

import pandas as pd
import streamlit as st

from components import style
from components.kept import kept
from components.selection import FIRST_DAY, Selection, last_day
from data import dates, query
from data.load import Tables


def headline(shown: pd.DataFrame, year_before: pd.DataFrame, selection: Selection) -> None:
    """Date and numbers. `shown` and `year_before`: rows of as_of (key, state, sure, country, provider)."""
    live, was = _running(shown), _running(year_before)
    announced = int((shown["state"] == "announced").sum())
    unsure = int((live & ~shown["sure"]).sum())
    places, past = (_distinct(rows, mask) for rows, mask in ((shown, live), (year_before, was)))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large", key="headline"):
        st.subheader(f"As of {dates.words(selection.date.isoformat())}", anchor=False, width="content")
        _number(
            "Regions live",
            int(live.sum()),
            int(was.sum()),
            f"{unsure} of them not surely: the date is uncertain" if unsure else None,
        )
        _number("Announced", announced, int((year_before["state"] == "announced").sum()))
        _number("Countries", places["country"], past["country"])
        _number("Providers", places["provider"], past["provider"])


def summary(shown: pd.DataFrame) -> str:
    """What the map shows, in one line, such as "31 regions on the map: 29 live (8 of them not surely), ..."."""
    parts = []
    for state, words in style.STATE_WORDS.items():
        those = shown["state"] == state
        count = int(those.sum())
        if count:
            unsure = int((those & ~shown["sure"]).sum())
            doubt = f" ({unsure} of them not surely)" if unsure else ""
            parts.append(f"{count} {words.lower()}{doubt}")
    unplaced = int(shown["lat"].isna().sum())
    tail = f" {style.plural(unplaced, 'region')} of no published place stand only in the table." if unplaced else ""
    return f"{style.plural(len(shown), 'region')}: {', '.join(parts)}.{tail}" if parts else ""


def _running(rows: pd.DataFrame) -> pd.Series:
    """Mask: what runs, its end announced or not."""
    return (rows["state"] == "live") | (rows["state"] == "closing")


def _distinct(rows: pd.DataFrame, mask: pd.Series) -> dict[str, int]:
    return {name: rows[name][mask].nunique() for name in ("country", "provider")}


def _number(label: str, now: int, before: int, doubt: str | None = None) -> None:
    st.metric(
        label,
        f"{now:,}",
        delta=now - before or None,
        delta_color="off",
        delta_description="in a year" if now != before else None,
        help=doubt,
        width="content",
    )


@lru_cache(maxsize=8)
def _months(first: dt.date, last: dt.date) -> dict[str, str]:
    """The months from one day to another, as 2018-09, with their words."""
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return {text: dates.words(text) for text in (f"{m // 12}-{m % 12 + 1:02d}" for m in months)}


@kept
def _event_days(lives: pd.DataFrame) -> list[int]:
    return query.event_days(lives)


def controls(tables: Tables, lives: pd.DataFrame) -> None:
    """Draw the clock. `lives`: regions of the present filter, whose events the arrows follow."""
    state, last = st.session_state, last_day(tables)
    day = dates.day(state["date"])
    days = _event_days(lives)
    months = _months(FIRST_DAY, last)
    before, after = bisect.bisect_left(days, day), bisect.bisect_right(days, day)
    state["month"] = f"{state['date']:%Y-%m}"
    with st.container(horizontal=True, vertical_alignment="bottom", key="clock"):
        st.date_input(
            "Date",
            key="date",
            min_value=FIRST_DAY,
            max_value=last,
            format="YYYY-MM-DD",
            width=150,
            persist_state="session",
        )
        st.button(
            "Previous event",
            icon=":material/chevron_left:",
            on_click=_go,
            args=(days[before - 1] if before else None,),
            disabled=not before or days[before - 1] < dates.day(FIRST_DAY),
        )
        st.button(
            "Next event",
            icon=":material/chevron_right:",
            icon_position="right",
            on_click=_go,
            args=(days[after] if after < len(days) else None,),
            disabled=after >= len(days),
        )
        st.select_slider("Month", list(months), key="month", format_func=months.get, on_change=_to_month, args=(last,))


def _go(day: int | None) -> None:
    if day is not None:
        st.session_state["date"] = dates.date_of(day)


def _to_month(last: dt.date) -> None:
    """A month means its last day, so that all that happened in it is there."""
    latest = dates.parse(st.session_state["month"]).latest
    st.session_state["date"] = min(dates.date_of(latest), last)
