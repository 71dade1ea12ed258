"""Pure questions on the tables and the lives of the regions. Those on time are in `data.history`,
those that set one thing against another in `data.comparison`; all can be asked here."""

import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from geopy.distance import geodesic

from data import dates
from data.comparison import between, firsts, slips
from data.deals import spans
from data.history import event_days, events, growth, surely_open
from data.lifecycle import ANNOUNCED, CANCELLED, CLOSED, CLOSING, LIVE, STATES, states

if TYPE_CHECKING:
    from data.load import Tables

__all__ = [
    "as_of",
    "between",
    "counts",
    "event_days",
    "events",
    "firsts",
    "growth",
    "nearest",
    "nearest_of_each",
    "partners_of",
    "search",
    "slips",
]

_MEAN_RADIUS_KM = 6371.0088


def as_of(
    lives: pd.DataFrame,
    day: int,
    kinds: Collection[str] | None = ("region",),
    columns: Sequence[str] | None = None,
) -> pd.DataFrame:
    """What was there on a day: the rows of `lives` that are not absent, with `state` and `sure` added.

    `kinds` keeps regions, local zones or Wavelength zones; None keeps all. `columns` takes fewer columns of
    `lives`, which is faster. `state` is categorical (STATES), `sure` bool. Order as in `lives`.
    """
    codes, sure = states(lives, day)
    there = (codes > 0) & of_kind(lives, kinds)
    out = lives if columns is None else lives[list(columns)]
    out = out if there.all() else out.take(np.flatnonzero(there))
    return out.assign(state=pd.Categorical.from_codes(codes[there], STATES), sure=sure[there])


def of_kind(lives: pd.DataFrame, kinds: Collection[str] | None) -> np.ndarray:
    """Which rows are of some kinds; None means all."""
    if kinds is None:
        return np.ones(len(lives), bool)
    kind = lives["kind"]
    return np.logical_or.reduce([np.zeros(len(lives), bool), *((kind == one).to_numpy() for one in kinds)])


def counts(lives: pd.DataFrame, day: int, kinds: Collection[str] | None = ("region",)) -> dict[str, int]:
    """Numbers of a day.

    live (live or closing), surely (of them, those that have surely opened and surely not closed),
    live_unsure (the rest of them), announced, closing, closed, cancelled, and the countries and providers
    of what is live.
    """
    codes, _ = states(lives, day)
    counted = of_kind(lives, kinds)
    runs = counted & ((codes == LIVE) | (codes == CLOSING))
    opened, shut = surely_open(lives)
    surely = int((runs & (opened <= day) & (day < shut)).sum())
    numbers = {STATES[code]: int((counted & (codes == code)).sum()) for code in (ANNOUNCED, CLOSING, CLOSED, CANCELLED)}
    return {
        "live": int(runs.sum()),
        "surely": surely,
        "live_unsure": int(runs.sum()) - surely,
        **numbers,
        "countries": int(lives["country"][runs].nunique()),
        "providers": int(lives["provider"][runs].nunique()),
    }


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """A text for comparing: no accents, no case."""
    spread = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in spread if not unicodedata.combining(letter)).casefold()


def search(tables: "Tables", lives: pd.DataFrame, text: str) -> list[str]:
    """Keys of the regions that hold every word of a text, best first; blank text finds none.

    Looks in region id, name, city, country (name and code), provider and partners (with aliases and
    parents), without regard to accents or case. Whole ids and cities come first, then beginnings.
    """
    wanted = fold(text).replace(",", " ").split()
    if not wanted:
        return []
    whole = " ".join(wanted)
    partners = _partner_words(tables)
    found = []
    columns = ["region_id", "city", "name", "provider", "provider_name", "country_name", "country"]
    for place, row in enumerate(zip(*(lives[name].tolist() for name in ["key", *columns]), strict=True)):
        key, *fields = row[0], *map(fold, row[1:])
        hay = " ".join((key, *fields, partners.get(key, "")))
        if all(word in hay for word in wanted):
            rank = 0 if whole in (key, *fields) else 1 if any(field.startswith(whole) for field in fields) else 2
            found.append((rank, place, key))
    return [key for _, _, key in sorted(found)]


def _partner_words(tables: "Tables") -> dict[str, str]:
    """Folded names of the partners of each region, with their aliases and parents."""
    partners = tables.partners.set_index("partner_id")
    names = {key: f"{name} {alias}" for key, name, alias in partners[["name", "aliases"]].itertuples(name=None)}
    words = {key: fold(f"{names[key]} {names.get(parent, '')}") for key, parent in partners["parent"].items()}
    out: dict[str, str] = {}
    deals = tables.partnerships
    for key, partner in zip(deals["region_key"].tolist(), deals["partner_id"].tolist(), strict=True):
        if key:
            out[key] = f"{out.get(key, '')} {words.get(partner, '')}"
    return out


def nearest(
    lives: pd.DataFrame,
    key: str,
    n: int = 5,
    day: int | None = None,
    providers: Collection[str] | None = None,
    kinds: Collection[str] | None = ("region",),
) -> pd.DataFrame:
    """The n regions nearest to one, with `km` (geodesic on WGS-84, between city centres), nearest first.

    With a day, only those live or closing then, with `state` and `sure`; otherwise all but itself.
    Empty where the region has no coordinates.
    """
    home = lives.loc[key]
    others = lives[lives["lat"].notna() & (lives["key"] != key)]
    if day is not None:
        others = as_of(others, day, kinds)
        others = others[others["state"].isin(["live", "closing"])]
    elif kinds is not None:
        others = others[others["kind"].isin(kinds)]
    if providers is not None:
        others = others[others["provider"].isin(providers)]
    if pd.isna(home["lat"]) or others.empty:
        return others.iloc[:0].assign(km=pd.Series(dtype="float64"))
    rough = great_circle_km(home["lat"], home["lon"], others["lat"].to_numpy(), others["lon"].to_numpy())
    # The ellipsoid differs from the sphere by less than 0.6 %, so these must hold the n nearest.
    limit = np.sort(rough)[min(n, len(rough)) - 1] * 1.012 + 1.0
    close = others[rough <= limit]
    km = [geodesic((home["lat"], home["lon"]), point).km for point in zip(close["lat"], close["lon"], strict=True)]
    return close.assign(km=km).sort_values("km", kind="stable").head(n)


def nearest_of_each(lives: pd.DataFrame, key: str, n: int = 6, day: int | None = None) -> pd.DataFrame:
    """The nearest region of each other provider, the n nearest of them, as `nearest` gives them."""
    home = lives.loc[key]
    others = lives[lives["lat"].notna() & (lives["provider"] != home["provider"])]
    if day is not None:
        others = as_of(others, day)
        others = others[others["state"].isin(["live", "closing"])]
    if pd.isna(home["lat"]) or others.empty:
        return others.iloc[:0].assign(km=pd.Series(dtype="float64"))
    rough = great_circle_km(home["lat"], home["lon"], others["lat"].to_numpy(), others["lon"].to_numpy())
    closest = others.assign(rough=rough).sort_values("rough", kind="stable").drop_duplicates("provider").head(n)
    km = [geodesic((home["lat"], home["lon"]), point).km for point in zip(closest["lat"], closest["lon"], strict=True)]
    return closest.drop(columns="rough").assign(km=km).sort_values("km", kind="stable")


def great_circle_km(lat: float, lon: float, lats: np.ndarray, lons: np.ndarray) -> np.ndarray:
    """Haversine distance in km from one point to many, in degrees, on a sphere of the mean radius."""
    lat, lon, lats, lons = (np.radians(value) for value in (lat, lon, lats, lons))
    half = np.sin((lats - lat) / 2) ** 2 + np.cos(lat) * np.cos(lats) * np.sin((lons - lon) / 2) ** 2
    return 2 * _MEAN_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))


def partners_of(
    tables: "Tables", key: str | None = None, provider: str | None = None, day: int | None = None
) -> pd.DataFrame:
    """Partnerships of a region (key), of a provider, or all, with their partner and source.

    Adds partner_name, partner_kind, partner_country, parent, publisher, title, source_url and `sure`.
    With a day, only those that may hold then; `sure` is true where they surely do. How blank dates are read
    stands at `data.deals.spans`.
    """
    deals = tables.partnerships
    if key is not None:
        deals = deals[deals["region_key"] == key]
    if provider is not None:
        deals = deals[deals["provider"] == provider]
    held = spans(tables, deals)
    if day is None:
        day = dates.day(tables.edition)
    else:
        there = (held["begin_lo"] <= day) & (held["end_hi"] > day)
        deals, held = deals[there], held[there]
    sure = (held["begin_hi"] <= day) & (held["end_lo"] > day)
    partners = tables.partners.set_index("partner_id").rename(
        columns={"name": "partner_name", "kind": "partner_kind", "country": "partner_country"}
    )[["partner_name", "partner_kind", "partner_country", "parent"]]
    sources = tables.sources.set_index("source_id")[["publisher", "title", "url"]]
    sources = sources.rename(columns={"url": "source_url"})
    out = deals.assign(sure=sure).join(partners, on="partner_id").join(sources, on="source_id")
    texts = ["partner_name", "partner_kind", "partner_country", "parent", "publisher", "title", "source_url"]
    return out.assign(**{name: out[name].fillna("") for name in texts}).reset_index(drop=True)
