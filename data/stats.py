"""What the tables cover, provider by provider."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data import dates
from data.dates import FAR
from data.lifecycle import ANNOUNCED, CLOSED, states

if TYPE_CHECKING:
    from data.load import Tables

COLUMNS = (
    "provider",
    "regions",
    "day",
    "month",
    "year",
    "undated",
    "claims",
    "sourced",
    "closed",
    "planned",
    "partners",
)


def stats(tables: "Tables", lives: pd.DataFrame) -> pd.DataFrame:
    """Coverage: one row a provider in order of key, then one named "all". Columns are COLUMNS:

    regions (local and Wavelength zones aside), and of them: day, month, year (opening known to a span of at
    most 1, 31 or 366 days), undated (opened, and no date whatever), closed and planned (announced, not open)
    on the edition's date; claims (all of the provider's), sourced (percent of them that name a source) and
    partners (organisations). "no later than" and longer spans are in none of day, month, year, undated.
    """
    regions = lives[lives["kind"] == "region"]
    codes, _ = states(regions, dates.day(tables.edition))
    opened = (regions["live_lo"] != FAR) | (regions["closed_lo"] != FAR)
    spans = [dates.span(text) for text in regions["launched"]]
    length = np.array([last - first + 1 for first, last in spans])
    known = (regions["launched"] != "").to_numpy() & (length < FAR)
    counted = pd.DataFrame(
        {
            "provider": regions["provider"].to_numpy(),
            "regions": 1,
            "day": known & (length <= 1),
            "month": known & (length > 1) & (length <= 31),
            "year": known & (length > 31) & (length <= 366),
            "undated": (opened & (regions["launched"] == "")).to_numpy(),
            "closed": codes == CLOSED,
            "planned": codes == ANNOUNCED,
        }
    )
    providers = sorted(tables.providers["provider"])
    sums = counted.groupby("provider").sum().reindex(providers, fill_value=0).astype("int64")
    claims = tables.claims.groupby("provider")["source_id"]
    sums["claims"] = claims.size().reindex(providers, fill_value=0)
    sourced = claims.agg(lambda keys: int((keys != "").sum())).reindex(providers, fill_value=0)
    partners = tables.partnerships.groupby("provider")["partner_id"].nunique()
    sums["partners"] = partners.reindex(providers, fill_value=0)
    total = sums.sum().to_frame("all").T
    total["partners"] = tables.partnerships["partner_id"].nunique()
    out = pd.concat([sums, total])
    named = pd.concat([sourced, pd.Series({"all": sourced.sum()})])
    out["sourced"] = (100.0 * named / out["claims"].where(out["claims"] > 0)).fillna(0.0).round(1)
    return out.rename_axis("provider").reset_index()[list(COLUMNS)]
