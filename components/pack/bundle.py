"""Every file that a view can become, by its format, and all of them in one ZIP."""

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from components.pack import citation, text
from components.pack.view import ATLAS, View
from data.stories import Story

Tick = Callable[[float], None]


@dataclass(frozen=True)
class Format:
    """A format: its name and ending, words for the menu, type for browsers, and how long it takes beside others."""

    name: str
    words: str
    mime: str
    weight: float = 1.0


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS = {
    one.name: one
    for one in (
        Format("png", "Picture (PNG)", "image/png"),
        Format("svg", "Picture, scalable (SVG)", "image/svg+xml"),
        Format("pptx", "Slides (PowerPoint)", f"{_OFFICE}.presentationml.presentation", 3),
        Format("pdf", "Pages (PDF)", "application/pdf", 5),
        Format("mp4", "Film (MP4)", "video/mp4", 8),
        Format("gif", "Film (GIF)", "image/gif", 10),
        Format("html", "Interactive map, one file (HTML)", "text/html"),
        Format("csv", "Table of regions (CSV)", "text/csv"),
        Format("xlsx", "Workbook (Excel)", f"{_OFFICE}.spreadsheetml.sheet", 1.5),
        Format("geojson", "Places (GeoJSON)", "application/geo+json"),
        Format("kml", "Places with time spans (KML)", "application/vnd.google-earth.kml+xml"),
        Format("txt", "Citation, plain", "text/plain"),
        Format("bib", "Citation (BibTeX)", "text/plain"),
    )
}
PICTURES, PAGES, FILMS = ("png", "svg"), ("pptx", "pdf"), ("mp4", "gif")


@dataclass(frozen=True)
class Wish:
    """How files are to be: sizes (of `picture.SIZES`; a film takes the first), `scale` of PNG (1 or 2), dark ground,
    the film's first and last day (None: the usual), step and frames a second, and the story that the pages tell."""

    sizes: tuple[str, ...] = ("slide",)
    scale: int = 1
    dark: bool = False
    first: int | None = None
    last: int | None = None
    every: str = "month"
    rate: float = 12
    story: Story | None = None


def files(
    view: View, wish: Wish, formats: tuple[str, ...], tick: Tick = lambda share: None
) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file, one after the other; `tick` hears how far the whole is, 0..1."""
    jobs = [(form, size) for form in formats for size in (wish.sizes if form in PICTURES else wish.sizes[:1])]
    whole = sum(FORMATS[form].weight for form, _ in jobs)
    done = 0.0
    for form, size in jobs:
        weight = FORMATS[form].weight

        def heard(share: float, done: float = done, weight: float = weight) -> None:
            tick(min(1.0, (done + weight * share) / whole))

        yield name_of(view, form, wish, size if form in PICTURES else ""), make(view, form, wish, size, heard)
        done += weight
        tick(done / whole)


def name_of(view: View, form: str, wish: Wish, size: str = "") -> str:
    """Such as "alibaba-cloud-regions-2018-10-22.pptx"."""
    title = wish.story.title if wish.story and form in PAGES else f"{view.title} {view.iso}"
    twice = f"{wish.scale}x" if form == "png" and wish.scale > 1 else ""
    return text.file_name(title, size if size != "slide" else "", twice, f".{form}")


def make(view: View, form: str, wish: Wish, size: str = "slide", tick: Tick = lambda share: None) -> bytes:
    """One file. What it takes is loaded here, so that nothing is loaded before it is asked for."""
    if form in PICTURES:
        from components.pack import picture

        look = {"dark": wish.dark}
        return picture.png(view, size, wish.scale, **look) if form == "png" else picture.svg(view, size, **look)
    if form in PAGES:
        from components.pack import pages

        content = pages.of_story(view.tables, view.lives, wish.story) if wish.story else pages.of_view(view)
        if form == "pptx":
            from components.pack.slides import pptx as write
        else:
            from components.pack.document import pdf as write
        return write(content, tick)
    if form in FILMS:
        from components.pack import film

        played = film.span(view, wish.first, wish.last, wish.every, wish.rate)
        return (film.mp4 if form == "mp4" else film.gif)(view, played, size, wish.dark, tick)
    if form == "html":
        from components.pack import webpage

        return webpage.html(view)
    if form in ("csv", "xlsx"):
        from components.pack import sheets

        return sheets.csv(view) if form == "csv" else sheets.xlsx(view)
    if form in ("geojson", "kml"):
        from components.pack import places

        return places.geojson(view) if form == "geojson" else places.kml(view)
    return (citation.plain(view) if form == "txt" else citation.bibtex(view)).encode() + b"\n"


def zipped(view: View, wish: Wish, formats: tuple[str, ...] = tuple(FORMATS), tick: Tick = lambda share: None) -> bytes:
    """All files in one ZIP, with a few words on what they are."""
    out = io.BytesIO()
    moment = (view.tables.edition.year, view.tables.edition.month, view.tables.edition.day, 0, 0, 0)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        told = [f"{ATLAS}", f"{view.title}, {view.date_words}", view.summary, view.source_line, view.link, ""]
        for name, content in files(view, wish, formats, tick):
            archive.writestr(zipfile.ZipInfo(name, moment), content, compress_type=zipfile.ZIP_DEFLATED)
            told.append(f"{name}: {FORMATS[name.rsplit('.', 1)[1]].words}")
        archive.writestr(zipfile.ZipInfo("README.txt", moment), "\n".join(told) + "\n", zipfile.ZIP_DEFLATED)
    return out.getvalue()


def zip_name(view: View) -> str:
    return text.file_name(f"{view.title} {view.iso}", ".zip")
