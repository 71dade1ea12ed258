"""What changed in the year before the day of a view."""

import pandas as pd

from components import style, ties
from components.deals import every
from components.selection import Selection
from data import dates, query
from data.load import Tables

_CHANGES = {
    "opened": "Opened",
    "closed": "Closed",
    "announced": "Announced",
    "closing": "Closure announced",
    "cancelled": "Cancelled",
    "zones_added": "Zones added",
    "partner_joined": "Partner joined",
    "partner_left": "Partner left",
}
_EVENT_OF = {"opened": "launched", "zones_added": "zones"}


def belonging(tables: Tables, lives: pd.DataFrame, deals: pd.DataFrame, keys, selection: Selection) -> pd.DataFrame:
    """Those of some deals that belong to a view: of its regions, and of no one region."""
    return deals[
        ties.fitting(tables, lives, deals, selection)
        & ((deals["region_key"] == "") | deals["region_key"].isin(keys)).to_numpy()
    ]


def of_year(tables: Tables, lives: pd.DataFrame, fitting: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """Dated changes of the year before the selection's day, newest first; `fitting`: rows of lives of its filter.

    Columns: day, date (EDTF), words, key, what, name (region or partner), provider, provider_name, detail,
    confidence, sure (the date is certain to lie in the year).
    """
    year_back, day = dates.day(dates.year_before(selection.date)), selection.day
    out = query.between(tables, fitting, year_back, day)
    out = out[~out["change"].str.startswith("partner_") & (out["date"] != "")]
    event = out["change"].map(lambda change: _EVENT_OF.get(change, change))
    best = tables.claims[tables.claims["best"]].drop_duplicates(["key", "event"], keep="last")
    said = best.set_index(["key", "event"])["confidence"]
    pairs = pd.MultiIndex.from_arrays([out["key"], event])
    out = out.assign(
        confidence=said.reindex(pairs).fillna("").to_numpy(),
        name=out["key"].map(fitting["name"]),
        detail=out["detail"].where(out["change"] == "zones_added", ""),
    )
    out = pd.concat([out, _partner_changes(tables, lives, fitting, selection, year_back)], ignore_index=True)
    names = tables.providers.set_index("provider")["name"]
    spans = [dates.span(text) for text in out["date"]]
    days = [last if last != dates.FAR else first for first, last in spans]
    out = out.assign(
        day=pd.Series(days, index=out.index, dtype="int64"),
        words=pd.Series([dates.words(text) for text in out["date"]], index=out.index, dtype="str"),
        what=out["change"].map(_CHANGES).fillna(out["change"]),
        provider_name=out["provider"].map(names).fillna(out["provider"]),
    )
    columns = ["day", "date", "words", "key", "what", "name", "provider", "provider_name", "detail"]
    return out.sort_values(["day", "provider", "name"], ascending=[False, True, True], ignore_index=True)[
        [*columns, "confidence", "sure"]
    ]


def _partner_changes(
    tables: Tables, lives: pd.DataFrame, fitting: pd.DataFrame, selection: Selection, since: int
) -> pd.DataFrame:
    """Dated partnerships that began or ended after `since` and by the day; the rule of `query.between`, with names."""
    deals = belonging(tables, lives, every(tables, lives), fitting["key"], selection)
    parts = []
    for change, end in (("partner_joined", "from"), ("partner_left", "to")):
        # "No later than a day of this year" is no news of this year.
        moved = deals[(deals[f"{end}_hi"] > since) & (deals[f"{end}_hi"] <= selection.day)]
        moved = moved[moved[f"{end}_lo"] > -dates.FAR]
        where = moved["region_key"].map(fitting["name"]).fillna("")
        role = moved["role"].map(style.ROLE_WORDS).fillna(moved["role"])
        parts.append(
            pd.DataFrame(
                {
                    "key": moved["region_key"],
                    "provider": moved["provider"],
                    "change": change,
                    "name": moved["partner_name"],
                    "detail": role + (": " + where).where(where != "", ""),
                    "date": moved[f"{end}_date"],
                    "sure": moved[f"{end}_lo"] > since,
                    "confidence": moved["confidence"],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
