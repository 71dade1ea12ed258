"""Measure the atlas beside its peers: `python -m tests.bench` (about ten minutes). Writes RESULTS.md beside this file.

`--only steps` (or play, server, first, crowd, data) and `--sizes 0 5000` measure a part; all parts are written
down, a single one is not. Size 0 is the shipped tables.
"""

import argparse
import pickle
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pandas as pd

from components.selection import FIRST_DAY, last_day
from data import dates, lifecycle, query
from data.load import FOLDER, load
from tests.bench import browser, servers, tables
from tests.bench import load as people
from tests.bench.results import Results, high, median, middle

SIZES = (0, 5_000, 20_000, 100_000)
PARTS = ("steps", "play", "server", "first", "crowd", "data")
REPEAT = 15
_WARM = 2
_START = (2018, 1)
_LIMITS = {0: (150, 4), 5_000: (None, 25), 20_000: (160, None), 100_000: (250, None)}
"""By sites: most milliseconds of a step, and how many times faster than st_folium."""
_FRAMES = {0: 58, 20_000: 58, 100_000: 40}
_FOLIUM_SECONDS = {0: 60, 5_000: 150, 20_000: 60}
"""Time for the st_folium page by sites; with 100,000 a step of it takes minutes, so that is left out."""
_PEOPLE, _PAUSE, _SECONDS = 50, 5.0, 60.0


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.splitlines()[0])
    asked.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="parts to measure")
    asked.add_argument("--sizes", nargs="+", type=int, choices=SIZES, default=SIZES, help="numbers of sites")
    told = asked.parse_args()
    results = Results()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        work = Path(name)
        chromium = stack.enter_context(browser.chromium())
        for sites in told.sizes:
            _measure(sites, told.only, work, chromium, results)
        if "data" in told.only:
            _data(results)
        version = f"Chromium {chromium.version}"
    if tuple(told.only) == PARTS and 0 in told.sizes:
        results.write(version)


def _measure(sites: int, only: tuple[str, ...], work: Path, chromium, results: Results) -> None:
    """All that is measured with one size of tables, against one server of the atlas."""
    folder = tables.write(work / str(sites), sites) if sites else FOLDER
    counts = _rows(folder, work / f"{sites}.pickle")
    with ExitStack() as stack:

        def serve(page: Path) -> tuple[str, int, int]:
            log = work / f"{page.stem}-{sites}.log"
            return stack.enter_context(
                servers.serve(page, log, ATLAS_TABLES=str(folder) if sites else "", BENCH_ROWS=str(work))
            )

        atlas, port, process = serve(servers.ROOT / "dashboard.py")
        people.warm(port)
        if "steps" in only or "play" in only:
            pages = {"atlas": f"{atlas}/?date={_START[0]}-{_START[1]:02d}-31"}
            if "steps" in only:
                asks = f"?rows={sites}&month={_START[0]}-{_START[1]:02d}"
                if sites in _FOLIUM_SECONDS:
                    pages["folium"] = serve(servers.PEERS / "plain_folium.py")[0] + asks
                pages["pydeck"] = serve(servers.PEERS / "pydeck_chart.py")[0] + asks
            with ExitStack() as opened:
                clocks = [
                    opened.enter_context(browser.clock(chromium, address, kind, _START))
                    for kind, address in pages.items()
                ]
                if "steps" in only:
                    _steps(sites, clocks, counts, results)
                if "play" in only and sites in _FRAMES:
                    _play(sites, clocks[0], results)
        if "server" in only:
            _server(sites, port, results)
        if "first" in only and not sites:
            _first(chromium, atlas, serve(servers.PEERS / "hello.py")[0], results)
        if "crowd" in only and not sites:
            _crowd(port, process, results)


def _rows(folder: Path, file: Path) -> dict[str, tuple[int, int]]:
    """Write the lives of the regions and the months for the peers; by last day of a month, regions live and drawn."""
    held = load(folder, strict=False)
    lives = lifecycle.lives(held)
    lives = lives[lives["kind"] == "region"]
    last, month, counts = last_day(held), FIRST_DAY, {}
    while month <= last:
        day = dates.parse(f"{month:%Y-%m}").latest
        there = query.as_of(lives, day, columns=["lat"])
        counts[dates.date_of(day).isoformat()] = query.counts(lives, day)["live"], int(there["lat"].notna().sum())
        month = dates.date_of(day + 1)
    with file.open("wb") as out:
        pickle.dump((lives, [iso[:7] for iso in counts]), out)
    return counts


def _steps(sites: int, clocks: list[browser.Clock], counts: dict, results: Results) -> None:
    """Slider steps of all pages in turn."""
    taken: dict[str, list[dict[str, float]]] = {clock.kind: [] for clock in clocks}
    until = {clock.kind: _FOLIUM_SECONDS.get(sites, 60) if clock.kind == "folium" else 120 for clock in clocks}
    for _ in range(REPEAT + _WARM):
        for clock in clocks:
            if until[clock.kind] > 0:
                begun = time.monotonic()
                taken[clock.kind].append(clock.step(counts))
                until[clock.kind] -= time.monotonic() - begun
    whole = {}
    for kind, steps in taken.items():
        steps = steps[_WARM:] or steps
        whole[kind] = [max(step.values()) for step in steps]
        parts = ", ".join(f"{part} {median([step[part] for step in steps]):,.0f}" for part in steps[0])
        ratio = "" if kind == "atlas" else f"{median(whole[kind]) / median(whole['atlas']):.1f} times"
        row = (f"{sites or len_shipped(counts):,}", kind, str(len(steps)), middle(whole[kind]), parts, ratio)
        results.steps.append(row)
        print(*row, flush=True)
    most, times = _LIMITS[sites]
    of = f"{sites:,} sites" if sites else "shipped tables"
    if most:
        found = median(whole["atlas"])
        results.add(f"slider step, {of}", middle(whole["atlas"], "ms"), f"{most} ms or less", found <= most)
    if times and "folium" in whole:
        ratio = median(whole["folium"]) / median(whole["atlas"])
        results.add(f"faster than st_folium, {of}", f"{ratio:.1f} times", f"{times} times or more", ratio >= times)


def len_shipped(counts: dict[str, tuple[int, int]]) -> int:
    """Places drawn at most."""
    return max(drawn for _, drawn in counts.values())


def _play(sites: int, clock: browser.Clock, results: Results) -> None:
    runs = [browser.play(clock, start, 5) for start in ("2012-01-01", "2016-01-01", "2020-01-01")]
    found = median([run["frames"] for run in runs])
    worst, draw = max(run["worst"] for run in runs), median([run["draw"] for run in runs])
    told = (
        f"{found:.1f} frames a second (worst gap {worst:.0f} ms, one drawing {draw:.1f} ms, {runs[-1]['places']} marks)"
    )
    of = f"{sites:,} sites" if sites else "shipped tables"
    results.add(f"playing, world view, {of}", told, f"{_FRAMES[sites]} or more", found >= _FRAMES[sites])


def _server(sites: int, port: int, results: Results) -> None:
    runs = people.alone(port, 2 * REPEAT)
    of = f"{sites:,} sites" if sites else "shipped tables"
    own = median([run.bytes["component_instance"] for run in runs])
    whole = median([run.total for run in runs])
    results.add(f"a date step's message for the map, {of}", f"{own:,.0f} bytes", "under 6,000 bytes", own < 6_000)
    results.add(f"all messages of a date step, {of}", f"{whole:,.0f} bytes")
    taken = [1000 * run.seconds for run in runs]
    target = ("60 ms or less", median(taken) <= 60) if not sites else ("", None)
    results.add(f"server, one run, from the wish to the last message, {of}", middle(taken, "ms"), *target)


def _first(chromium, atlas: str, hello: str, results: Results) -> None:
    taken: dict[str, list[float]] = {atlas: [], hello: []}
    for _ in range(REPEAT + 1):
        for address, times in taken.items():
            times.append(browser.first_map(chromium, address))
    ours, theirs = taken[atlas][1:], taken[hello][1:]
    ratio = median(ours) / median(theirs)
    told = f"{ratio:.2f} times: {middle(ours)} beside {middle(theirs, 'ms')}"
    results.add("first map after opening, beside a st_folium hello-map", told, "1.5 times or less", ratio <= 1.5)


def _crowd(port: int, process: int, results: Results) -> None:
    before = people.memory(process)
    runs, problems = people.crowd(port, _PEOPLE, _SECONDS, _PAUSE)
    each = (people.memory(process) - before) / _PEOPLE / 2**20
    moves = [run.seconds for run in runs if not run.opened]
    failed = [run.failed for run in runs if run.failed] + [repr(problem) for problem in problems]
    told = f"95th percentile {1000 * high(moves):,.0f} ms, median {1000 * median(moves):,.0f} ms, of {len(moves)} runs"
    of = f"{_PEOPLE} people, each moving the clock every {_PAUSE:.0f} s"
    results.add(of, told, "95th percentile under 1 s", high(moves) < 1)
    results.add(f"{of}: errors", f"{len(failed)}{f': {failed[0][:200]}' if failed else ''}", "none", not failed)
    results.add(f"{of}: memory a person", f"{each:.1f} MB", "under 12 MB", each < 12)


def _data(results: Results) -> None:
    """Questions to 100,000 regions: those shipped, over and over."""
    shipped = lifecycle.lives(load(strict=False))
    many = shipped.iloc[np.random.default_rng(1).integers(0, len(shipped), 100_000)]
    many = many.set_axis(pd.Index([f"k{i}" for i in range(len(many))], dtype="str"))
    day = dates.day("2018-09-07")
    for what, ask, limit in (
        ("states", lambda: lifecycle.states(many, day), None),
        ("as_of", lambda: query.as_of(many, day), 20),
    ):
        taken = []
        for _ in range(2 * REPEAT):
            begun = time.perf_counter()
            ask()
            taken.append(1000 * (time.perf_counter() - begun))
        target = (f"{limit} ms or less", median(taken) <= limit) if limit else ("", None)
        results.add(f"`{what}` over 100,000 regions", f"{median(taken):.1f} ms", *target)


if __name__ == "__main__":
    main()
