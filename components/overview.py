"""The Map page: one map, one clock, and what follows them."""

import streamlit as st

from components import details, feed, filters, growth, partners, room, selection, table, ties, timeline, worldmap


@st.fragment
def draw(atlas: room.Atlas, dark: bool) -> None:
    """Draw the page for the present selection. A fragment: moving the clock does not draw the sidebar again.

    At a visitor's first sight the map goes alone: chart, list and table load much in the browser, and follow as
    soon as the map says that it stands.
    """
    chosen = selection.current(atlas.tables)
    now = room.look(atlas, chosen)
    alone = "_settled" not in st.session_state
    st.session_state["_settled"] = True
    above, below = st.container(), st.container()
    with above:
        timeline.headline(now.shown, now.year_before, chosen)
    left, right = below.columns(2, gap="large")
    with left:  # in later runs numbers and chart leave first: the map has the day already, from the slider itself
        if alone:
            st.skeleton(growth.HEIGHT)
        else:
            growth.draw(now.grown, atlas.tables, chosen.day, dark)
    with above:
        lines = ties.for_map(atlas.tables, atlas.lives, atlas.stamp, chosen)
        more = {"hail": True} if alone else None
        worldmap.draw(atlas.tables, now.sites, chosen, now.card, now.target, dark, lines, more=more)
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
    with right:
        if alone:
            st.skeleton(growth.HEIGHT)
        else:
            feed.draw(now.happened)
    with below:
        if alone:
            st.skeleton(table.HEIGHT)
        else:
            table.draw(now.shown, chosen.day)
    selection.write_link(atlas.tables)
