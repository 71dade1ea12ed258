"""What happened: the claims up to the date, newest first, each with its source."""

import pandas as pd
import streamlit as st

from components import style
from data import dates

PAGE = 8


def draw(happened: pd.DataFrame) -> None:
    """Draw rows of `query.events`: choosing one sets the clock to its day and shows its region."""
    several = happened["provider"].nunique() > 1
    st.markdown("**What happened**")
    if happened.empty:
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
