"""Deals with partners: which of them the filters leave, and what the map's frame reads of them."""

import json

import numpy as np
import pandas as pd
import streamlit as st

from components import deals, style
from components.selection import Selection
from data import alliances
from data.load import Tables

LETTERS = {
    "operates": "O",
    "hosts": "H",
    "resells": "R",
    "joint_venture": "J",
    "connects": "C",
    "government_agreement": "G",
    "invests": "I",
    "other": "·",
}
_KEEP = 64


def fitting(tables: Tables, lives: pd.DataFrame, found: pd.DataFrame, chosen: Selection) -> np.ndarray:
    """Mask over deals (`deals.every`): those that the filters leave, whatever the day.

    A deal lies in the country of its region, in the one that it names, and in its partner's. Access is that of the
    region, so that a filter of access leaves out deals for no one region.
    """
    mask = np.ones(len(found), bool)
    for column, wanted in (("provider", chosen.provider), ("partner_id", chosen.partner), ("role", chosen.role),
                           ("partner_kind", chosen.kind)):  # fmt: skip
        if wanted:
            mask &= found[column].isin(wanted).to_numpy()
    places = lives[["country", "continent", "access"]].reindex(found["region_key"])
    if chosen.access:
        mask &= places["access"].isin(chosen.access).to_numpy()
    continents = tables.countries.set_index("country")["continent"]
    here = [places["country"].reset_index(drop=True), found["country"].reset_index(drop=True)]
    here.append(found["partner_country"].reset_index(drop=True))
    for wanted, of in ((chosen.country, lambda codes: codes), (chosen.continent, lambda codes: codes.map(continents))):
        if wanted:
            mask &= np.logical_or.reduce([of(codes).isin(wanted).to_numpy() for codes in here])
    if chosen.q.strip():
        mask &= alliances.fitting(tables, found, chosen.q)
    return mask


def ties_json(tables: Tables, found: pd.DataFrame) -> bytes:
    """The columns that components/assets/ties.js reads, for rows of `deals.every`."""
    used = list(dict.fromkeys(found["partner_id"]))
    place = {key: i for i, key in enumerate(used)}
    seats = tables.partners.set_index("partner_id").reindex(used)
    # Where the table of partners cannot be read, their keys still name them.
    seats = seats.assign(name=seats["name"].fillna(pd.Series(used, used, dtype="str")))
    seats = seats.assign(**{text: seats[text].fillna("") for text in ("aliases", "kind", "seat_city")})
    cited = list(dict.fromkeys(key for key in found["source_id"] if key))
    sources = tables.sources.set_index("source_id").reindex(cited)[["publisher", "title", "url"]].fillna("")
    cite = {key: i for i, key in enumerate(cited)}
    return json.dumps(
        {
            "partners": [
                {"id": row.Index, "name": row.name, "short": _short(row.name, row.aliases), "kind": row.kind}
                | {"city": row.seat_city, "lat": _number(row.seat_lat), "lon": _number(row.seat_lon)}
                for row in seats.itertuples()
            ],
            "roles": {
                role: {"letter": LETTERS.get(role, "·"), "words": words, "help": style.ROLE_HELP.get(role, "")}
                for role, words in style.ROLE_WORDS.items()
            },
            "sources": sources.to_dict("records"),
            "p": [place[key] for key in found["partner_id"]],
            "v": found["provider"].tolist(),
            "vn": found["provider_name"].tolist(),
            "r": found["region_key"].tolist(),
            "role": found["role"].tolist(),
            "c": found["confidence"].tolist(),
            **{short: found[name].tolist() for short, name in _BOUNDS.items()},
            "since": found["since"].tolist(),
            "until": found["until"].tolist(),
            "note": found["note"].tolist(),
            "s": [cite.get(key, -1) for key in found["source_id"]],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


_BOUNDS = {"bl": "begin_lo", "bh": "begin_hi", "el": "end_lo", "eh": "end_hi"}


def _short(name: str, aliases: str) -> str:
    """What fits beside a mark: the name, or the shortest other name of one that is long."""
    others = [alias for alias in aliases.split(";") if 1 < len(alias) <= 20]
    return name if len(name) <= 26 or not others else min(others, key=len)


def _number(value: float) -> float | None:
    return None if pd.isna(value) else round(float(value), 4)


def for_map(tables: Tables, lives: pd.DataFrame, stamp: str, chosen: Selection) -> dict:
    """What `worldmap.draw` needs of the deals: ties (bytes, for any day), on (layers), who (partner), picked."""
    filtered = (chosen.provider, chosen.access, chosen.continent, chosen.country, chosen.partner, chosen.role)
    return {
        "ties": _filtered(tables, lives, stamp, (*filtered, chosen.kind, chosen.q), chosen),
        "on": list(chosen.lines),
        "who": "" if chosen.who.startswith("provider:") else chosen.who,
        "picked": bool(chosen.partner),
    }


@st.cache_resource(max_entries=_KEEP, show_spinner=False)
def _filtered(_tables: Tables, _lives: pd.DataFrame, stamp: str, filtered: tuple, _chosen: Selection) -> bytes:
    found = deals.every(_tables, _lives)
    return ties_json(_tables, found[fitting(_tables, _lives, found, _chosen)])
