"""The Map page: one map, one clock, and what follows them."""

import streamlit as st

from components import details, feed, filters, growth, partners, room, selection, table, ties, timeline, worldmap


@st.fragment
def draw(atlas: room.Atlas, dark: bool) -> None:
    """Draw the page for the present selection. A fragment: moving the clock does not draw the sidebar again."""
    chosen = selection.current(atlas.tables)
    now = room.look(atlas, chosen)
    timeline.headline(now.shown, now.year_before, chosen)
    lines = ties.for_map(atlas.tables, atlas.lives, atlas.stamp, chosen)
    worldmap.draw(atlas.tables, now.sites, chosen, now.card, now.target, dark, lines)
    timeline.controls(atlas.tables, now.fitting)
    if now.shown.empty:
        st.info(filters.advice(chosen))
    else:
        st.caption(timeline.summary(now.shown))
    details.choose(atlas.lives, atlas.tables)
    if chosen.region in atlas.lives.index:
        with st.container(border=True, key="details"):
            details.draw(atlas.tables, atlas.lives, chosen.region, chosen.day)
    partners.beside(atlas.tables, atlas.lives, chosen)
    left, right = st.columns(2, gap="large")
    with left:
        growth.draw(now.grown, atlas.tables, chosen.day, dark)
    with right:
        feed.draw(now.happened)
    table.draw(now.shown, chosen.day)
    selection.write_link(atlas.tables)
