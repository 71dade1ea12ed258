"""What was measured, beside what must be reached; printed, and kept in RESULTS.md."""

import datetime as dt
import os
import platform
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "RESULTS.md"
_TOLD = ("streamlit", "streamlit-folium", "folium", "pydeck", "pandas", "playwright")


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def high(values: Sequence[float], part: float = 0.95) -> float:
    """The value below which such a part of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def middle(values: Sequence[float], unit: str = "") -> str:
    """Median, and the quartiles in brackets: "118 (104 to 131) ms"."""
    if len(values) < 3:
        return f"{median(values):,.0f} {unit}".strip()
    low, mid, top = statistics.quantiles(values, n=4)
    return f"{mid:,.0f} ({low:,.0f} to {top:,.0f}) {unit}".strip()


@dataclass
class Results:
    """Rows of two tables: numbers beside their targets, and slider steps of all pages."""

    numbers: list[tuple[str, str, str, str]] = field(default_factory=list)
    steps: list[tuple[str, str, str, str, str, str]] = field(default_factory=list)
    begun: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    busy: list[float] = field(default_factory=list)

    def add(self, what: str, measured: str, target: str = "", reached: bool | None = None) -> None:
        """One number; `reached` is None where there is no target."""
        self.busy.append(os.getloadavg()[0])
        said = "" if reached is None else "yes" if reached else "**no**"
        self.numbers.append((what, measured, target, said))
        print(f"{what}: {measured}{f' ({target}: {said})' if target else ''}  [load {self.busy[-1]:.1f}]", flush=True)

    def write(self, browser: str) -> None:
        """Print all and write RESULTS.md."""
        text = self._text(browser)
        RESULTS.write_text(text, encoding="utf-8")
        print("\n" + text)

    def _text(self, browser: str) -> str:
        took = (dt.datetime.now(dt.UTC) - self.begun).total_seconds() / 60
        load = f"{min(self.busy):.1f} to {max(self.busy):.1f}"
        lines = [
            "# Results of `make bench`",
            "",
            "Written by the run itself. Medians, with quartiles in brackets, of repetitions in one run: real headless",
            "Chromium without a graphics card, warm servers, everything on one machine and no network.",
            "",
            f"- {self.begun:%Y-%m-%d %H:%M} UTC, {took:.0f} minutes",
            f"- {_processor()}, {os.cpu_count()} cores, {_memory()}; {platform.system()} {platform.release()}",
            f"- load average during the run: {load}"
            + (" (**other work ran beside it: times are too long**)" if max(self.busy) > 3 * os.cpu_count() else ""),
            f"- Python {platform.python_version()}, {browser}, " + ", ".join(f"{p} {version(p)}" for p in _TOLD),
            f"- {_commit()}",
            "",
            "## Numbers",
            "",
            *_table(("what", "measured", "must reach", "reached"), self.numbers),
            "",
            "## A step of the month slider, from the key to the last part that shows the new date",
            "",
            "Atlas: map, counts and chart. The peers have no chart: map and count only. st_folium rebuilds its markers",
            "in each run; st.pydeck_chart has no base map.",
            "",
            *_table(("sites", "page", "repetitions", "all (ms)", "parts (ms)", "atlas is faster by"), self.steps),
            "",
        ]
        return "\n".join(lines)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [
        f"| {' | '.join(head)} |",
        f"|{'---|' * len(head)}",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    names = [line for line in told.read_text().splitlines() if line.startswith("model name")] if told.exists() else []
    return names[0].partition(":")[2].strip() if names else platform.processor() or platform.machine()


def _memory() -> str:
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB"


def _commit() -> str:
    try:
        told = subprocess.run(
            ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=True, cwd=RESULTS.parent
        )
    except (OSError, subprocess.CalledProcessError):
        return "no commit known"
    return f"commit {told.stdout.strip()}"
