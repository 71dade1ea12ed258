"""What happened: the claims up to the date, newest first, each with its source."""

import numpy as np
import pandas as pd
import streamlit as st

from components import style
from components.kept import kept
from data import dates, query
from data.load import Tables

PAGE = 8
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
    """All that has surely happened some day, promises aside: rows of `query.events`, newest first."""
    told = query.events(tables)
    return told.loc[(told["event"] != "promised") & (told["hi"] != dates.FAR), _SHOWN].reset_index(drop=True)


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
    several = happened.several
    st.markdown("**What happened**")
    if not len(happened):
        st.caption("Nothing with a date yet. Move the clock forward or loosen the filters.")
        return
    count = st.session_state.setdefault("_feed", PAGE)
    with st.container(key="feed", gap=None):
        for row in happened.head(count).itertuples():
            with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
                st.button(
                    f"{style.as_markdown(row.words)} · {style.mark_image(row.provider, st.session_state['_dark'])} "
                    f"**{style.as_markdown(row.title)}**"
                    + (f" · {style.as_markdown(row.provider_name)}" if several else ""),
                    key=f"feed {row.key} {row.event} {row.date} {row.value}",
                    type="tertiary",
                    width="stretch",
                    on_click=_show,
                    args=(row.key, int(row.day)),
                    help=row.note or None,
                )
                st.markdown(_source(row), width="content")
    if len(happened) > count:
        st.button(f"Show more of {len(happened):,}", key="more", type="tertiary", on_click=_more)


def _source(row) -> str:
    if not row.url:
        return ":gray-badge[recalled]"
    colour = "green" if row.confidence == "confirmed" else "orange"
    return f":{colour}-badge[{row.confidence}] [source ↗]({row.url.replace(' ', '%20').replace(')', '%29')})"


def _show(key: str, day: int) -> None:
    st.session_state["region"] = key
    st.session_state["date"] = dates.date_of(day)


def _more() -> None:
    st.session_state["_feed"] += 20
