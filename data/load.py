"""Read the tables, check them, and hand them over frozen; or say all that is wrong with them."""

import csv
import datetime as dt
import io
import tomllib
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from data import date_rules, dates, lifecycle, place_rules, rules, schema
from data.faults import DataFaults, Fault, by_model

__all__ = ["FOLDER", "DataFaults", "Fault", "Tables", "load"]

FOLDER = Path(__file__).parent / "tables"


@dataclass(frozen=True)
class Tables:
    """The tables of one edition, checked. Blank text = unknown; blank numbers are missing values.

    Columns are those of `data.schema`, and more: regions and terms `key` ("provider:region_id"); claims `key`,
    `lo` and `hi` (first and last possible day, -FAR and FAR where open), and what `lifecycle.weigh` adds;
    partnerships `region_key` (blank if for no one region), `from_lo`, `from_hi`, `to_lo`, `to_hi`.
    """

    providers: pd.DataFrame
    regions: pd.DataFrame
    claims: pd.DataFrame
    partners: pd.DataFrame
    partnerships: pd.DataFrame
    terms: pd.DataFrame
    sources: pd.DataFrame
    countries: pd.DataFrame
    cities: pd.DataFrame
    edition: dt.date
    edition_info: dict = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


def load(folder: str | Path | None = None, strict: bool = True) -> Tables:
    """Read and check the tables of a folder, by default our own. schema.OPTIONAL says what it may do without.

    With `strict`, raises DataFaults (all faults at once) if there is any. Otherwise leaves out the bad
    rows and those that hang on them, keeps the rest, and lists the faults in `.faults`.
    """
    folder = Path(folder) if folder is not None else FOLDER
    info, edition, faults = _read_edition(folder)
    written: dict[str, pd.DataFrame] = {}
    unread: set[str] = set()
    for name in schema.TABLES:
        path = folder / f"{name}.csv"
        if name in schema.OPTIONAL and not path.exists():
            written[name], found = _read_table(FOLDER / path.name) if name == "cities" else (_empty(name), [])
        else:
            written[name], found = _read_table(path)
        faults += found
        if any(fault.row <= 1 for fault in found):
            unread.add(name)
    typed: dict[str, pd.DataFrame] = {}
    for name, frame in written.items():
        typed[name], found = by_model(name, frame)
        faults += found
    record = rules.Record(typed, written, unread, edition)
    faults += [fault for rule in rules.RULES for fault in rule(record)]
    faults += place_rules.check(record) + date_rules.check(record)
    if faults and strict:
        raise DataFaults(_in_order(faults))
    if faults:
        typed = _without(record, faults)
    return Tables(**_joined(typed), edition=edition, edition_info=info, faults=tuple(_in_order(faults)))


def _in_order(faults: list[Fault]) -> list[Fault]:
    places = {f"{name}.csv": place for place, name in enumerate(schema.TABLES)}
    return sorted(faults, key=lambda fault: (places.get(fault.file, -1), fault))


def _without(record: rules.Record, faults: list[Fault]) -> dict[str, pd.DataFrame]:
    """The rows that have no fault and hang on no row that has one; cells that can go alone are blanked."""
    kept = dict(record.typed)
    for fault in faults:
        name = fault.file.removesuffix(".csv")
        if fault.then == "drop" and name in kept:
            kept[name] = kept[name].drop(index=fault.row, errors="ignore")
    for fault in faults:
        name = fault.file.removesuffix(".csv")
        if fault.then == "blank" and fault.row in kept[name].index:
            kept[name] = kept[name].assign(
                **{fault.column: kept[name][fault.column].where(kept[name].index != fault.row, "")}
            )
    for name, column, target, then in rules.REFERENCES:
        if target in ("sources", "countries"):
            continue  # a claim still says what it says, and a code still names its country
        key = schema.KEYS[target][0]
        gone = set(record.written[target][key]) - set(kept[target][key])
        hangs = kept[name][column].isin(gone)
        kept[name] = (
            kept[name].assign(**{column: kept[name][column].mask(hangs, "")}) if then == "blank" else kept[name][~hangs]
        )
    gone = set(rules.keys(record.written["regions"])) - set(rules.keys(kept["regions"]))
    for name in ("claims", "partnerships", "terms"):
        kept[name] = kept[name][~rules.keys(kept[name]).isin(gone)]
    for column in ("hub", "parent"):
        regions = kept["regions"]
        lost = (regions["provider"] + ":" + regions[column]).isin(gone)
        kept["regions"] = regions.assign(**{column: regions[column].mask(lost, "")})
    return kept


def _joined(typed: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables with their keys and days written out, rows numbered from 0."""
    out = {name: frame.reset_index(drop=True) for name, frame in typed.items()}
    out["regions"] = out["regions"].assign(key=rules.keys(out["regions"]))
    out["terms"] = out["terms"].assign(key=rules.keys(out["terms"]))
    out["claims"] = lifecycle.weigh(date_rules.with_days(out["claims"].assign(key=rules.keys(out["claims"])), "date"))
    deals = out["partnerships"]
    deals = deals.assign(region_key=rules.keys(deals).where(deals["region_id"] != "", ""))
    deals = date_rules.with_days(deals, "from_date", "from_")
    out["partnerships"] = date_rules.with_days(deals, "to_date", "to_")
    return out


def _read_edition(folder: Path) -> tuple[dict, dt.date, list[Fault]]:
    """What edition.toml says, its date (today where it fails), and its faults."""
    name = "edition.toml"
    try:
        info = tomllib.loads((folder / name).read_text("utf-8"))
    except FileNotFoundError:
        return (
            {},
            dt.date.today(),
            [Fault(name, 0, "", "", "missing file: add it with the line date = 2026-11-25")],
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        return {}, dt.date.today(), [Fault(name, 0, "", "", f"cannot be read as TOML: {problem}")]
    date = info.get("date")
    if isinstance(date, str):
        with suppress(ValueError):
            date = dates.date_of(dates.day(date))
    if isinstance(date, dt.datetime) or not isinstance(date, dt.date):
        shown = "" if date is None else str(date)
        return (
            info,
            dt.date.today(),
            [Fault(name, 0, "date", shown, "write the day the tables speak of, as 2026-11-25")],
        )
    return info, date, []


def _empty(name: str) -> pd.DataFrame:
    """A table as written with no rows, indexed by line."""
    columns = list(schema.TABLES[name].to_schema().columns)
    return pd.DataFrame({column: pd.Series(dtype="str") for column in columns}, index=pd.Index([], dtype="int64"))


def _read_table(path: Path) -> tuple[pd.DataFrame, list[Fault]]:
    """All cells of a CSV file as text, indexed by line; or none, and the reason why it cannot be read."""
    columns = list(schema.TABLES[path.stem].to_schema().columns)
    empty = _empty(path.stem)

    def fails(rule: str, row: int = 0, column: str = "", value: str = "") -> Fault:
        return Fault(path.name, row, column, value, rule)

    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except FileNotFoundError:
        return empty, [fails("missing file: every table must be there")]
    except OSError as problem:
        return empty, [fails(f"cannot be read: {problem.strerror}")]
    except UnicodeDecodeError as problem:
        line = raw[: problem.start].count(b"\n") + 1
        return empty, [fails(f"line {line} is not UTF-8: save the file as UTF-8")]
    if not text.strip():
        return empty, [fails(f"empty file: it needs at least the header {','.join(columns)}")]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows, lines, faults, line = [], [], [], 1
    try:
        header = next(reader)
        faults += [fails("missing column: add it", 1, name, "") for name in columns if name not in header]
        faults += [
            fails("unknown column: remove it or spell it as in data/README.md", 1, name, name)
            for name in header
            if name not in columns
        ]
        faults += [fails("the column stands twice", 1, name, name) for name in columns if header.count(name) > 1]
        line = reader.line_num + 1
        for row in reader:
            if len(row) == len(header):
                rows.append(row)
                lines.append(line)
            elif row:
                told = f"{len(row)} cells, not {len(header)} as in the header: put quotes around text with commas"
                short = len(row) < len(header)
                column, value = (header[len(row)], "") if short else (header[-1], row[len(header)])
                faults.append(fails(told, line, column, value))
            line = reader.line_num + 1
    except csv.Error as problem:
        return empty, [fails(f"line {line} cannot be read as CSV ({problem}): close the quotes")]
    if any(fault.row == 1 for fault in faults):
        return empty, [fault for fault in faults if fault.row == 1]
    if not rows:
        return empty, faults
    index = pd.Index(lines, dtype="int64")
    return pd.DataFrame(rows, columns=header, index=index, dtype="str")[columns], faults
