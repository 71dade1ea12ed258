"""A provider's page among the partners: who works with it in which role, its regions, its road, its home market."""

import dataclasses
from functools import partial

import pandas as pd
import streamlit as st

from components import deals, filters, partner_page, style, ties, worldmap
from components.selection import Selection
from data import alliances, dates, query
from data.load import Tables

_MAP_HEIGHT = 400


def draw(tables: Tables, lives: pd.DataFrame, stamp: str, provider: str, chosen: Selection, dark: bool) -> None:
    """Draw the page of one provider, on the date of the selection."""
    row = tables.providers.set_index("provider").loc[provider]
    st.markdown(f"#### {style.mark_image(provider, dark)} {style.as_markdown(row['name'])}")
    own = lives[(lives["provider"] == provider) & (lives["kind"] == "region")]
    now = query.as_of(own, chosen.day)
    running = now[now["state"].isin(["live", "closing"])]
    home = running[running["country"] == row["home_country"]]
    today = deals.known(tables, lives, None if chosen.deals == "any" else chosen.day, provider=provider)
    country = tables.countries.set_index("country")["name"].get(row["home_country"], row["home_country"])
    with st.container(horizontal=True, gap="large", key="provider_numbers"):
        st.metric("Regions live", f"{len(running):,}", width="content")
        st.metric("Countries", f"{running['country'].nunique():,}", width="content")
        share = f"{len(home) / len(running):.0%}" if len(running) else "none yet"
        st.metric(f"At home, {country}", share, width="content", help=f"{len(home)} of {len(running)} regions live")
        st.metric("Partners", f"{today['partner_id'].nunique():,}", width="content")
        st.metric("Since", dates.words(row["started"]), width="content", help=row["note"] or None)
    _map(tables, lives, stamp, own, provider, chosen, dark)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _by_role(today, provider, chosen)
    with right:
        _road(lives, provider, row["home_country"], chosen)
        _regions(now, provider, chosen)


def _map(tables: Tables, lives: pd.DataFrame, stamp: str, own: pd.DataFrame, provider: str, chosen, dark: bool) -> None:
    free = dict.fromkeys(("access", "continent", "country", "partner", "role", "kind", "state", "layer"), ())
    alone = dataclasses.replace(chosen, **free, q="", who="", provider=(provider,))
    lines = ties.for_map(tables, lives, stamp, alone)
    shown = own[filters.fitting(tables, own, alone)]
    worldmap.draw(tables, worldmap.sites_json(tables, shown), alone, None, None, dark, lines,
                  height=_MAP_HEIGHT, key="partner_map")  # fmt: skip


def _by_role(today: pd.DataFrame, provider: str, chosen: Selection) -> None:
    """The provider's partners, one table per role; a row opens the partner's page."""
    words = "on any day" if chosen.deals == "any" else f"on {deals.on_date(chosen.day)}"
    file = f"partnerships-{provider}-{chosen.date.isoformat()}.csv"
    deals.take(deals.rows(today), f"Partners by role {words}", file, "take provider")
    if today.empty:
        st.caption("None on record.")
    for role in style.ROLE_WORDS:
        rows = today[today["role"] == role].sort_values(["partner_name", "region_id"])
        if rows.empty:
            continue
        st.markdown(f"{deals.role_words(role).capitalize()} ({len(rows)})", help=style.ROLE_HELP[role])
        shown = pd.DataFrame(
            {
                "Partner": rows["partner_name"],
                "Region": rows["region_name"],
                "Since": rows["since"].str.removeprefix("since "),
                "How sure": rows["confidence"],
                "Source": rows["source_url"].where(rows["source_url"] != "", None),
            }
        )
        st.dataframe(
            shown,
            hide_index=True,
            key=f"role {role}",
            on_select=partial(_open_row, f"role {role}", rows["partner_id"].tolist()),
            selection_mode="single-row",
            placeholder="no source yet",
            column_config={"Source": st.column_config.LinkColumn(display_text="open")},
            alt=f"Partners that stand in the role: {deals.role_words(role)}",
        )


def _road(lives: pd.DataFrame, provider: str, home: str, chosen: Selection) -> None:
    road = alliances.road(lives, provider, home, chosen.day)
    deals.take(
        road[["date", "what", "key", "name"]], "Its road: firsts and closures", f"road-{provider}.csv", "take road"
    )
    body = [
        f"<tr><td>{style.as_html(dates.words(row.date))}</td><td>{style.as_html(row.what)}</td>"
        f"<td>{style.as_html(row.name)}</td></tr>"
        for row in road.itertuples(index=False)
    ]
    st.html(deals.table_html(("When", "What", "Region"), body) if body else '<p class="atlas-quiet">Not begun yet.</p>')


def _regions(now: pd.DataFrame, provider: str, chosen: Selection) -> None:
    columns = ["region_id", "name", "country", "state", "sure", "access", "launched"]
    frame = now[columns].sort_values("region_id").reset_index(drop=True)
    frame["state"] = frame["state"].astype("str")
    file = f"regions-{provider}-{chosen.date.isoformat()}.csv"
    deals.take(frame, f"{style.plural(len(frame), 'region')} on {deals.on_date(chosen.day)}", file, "take regions")
    st.dataframe(frame, hide_index=True, height=300, key="provider_regions", alt="Regions of the provider on the date",
                 column_config={name: name.replace("_", " ").capitalize() for name in columns})  # fmt: skip


def _open_row(key: str, ids: list[str]) -> None:
    picked = st.session_state[key]["selection"]["rows"]
    if picked and picked[0] < len(ids):
        partner_page.open_page(ids[picked[0]])
