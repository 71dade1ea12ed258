"""One thing set against another: two days, who was first, and what was promised against what came."""

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data import dates
from data.dates import FAR
from data.history import surely_open
from data.lifecycle import ABSENT, CLOSED, CLOSING, LIVE, STATES, states, zones_on

if TYPE_CHECKING:
    from data.load import Tables

_CHANGES = {"announced": "announced", "closing": "closing", "cancelled": "cancelled"}
_FIRSTS = [
    "place",
    "country",
    "order",
    "key",
    "provider",
    "provider_name",
    "name",
    "launched",
    "words",
    "lo",
    "hi",
]
_SLIPS = [
    "key",
    "provider",
    "provider_name",
    "name",
    "city",
    "country",
    "announced",
    "launched",
    "live_lo",
    "live_hi",
]


def between(
    tables: "Tables", lives: pd.DataFrame, day_a: int, day_b: int, kinds: Collection[str] | None = ("region",)
) -> pd.DataFrame:
    """What changed from the earlier of two days to the later one, in order of provider and region.

    `kinds` keeps regions, local zones or Wavelength zones; None keeps all.
    Columns: key (blank for a partnership of no one region), provider, change (opened, closed, announced,
    closing, cancelled, zones_added, partner_joined, partner_left), detail (words), date (EDTF) and sure
    (false where a date leaves open whether it was between the two). A region that was absent and is live
    has opened; its announcement is not told besides.
    """
    day_a, day_b = sorted((day_a, day_b))
    lives = lives if kinds is None else lives[lives["kind"].isin(list(kinds))]
    (before, sure_before), (after, sure_after) = states(lives, day_a), states(lives, day_b)
    sure = sure_before & sure_after
    ran, runs = (np.isin(codes, [LIVE, CLOSING]) for codes in (before, after))
    launched = (lives["live_lo"] != FAR).to_numpy()
    was_closed, is_closed = before == CLOSED, after == CLOSED
    found = {
        "opened": ~ran & ~was_closed & (runs | (is_closed & launched)),
        "closed": ~was_closed & is_closed,
        **{state: (before != code) & (after == code) for code, state in enumerate(STATES) if state in _CHANGES},
    }
    found["announced"] &= before == ABSENT
    rows = []
    for change, which in found.items():
        event = {"opened": "launched"}.get(change, change)
        for place in np.flatnonzero(which):
            key, provider, date = (lives[name].iat[place] for name in ("key", "provider", event))
            rows.append((key, provider, change, dates.words(date), date, bool(sure[place])))
    rows += _zones_added(tables, lives, day_a, day_b, ran) + _partners_moved(tables, day_a, day_b)
    out = pd.DataFrame(rows, columns=["key", "provider", "change", "detail", "date", "sure"])
    return out.sort_values(["provider", "key", "change"], ignore_index=True)


def _zones_added(tables: "Tables", lives: pd.DataFrame, day_a: int, day_b: int, ran: np.ndarray) -> list[tuple]:
    """Running regions whose number of zones is dated on both days, and grew."""
    before, after = zones_on(tables, lives, day_a), zones_on(tables, lives, day_b)
    grew = ran & ~before["today"] & ~after["today"] & (after["zones"] > before["zones"]).fillna(False)
    claims = tables.claims[(tables.claims["event"] == "zones") & (tables.claims["hi"] <= day_b)]
    rows = []
    for key in lives.index[grew.to_numpy(dtype=bool)]:
        first, last = before.at[key, "zones"], after.at[key, "zones"]
        claim = claims[(claims["key"] == key) & (claims["value"] == last)].sort_values("hi").iloc[-1]
        told = f"{first} to {last} zones"
        rows.append((key, lives.at[key, "provider"], "zones_added", told, claim["date"], bool(claim["lo"] > day_a)))
    return rows


def _partners_moved(tables: "Tables", day_a: int, day_b: int) -> list[tuple]:
    """Dated partnerships that surely began, or surely ended, after the one day and by the other."""
    names = tables.partners.set_index("partner_id")["name"]
    rows = []
    for change, column, end in (("partner_joined", "from_date", "from"), ("partner_left", "to_date", "to")):
        deals = tables.partnerships
        deals = deals[(deals[f"{end}_hi"] > day_a) & (deals[f"{end}_hi"] <= day_b)]
        sure = deals[f"{end}_lo"] > day_a
        for key, provider, partner, role, date, known in zip(
            deals["region_key"],
            deals["provider"],
            deals["partner_id"],
            deals["role"],
            deals[column],
            sure,
            strict=True,
        ):
            told = f"{names.get(partner, partner)} ({role.replace('_', ' ')})"
            rows.append((key, provider, change, told, date, bool(known)))
    return rows


def firsts(lives: pd.DataFrame, by: str = "country") -> pd.DataFrame:
    """Order in which providers opened in each place: their first region in each country or city.

    `by` is "country" or "city", else ValueError. Columns: place, country, order (1 = first), key,
    provider, provider_name, name, launched (EDTF), words, lo, hi (days), least and most (days after the
    one before, at least and at most; missing for the first) and sure (the order is certain: none listed
    before may have come later, and none listed after earlier).
    """
    if by not in ("country", "city"):
        raise ValueError(f'by must be "country" or "city", not {by!r}')
    out = lives[(lives["kind"] == "region") & (lives["live_lo"] != FAR) & (lives[by] != "")]
    opened, _ = surely_open(out)
    out = out.assign(lo=np.minimum(out["live_lo"], opened), hi=opened)
    out = out.assign(place=out["country_name"] if by == "country" else out["city"])
    out = out.sort_values(["hi", "lo", "key"], kind="stable")
    place = ["country"] if by == "country" else ["country", "city"]
    out = out.drop_duplicates([*place, "provider"])
    groups = out.groupby(place, sort=False)
    before = groups[["lo", "hi"]].shift(1).astype("Int64")
    next_lo = out["lo"].iloc[::-1].groupby([out[name].iloc[::-1] for name in place]).cummin()
    next_lo = next_lo.reindex(out.index).groupby([out[name] for name in place]).shift(-1)
    out = out.assign(
        order=groups.cumcount() + 1,
        least=out["lo"] - before["hi"],
        most=out["hi"] - before["lo"],
        words=pd.Series([dates.words(text) for text in out["launched"]], index=out.index, dtype="str"),
        sure=(before["hi"].fillna(-FAR) <= out["lo"]).astype(bool) & (next_lo.fillna(FAR) >= out["hi"]),
    )
    out["least"] = out["least"].clip(lower=0)
    out = out.sort_values(["place", "country", "order"], kind="stable", ignore_index=True)
    return out[[*_FIRSTS, "least", "most", "sure"]]


def slips(tables: "Tables", lives: pd.DataFrame) -> pd.DataFrame:
    """What was promised against what came: one row per region and promised date, ordered by region.

    Columns: key, provider, provider_name, name, city, country, announced, launched (EDTF), live_lo,
    live_hi, promised (EDTF), promised_lo, promised_hi, confidence, source_id, and slip_least and
    slip_most: days from the promised time to the opening (0 within it, negative before it), at least and
    at most. `outcome` is early, on time, late, unsure, undated (open, nobody knows since when), overdue
    (not open by the edition's date, the days until then in slip_least), ahead or cancelled.
    """
    edition = dates.day(tables.edition)
    claims = tables.claims[(tables.claims["event"] == "promised") & (tables.claims["date"] != "")]
    claims = claims.sort_values(["key", "lo", "best"], ascending=[True, True, False], kind="stable")
    claims = claims.drop_duplicates(["key", "date"])[["key", "date", "lo", "hi", "confidence", "source_id"]]
    claims = claims.rename(columns={"date": "promised", "lo": "promised_lo", "hi": "promised_hi"})
    out = claims.merge(lives[_SLIPS].assign(gone=lives["cancelled_hi"] <= edition), on="key", how="inner")
    told = [
        _slip(row.promised_lo, row.promised_hi, row.launched, row.live_lo, row.live_hi, edition, row.gone)
        for row in out.itertuples()
    ]
    out["slip_least"] = pd.array([row[0] for row in told], dtype="Int64")
    out["slip_most"] = pd.array([row[1] for row in told], dtype="Int64")
    out["outcome"] = pd.Series([row[2] for row in told], dtype="str")
    order = [*_SLIPS, "promised", "promised_lo", "promised_hi", "confidence", "source_id"]
    return out[[*order, "slip_least", "slip_most", "outcome"]]


def _slip(
    lo: int, hi: int, launched: str, live_lo: int, live_hi: int, edition: int, cancelled: bool
) -> tuple[int | None, int | None, str]:
    """Least and most days of slip, and the outcome, of one promise (lo to hi)."""

    def late(day: int) -> int:
        return day - hi if day > hi else min(day - lo, 0)

    if live_lo == FAR:
        if cancelled:
            return None, None, "cancelled"
        return (late(edition), None, "overdue") if edition > hi else (None, None, "ahead")
    if not launched:
        return None, None, "undated"
    least, most = late(live_lo), late(live_hi)
    if least == most == 0:
        return 0, 0, "on time"
    return least, most, "late" if least > 0 else "early" if most < 0 else "unsure"
