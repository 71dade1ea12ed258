"""The sidebar: what is shown. And the mask of regions that its controls leave."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from components import style
from components.kept import kept
from components.selection import SHOWN_STATES, Selection
from data import query
from data.load import Tables


@dataclass(frozen=True)
class _Options:
    """What the controls offer, in order, with the words for each option."""

    providers: dict[str, str]
    access: list[str]
    continents: list[str]
    countries: dict[str, str]
    partners: dict[str, str]
    roles: list[str]
    layers: list[str]


@kept
def _options(tables: Tables, lives: pd.DataFrame, dark: bool) -> _Options:
    regions = lives[lives["kind"] == "region"]
    names = dict(zip(tables.providers["provider"], tables.providers["name"], strict=True))
    by_size = regions["provider"].value_counts(sort=True).to_dict()
    providers = sorted(names, key=lambda p: (-by_size.get(p, 0), names[p]))
    access, kinds, roles = set(lives["access"]), set(lives["kind"]), set(tables.partnerships["role"])
    countries = lives.drop_duplicates("country").set_index("country")["country_name"].sort_values()
    partners = tables.partners.set_index("partner_id")["name"].sort_values(key=lambda s: s.str.casefold())
    return _Options(
        providers={p: f"{style.mark_image(p, dark)} {style.as_markdown(names[p])}" for p in providers},
        access=[a for a in style.ACCESS_WORDS if a in access],
        continents=sorted(set(lives["continent"]) - {""}),
        countries=countries.to_dict(),
        partners=partners.to_dict(),
        roles=[r for r in style.ROLE_WORDS if r in roles],
        layers=[k for k in ("local_zone", "wavelength") if k in kinds],
    )


def draw(tables: Tables, lives: pd.DataFrame, dark: bool) -> None:
    """Draw the controls; their values stand in the session under the names of `selection.CONTROLS`."""
    keep = {"persist_state": "session"}
    offered = _options(tables, lives, dark)
    with st.sidebar:
        st.text_input("Search", key="q", placeholder="City, code, provider, partner", **keep)
        st.pills(
            "Providers",
            list(offered.providers),
            selection_mode="multi",
            key="provider",
            format_func=offered.providers.get,
            help="None chosen shows all.",
            **keep,
        )
        st.pills(
            "State",
            SHOWN_STATES,
            selection_mode="multi",
            key="state",
            format_func=style.STATE_WORDS.get,
            help="As of the date. None chosen shows all.",
            **keep,
        )
        st.pills(
            "Access",
            offered.access,
            selection_mode="multi",
            key="access",
            format_func=lambda a: style.ACCESS_WORDS.get(a, a),
            help="Who may use a region. None chosen shows all.",
            **keep,
        )
        st.multiselect("Continent", offered.continents, key="continent", placeholder="All", **keep)
        for label, words in (("Country", offered.countries), ("Partner", offered.partners)):
            st.multiselect(label, list(words), key=label.lower(), format_func=words.get, placeholder="All", **keep)
        st.multiselect(
            "Partner's role",
            offered.roles,
            key="role",
            format_func=lambda r: style.ROLE_WORDS.get(r, r),
            placeholder="All",
            help="\n".join(f"- **{style.ROLE_WORDS[r]}**: {text}" for r, text in style.ROLE_HELP.items()),
            **keep,
        )
        if offered.layers:
            words = {"local_zone": "Local zones", "wavelength": "Wavelength zones"}
            st.pills("Edge layers", offered.layers, selection_mode="multi", key="layer", format_func=words.get, **keep)


def fitting(tables: Tables, lives: pd.DataFrame, selection: Selection) -> np.ndarray:
    """Mask over `lives`: the regions that the selection leaves, whatever the day and their state."""
    mask = lives["kind"].isin(selection.kinds).to_numpy()
    for column in ("provider", "access", "continent", "country"):
        wanted = getattr(selection, column)
        if wanted:
            mask = mask & lives[column].isin(wanted).to_numpy()
    if selection.partner or selection.role:
        deals = tables.partnerships
        if selection.partner:
            deals = deals[deals["partner_id"].isin(selection.partner)]
        if selection.role:
            deals = deals[deals["role"].isin(selection.role)]
        mask = mask & lives["key"].isin(deals["region_key"]).to_numpy()
    if selection.q.strip():
        mask = mask & lives["key"].isin(query.search(tables, lives, selection.q)).to_numpy()
    return mask


def advice(selection: Selection) -> str:
    """What to change when nothing is left."""
    narrowed = [
        words
        for name, words in (
            ("q", f"the search “{style.as_markdown(selection.q)}”"),
            ("provider", "providers"),
            ("state", "state"),
            ("access", "access"),
            ("continent", "continent"),
            ("country", "country"),
            ("partner", "partner"),
            ("role", "partner's role"),
        )
        if getattr(selection, name)
    ]
    if not narrowed:
        return "No region existed yet on this day. Move the clock forward."
    return f"No region fits on this day. Loosen {', '.join(narrowed)}, or move the clock forward."
