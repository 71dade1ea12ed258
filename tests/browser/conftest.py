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

from tests.browser.atlas_page import AtlasPage

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


@pytest.fixture
def visit(page, serve):
    """The atlas in a watched page, open at a link: visit("?date=2018-09-07")."""

    def opened(query: str = "", address: str | None = None, on=None) -> AtlasPage:
        return AtlasPage(on or page, address or serve()).open(query)

    return opened
