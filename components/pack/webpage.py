"""The view as one HTML file that opens from disk with no network: the map's own time layer, list, claims, sources.

Everything stands in the file: Leaflet, our scripts and styles, outlines, regions. A content policy in its head keeps
it from asking any host for anything.
"""

import importlib.util
import json
import re
from pathlib import Path

from components import style, ties, worldmap
from components.deals import every
from components.pack import citation
from components.pack.view import ATLAS, View
from components.selection import FIRST_DAY, last_day
from data import dates, geo
from data.lifecycle import STATES

_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; connect-src blob:; "
    "base-uri 'none'; form-action 'none'"
)
_LEAFLET = Path(importlib.util.find_spec("xstatic.pkg.leaflet").origin).parent / "data"
_STYLES = ("atlas.css", "present.css", "standalone.css")
_TABS = (("list", "Regions"), ("region", "Chosen"), ("sources", "Sources"), ("about", "About"))
_EVENTS = list(style.EVENT_WORDS)


def html(view: View) -> bytes:
    """The page as one file in UTF-8."""
    data = {
        "view": _view(view),
        "options": {
            "first": FIRST_DAY.isoformat(),
            "today": view.edition,
            "last": last_day(view.tables).isoformat(),
        },
        "facts": _facts(view),
        "sites": worldmap.sites_json(view.tables, view.fitting),
        "ties": ties.ties_json(view.tables, view.deals_ever),
        "coarse": geo.outlines_path("110m").read_bytes(),
        "fine": geo.outlines_path("50m").read_bytes(),
    }
    embedded = "\n".join(
        f'<script type="application/json" id="solo-{name}">{_json(value)}</script>' for name, value in data.items()
    )
    scripts = [_LEAFLET / "leaflet.js", *(worldmap.ASSETS / name for name in (*worldmap.SCRIPTS, "standalone.js"))]
    styles = [_LEAFLET / "leaflet.css", *(worldmap.ASSETS / name for name in _STYLES)]
    title = f"{view.title}, {view.date_words}"
    page = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="generator" content="{ATLAS}">
<title>{style.as_html(title)}</title>
{"".join(f"<style>{_css(path)}</style>" for path in styles)}
</head>
<body>
{_body(view)}
{embedded}
{"".join(f"<script>{_js(path)}</script>" for path in scripts)}
</body>
</html>
"""
    return page.encode("utf-8", "replace")


def _body(view: View) -> str:
    tabs = "".join(
        f'<button type="button" role="tab" id="solo-tab-{name}" data-part="{name}" aria-controls="solo-{name}" '
        f'aria-selected="{"true" if name == "list" else "false"}">{words}</button>'
        for name, words in _TABS
    )
    return f"""<header class="solo-head">
<h1>{style.as_html(view.title)}</h1>
<p class="solo-counts" id="solo-counts" role="status">{style.as_html(f"As of {view.date_words}: {view.summary}")}</p>
</header>
<main class="atlas-map" id="map"></main>
<aside class="solo-side" aria-label="Regions and sources">
<div class="solo-tabs" role="tablist">{tabs}</div>
<section class="solo-part" id="solo-list" role="tabpanel" aria-labelledby="solo-tab-list">
<input class="solo-find" id="solo-find" type="search" placeholder="City, code, provider, partner" aria-label="Search">
<div id="solo-rows"></div>
</section>
<section class="solo-part" id="solo-region" role="tabpanel" aria-labelledby="solo-tab-region" hidden>
<p>Choose a region on the map or in the list.</p>
</section>
<section class="solo-part" id="solo-sources" role="tabpanel" aria-labelledby="solo-tab-sources" hidden>
<h2>Sources</h2>
<p>Behind every claim on the regions of this file and their partners.</p>
<ol id="solo-cited"></ol>
</section>
<section class="solo-part" id="solo-about" role="tabpanel" aria-labelledby="solo-tab-about" hidden>
{_about(view)}
</section>
</aside>
<noscript><p>This map needs scripts. They all stand in this file.</p></noscript>"""


def _about(view: View) -> str:
    paragraphs = (
        "This is a view of the Cloud Expansion Atlas as one file. It needs no network; only the links to sources do.",
        "Press play or drag the clock; space, arrow keys, Home and End work too. In the map, N and P go from mark to "
        "mark and Enter opens one. A mark is a city: one slice per provider, area by the number of regions.",
        "Dates keep the precision of their source. Where a date leaves open whether a region was live on a day, it is "
        "pale and dashed. Confirmed: the provider says so. Reported: others do. Recalled: no source seen yet.",
        view.source_line + ".",
    )
    told = "".join(f"<p>{style.as_html(words)}</p>" for words in paragraphs)
    return (
        f"<h2>About</h2>{told}<h3>Cite as</h3><p>{style.as_html(citation.plain(view))}</p>"
        f"<pre>{style.as_html(citation.bibtex(view))}</pre>"
    )


def _view(view: View) -> dict:
    """What atlas.update takes; addresses of files are added by the page."""
    chosen = view.selection
    who = "" if chosen.who.startswith("provider:") else chosen.who
    return {
        "lines": {"on": list(chosen.lines), "who": who, "picked": bool(chosen.partner)},
        "date": view.iso,
        "show": [STATES.index(state) for state in chosen.states],
        "single": len(chosen.provider) == 1,
        "select": chosen.region if chosen.region in view.fitting.index else "",
        "card": None,
    }


def _facts(view: View) -> dict:
    """What the side tells: each region's claims and partners by name, and the sources that they cite by number."""
    tables = view.tables
    claims = tables.claims[tables.claims["key"].isin(view.fitting["key"])]
    order = claims["event"].map({event: at for at, event in enumerate(_EVENTS)})
    claims = claims.assign(order=order).sort_values(["order", "hi", "lo"], kind="stable")
    deals = every(tables, view.lives)
    deals = deals[deals["region_key"].isin(view.fitting["key"])]
    used = [key for key in dict.fromkeys([*claims["source_id"], *deals["source_id"]]) if key]
    rows = tables.sources.set_index("source_id").reindex(used).dropna(subset="url")
    rows = rows.sort_values(["publisher", "title", "url"], kind="stable")
    number = {key: at for at, key in enumerate(rows.index)}
    life: dict[str, list] = {}
    for claim in claims.itertuples():
        words = style.EVENT_WORDS[claim.event]
        if claim.event == "zones":
            words = style.plural(int(claim.value), "zone")
        if claim.hi < claim.chosen_lo or claim.lo > claim.chosen_hi:
            words += ", says another source"
        source = number.get(claim.source_id, -1)
        told = [words, dates.words(claim.date), claim.confidence, source, claim.note, claim.lo]
        life.setdefault(claim.key, []).append(told)
    partners: dict[str, list] = {}
    for deal in deals.sort_values(["partner_name", "from_lo"], kind="stable").itertuples():
        role = style.ROLE_WORDS.get(deal.role, deal.role)
        words = " ".join(part for part in (role, deal.since, deal.until) if part)
        told = [deal.partner_name, words, deal.confidence, number.get(deal.source_id, -1), deal.note, deal.from_lo]
        partners.setdefault(deal.region_key, []).append(told)
    regions = {
        key: {
            "country": country,
            "access": style.ACCESS_WORDS.get(access, access).lower(),
            "note": note,
            "life": life.get(key, []),
            "partners": partners.get(key, []),
        }
        for key, country, access, note in view.fitting[["key", "country_name", "access", "note"]].itertuples(
            index=False
        )
    }
    sources = [
        [row.publisher, row.title, row.url, dates.words(row.published) if row.published else ""]
        for row in rows.itertuples()
    ]
    return {"filter": view.filter_words, "regions": regions, "sources": sources}


def _json(value: object) -> str:
    """JSON that can end no script element: "<" stands as an escape."""
    if isinstance(value, bytes):
        value = json.loads(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _js(path: Path) -> str:
    """A script of ours, with what would end its element taken apart."""
    return re.sub(r"<(?=/script|!--)", r"\\x3c", path.read_text("utf-8"), flags=re.IGNORECASE)


def _css(path: Path) -> str:
    """A style sheet without the pictures of Leaflet's that it names, none of which is drawn here."""
    return re.sub(r"url\((?!['\"]?(?:data:|#))[^)]*\)", "none", path.read_text("utf-8")).replace("</", "<\\/")
