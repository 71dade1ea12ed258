"""The atlas in a page, as a person sees and handles it."""

import urllib.parse

WHOLE = "!document.querySelector('[data-testid=stMain] [data-testid=stSkeleton]')"
IDLE = "document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning'"


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
