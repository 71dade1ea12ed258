"""A partner's own page: what it is, its deals over time, the regions that it touches, its kin and its sources."""

import dataclasses

import pandas as pd
import streamlit as st

from components import deals, spans_chart, style, ties, worldmap
from components.selection import Selection
from data import alliances
from data.load import Tables

_MAP_HEIGHT = 400


def head(tables: Tables, partner: str, dark: bool) -> None:
    """Name and short facts of a partner."""
    row = tables.partners.set_index("partner_id").loc[partner]
    country = tables.countries.set_index("country")["name"].get(row["country"], row["country"])
    st.markdown(f"#### {style.as_markdown(row['name'])}")
    facts = [("Kind", deals.kind_words(row["kind"])), ("Seat", ", ".join(filter(None, (row["seat_city"], country))))]
    if row["aliases"]:
        facts.append(("Also known as", row["aliases"].replace(";", ", ")))
    kin = alliances.family(tables, partner)
    names = tables.partners.set_index("partner_id")["name"]
    for words, key in (("Belongs to", "parents"), ("Owns", "children"), ("Sisters", "sisters")):
        if kin[key]:
            facts.append((words, ", ".join(names[one] for one in kin[key])))
    cells = "".join(f"<dt>{style.as_html(word)}</dt><dd>{style.as_html(said)}</dd>" for word, said in facts if said)
    if row["url"]:
        cells += f"<dt>Its page</dt><dd>{style.link_html(row['url'], row['url'])}</dd>"
    st.html(f'<dl class="atlas-facts">{cells}</dl>')
    if row["note"]:
        st.caption(style.as_markdown(row["note"]))


def draw(tables: Tables, lives: pd.DataFrame, stamp: str, partner: str, chosen: Selection, dark: bool) -> None:
    """Draw the page of one partner; its deals of any day, those of other days dimmed."""
    head(tables, partner, dark)
    _kin(tables, partner)
    own = deals.known(tables, lives, partner_id=partner).sort_values(["from_hi", "from_lo", "provider"])
    if own.empty:
        st.info("No deal of its own is on record: it stands here as the owner of others.")
        return
    now = deals.known(tables, lives, chosen.day, partner_id=partner)
    st.markdown(f"**{style.plural(len(now), 'deal')} on {deals.on_date(chosen.day)}, {len(own)} on record**")
    spans_chart.draw(tables, own, chosen.day, dark, key="partner_spans")
    _map(tables, lives, stamp, own, dataclasses.replace(chosen, partner=(partner,)), dark)
    deals.take(deals.rows(own), "Its deals, each with its source", f"partnerships-{partner}.csv", "take partner")
    st.html(deals.html(own, chosen.day, who="provider"))


def _kin(tables: Tables, partner: str) -> None:
    """Buttons that open the pages of its kin."""
    kin = alliances.family(tables, partner)
    near = [*kin["parents"], *kin["children"], *kin["sisters"]]
    same = [f"provider:{partner}"] if partner in set(tables.providers["provider"]) else []
    if not near and not same:
        return
    names = tables.partners.set_index("partner_id")["name"]
    with st.container(horizontal=True, gap="small"):
        for one in [*near, *same]:
            words = f"{names[partner]} as a provider" if one in same else names[one]
            st.button(style.as_markdown(words), key=f"kin {one}", on_click=open_page, args=(one,))


def _map(tables: Tables, lives: pd.DataFrame, stamp: str, own: pd.DataFrame, chosen: Selection, dark: bool) -> None:
    """The regions of some deals on a map of their own, with their lines."""
    touched = lives[lives["key"].isin(own["region_key"])]
    free = dict.fromkeys(("provider", "access", "continent", "country", "role", "kind", "state", "lines"), ())
    alone = dataclasses.replace(chosen, **free, q="", who=chosen.partner[0])
    sites = worldmap.sites_json(tables, touched)
    lines = ties.for_map(tables, lives, stamp, alone)
    lines["on"] = list(chosen.lines)
    fit = _around(tables, touched, chosen.partner[0])
    worldmap.draw(
        tables, sites, alone, None, None, dark, lines, height=_MAP_HEIGHT, key="partner_map", more=fit and {"fit": fit}
    )


def _around(tables: Tables, touched: pd.DataFrame, partner: str) -> list[list[float]] | None:
    """Corners [[south, west], [north, east]] around the partner's seat and some regions; None where none is known."""
    seat = tables.partners[tables.partners["partner_id"] == partner]
    lats, lons = pd.concat([touched["lat"], seat["seat_lat"]]), pd.concat([touched["lon"], seat["seat_lon"]])
    if lats.isna().all():
        return None
    return [[float(lats.min()), float(lons.min())], [float(lats.max()), float(lons.max())]]


def open_page(who: str) -> None:
    """Open the page of a partner (its id) or a provider ("provider:" and its key)."""
    st.session_state["who"] = who
