"""A real server, a real Chromium without network, and the page in it. What goes wrong in a page fails its test."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
OWN_HOSTS = {"127.0.0.1", "localhost"}
NO_NETWORK = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", f"--host-resolver-rules={NO_NETWORK}"),
]
PATIENCE = 90_000  # milliseconds; a busy machine is slow, a broken page never comes
# On a link to a page below, Streamlit asks in two places at once where its server is; the wrong one answers 404.
PROBES = ("/_stcore/health", "/_stcore/host-config")
WHOLE = "!document.querySelector('[data-testid=stMain] [data-testid=stSkeleton]')"
IDLE = "document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning'"


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


class Server:
    """`streamlit run dashboard.py` on a free port."""

    def __init__(self, base_path: str, log: Path, **environment: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/{base_path + '/' if base_path else ''}"
        self.log = log
        command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", f"--server.port={port}"]
        command += ["--server.address=127.0.0.1", "--server.headless=true", "--server.fileWatcherType=none"]
        command += [f"--server.baseUrlPath={base_path}"]
        with log.open("w") as out:
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, **environment}
            )
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                pytest.fail(f"the server ended with {self.process.returncode}:\n{self.log.read_text()}")
            try:
                with urllib.request.urlopen(f"{self.url}_stcore/health", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                pass
            time.sleep(0.1)
        pytest.fail(f"the server did not answer within a minute:\n{self.log.read_text()}")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@pytest.fixture(scope="session")
def serve(tmp_path_factory):
    """Address of a running atlas, shared: serve(), serve("atlas") under a base path, serve(ATLAS_TABLES=...)."""
    servers: dict[tuple, Server] = {}

    def address(base_path: str = "", **environment: str) -> str:
        asked = (base_path, *sorted(environment.items()))
        if asked not in servers:
            log = tmp_path_factory.mktemp("server") / "log.txt"
            servers[asked] = Server(base_path, log, **environment)
        server = servers[asked]
        if server.process.poll() is not None:
            pytest.fail(f"the server ended with {server.process.returncode}:\n{server.log.read_text()}")
        return server.url

    yield address
    for server in servers.values():
        server.stop()


@pytest.fixture(scope="session")
def browser():
    """The system's Chromium, cut off from every host but this one."""
    if os.environ.get("ATLAS_NO_BROWSER") == "1":
        pytest.skip("ATLAS_NO_BROWSER=1: tests in the browser are switched off")
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not found:
        pytest.fail("no Chromium: install it, set CHROMIUM=/path/to/it, or set ATLAS_NO_BROWSER=1 to go without")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser):
    """Pages that are watched: new_page(width=390, height=844, dark=True). Any trouble in one fails the test."""
    contexts, troubles = [], []

    def watched(width: int = 1400, height: int = 900, dark: bool = False, **options):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            service_workers="block",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        _watch(page, troubles)
        return page

    yield watched
    for context in contexts:
        context.close()
    assert not troubles, "\n".join(troubles)


@pytest.fixture
def page(new_page):
    """One watched page of 1400x900."""
    return new_page()


def _watch(page, troubles: list[str]) -> None:
    def foreign(url: str) -> bool:
        parts = urllib.parse.urlsplit(url)
        return parts.scheme not in ("data", "blob", "about", "file") and parts.hostname not in OWN_HOSTS

    def asked(kind: str, url: str) -> None:
        if foreign(url):
            troubles.append(f"foreign {kind}: {url}")

    def answered(response) -> None:
        if response.status >= 400 and not response.url.endswith(PROBES):
            troubles.append(f"answer {response.status}: {response.url}")

    def said(message) -> None:
        source = message.location.get("url", "")
        if message.type == "error" and not source.endswith(PROBES):
            troubles.append(f"console: {message.text} ({source})")

    page.on("request", lambda request: asked("request", request.url))
    page.on("websocket", lambda socket: asked("websocket", socket.url))
    page.on("response", answered)
    page.on("console", said)
    page.on("pageerror", lambda error: troubles.append(f"page error: {error}"))


class AtlasPage:
    """The atlas in a page: what a person sees and does, and what the map's frame says."""

    def __init__(self, page, address: str) -> None:
        self.page, self.address = page, address

    def open(self, query: str = "") -> "AtlasPage":
        """Open a link and wait for the full map and the end of the first run."""
        self.page.goto(self.address + query)
        return self.ready()

    def ready(self) -> "AtlasPage":
        # Asked from the page, since a frame that makes way for another one answers no more.
        self.page.wait_for_function(
            f"""() => {{ const frames = document.querySelectorAll('iframe[title="streamlit_folium.st_folium"]');
            const atlas = frames.length === 1 && frames[0].contentWindow.atlas;
            return atlas && atlas.layer.sites && !atlas.layer._frame && {WHOLE} && {IDLE}; }}"""
        )
        self.frame.evaluate("atlas.ready")
        self.frame.wait_for_function("!atlas.layer._frame")
        return self

    def idle(self) -> None:
        self.page.wait_for_function(IDLE)

    @property
    def frame(self):
        """The map's frame as it is now."""
        return self.page.query_selector('iframe[title="streamlit_folium.st_folium"]').content_frame()

    def state(self) -> dict:
        """What the map says: atlas.state()."""
        return self.frame.evaluate("atlas.state()")

    def sites(self) -> dict[str, tuple[str, bool]]:
        """State and sureness of each site on the map."""
        return {site["id"]: (site["state"], site["sure"]) for site in self.state()["sites"]}

    def drawn(self) -> set[str]:
        """Sites whose mark stands on the canvas."""
        script = """() => { const {sites, drawn} = atlas.layer;
            return drawn.flatMap((place) => sites.listOf(place.g).map((i) => sites.data.id[i])); }"""
        return set(self.frame.evaluate(script))

    def view(self) -> tuple:
        """Zoom and centre."""
        state = self.state()
        return state["zoom"], *state["center"]

    def mark_frame(self) -> None:
        """Leave a mark in the frame's window, which does not live through a new mount."""
        self.frame.evaluate("window.sameFrame = true")

    def is_marked(self) -> bool:
        return self.frame.evaluate("window.sameFrame === true")

    def link(self) -> dict[str, list[str]]:
        """The query of the page's address."""
        return urllib.parse.parse_qs(urllib.parse.urlsplit(self.page.url).query)

    def wait_link(self, name: str, *values: str) -> None:
        """Wait until the address holds just these values under a name (none: the name is gone)."""
        self.page.wait_for_function(
            "([name, values]) => String(new URLSearchParams(location.search).getAll(name)) === String(values)",
            arg=[name, list(values)],
        )

    def wait_words(self, words: str) -> None:
        """Wait until the headline says this date and the page has come to rest."""
        self.page.wait_for_function(
            f"(words) => document.querySelector('.st-key-headline h3')?.innerText === words && {IDLE}",
            arg=f"As of {words}",
        )

    def numbers(self) -> dict[str, int]:
        """The metrics of the headline, by label."""
        script = """() => Object.fromEntries([...document.querySelectorAll('.st-key-headline [data-testid=stMetric]')]
            .map((one) => [one.querySelector('[data-testid=stMetricLabel]').innerText.trim(),
                Number(one.querySelector('[data-testid=stMetricValue]').innerText.replaceAll(',', ''))]))"""
        return self.page.evaluate(script)

    def table(self, rows: int) -> dict:
        """The table, once it holds so many rows: {"says": its name, "cells": [[...], ...] as far as they show}."""
        grid = self.page.locator("[data-testid=stDataFrameResizable][aria-label*='with state and dates']")
        grid.scroll_into_view_if_needed()  # it is drawn only then
        grid.locator(f"table[aria-rowcount='{rows + 1}']").wait_for(state="attached")
        script = """(grid) => { const table = grid.querySelector('table[aria-rowcount]');
            const cells = [...table.querySelectorAll('tbody tr')];
            return {says: grid.getAttribute('aria-label'),
                cells: cells.map((row) => [...row.children].map((cell) => cell.innerText))}; }"""
        found = grid.evaluate(script)
        self.show_map()
        return found

    def show_map(self) -> None:
        """Scroll the page to the map. What stands fixed in the frame cannot scroll the page around it."""
        self.page.locator('iframe[title="streamlit_folium.st_folium"]').scroll_into_view_if_needed()

    def at(self, lat: float, lon: float) -> dict | None:
        """The mark of a place: {g, x, y (in the page), ids, steps (by the key N)}; None where there is none."""
        script = """([lat, lon]) => { const {sites, drawn} = atlas.layer;
            const here = atlas.map.latLngToContainerPoint([lat, lon]);
            const order = drawn.slice().sort((a, b) => a.x - b.x || a.y - b.y);
            const near = drawn.map((place) => ({place, gap: Math.hypot(place.x - here.x, place.y - here.y) - place.r}))
                .sort((a, b) => a.gap - b.gap)[0];
            if (!near || near.gap > 8) return null;
            const box = atlas.map.getContainer().getBoundingClientRect(), {place} = near;
            const steps = order.indexOf(place) - order.findIndex((one) => one.g === atlas.layer.focused);
            return {g: place.g, x: place.x + box.x, y: place.y + box.y,
                steps: steps < 0 ? steps + order.length : steps,
                ids: sites.listOf(place.g).map((i) => sites.data.id[i])}; }"""
        self.show_map()
        found = self.frame.evaluate(script, [lat, lon])
        if found:
            box = self.page.locator('iframe[title="streamlit_folium.st_folium"]').bounding_box()
            found["x"] += box["x"]
            found["y"] += box["y"]
        return found

    def look_at(self, lat: float, lon: float, zoom: float) -> None:
        """Move the map as a person would, at once."""
        self.frame.evaluate(
            "([lat, lon, zoom]) => { atlas.map.setView([lat, lon], zoom, {animate: false}); }", [lat, lon, zoom]
        )
        self.frame.wait_for_function("!atlas.layer._frame")


@pytest.fixture
def visit(page, serve):
    """The atlas in a watched page, open at a link: visit("?date=2018-09-07")."""

    def opened(query: str = "", address: str | None = None, on=None) -> AtlasPage:
        return AtlasPage(on or page, address or serve()).open(query)

    return opened
