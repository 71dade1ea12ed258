"""Stories: steps through time that a person presents, kept as TOML files in data/stories.

A story has a title, a summary and steps; a step has a date, a selection, a camera, a caption and notes.
A caption may name facts in braces (`data.facts`); a blank one is written from the tables (`data.captions`).
"""

import datetime as dt
import json
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from data import dates, facts, schema
from data.faults import DataFaults, Fault
from data.lifecycle import STATES
from data.load import Tables

FOLDER = Path(__file__).parent / "stories"
MOST_BYTES = 200_000
MOST_STEPS = 60
_LENGTHS = {"title": 120, "summary": 500, "caption": 1500, "notes": 4000, "q": 200}
_MANY = ("provider", "access", "state", "continent", "country", "partner", "role", "layer", "lines", "sources")
_FIRST_DAY = dates.day("2006-01-01")


@dataclass(frozen=True)
class Step:
    """One step. The names from `provider` to `q` are those of the page's link; `day` counts from 1970-01-01.

    `camera` is latitude, longitude and zoom (of a map 900 pixels wide), or None for the whole world.
    `sources` backs what the caption says beyond the facts it names. `line` is where the step stands in its file.
    """

    title: str
    day: int
    caption: str = ""
    notes: str = ""
    camera: tuple[float, float, float] | None = None
    sources: tuple[str, ...] = ()
    provider: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    continent: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    partner: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    layer: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    region: str = ""
    q: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Story:
    """A story: `name` is that of its file, without the ending."""

    name: str
    title: str
    summary: str = ""
    steps: tuple[Step, ...] = ()


class StoryFault(Fault):
    """A fault in a story; `row` is the line of the file."""

    def __str__(self) -> str:
        place = self.file + (f", line {self.row}" if self.row else "") + (f", {self.column}" if self.column else "")
        return f"{place}: {self.value!r}: {self.rule}" if self.value else f"{place}: {self.rule}"


def names() -> list[str]:
    """Names of the stories that ship."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load_story(name: str, tables: Tables, lives: pd.DataFrame) -> Story:
    """A story that ships; KeyError if there is none of that name, DataFaults if it does not fit the tables."""
    if name not in names():
        raise KeyError(f"no story is named {name!r}; there are {', '.join(names())}")
    path = FOLDER / f"{name}.toml"
    return read_story(path.read_bytes(), path.name, tables, lives)


def read_story(content: bytes | str, file: str, tables: Tables, lives: pd.DataFrame) -> Story:
    """Read a story from the text of a TOML file and check it against the tables.

    Raises DataFaults with every fault found: file, line, key, value and how to mend it.
    """

    def refuse(line: int, rule: str) -> DataFaults:
        return DataFaults([StoryFault(file, line, "", "", rule)])

    raw = content.encode() if isinstance(content, str) else content
    if len(raw) > MOST_BYTES:
        raise refuse(0, f"the file is larger than {MOST_BYTES // 1000} kB: shorten it")
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
        told = tomllib.loads(text)
    except UnicodeDecodeError as problem:
        raise refuse(raw[: problem.start].count(b"\n") + 1, "is not UTF-8: save the file as UTF-8") from None
    except tomllib.TOMLDecodeError as problem:
        found = re.search(r"\(at line (\d+), column \d+\)", str(problem))
        line = int(found.group(1)) if found else text.count("\n") + 1
        rule = re.sub(r" \(at .*\)$", "", str(problem))
        raise refuse(line, f"cannot be read as TOML ({rule}): put texts in quotes and close them") from None
    reader = _Reader(file, _lines_of(text), tables, lives)
    story = reader.story(told, Path(file).stem)
    if reader.faults:
        raise DataFaults(reader.faults)
    return story


class _Reader:
    """Reads one file's values into steps and gathers the faults on the way."""

    def __init__(self, file: str, lines: dict[tuple[int, str], int], tables: Tables, lives: pd.DataFrame) -> None:
        self.file, self.lines, self.tables, self.lives = file, lines, tables, lives
        self.faults: list[StoryFault] = []
        promised = tables.claims.loc[tables.claims["event"] == "promised", "hi"]
        known = promised[promised < dates.FAR]
        self.last = max(dates.day(tables.edition), int(known.max()) if len(known) else 0)
        self.fits: dict[str, Collection[str]] = {
            "provider": set(tables.providers["provider"]),
            "access": schema.ACCESS,
            "state": STATES[1:],
            "continent": schema.CONTINENTS,
            "country": set(tables.regions["country"]),
            "partner": set(tables.partners["partner_id"]),
            "role": schema.ROLES,
            "layer": ("local_zone", "wavelength"),
            "lines": ("sites", "hubs", "partners", "names", "none"),
            "region": set(tables.regions["key"]),
            "sources": set(tables.sources["source_id"]),
        }

    def fault(self, number: int, key: str, value: object, rule: str) -> None:
        line = self.lines.get((number, key)) or self.lines.get((number, ""), 0)
        self.faults.append(StoryFault(self.file, line, key, "" if value is None else str(value)[:80], rule))

    def story(self, told: Mapping, name: str) -> Story:
        self._known(0, told, ("title", "summary", "step"))
        title = self._text(0, told, "title", needed=True)
        summary = self._text(0, told, "summary")
        steps = told.get("step", [])
        if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
            self.fault(0, "step", None, "begin each step with a line [[step]]")
            steps = []
        elif not 1 <= len(steps) <= MOST_STEPS:
            self.fault(0, "step", len(steps), f"a story has 1 to {MOST_STEPS} steps, each under a line [[step]]")
        return Story(name, title, summary, tuple(self._step(n, step) for n, step in enumerate(steps, 1)))

    def _step(self, number: int, told: Mapping) -> Step:
        keys = [name for name in Step.__dataclass_fields__ if name not in ("day", "line")]
        self._known(number, told, ["date", *keys])
        texts = {name: self._text(number, told, name, needed=name == "title") for name in ("title", "caption", "notes")}
        many = {name: self._many(number, told, name) for name in _MANY}
        region = self._text(number, told, "region")
        if region:
            self._fitting(number, "region", region)
        day = self._day(number, told)
        try:
            facts.fill(self.tables, self.lives, day, texts["caption"])
        except ValueError as problem:
            self.fault(number, "caption", None, str(problem))
        return Step(
            day=day, camera=self._camera(number, told), region=region, q=self._text(number, told, "q"),
            line=self.lines.get((number, ""), 0), **texts, **many,
        )  # fmt: skip

    def _known(self, number: int, told: Mapping, keys: Collection[str]) -> None:
        for key in told:
            if key not in keys:
                self.fault(number, key, None, f"unknown key{_meant(key, keys)} Known are {', '.join(keys)}")

    def _text(self, number: int, told: Mapping, key: str, needed: bool = False) -> str:
        value = told.get(key, "")
        if not isinstance(value, str):
            self.fault(number, key, value, "write a text in quotes")
            return ""
        value = value.strip()
        if needed and not value:
            self.fault(number, key, None, f"missing: give it a {key}")
        most = _LENGTHS.get(key, 200)
        if len(value) > most:
            self.fault(number, key, value, f"{len(value)} letters are too many: keep it within {most}")
        return value

    def _many(self, number: int, told: Mapping, key: str) -> tuple[str, ...]:
        value = told.get(key, [])
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
            self.fault(number, key, value, f'write a list of texts, such as {key} = ["{min(self.fits[key])}"]')
            return ()
        return tuple(one for one in dict.fromkeys(values) if self._fitting(number, key, one))

    def _fitting(self, number: int, key: str, value: str) -> bool:
        if value in self.fits[key]:
            return True
        one = "source" if key == "sources" else key
        self.fault(number, key, value, f"no such {one} in the tables{_meant(value, self.fits[key])}".rstrip("."))
        return False

    def _day(self, number: int, told: Mapping) -> int:
        value = told.get("date")
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            value = value.isoformat()
        if not isinstance(value, str):
            self.fault(number, "date", value, "write the day shown, such as 2018-10-22")
            return self.last
        try:
            day = dates.day(value)
        except ValueError as problem:
            self.fault(number, "date", value, str(problem).partition(": ")[2])
            return self.last
        if not _FIRST_DAY <= day <= self.last:
            first, last = (dates.date_of(end).isoformat() for end in (_FIRST_DAY, self.last))
            self.fault(number, "date", value, f"lies outside the clock, which runs from {first} to {last}")
            return self.last
        return day

    def _camera(self, number: int, told: Mapping) -> tuple[float, float, float] | None:
        value = told.get("camera")
        if value is None:
            return None
        good = isinstance(value, list) and len(value) == 3
        if good and all(isinstance(one, int | float) and not isinstance(one, bool) for one in value):
            lat, lon, zoom = map(float, value)
            if -85 <= lat <= 85 and -180 <= lon <= 180 and 0 <= zoom <= 9:
                return lat, lon, zoom
        rule = "write latitude (-85 to 85), longitude (-180 to 180) and zoom (0 to 9), such as camera = [51, 7, 4]"
        self.fault(number, "camera", value, rule)
        return None


def _meant(value: str, known: Collection[str]) -> str:
    near = get_close_matches(value, list(known), 1)
    return f"; did you mean {near[0]}?" if near else "."


_TOKENS = re.compile(r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL)


def _lines_of(text: str) -> dict[tuple[int, str], int]:
    """Line of each (number of the step, key), 0 being the story itself and "" the step's first line.

    tomllib keeps no lines of values, so they are found here, past texts and remarks.
    """
    bare = _TOKENS.sub(lambda found: "\n" * found.group().count("\n"), text)
    lines: dict[tuple[int, str], int] = {}
    number = 0
    for line, words in enumerate(bare.split("\n"), 1):
        if re.match(r"\s*\[\[\s*step\s*\]\]", words):
            number += 1
            lines[number, ""] = line
        elif found := re.match(r"\s*([A-Za-z0-9_-]+)\s*=", words):
            lines.setdefault((number, found.group(1)), line)
        elif found := re.match(r"\s*\[+\s*([A-Za-z0-9_-]+)", words):
            lines.setdefault((0, found.group(1)), line)
    return lines


def write_story(story: Story) -> str:
    """The story as the text of a TOML file, which `read_story` gives back."""
    parts = [f"title = {_quoted(story.title)}"]
    if story.summary:
        parts.append(f"summary = {_quoted(story.summary)}")
    for step in story.steps:
        parts += ["", "[[step]]", f"title = {_quoted(step.title)}", f"date = {dates.date_of(step.day).isoformat()}"]
        for name in (*_MANY[:-1], "region", "q"):
            value = getattr(step, name)
            if value:
                parts.append(f"{name} = {_quoted(value) if isinstance(value, str) else _list(value)}")
        if step.camera is not None:
            parts.append(f"camera = [{', '.join(str(round(one, 4)) for one in step.camera)}]")
        if step.sources:
            parts.append(f"sources = {_list(step.sources)}")
        parts += [f"{name} = {_quoted(getattr(step, name))}" for name in ("caption", "notes") if getattr(step, name)]
    return "\n".join(parts) + "\n"


def _list(values: Collection[str]) -> str:
    return f"[{', '.join(map(_quoted, values))}]"


def _quoted(text: str) -> str:
    """A TOML text: over several lines where it has some. JSON's escapes are TOML's, but for DEL."""
    text = text.replace("\r\n", "\n")
    lines = [json.dumps(line, ensure_ascii=False)[1:-1].replace("\x7f", "\\u007f") for line in text.split("\n")]
    return '"""\n' + "\n".join(lines) + '"""' if len(lines) > 1 else f'"{"".join(lines)}"'
