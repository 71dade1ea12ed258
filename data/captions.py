"""What a step says: its author's caption with the facts filled in, or one written from the tables."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from data import dates, facts, query
from data.history import short_name
from data.lifecycle import EVENTS
from data.load import Tables
from data.stories import Step
from data.wording import doubt, listed, number, on, partner_words, unsurely

_NAMED = 3
"""So many regions are named one by one; more are counted."""
_ARTICLE = ("United", "Netherlands", "Philippines", "Bahamas", "Maldives", "Gambia", "Czech Republic")


@dataclass(frozen=True)
class Told:
    """A caption as plain text (paragraphs with a blank line between), and the ids of the sources behind it."""

    text: str
    sources: tuple[str, ...]


def caption(tables: Tables, lives: pd.DataFrame, narrowed: pd.DataFrame, step: Step, since: int | None) -> Told:
    """What a step says. `narrowed`: the rows of `lives` that its selection leaves; `since`: day of the step before.

    Raises ValueError where the caption names a fact that does not fit the tables.
    """
    if step.caption:
        text, used = facts.fill(tables, lives, step.day, step.caption)
    else:
        text, used = automatic(tables, lives, narrowed, step.day, since, step.region)
    backing = [*step.sources, *used, *_life_sources(tables, step)]
    return Told(text, tuple(dict.fromkeys(one for one in backing if one)))


def source_rows(tables: Tables, ids: Iterable[str]) -> pd.DataFrame:
    """The rows of `sources` with these ids, in their order."""
    known = tables.sources.set_index("source_id", drop=False)
    return known.loc[[one for one in ids if one in known.index]].reset_index(drop=True)


def _life_sources(tables: Tables, step: Step) -> list[str]:
    """Sources of what the map's card says of the chosen region: its best claims and its partners of the day."""
    if not step.region:
        return []
    claims = tables.claims
    rows = claims[(claims["key"] == step.region) & claims["best"] & (claims["lo"] <= step.day)]
    rows = rows[rows["event"].isin(EVENTS)]
    return [*rows["source_id"], *query.partners_of(tables, key=step.region, day=step.day)["source_id"]]


def automatic(
    tables: Tables, lives: pd.DataFrame, narrowed: pd.DataFrame, day: int, since: int | None, region: str = ""
) -> tuple[str, list[str]]:
    """A caption from the tables: what opened, closed and was announced since a day, with whom, who was there
    already, and what stands. Takes as `caption` does; gives the text and the ids of its sources."""
    teller = _Teller(tables, lives, narrowed, day)
    parts = []
    if since is not None and since < day:
        moved = query.between(tables, narrowed, since, day)
        parts += [
            teller.moved(moved[moved["change"] == change], words, since)
            for change, words in (("opened", "opened"), ("announced", "announced"), ("closed", "closed"))
        ]
        opened = list(moved.loc[moved["change"] == "opened", "key"])
        fresh = [*opened, *moved.loc[moved["change"] == "announced", "key"]]
        if not any(parts):
            parts.append(f"Nothing opened, closed or was announced since {_day_words(since)}.")
    else:
        opened, fresh = [], []
        parts.append(teller.life(region))
    about = list(dict.fromkeys([*([region] if region in lives.index else []), *fresh]))
    parts.append(teller.partners(about))
    parts.append(teller.rivals([region] if region in opened else opened))
    parts.append(teller.total())
    return "\n\n".join(part for part in parts if part), teller.sources


def _land(name: str) -> str:
    """A country's name within a sentence."""
    return f"the {name}" if name.startswith(_ARTICLE) else name


def _day_words(day: int) -> str:
    return dates.words(dates.date_of(day).isoformat())


class _Teller:
    """Writes the sentences of one automatic caption and keeps the sources that they use."""

    def __init__(self, tables: Tables, lives: pd.DataFrame, narrowed: pd.DataFrame, day: int) -> None:
        self.tables, self.lives, self.narrowed, self.day = tables, lives, narrowed, day
        self.several = narrowed["provider"].nunique() > 1
        self.names = dict(zip(tables.providers["provider"], tables.providers["name"], strict=True))
        self.sources: list[str] = []

    def _name(self, key: str) -> str:
        row = self.lives.loc[key]
        provider, name = row["provider_name"].split(), short_name(row["name"])
        if not self.several:
            return name
        # "Microsoft Azure" and "Azure Germany" make "Microsoft Azure Germany".
        return " ".join([*(provider[:-1] if name.startswith(provider[-1]) else provider), name])

    def _names(self, keys: list[str]) -> dict[str, str]:
        """Names that tell the regions apart: with the city where two are the same."""
        names = {key: self._name(key) for key in keys}
        twins = {name for name in names.values() if list(names.values()).count(name) > 1}
        return {key: f"{name} ({self.lives.at[key, 'city']})" if name in twins else name for key, name in names.items()}

    def _dated(self, key: str, event: str) -> str:
        claims = self.tables.claims
        rows = claims[(claims["key"] == key) & (claims["event"] == event) & claims["best"]]
        if rows.empty:
            return "on an unknown date"
        self.sources.append(rows["source_id"].iloc[0])
        return on(self.lives.at[key, event]) + doubt(rows["confidence"].iloc[0])

    def moved(self, rows: pd.DataFrame, words: str, since: int) -> str:
        """Regions that opened, closed or were announced: named where few, counted where many."""
        event = {"opened": "launched"}.get(words, words)
        if rows.empty:
            return ""
        keys = list(rows["key"])
        if len(keys) <= _NAMED:
            keys = sorted(keys, key=lambda key: (dates.span(self.lives.at[key, event])[1], key))
            told = listed([f"{name} {self._dated(key, event)}" for key, name in self._names(keys).items()])
            return f"{words.capitalize()} since {_day_words(since)}: {told}."
        counts = rows["provider"].value_counts()
        lead = number(len(keys), "region").capitalize()
        who = ""
        if self.several:
            leaders = [f"{self.names.get(one, one)} {count}" for one, count in counts.head(4).items()]
            who = f": {', '.join(leaders)}{' and others' if len(counts) > 4 else ''}"
        return f"{lead} {words} since {_day_words(since)}{who}.{self._reached(keys, event, since)}"

    def _reached(self, keys: list[str], event: str, since: int) -> str:
        """Countries in which none of those shown had ever run a region before."""
        if event != "launched":
            return ""
        before = set(self.narrowed.loc[self.narrowed["live_hi"] <= since, "country"])
        new = sorted(set(self.lives.loc[keys, "country_name"][~self.lives.loc[keys, "country"].isin(before)]))
        if not new:
            return ""
        more = f" and {len(new) - 6} more" if len(new) > 7 else ""
        return f" New on the map: {', '.join(new[:6]) + more if more else listed(new)}."

    def life(self, region: str) -> str:
        """The chosen region up to the day, for a step with none before it."""
        if region not in self.lives.index:
            return ""
        told = [
            f"{words} {self._dated(region, event)}"
            for event, words in (("announced", "announced"), ("launched", "opened"), ("closed", "closed"))
            if self.lives.at[region, event] and dates.span(self.lives.at[region, event])[0] <= self.day
        ]
        return f"{self._name(region)}: {', '.join(told)}." if told else ""

    def partners(self, keys: list[str]) -> str:
        """Who stands behind those regions on the day, and how surely."""
        deals = query.partners_of(self.tables, day=self.day)
        deals = deals[deals["region_key"].isin(keys)]
        if deals.empty or len(keys) > 2 * _NAMED:
            return ""
        parts = []
        for key in [key for key in keys if key in set(deals["region_key"])][:_NAMED]:
            own = deals[deals["region_key"] == key]
            self.sources += list(own["source_id"])
            parts.append(f"{partner_words(own.head(_NAMED), self.names)} in {self._name(key)}")
        return f"With {listed(parts)}."

    def rivals(self, opened: list[str]) -> str:
        """Who was there already, in the countries of what opened; said for at most two of them."""
        found = query.firsts(self.lives)
        told = []
        for key in opened if len(opened) <= _NAMED else []:
            row = self.lives.loc[key]
            there = found[(found["country"] == row["country"]) & (found["provider"] != row["provider"])]
            there = there[there["hi"] <= row["live_lo"]]
            place = _land(row["country_name"])
            if there.empty:
                told.append(f"In {place}, no other provider is known to have been there before.")
            else:
                names = list(there["provider_name"])
                more = [f"{len(names) - 5} more"] if len(names) > 6 else []
                told.append(f"Already in {place}: {listed([*names[:5], *more] if more else names)}.")
        return " ".join(list(dict.fromkeys(told))[:2])

    def total(self) -> str:
        """What stands on the day."""
        now = query.as_of(self.narrowed, self.day)
        now = now[now["state"].isin(["live", "closing"])]
        if now.empty:
            return "No region is live yet."
        hedge = unsurely(len(now), int(now["sure"].sum()))
        countries = number(now["country"].nunique(), "country", "countries")
        return f"{number(len(now), 'region').capitalize()}{hedge} live in {countries}."
