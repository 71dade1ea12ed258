"""The view's regions as places: GeoJSON for maps, KML with time spans for Google Earth."""

import xml.etree.ElementTree as ET

import pandas as pd

from components import style
from components.pack import text
from components.pack.view import View
from data import dates, export

_KML = "http://www.opengis.net/kml/2.2"
_EVENTS = ("announced", "launched", "closing", "closed", "cancelled")
_OPACITY = {"announced": "66", "closing": "b0", "closed": "40", "cancelled": "40"}


def geojson(view: View) -> bytes:
    """A FeatureCollection (RFC 7946): one feature a shown region, with state and sure; secret ones have no geometry."""
    found = export.geojson(view.shown)
    known = zip(view.shown["state"].astype("str"), view.shown["sure"], view.zones, strict=True)
    for feature, (state, sure, zones) in zip(found["features"], known, strict=True):
        feature["properties"] |= {"state": state, "sure": bool(sure), "zones": None if pd.isna(zones) else int(zones)}
    about = {
        "name": f"{view.title}, {view.iso}",
        "as_of": view.iso,
        "filter": view.filter_words,
        "edition": view.edition,
        "licence": view.licence,
        "source": view.source_line,
    }
    return export.json_of({"type": "FeatureCollection", **about, "features": found["features"]})


def kml(view: View) -> bytes:
    """KML 2.2: a folder a provider, a place a shown region, and the time in which it is there.

    A span begins with the opening, or with the announcement of what has not opened by the view's day, and ends
    with the closing. It is as precise as the record (2016-11 stays a month); of a date between two days it takes
    the later one, from which the region surely is there, but never a day after the view's own. Regions of no
    published place have no point.
    """
    ET.register_namespace("", _KML)
    root = ET.Element(f"{{{_KML}}}kml")
    document = _add(root, "Document")
    _add(document, "name", f"{view.title}, {view.date_words}")
    _add(document, "description", f"{view.summary} {view.source_line}.")
    for provider in sorted(set(view.shown["provider"])):
        for state, opacity in {"live": "ff", **_OPACITY}.items():
            _style(document, provider, state, opacity)
    for provider, rows in view.shown.groupby("provider", sort=True):
        folder = _add(document, "Folder")
        _add(folder, "name", view.provider_name(provider))
        for row in rows.itertuples():
            _place(folder, row, view)
    ET.indent(root)
    return ET.tostring(root, "utf-8", xml_declaration=True)


def _add(parent: ET.Element, name: str, words: str | None = None, /, **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{_KML}}}{name}", attributes)
    if words is not None:
        child.text = text.clean(words)
    return child


def _style(document: ET.Element, provider: str, state: str, opacity: str) -> None:
    """Google Earth's own pin in the provider's colour; no picture is fetched."""
    code = text.hex_of(style.mark_of(provider)[0]).lower()
    look = _add(document, "Style", id=f"look-{provider}-{state}")
    icon = _add(look, "IconStyle")
    _add(icon, "color", opacity + code[4:] + code[2:4] + code[:2])  # aabbggrr
    _add(icon, "scale", "0.9")


def _place(folder: ET.Element, row, view: View) -> None:
    place = _add(folder, "Placemark")
    _add(place, "name", f"{row.provider_name}: {row.name}")
    state = str(row.state)
    told = style.STATE_WORDS.get(state, state) + ("" if row.sure else ", date uncertain")
    dated = [
        f"{style.EVENT_WORDS[event].lower()} {dates.words(getattr(row, event))}"
        for event in _EVENTS
        if getattr(row, event)
    ]
    where = ", ".join(part for part in (row.city, row.country_name) if part)
    # Google Earth reads a description as HTML.
    lines = [f"{told} on {view.date_words}", where, *dated, row.note, view.source_line]
    _add(place, "description", "<br/>".join(style.as_html(text.clean(line)) for line in lines if line))
    begin, end = _span(row, view.day)
    if begin or end:
        time = _add(place, "TimeSpan")
        if begin:
            _add(time, "begin", begin)
        if end:
            _add(time, "end", end)
    _add(place, "styleUrl", f"#look-{row.provider}-{state}")
    facts = {name: getattr(row, name) for name in ("provider", "region_id", "kind", "city", "country", "access")}
    facts |= {"state": state, "sure": "yes" if row.sure else "no", "as_of": view.iso}
    facts |= {event: getattr(row, event) for event in _EVENTS}
    data = _add(place, "ExtendedData")
    for name, value in facts.items():
        if value == "":
            continue
        _add(_add(data, "Data", name=name), "value", str(value))
    if not pd.isna(row.lat):
        _add(_add(place, "Point"), "coordinates", f"{row.lon:.4f},{row.lat:.4f}")


def _span(row, day: int) -> tuple[str, str]:
    """Begin and end as KML dates (a year, month or day), blank where open."""
    state = str(row.state)
    opened = state in ("live", "closing", "closed")
    begin = _moment(row.launched if opened else row.announced, row.live_hi if opened else row.announced_hi, day)
    end = _moment(row.closed, row.closed_hi, None) or _moment(row.cancelled, row.cancelled_hi, None)
    return begin, end


def _moment(known: str, latest: int, most: int | None) -> str:
    """A date of the record as KML writes it: itself where it is plain, else its latest day, at most `most`."""
    plain = known if dates.parse(known).precision in ("day", "month", "year") and "/" not in known else ""
    if plain and plain.replace("-", "").isdigit() and (most is None or dates.span(plain)[0] <= most):
        return plain
    if latest >= dates.FAR:
        return ""
    last = latest if most is None else min(latest, most)
    return dates.date_of(last).isoformat()
