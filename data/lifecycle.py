"""From claims to the life of each region, and its state on any day.

The rule of `states` is written a second time in JavaScript for the map; a test keeps the two equal.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data import dates
from data.dates import FAR

if TYPE_CHECKING:
    from data.load import Tables

STATES = ("absent", "announced", "live", "closing", "closed", "cancelled")
EVENTS = ("announced", "launched", "closing", "closed", "cancelled")
"""The events that change a state, in the order in which they happen."""
ABSENT, ANNOUNCED, LIVE, CLOSING, CLOSED, CANCELLED = range(6)
_TRUST = {"confirmed": 0, "reported": 1, "recalled": 2}


def chosen(claims: Sequence[tuple[str, int, int]]) -> tuple[int, int, int, list[int]]:
    """Choose among the claims on one event of one region.

    Takes (confidence, lo, hi) a claim, with -FAR and FAR for open ends. Gives lo, hi, the position of
    the best claim, and the positions of those that say otherwise ("also dated ...").
    Sourced claims (confirmed, reported) narrow each other, taken by confidence, then narrowness, then
    earliest; one that does not overlap is passed over. Recalled ones count only where all are recalled,
    or for an end that the sourced ones leave open: nothing sourced is ever narrowed by memory.
    The best claim is the first that says just what was chosen, else the first of all.
    """
    sourced = [place for place, claim in enumerate(claims) if claim[0] != "recalled"]
    order = sorted(sourced or range(len(claims)), key=lambda place: _rank(claims[place]))
    lo, hi = -FAR, FAR
    for place in order:
        narrowed = max(lo, claims[place][1]), min(hi, claims[place][2])
        if narrowed[0] <= narrowed[1]:
            lo, hi = narrowed
    if sourced and (lo == -FAR or hi == FAR):
        remembered = (place for place, claim in enumerate(claims) if claim[0] == "recalled")
        for place in sorted(remembered, key=lambda place: _rank(claims[place])):
            low, high = claims[place][1:]
            if low <= hi and high >= lo:
                lo = low if lo == -FAR else lo
                hi = high if hi == FAR else hi
                order.append(place)
    best = next((place for place in order if claims[place][1:] == (lo, hi)), order[0])
    others = [place for place, claim in enumerate(claims) if claim[1] > lo or claim[2] < hi]
    return lo, hi, best, others


def _rank(claim: tuple[str, int, int]) -> tuple:
    confidence, lo, hi = claim
    open_ends = (lo == -FAR) + (hi == FAR)
    return _TRUST[confidence], open_ends, 0 if open_ends else hi - lo, lo


def weigh(claims: pd.DataFrame) -> pd.DataFrame:
    """Add to claims (with key, event, confidence, lo, hi): best, other, chosen_lo and chosen_hi.

    `best` is true on the one claim that speaks for its event (zones: for its event and date), `other` on
    those that date it otherwise; chosen_lo and chosen_hi are the span chosen for the event.
    """
    out = claims.copy()
    size = len(out)
    best, other = np.zeros(size, bool), np.zeros(size, bool)
    lows, highs = out["lo"].to_numpy().copy(), out["hi"].to_numpy().copy()
    groups: dict[tuple, list[int]] = {}
    for place, (key, event, date, value) in enumerate(
        zip(*(out[name].tolist() for name in ("key", "event", "date", "value")), strict=True)
    ):
        groups.setdefault((key, event, (date, value) if event == "zones" else ""), []).append(place)
    spans = list(zip(out["confidence"].tolist(), lows.tolist(), highs.tolist(), strict=True))
    for places in groups.values():
        lo, hi, first, others = chosen([spans[place] for place in places])
        best[places[first]] = True
        other[[places[place] for place in others]] = True
        lows[places], highs[places] = lo, hi
    return out.assign(best=best, other=other, chosen_lo=lows, chosen_hi=highs)


def lives(tables: "Tables") -> pd.DataFrame:
    """One row per region, indexed by key ("provider:region_id"): its place and its whole life.

    Columns: those of regions; provider_name, country_name, continent; for each of announced, launched,
    closing, closed, cancelled and promised the EDTF text chosen (blank if none) under its own name; and
    as int64 days announced_lo, announced_hi, live_lo, live_hi, closing_lo, closing_hi, closed_lo,
    closed_hi, cancelled_lo, cancelled_hi, promised_lo, promised_hi. A missing event has FAR in both.
    """
    out = tables.regions.set_index("key", drop=False).rename_axis(None)
    providers, countries = tables.providers.set_index("provider"), tables.countries.set_index("country")
    out["provider_name"] = out["provider"].map(providers["name"]).fillna(out["provider"])
    out["country_name"] = out["country"].map(countries["name"]).fillna(out["country"])
    out["continent"] = out["country"].map(countries["continent"]).fillna("")
    best = tables.claims[tables.claims["best"]]
    found: dict[str, pd.DataFrame] = {}
    for event in (*EVENTS, "promised"):
        of_event = best[best["event"] == event].set_index("key")
        exact = (of_event["lo"] == of_event["chosen_lo"]) & (of_event["hi"] == of_event["chosen_hi"])
        texts = [
            date if same else dates.between(lo, hi)
            for date, same, lo, hi in zip(
                of_event["date"], exact, of_event["chosen_lo"], of_event["chosen_hi"], strict=True
            )
        ]
        out[event] = pd.Series(texts, index=of_event.index, dtype="str").reindex(out.index).fillna("")
        found[event] = of_event[["chosen_lo", "chosen_hi"]].reindex(out.index)
    started = {key: dates.span(text)[0] for key, text in providers["started"].items()}
    begin = out["provider"].map(started).fillna(-FAR).to_numpy().astype(np.int64)
    _close_open_ends(out, found, begin, dates.day(tables.edition))
    return out.copy()  # its columns side by side: rows are taken faster


def _close_open_ends(out: pd.DataFrame, found: dict, begin: np.ndarray, edition: int) -> None:
    """Set the lo and hi columns: an open start is as early as it can be, an open end is the edition."""
    known: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for event in (*EVENTS, "promised"):
        has = found[event]["chosen_lo"].notna().to_numpy()
        lo, hi = (found[event][name].fillna(FAR).to_numpy().astype(np.int64) for name in ("chosen_lo", "chosen_hi"))
        floor = begin.copy()
        if event != "announced":
            floor = _raise(floor, known["announced"][0])
        if event in ("closing", "closed"):
            floor = _raise(floor, known["launched"][0])
        if event == "closed":
            dated = (out["launched"] != "").to_numpy()
            floor = _raise(floor, np.where(dated, known["launched"][1], FAR))
        hi = np.where(has & (hi == FAR), np.maximum(edition, np.where(lo == -FAR, edition, lo)), hi)
        if event in ("announced", "closing"):
            # A statement counts from the earliest one seen: nobody can say that it was made before.
            floor = hi
        lo = np.where(has & (lo == -FAR), np.minimum(floor, hi), lo)
        known[event] = lo, hi
        name = "live" if event == "launched" else event
        out[f"{name}_lo"], out[f"{name}_hi"] = lo, hi


def _raise(floor: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The later of two lower bounds, where the other one is known."""
    return np.where(other == FAR, floor, np.maximum(floor, other))


def states(lives: pd.DataFrame, day: int) -> tuple[np.ndarray, np.ndarray]:
    """State of each region on a day: codes (int8, positions in STATES) and sure (bool), row by row.

    Takes the lo and hi columns of `lives`. The first rule that applies wins; they are written here from
    the last to the first, each one overwriting.
    """
    at = {name: lives[name].to_numpy() <= day for name in _BOUNDS}
    both = np.ones(len(lives), np.int8)  # 2 * code + sure, one pass for the two

    def put(where: np.ndarray, code: int, known: bool) -> None:
        np.copyto(both, np.int8(2 * code + known), where=where)

    put(at["announced_lo"], ANNOUNCED, False)
    put(at["announced_hi"] & ~at["cancelled_lo"], ANNOUNCED, True)
    put(at["announced_hi"] & at["cancelled_lo"], ANNOUNCED, False)
    put(at["live_lo"], LIVE, False)
    put(at["live_hi"], LIVE, True)
    put(at["closing_lo"] & at["live_lo"], CLOSING, False)
    put(at["closing_hi"], CLOSING, True)
    leaving = at["live_lo"] & at["closed_lo"]
    put(leaving, LIVE, False)
    put(leaving & at["closing_hi"], CLOSING, False)
    put(at["cancelled_hi"], CANCELLED, True)
    put(at["closed_hi"], CLOSED, True)
    return both >> 1, (both & 1).astype(bool)


_BOUNDS = tuple(
    f"{event}_{end}" for event in ("announced", "live", "closing", "closed", "cancelled") for end in ("lo", "hi")
)


def zones_on(tables: "Tables", lives: pd.DataFrame, day: int) -> pd.DataFrame:
    """Availability zones of each region on a day: zones (Int64) and today (bool), indexed as `lives`.

    The last dated zones claim surely made by then counts; where there is none, today's number stands and
    `today` is true.
    """
    claims = tables.claims
    counted = claims[(claims["event"] == "zones") & (claims["date"] != "") & (claims["hi"] <= day)]
    trust = [-_TRUST[confidence] for confidence in counted["confidence"].tolist()]
    counted = counted.assign(trust=trust).sort_values(["hi", "trust", "value"], kind="stable")
    last = counted.groupby("key")["value"].last().reindex(lives.index)
    return pd.DataFrame({"zones": last.fillna(lives["zones"]).astype("Int64"), "today": last.isna()})
