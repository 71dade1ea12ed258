"""The pack from the command line: one view, or a story, as files in a folder. No server, no browser, no network."""

import argparse
import logging
import sys
import time
from pathlib import Path

from data import dates
from data.load import FOLDER

_SIZES = ("slide", "square", "a4")
_MANY = ("provider", "access", "state", "continent", "country", "partner", "role", "layer")


def main(args: list[str] | None = None) -> int:
    """Make the files; gives the exit code: 0 well, 1 faults in the tables or the story, 2 asked wrongly."""
    from streamlit.runtime.scriptrunner_utils import script_run_context

    # There is no page here, which Streamlit would say at length, from the first import on.
    logging.getLogger(script_run_context.__name__).setLevel(logging.ERROR)
    from components.pack import bundle, view
    from data import lifecycle, stories
    from data.load import load

    parser = _parser(tuple(bundle.FORMATS))
    asked = parser.parse_args(args)
    formats = _formats(asked.only, bundle.FORMATS, parser)
    tables = load(asked.dir, strict=False)
    if tables.faults:
        told = f"{len(tables.faults)} faults in the tables; python -m data check {asked.dir} lists them"
        print(told, file=sys.stderr)
    lives = lifecycle.lives(tables)
    story = None
    if asked.story:
        try:
            story = _story(asked.story, tables, lives, stories)
        except (stories.DataFaults, KeyError, OSError) as problem:
            print(problem.args[0] if isinstance(problem, KeyError) else problem, file=sys.stderr)
            return 1
    chosen = _selection(asked, tables, story, parser)
    shown = view.look(tables, lives, chosen, asked.title)
    first, last = (_day(text, parser) if text else None for text in (asked.begin, asked.end))
    wish = bundle.Wish(
        sizes=tuple(dict.fromkeys(asked.size or _SIZES)),
        scale=asked.scale,
        dark=asked.dark,
        first=first,
        last=last,
        every=asked.every,
        rate=asked.rate,
        story=story,
    )
    asked.out.mkdir(parents=True, exist_ok=True)
    print(f"{shown.title}, {shown.date_words}. {shown.summary}")
    try:
        if asked.zip:
            path = asked.out / bundle.zip_name(shown)
            path.write_bytes(bundle.zipped(shown, wish, formats))
            print(path)
            return 0
        before = time.perf_counter()
        for name, content in bundle.files(shown, wish, formats):
            (asked.out / name).write_bytes(content)
            now = time.perf_counter()
            print(f"{asked.out / name}  {len(content) / 1000:,.0f} kB  {now - before:.1f} s")
            before = now
    except ValueError as problem:
        parser.error(str(problem))
    return 0


def _parser(formats: tuple[str, ...]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m components.pack",
        description="A view of the atlas as picture, slides, PDF, film, one HTML file, tables, places and citation.",
    )
    add = parser.add_argument
    add("--date", metavar="DATE", help="YYYY-MM-DD; default: the edition's, or that of the story's last step")
    add("--out", type=Path, required=True, metavar="DIR", help="folder to write to")
    add("--only", metavar="FORMATS", help=f"comma-separated: {','.join(formats)}; default: all")
    add("--zip", action="store_true", help="one ZIP in place of single files")
    add("--story", metavar="NAME", help="slides and PDF tell this story: a name in data/stories, or a TOML file")
    add("--title", default="", help="in place of the one that the filter gives")
    for name in _MANY:
        add(f"--{name}", action="append", metavar=name.upper(), help="as in the page's link; may be repeated")
    add("--region", default="", metavar="KEY", help="the chosen region, as alibaba:eu-west-1")
    add("--q", default="", metavar="WORDS", help="words of the search")
    add("--size", action="append", choices=_SIZES, help="of pictures; may be repeated; default: all. Films: the first")
    add("--scale", type=int, choices=(1, 2), default=1, help="2 doubles the pixels of the PNG")
    add("--dark", action="store_true", help="pictures and films on a dark ground")
    add("--from", dest="begin", metavar="DATE", help="first day of the film; default: the year of the first event")
    add("--to", dest="end", metavar="DATE", help="last day of the film; default: --date")
    add("--every", choices=("month", "quarter"), default="month", help="one frame of the film")
    add("--rate", type=float, default=12, metavar="N", help="frames a second, 1 to 30; default: 12")
    add("--dir", type=Path, default=FOLDER, metavar="DIR", help="default: data/tables")
    return parser


def _formats(only: str | None, known, parser: argparse.ArgumentParser) -> tuple[str, ...]:
    wanted = [part.strip().lower() for part in only.split(",") if part.strip()] if only else list(known)
    for form in wanted:
        if form not in known:
            parser.error(f"unknown format {form!r}: use {', '.join(known)}")
    return tuple(dict.fromkeys(wanted))


def _story(name: str, tables, lives, stories):
    path = Path(name)
    if path.suffix == ".toml":
        return stories.read_story(path.read_bytes(), path.name, tables, lives)
    return stories.load_story(name, tables, lives)


def _selection(asked: argparse.Namespace, tables, story, parser: argparse.ArgumentParser):
    """The selection asked for, each value checked as the page checks its link."""
    from components import story as steps
    from components.selection import BY_NAME, Selection

    values = {}
    for name in (*_MANY, "region"):
        given = getattr(asked, name) or ("" if name == "region" else [])
        parts = [part for one in ([given] if name == "region" else given) for part in one.split(",") if part]
        known = BY_NAME[name].fits(tables)
        for part in parts:
            if part not in known:
                some = ", ".join(sorted(map(str, known))[:40])
                parser.error(f"unknown {name} {part!r}: use one of {some}{' ...' if len(known) > 40 else ''}")
        values[name] = given if name == "region" else tuple(dict.fromkeys(parts))
    if not 1 <= asked.rate <= 30:
        parser.error("--rate must be 1 to 30 frames a second")
    day = _day(asked.date, parser) if asked.date else None
    if story is not None and day is None and not any(values.values()) and not asked.q:
        return steps.selection_of(story.steps[-1], tables)
    if day is None:
        day = story.steps[-1].day if story is not None else dates.day(tables.edition)
    return Selection(day=day, q=asked.q, **values)


def _day(text: str, parser: argparse.ArgumentParser) -> int:
    from components.selection import FIRST_DAY

    try:
        day = dates.day(text)
    except ValueError as problem:
        parser.error(f"date {problem}")
    if day < dates.day(FIRST_DAY):
        parser.error(f"date {text}: the atlas begins on {FIRST_DAY.isoformat()}")
    return day


if __name__ == "__main__":
    sys.exit(main())
