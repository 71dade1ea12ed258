"""The tables from the command line: check, at, partners, stats, export."""

import argparse
import os
import sys
from pathlib import Path

import pandas as pd

from data import dates, schema
from data.load import FOLDER, DataFaults, Tables, load

_AT = ["provider", "region_id", "kind", "name", "city", "country", "state", "sure"]
_PARTNERS = ["provider", "partner_id", "partner_name", "role", "region_id", "country", "from_date", "to_date"]
_PARTNERS += ["confidence", "publisher", "source_url"]


def main(args: list[str] | None = None) -> int:
    """Run one command; gives the exit code: 0 well, 1 faults in the tables, 2 asked wrongly."""
    parser = _parser()
    asked = parser.parse_args(args)
    try:
        return asked.run(asked, parser)
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data", description="Cloud regions and partners over time.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="read all tables and list every fault")
    check.add_argument("folder", nargs="?", default=FOLDER, type=Path, metavar="DIR", help="default: data/tables")
    check.set_defaults(run=_check)

    at = commands.add_parser("at", help="regions that exist in any state on a day")
    at.add_argument("date", metavar="DATE", help="YYYY-MM-DD")
    at.add_argument("--kind", action="append", choices=schema.KINDS, help="default: region; may be repeated")
    at.set_defaults(run=_at)

    partners = commands.add_parser("partners", help="partnerships, all or those of a day")
    partners.add_argument("--date", metavar="DATE", help="YYYY-MM-DD; default: all")
    many = "only partners of at least N providers, one row each"
    partners.add_argument("--min-providers", type=_count, metavar="N", help=many)
    partners.add_argument("--rivals", action="store_const", const=2, dest="min_providers", help="same as N = 2")
    partners.set_defaults(run=_partners)

    for command in (at, partners):
        command.add_argument("--provider", action="append", metavar="P", help="key of a provider; may be repeated")
    stats = commands.add_parser("stats", help="coverage by provider: dated, sourced, closed, planned")
    stats.set_defaults(run=_stats)

    export = commands.add_parser("export", help="write CSV, Parquet, JSON, GeoJSON and datapackage.json")
    export.add_argument("out", metavar="OUT", type=Path, help="folder to write to")
    export.set_defaults(run=_export)

    for command in (at, partners, stats):
        command.add_argument("--format", choices=("table", "csv", "json"), default="table")
    for command in (at, partners, stats, export):
        command.add_argument("--dir", type=Path, default=FOLDER, metavar="DIR", help="default: data/tables")
    return parser


def _check(asked: argparse.Namespace, _: argparse.ArgumentParser) -> int:
    from data.tidy import untidy

    tables = load(asked.folder, strict=False)
    faults = [*tables.faults, *untidy(asked.folder)]
    for fault in faults:
        print(fault)
    there = [name for name in schema.TABLES if (asked.folder / f"{name}.csv").exists()]
    rows = sum(len(getattr(tables, name)) for name in there)
    if faults:
        print(f"{len(faults)} fault{'s' if len(faults) > 1 else ''}")
        return 1
    print(f"{len(there)} tables, {rows:,} rows, no faults")
    return 0


def _at(asked: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    from data import lifecycle, query

    day, tables = _day(asked.date, parser), _tables(asked, parser)
    there = query.as_of(lifecycle.lives(tables), day, tuple(asked.kind or ("region",)))
    if asked.provider:
        there = there[there["provider"].isin(asked.provider)]
    there = there.sort_values(["provider", "region_id"])[_AT]
    _print(there.assign(state=there["state"].astype("str")), asked.format)
    return 0


def _partners(asked: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    from data import alliances, query

    day, tables = _day(asked.date, parser) if asked.date else None, _tables(asked, parser)
    deals = query.partners_of(tables, day=day)
    if asked.provider:
        deals = deals[deals["provider"].isin(asked.provider)]
    if asked.min_providers:
        _print(alliances.rivals(deals, asked.min_providers), asked.format)
        return 0
    deals = deals.sort_values(["provider", "partner_id", "region_id"])
    _print(deals[_PARTNERS if day is None else [*_PARTNERS, "sure"]], asked.format)
    return 0


def _stats(asked: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    from data import lifecycle
    from data.stats import stats

    tables = _tables(asked, parser)
    _print(stats(tables, lifecycle.lives(tables)), asked.format)
    return 0


def _export(asked: argparse.Namespace, _: argparse.ArgumentParser) -> int:
    from data import export, lifecycle

    try:
        tables = load(asked.dir)
    except DataFaults as faults:
        print(faults, file=sys.stderr)
        return 1
    paths = export.write(tables, lifecycle.lives(tables), asked.out)
    print(f"{len(paths)} files in {asked.out}")
    return 0


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r}: write a whole number from 1")
    return int(text)


def _day(text: str, parser: argparse.ArgumentParser) -> int:
    try:
        return dates.day(text)
    except ValueError as problem:
        parser.error(f"date {problem}")


def _tables(asked: argparse.Namespace, parser: argparse.ArgumentParser) -> Tables:
    """The tables without their bad rows, whose number is told; stops at a provider that they do not have."""
    tables = load(asked.dir, strict=False)
    if tables.faults:
        count = len(tables.faults)
        told = f"{count} fault{'s' if count > 1 else ''} in the tables; python -m data check {asked.dir} lists them"
        print(told, file=sys.stderr)
    known = sorted(tables.providers["provider"])
    for provider in getattr(asked, "provider", None) or ():
        if provider not in known:
            parser.error(f"unknown provider {provider!r}: use one of {', '.join(known)}")
    return tables


def _print(frame: pd.DataFrame, form: str) -> None:
    from data import export

    if form == "json":
        sys.stdout.write(export.json_of(export.records(frame)).decode("utf-8"))
    elif form == "csv":
        sys.stdout.write(export.csv_of(frame).decode("utf-8"))
    elif frame.empty:
        print("nothing found")
    else:
        shown = frame.assign(sure=frame["sure"].map({True: "yes", False: "no"})) if "sure" in frame else frame
        print(shown.to_string(index=False))


if __name__ == "__main__":
    sys.exit(main())
