"""One view, computed once: what a selection shows on its day, and the words that every file says about it."""

from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from components import filters, style, ties, timeline
from components.deals import every, known
from components.pack.changes import belonging, of_year
from components.selection import CONTROLS, Selection
from data import dates, lifecycle
from data.load import Tables

ATLAS = "Cloud Expansion Atlas"


@dataclass(frozen=True)
class View:
    """What a file is made of. Frames are read, never changed.

    `fitting`: rows of lives that the filter leaves, whatever the day; `shown`: rows of as_of of the day in the
    states asked for, in the order of `python -m data at`; `codes` and `sure`: states of `fitting` on the day, 0
    where not shown.
    """

    tables: Tables
    lives: pd.DataFrame
    selection: Selection
    fitting: pd.DataFrame
    shown: pd.DataFrame
    codes: np.ndarray
    sure: np.ndarray
    title: str
    filter_words: str
    base: str = ""

    @cached_property
    def deals(self) -> pd.DataFrame:
        """Partnerships that hold on the day: rows of `components.deals.known`."""
        return _deals(self.tables, self.lives, self.shown, self.selection)

    @cached_property
    def deals_ever(self) -> pd.DataFrame:
        """Partnerships that the filter leaves, of any day: rows of `components.deals.every`."""
        found = every(self.tables, self.lives)
        return found[ties.fitting(self.tables, self.lives, found, self.selection)]

    @cached_property
    def changes(self) -> pd.DataFrame:
        """What changed in the year before, newest first: day, date, words, key, what, name, provider, provider_name,
        detail, confidence, sure."""
        return of_year(self.tables, self.lives, self.fitting, self.selection)

    @cached_property
    def zones(self) -> pd.Series:
        """Availability zones of the shown regions on the day (Int64); missing where only today's number is known."""
        found = lifecycle.zones_on(self.tables, self.shown, self.day)
        past = self.day < dates.day(self.tables.edition)
        return found["zones"].mask(found["today"] & past)

    @cached_property
    def cited(self) -> pd.DataFrame:
        """Rows of sources behind `shown` and `deals`, most used first, with `used`."""
        return _cited(self.tables, self.shown, self.deals, self.day)

    @property
    def day(self) -> int:
        return self.selection.day

    @property
    def iso(self) -> str:
        """The day as YYYY-MM-DD."""
        return self.selection.date.isoformat()

    @property
    def date_words(self) -> str:
        """The day as "22 Oct 2018"."""
        return dates.words(self.iso)

    @property
    def edition(self) -> str:
        return self.tables.edition.isoformat()

    @property
    def licence(self) -> str:
        """Such as "CC BY 4.0"; blank where the edition names none."""
        return str(self.tables.edition_info.get("licence", "")).replace("CC-BY-4.0", "CC BY 4.0")

    @property
    def source_line(self) -> str:
        """What stands at the foot of every file."""
        parts = [f"{ATLAS}, edition {self.edition}", self.licence, "outlines: Natural Earth"]
        return ", ".join(part for part in parts if part)

    @property
    def counts(self) -> dict[str, int]:
        """Number of shown regions by state."""
        return self.shown["state"].astype("str").value_counts().to_dict()

    @property
    def summary(self) -> str:
        """Such as "31 regions: 29 live (8 of them not surely), 2 announced."."""
        return timeline.summary(self.shown) or "No region existed yet on this day."

    @property
    def counted(self) -> str:
        """The first sentence of `summary`."""
        return self.summary.partition(". ")[0].rstrip(".") + "."

    @property
    def running(self) -> pd.Series:
        """Regions live or closing by provider, most first; 0 for those that have others only."""
        runs = self.shown["state"].isin(["live", "closing"]).groupby(self.shown["provider"], sort=True).sum()
        return runs.astype("int64").sort_values(ascending=False, kind="stable")

    @property
    def link(self) -> str:
        """The link that shows the same in the app: `base`, and "?date=2018-10-22&provider=alibaba"."""
        pairs = [("date", self.iso)]
        for control in CONTROLS:
            value = getattr(self.selection, control.name, "")
            if control.name != "date" and value and value != control.default(self.tables):
                pairs += [(control.name, part) for part in ([value] if isinstance(value, str) else value)]
        return self.base + "?" + urlencode(pairs, safe=":,")

    @cached_property
    def _names(self) -> dict[str, str]:
        return dict(zip(self.tables.providers["provider"], self.tables.providers["name"], strict=True))

    @cached_property
    def providers(self) -> np.ndarray:
        """Providers of `fitting`, row by row."""
        return np.array(self.fitting["provider"].tolist(), dtype=object)

    @cached_property
    def _ties(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Regions with a deal, and the days from and until which it may hold."""
        deals = every(self.tables, self.lives)
        deals = deals[deals["region_key"].isin(self.fitting["key"])]
        keys = np.array(deals["region_key"].tolist(), dtype=object)
        return keys, deals["begin_lo"].to_numpy(), deals["end_hi"].to_numpy()

    def provider_name(self, provider: str) -> str:
        return str(self._names.get(provider, provider))

    def at(self, day: int) -> "View":
        """The same view on another day."""
        if day == self.day:
            return self
        return look(self.tables, self.lives, replace(self.selection, day=day), self.title, self.base)

    def on(self, day: int) -> tuple[np.ndarray, np.ndarray]:
        """States of `fitting` on any day: codes, 0 where not shown, and sure."""
        return _shown_codes(self.fitting, self.selection, day)

    def partnered(self, day: int) -> frozenset[str]:
        """Keys of regions that may have a partner on a day: those with the map's small ring."""
        keys, begin, end = self._ties
        return frozenset(keys[(begin <= day) & (day < end)])


def look(tables: Tables, lives: pd.DataFrame, selection: Selection, title: str = "", base: str = "") -> View:
    """Compute the view of a selection. `title` stands instead of the one that the filter gives; `base` is the
    app's address, where it is known."""
    fitting = lives[filters.fitting(tables, lives, selection)].sort_values(["provider", "region_id"])
    codes, sure = _shown_codes(fitting, selection, selection.day)
    there = codes > 0
    shown = fitting[there].assign(
        state=pd.Categorical.from_codes(codes[there], lifecycle.STATES), sure=sure[there].astype(bool)
    )
    return View(
        tables=tables,
        lives=lives,
        selection=selection,
        fitting=fitting,
        shown=shown,
        codes=codes,
        sure=sure,
        title=title or _title(tables, selection),
        filter_words=_filter_words(tables, selection),
        base=base,
    )


def _shown_codes(fitting: pd.DataFrame, selection: Selection, day: int) -> tuple[np.ndarray, np.ndarray]:
    codes, sure = lifecycle.states(fitting, day)
    wanted = [lifecycle.STATES.index(state) for state in selection.states]
    return np.where(np.isin(codes, wanted), codes, 0), sure


def _deals(tables: Tables, lives: pd.DataFrame, shown: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    deals = belonging(tables, lives, known(tables, lives, selection.day), shown["key"], selection)
    return deals.sort_values(["provider", "partner_name", "region_id", "role"], ignore_index=True)


def _cited(tables: Tables, shown: pd.DataFrame, deals: pd.DataFrame, day: int) -> pd.DataFrame:
    """Sources of the best claims on the shown regions made by the day, and of the deals; most used first."""
    claims = tables.claims
    claims = claims[claims["key"].isin(shown["key"]) & claims["best"] & (claims["chosen_lo"] <= day)]
    used = pd.concat([claims["source_id"], deals["source_id"]])
    used = used[used != ""].value_counts()
    out = tables.sources[tables.sources["source_id"].isin(used.index)]
    out = out.assign(used=out["source_id"].map(used).astype("int64"))
    return out.sort_values(["used", "publisher", "source_id"], ascending=[False, True, True], ignore_index=True)


def _title(tables: Tables, selection: Selection) -> str:
    names = tables.providers.set_index("provider")["name"]
    chosen = [str(names.get(provider, provider)) for provider in selection.provider]
    if not chosen:
        return "Cloud regions"
    if len(chosen) > 4:
        return f"Cloud regions of {len(chosen)} providers"
    listed = chosen[0] if len(chosen) == 1 else f"{', '.join(chosen[:-1])} and {chosen[-1]}"
    return f"{listed} regions"


def _filter_words(tables: Tables, selection: Selection) -> str:
    """The filter beside providers and date in words; blank where there is none."""
    countries = tables.countries.set_index("country")["name"]
    partners = tables.partners.set_index("partner_id")["name"]
    layers = {"local_zone": "with local zones", "wavelength": "with Wavelength zones"}
    parts = [
        *selection.continent,
        *(str(countries.get(code, code)) for code in selection.country),
        *(f"access: {style.ACCESS_WORDS.get(access, access).lower()}" for access in selection.access),
        *(f"with {partners.get(partner, partner)}" for partner in selection.partner),
        *(f"partner's role: {style.ROLE_WORDS.get(role, role)}" for role in selection.role),
        *([f"only {', '.join(selection.state)}"] if selection.state else []),
        *(layers[layer] for layer in selection.layer if layer in layers),
        *([f"search “{selection.q.strip()}”"] if selection.q.strip() else []),
    ]
    return " · ".join(parts)
