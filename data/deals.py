"""How long a deal with a partner holds, as far as it is known."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data import dates
from data.dates import FAR

if TYPE_CHECKING:
    from data.load import Tables


def spans(tables: "Tables", deals: pd.DataFrame | None = None) -> pd.DataFrame:
    """How long each deal holds: begin_lo, begin_hi, end_lo, end_hi (days; FAR = no end) and with_region.

    A row per row of `deals` (partnerships; all by default), under the same index. A blank beginning is not
    before the provider started and surely made by the edition's date. A blank end means that it goes on, for
    one region at most until that region closes (`with_region` is true where the region's closing ends it).
    """
    deals = tables.partnerships if deals is None else deals
    started = {key: dates.span(text)[0] for key, text in tables.providers.set_index("provider")["started"].items()}
    begin_lo = deals["from_lo"].where(deals["from_lo"] != -FAR, deals["provider"].map(started).fillna(-FAR))
    begin_hi = deals["from_hi"].where(deals["from_hi"] != FAR, dates.day(tables.edition))
    given = deals["to_date"] != ""
    end_lo, end_hi = deals["to_lo"].where(given, FAR), deals["to_hi"].where(given, FAR)
    closed = tables.claims
    closed = closed[(closed["event"] == "closed") & closed["best"]].set_index("key")
    with_region = ~given & deals["region_key"].isin(closed.index)
    if with_region.any():
        shut = deals.loc[with_region, "region_key"]
        latest = shut.map(closed["chosen_hi"].where(closed["chosen_hi"] != FAR, dates.day(tables.edition)))
        end_hi = end_hi.mask(with_region, latest)
        end_lo = end_lo.mask(with_region, np.maximum(shut.map(closed["chosen_lo"]), begin_hi[with_region]))
    columns = {"begin_lo": begin_lo, "begin_hi": begin_hi, "end_lo": end_lo, "end_hi": end_hi}
    return pd.DataFrame({name: days.astype("int64") for name, days in columns.items()}).assign(with_region=with_region)
