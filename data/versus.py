"""Two days, or two sets of providers, set against each other: every difference with its date and its source."""

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data import dates
from data.comparison import between
from data.dates import FAR
from data.history import surely_open
from data.lifecycle import CLOSING, LIVE, STATES, states

if TYPE_CHECKING:
    from data.load import Tables

CHANGES = (
    "opened",
    "closed",
    "announced",
    "closing",
    "cancelled",
    "zones_added",
    "partner_joined",
    "partner_left",
    "perhaps_opened",
    "perhaps_closed",
)
"""Kinds of change, in the order in which they are listed."""
_SPAN = {"opened": "live", "perhaps_opened": "live", "perhaps_closed": "closed"}
_EVENT = {"opened": "launched", "perhaps_opened": "launched", "perhaps_closed": "closed", "zones_added": "zones"}
_CHANGED = [
    *("change", "key", "provider", "provider_name", "name", "city", "country", "country_name", "detail", "date"),
    *("words", "sure", "confidence", "publisher", "title", "url", "source_id"),
]
_PLACES = [
    *("place", "country", "side", "left_count", "right_count", "first", "least", "most"),
    *(f"{side}_{name}" for side in ("left", "right") for name in ("key", "name", "date", "words", "url", "source_id")),
]


def changes(
    tables: "Tables", lives: pd.DataFrame, day_a: int, day_b: int, deals: pd.DataFrame | None = None
) -> pd.DataFrame:
    """What changed from the earlier of two days to the later one, each row with its source.

    Takes what `comparison.between` takes; `deals` are the partnerships to tell of (rows of
    tables.partnerships), by default all. Rows in order of CHANGES, then of time. Columns: change (CHANGES), key
    (blank for a partnership of no one region), provider, provider_name, name, city, country, country_name, detail
    (words on zones and partners, else blank), date (EDTF), words (the date in words), sure, confidence, publisher,
    title, url and source_id.

    Here `sure` is true where the whole span of the event lies after the one day and not after the other.
    `perhaps_opened` are regions that may have opened in between or before it (they count as live on both days),
    `perhaps_closed` those that may have closed in between or after it.
    """
    day_a, day_b = sorted((day_a, day_b))
    deals = tables.partnerships if deals is None else deals
    out = between(replace(tables, partnerships=deals), lives, day_a, day_b)
    out = pd.concat([out, _perhaps(lives, day_a, day_b)], ignore_index=True)
    moved = out["change"].isin(["partner_joined", "partner_left"]).to_numpy()
    dated = ~moved & (out["change"] != "zones_added").to_numpy()
    lo, hi = _span(lives, out)
    out["sure"] = np.where(dated, (lo > day_a) & (hi <= day_b), out["sure"].astype(bool)).astype(bool)
    out["detail"] = out["detail"].where(~dated, "")
    out["words"] = pd.Series([dates.words(text) for text in out["date"]], index=out.index, dtype="str")
    out["source_id"], out["confidence"] = _sources(tables, deals, out)
    sources = tables.sources.set_index("source_id")[["publisher", "title", "url"]]
    places = lives[["provider_name", "name", "city", "country", "country_name"]]
    out = out.join(places, on="key").join(sources, on="source_id")
    names = tables.providers.set_index("provider")["name"]
    out["provider_name"] = out["provider"].map(names).fillna(out["provider"])
    texts = ["name", "city", "country", "country_name", "publisher", "title", "url"]
    out = out.assign(**{name: out[name].fillna("") for name in texts})
    order = out["change"].map({change: place for place, change in enumerate(CHANGES)})
    latest = [dates.span(text)[1] for text in out["date"]]
    out = out.assign(order=order, latest=latest).sort_values(["order", "latest", "provider", "key"], kind="stable")
    return out[_CHANGED].reset_index(drop=True)


def _perhaps(lives: pd.DataFrame, day_a: int, day_b: int) -> pd.DataFrame:
    """Openings and closings that their dates leave on either side of the two days."""
    (before, _), (after, _) = states(lives, day_a), states(lives, day_b)
    ran, runs = (np.isin(codes, [LIVE, CLOSING]) for codes in (before, after))
    opened, _ = surely_open(lives)
    apart = day_a < day_b
    closing = runs & (lives["closed_lo"] <= day_b).to_numpy() & (lives["closed_hi"] > day_b).to_numpy()
    told = {"perhaps_opened": ran & (opened > day_a) & apart, "perhaps_closed": closing & apart}
    rows = [
        (key, provider, change, "", date, False)
        for change, which in told.items()
        for key, provider, date in lives.loc[which, ["key", "provider", _EVENT[change]]].itertuples(index=False)
    ]
    return pd.DataFrame(rows, columns=["key", "provider", "change", "detail", "date", "sure"])


def _span(lives: pd.DataFrame, changed: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """First and last possible day of each change's event; FAR where `lives` does not hold it."""
    lo, hi = np.full(len(changed), FAR, np.int64), np.full(len(changed), FAR, np.int64)
    for change in changed["change"].unique():
        name = _SPAN.get(change, change)
        if f"{name}_lo" in lives.columns:
            rows = (changed["change"] == change).to_numpy()
            spans = lives[[f"{name}_lo", f"{name}_hi"]].reindex(changed["key"][rows]).to_numpy()
            lo[rows], hi[rows] = spans[:, 0], spans[:, 1]
    return lo, hi


def _sources(tables: "Tables", deals: pd.DataFrame, changed: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Source and confidence of each change: of the claim that speaks for its event, or of its partnership."""
    best = tables.claims[tables.claims["best"] & tables.claims["key"].isin(changed["key"])]
    told: dict[tuple, tuple[str, str]] = {}
    for key, event, date, source, confidence in best[["key", "event", "date", "source_id", "confidence"]].itertuples(
        index=False
    ):
        told[key, event, date if event == "zones" else ""] = source, confidence
    names = tables.partners.set_index("partner_id")["name"]
    for deal in deals.itertuples():
        detail = f"{names.get(deal.partner_id, deal.partner_id)} ({deal.role.replace('_', ' ')})"
        for change, date in (("partner_joined", deal.from_date), ("partner_left", deal.to_date)):
            told[deal.region_key, deal.provider, change, date, detail] = deal.source_id, deal.confidence
    found = []
    for row in changed.itertuples():
        event = _EVENT.get(row.change, row.change)
        claim = (row.key, event, row.date if event == "zones" else "")
        deal = (row.key, row.provider, row.change, row.date, row.detail)
        found.append(told.get(deal if deal in told else claim, ("", "recalled")))
    return [source for source, _ in found], [confidence for _, confidence in found]


def places(
    tables: "Tables",
    lives: pd.DataFrame,
    left: Collection[str],
    right: Collection[str],
    day: int,
    by: str = "country",
    having: Collection[str] = ("live", "closing"),
) -> pd.DataFrame:
    """Countries or cities in which two sets of providers have regions on a day, and who was there first.

    `by` is "country" or "city", else ValueError; `having` are the states that count as being there. Columns:
    place, country, side ("both", "left", "right"), left_count and right_count (regions there), first ("left",
    "right", "same" for one and the same day, "unsure", blank where not both have opened by then), least and most
    (days between the two first openings), and for each side its first region to open there by then, even if closed
    since: key, name, date (EDTF), words, url and source_id. Ordered by side, then place.
    """
    if by not in ("country", "city"):
        raise ValueError(f'by must be "country" or "city", not {by!r}')
    codes, _ = states(lives, day)
    here = np.isin(codes, [STATES.index(state) for state in having]) & (lives[by] != "").to_numpy()
    opened, _ = surely_open(lives)
    came = (lives["live_lo"] <= day).to_numpy() & (lives[by] != "").to_numpy()
    counted, openings = {}, {}
    for side, providers in (("left", left), ("right", right)):
        own = lives["provider"].isin(list(providers)).to_numpy()
        counted[side] = lives[own & here].groupby(["country", by] if by == "city" else ["country"]).size()
        openings[side] = _openings(lives[own & came], np.minimum(lives["live_lo"], opened)[own & came], by)
    urls = tables.sources.set_index("source_id")["url"]
    launches = tables.claims[tables.claims["best"] & (tables.claims["event"] == "launched")]
    sources = dict(zip(launches["key"], launches["source_id"], strict=True))
    rows = []
    for place in sorted({*counted["left"].index, *counted["right"].index}):
        counts = {side: int(counted[side].get(place, 0)) for side in counted}
        where = place if by == "city" else (place, place)
        row = {"country": where[0], "place": where[1], **{f"{side}_count": n for side, n in counts.items()}}
        row["side"] = "both" if all(counts.values()) else "left" if counts["left"] else "right"
        spans = {}
        for side in counts:
            lo, hi, key = openings[side].get(where, (FAR, FAR, ""))
            spans[side] = lo, hi
            date = lives.at[key, "launched"] if key else ""
            source = sources.get(key, "")
            row |= {
                f"{side}_key": key,
                f"{side}_name": lives.at[key, "name"] if key else "",
                f"{side}_date": date,
                f"{side}_words": dates.words(date) if key else "",
                f"{side}_url": urls.get(source, ""),
                f"{side}_source_id": source,
            }
        row["first"], row["least"], row["most"] = _first(spans["left"], spans["right"])
        rows.append(row)
    out = pd.DataFrame(rows, columns=_PLACES)
    if by == "country":
        names = tables.countries.set_index("country")["name"]
        out["place"] = out["country"].map(names).fillna(out["country"])
    out[["least", "most"]] = out[["least", "most"]].astype("Int64")
    order = out["side"].map({"both": 0, "left": 1, "right": 2})
    out = out.assign(order=order).sort_values(["order", "place", "country"], kind="stable")
    return out[_PLACES].reset_index(drop=True)


def _openings(came: pd.DataFrame, lows: pd.Series, by: str) -> dict[tuple[str, str], tuple[int, int, str]]:
    """Span of the first opening in each place, and the region that surely opened first: {(country, place): ...}."""
    opened, _ = surely_open(came)
    out: dict[tuple[str, str], tuple[int, int, str]] = {}
    rows = zip(came["country"], came[by], lows, opened, came["key"], strict=True)
    for country, place, lo, hi, key in sorted(rows, key=lambda row: (row[3], row[2], row[4])):
        first, last, named = out.get((country, place), (FAR, int(hi), key))
        out[country, place] = min(first, int(lo)), last, named
    return out


def _first(left: tuple[int, int], right: tuple[int, int]) -> tuple[str, int | None, int | None]:
    """Who opened first, and the least and most days between."""
    if FAR in (left[0], right[0]):
        return "", None, None
    most = max(abs(right[1] - left[0]), abs(left[1] - right[0]))
    if left == right and left[0] == left[1]:
        return "same", 0, 0
    if left[1] < right[0]:
        return "left", right[0] - left[1], most
    if right[1] < left[0]:
        return "right", left[0] - right[1], most
    return "unsure", 0, most
