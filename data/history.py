"""What happened when: the feed of events, the days of events, and growth."""

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data import dates
from data.dates import FAR
from data.lifecycle import EVENTS

if TYPE_CHECKING:
    from data.load import Tables

_TITLES = {
    "announced": "{} announced",
    "promised": "{}: opening promised",
    "launched": "{} opens",
    "closing": "{}: closure announced",
    "closed": "{} closes",
    "cancelled": "{} cancelled",
}
_FEED = [
    *(
        "day",
        "key",
        "provider",
        "provider_name",
        "name",
        "city",
        "country",
        "event",
        "title",
        "date",
        "words",
    ),
    *(
        "value",
        "confidence",
        "publisher",
        "source_title",
        "url",
        "source_id",
        "note",
        "lo",
        "hi",
        "best",
        "other",
    ),
]
_PLACES = {event: place for place, event in enumerate(("zones", "promised", *EVENTS))}
"""Order of the events of one day, the most telling ones last."""
_BEGIN = dates.day("2006-01-01")


def short_name(name: str) -> str:
    """What a headline calls a region: the part in brackets of "UK (London)", else the name itself."""
    found = re.fullmatch(r".*\(([^()]+)\)\s*", name)
    return found.group(1).strip() if found else name


def title_of(event: str, name: str, value: int | None = None) -> str:
    """A headline, such as "London opens" or "London: 2 zones"."""
    if event == "zones":
        return f"{short_name(name)}: {value} zone{'s' if value != 1 else ''}"
    return _TITLES[event].format(short_name(name))


def events(
    tables: "Tables",
    until: int | None = None,
    since: int | None = None,
    keys: Collection[str] | None = None,
    every: bool = False,
    limit: int | None = None,
) -> pd.DataFrame:
    """Dated claims, newest first by the latest day on which each can have happened.

    `until` keeps what had surely happened by that day, `since` what can have happened on it or later,
    `keys` some regions, `limit` the newest so many. One row an event (its best claim; each number of zones
    is an event) unless `every`. Columns: day, key, provider, provider_name, name, city, country, event,
    title, date (EDTF), words, value, confidence, publisher, source_title, url, source_id, note, lo, hi, best
    and other.
    """
    out = tables.claims
    keep = (out["date"] != "").to_numpy()
    if not every:
        keep = keep & out["best"].to_numpy()
    if until is not None:
        keep = keep & (out["hi"] <= until).to_numpy()
    if since is not None:
        keep = keep & (out["hi"] >= since).to_numpy()
    if keys is not None:
        keep = keep & out["key"].isin(list(keys)).to_numpy()
    out = out[keep]
    day = out["hi"].where(out["hi"] != FAR, out["lo"])
    place = np.array([_PLACES[event] for event in out["event"].tolist()], dtype=np.int64)
    out = out.assign(day=day, place=place).sort_values(
        ["day", "place", "key"], ascending=[False, False, True], kind="stable"
    )
    if limit is not None:
        out = out.head(limit)
    if out.empty:  # pandas cannot join two tables of no rows
        return out.reindex(columns=_FEED).reset_index(drop=True)
    regions = tables.regions.set_index("key")[["name", "city", "country"]]
    providers = tables.providers.set_index("provider")["name"]
    sources = tables.sources.set_index("source_id")[["publisher", "title", "url"]]
    out = out.join(regions, on="key").join(sources.rename(columns={"title": "source_title"}), on="source_id")
    titles = [
        title_of(*told) for told in zip(*(out[name].tolist() for name in ("event", "name", "value")), strict=True)
    ]
    out = out.assign(
        provider_name=out["provider"].map(providers).fillna(out["provider"]),
        words=pd.Series([dates.words(text) for text in out["date"].tolist()], index=out.index, dtype="str"),
        title=pd.Series(titles, index=out.index, dtype="str"),
        **{name: out[name].fillna("") for name in ("publisher", "source_title", "url")},
    )
    return out[_FEED].reset_index(drop=True)


def event_days(lives: pd.DataFrame) -> list[int]:
    """The days, sorted, from which some dated event had surely happened: for previous and next event."""
    found = set()
    for event in EVENTS:
        name = "live" if event == "launched" else event
        days = lives[f"{name}_hi"][(lives[event] != "") & (lives[f"{name}_hi"] != FAR)]
        found |= {int(day) for day in days}
    return sorted(found)


def surely_open(lives: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The day from which each region is surely open, and the day from which it may be closed."""
    opened = np.where(
        lives["live_lo"].to_numpy() == FAR, FAR, np.minimum(lives["live_hi"], lives["closing_hi"]).to_numpy()
    )
    return opened, np.minimum(lives["closed_lo"], lives["cancelled_hi"]).to_numpy()


def growth(lives: pd.DataFrame, kinds: Collection[str] | None = ("region",)) -> pd.DataFrame:
    """Steps of growth: day, provider, live (surely open then), planned (surely announced, not yet open).

    One row per provider and day on which a number changes, from 2006-01-01 on, where each begins.
    """
    if kinds is not None:
        lives = lives[lives["kind"].isin(kinds)]
    opened, shut = surely_open(lives)
    told = lives["announced_hi"].to_numpy()
    ended = np.minimum.reduce([opened, *(lives[f"{name}_lo"].to_numpy() for name in ("live", "cancelled", "closed"))])
    providers = lives["provider"].to_numpy()
    steps = []
    for begin, end, column in ((opened, shut, "live"), (told, ended, "planned")):
        held = (begin < end) & (begin != FAR)
        for days, change in ((begin[held], 1), (end[held], -1)):
            steps.append(pd.DataFrame({"day": days, "provider": providers[held], column: change}))
    start = pd.DataFrame({"day": _BEGIN, "provider": sorted(set(providers))})
    out = pd.concat([start, *steps], ignore_index=True)
    out = out[out["day"] < FAR].fillna({"live": 0, "planned": 0})
    out["day"] = out["day"].clip(lower=_BEGIN)
    out = out.groupby(["provider", "day"], as_index=False)[["live", "planned"]].sum()
    sums = out.groupby("provider")[["live", "planned"]].cumsum().astype("int64")
    return out[["day", "provider"]].join(sums).sort_values(["day", "provider"], ignore_index=True)
