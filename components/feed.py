"""What happened: the claims up to the date, newest first, each with its source."""

from functools import cache, partial
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st

from components import style
from components.kept import kept
from data import dates, query
from data.load import Tables

PAGE = 8
WIDE = 366
"""Days. What is known only to a longer span is no happening: "no later than 2026" is not the news of 2026."""
ASSETS = Path(__file__).parent / "assets"
_SHOWN = [
    "day",
    "key",
    "event",
    "date",
    "value",
    "provider",
    "provider_name",
    "title",
    "words",
    "confidence",
    "url",
    "note",
]


@kept
def events(tables: Tables) -> pd.DataFrame:
    """What surely happened some day, promises and wide spans aside: rows of `query.events`, newest first."""
    told = query.events(tables)
    dated = (told["hi"] != dates.FAR) & (told["hi"] - told["lo"] < WIDE)
    return told.loc[(told["event"] != "promised") & dated, _SHOWN].reset_index(drop=True)


class Happened:
    """Those of `events`, by their rows (ascending), that had surely happened by a day."""

    def __init__(self, told: pd.DataFrame, rows: np.ndarray, day: int) -> None:
        self.told = told
        self.rows = rows[np.searchsorted(-told["day"].to_numpy()[rows], -day) :]

    def __len__(self) -> int:
        return len(self.rows)

    def head(self, count: int) -> pd.DataFrame:
        """The newest."""
        return self.told.iloc[self.rows[:count]]

    @property
    def several(self) -> bool:
        """Whether they are of more than one provider."""
        return len(self) > 0 and self.told["provider"].take(self.rows).nunique() > 1


def draw(happened: Happened) -> None:
    """Draw what happened. Choosing one sets the clock to its day and shows its region."""
    st.markdown(
        "**What happened**",
        help="Newest first, each with its source. A date that is known only to more than a year, such as "
        "*no later than 2026*, stands in the table and in the panel of its region, not here.",
    )
    if not len(happened):
        st.caption("Nothing with a date yet. Move the clock forward or loosen the filters.")
        return
    count = st.session_state.setdefault("_feed", PAGE)
    more = f"Show more of {len(happened):,}" if len(happened) > count else ""
    listed = items(happened, count, st.session_state["_dark"])
    _list()(
        key="feed",
        data={"items": listed, "more": more},
        on_event_change=partial(_show, listed),
        on_more_change=_more,
    )


def items(happened: Happened, count: int, dark: bool) -> list[dict]:
    """The newest `count` as components/assets/feed.js reads them, all text as it is in the tables."""
    several = happened.several
    return [
        {
            "id": f"{row.key} {row.event} {row.date} {row.value}",
            "key": row.key,
            "day": int(row.day),
            "when": row.words,
            "what": row.title,
            "provider": row.provider_name if several else "",
            "mark": style.mark_svg(row.provider, dark),
            "note": row.note,
            "confidence": row.confidence,
            "url": row.url,
        }
        for row in happened.head(count).itertuples()
    ]


@cache
def _list():
    """The component that draws the list. Made at first use: without a page Streamlit would warn."""
    return st.components.v2.component(
        "atlas_feed",
        html="<ol></ol>\n<button type='button' class='more' hidden></button>",
        css=(ASSETS / "feed.css").read_text(encoding="utf-8"),
        js=(ASSETS / "feed.js").read_text(encoding="utf-8"),
    )


def _show(listed: list[dict]) -> None:
    """Take a choice of the browser: one of the lines that it was given."""
    asked = st.session_state["feed"].get("event")
    for item in listed:
        if item["id"] == asked:
            st.session_state["region"] = item["key"]
            st.session_state["date"] = dates.date_of(item["day"])


def _more() -> None:
    st.session_state["_feed"] += 20
