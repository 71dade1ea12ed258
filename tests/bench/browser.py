"""A real Chromium that moves clocks and watches what comes of it."""

import calendar
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from data import dates

WATCH = Path(__file__).parent / "watch.js"
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
_FLAGS += ["--disable-component-update", "--disable-sync", "--enable-unsafe-swiftshader"]
_SIZE = {"width": 1400, "height": 1000}


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, or that named by CHROMIUM."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, filter(None, names))), None)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


@dataclass
class Clock:
    """A page with a month slider, watched. `kind`: atlas, folium or pydeck."""

    page: Page
    kind: str
    year: int
    month: int
    received: list[int] = field(default_factory=list)

    def step(self, counts: dict[str, tuple[int, int]]) -> dict[str, float]:
        """One month on by the keyboard; milliseconds until each part shows it.

        `counts`: by ISO date, what the headline says to be live and how many points are to be drawn.
        """
        self.year, self.month = self.year + self.month // 12, self.month % 12 + 1
        iso = f"{self.year}-{self.month:02d}-{calendar.monthrange(self.year, self.month)[1]}"
        live, points = counts[iso]
        to = {"iso": iso, "words": dates.words(iso), "count": f"{live:,}" if live != "" else "", "points": points}
        self.page.wait_for_function("bench.idle()")
        self.page.locator(".st-key-month input[type=range]").focus()
        self.page.evaluate("([kind, to]) => { window.taken = bench.step(kind, to); }", [self.kind, to])
        self.received.clear()
        self.page.keyboard.press("ArrowRight")
        return self.page.evaluate("window.taken")


@contextmanager
def clock(browser: Browser, address: str, kind: str, start: tuple[int, int], seconds: float = 120) -> Iterator[Clock]:
    """Open a page with a slider and wait until it stands."""
    context = browser.new_context(viewport=_SIZE)
    context.set_default_timeout(seconds * 1000)
    context.add_init_script(path=WATCH)
    page = context.new_page()
    out = Clock(page, kind, *start)
    page.on("websocket", lambda ws: ws.on("framereceived", lambda raw: out.received.append(len(raw))))
    page.goto(address)
    page.wait_for_selector(".st-key-month input[type=range]", state="attached")
    page.wait_for_selector("iframe, canvas", state="attached")
    if kind == "atlas":
        page.evaluate("bench.first")
        page.wait_for_selector("[data-testid=stVegaLiteChart] svg", state="attached")
    page.wait_for_function("bench.idle()")
    try:
        yield out
    finally:
        context.close()


def first_map(browser: Browser, address: str) -> float:
    """Milliseconds from opening a page, with nothing kept from before, to its first map."""
    context = browser.new_context(viewport=_SIZE)
    context.add_init_script(path=WATCH)
    page = context.new_page()
    page.goto(address, wait_until="commit")
    taken = page.evaluate("bench.first")
    context.close()
    return taken


def play(clock: Clock, start: str, seconds: float) -> dict:
    """Play the map; frames and draws a second, the worst gap and the mean of one drawing in milliseconds."""
    found = clock.page.evaluate("([from, seconds]) => bench.play(from, seconds)", [start, seconds])
    gaps = found["gaps"]
    return {
        "frames": 1000 * len(gaps) / sum(gaps),
        "draws": found["draws"] / found["seconds"],
        "worst": max(gaps),
        "draw": found["busy"],
        "places": found["places"],
    }
