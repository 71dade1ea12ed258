"""How to cite a view: plain text and BibTeX, with the date of the data."""

from components.pack import text
from components.pack.view import ATLAS, View

_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def plain(view: View) -> str:
    """One sentence: what, as of when, from which edition, under which licence, and the link's query."""
    licence = f" {view.licence}." if view.licence else ""
    counts = view.summary.rstrip(".")
    return text.clean(
        f"{ATLAS}, edition of {view.edition}. {view.title}{_filter(view)} as of {view.iso} ({counts}).{licence} "
        f"View: {view.link}"
    )


def bibtex(view: View) -> str:
    """A BibTeX entry; `@misc`, which every style knows."""
    year, month, _ = view.edition.split("-")
    fields = {
        "title": f"{{{_tex(view.title + _filter(view))} as of {view.iso}}}",
        "author": f"{{{ATLAS}}}",
        "year": year,
        "month": str(int(month)),
        "version": f"edition of {view.edition}",
        "note": f"{_tex(view.summary.rstrip('.'))}. {_tex(view.licence)}. View: {_tex(view.link)}",
    }
    key = text.file_name("atlas", view.iso, *view.selection.provider[:3], "")
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items()]
    return "@misc{" + key + ",\n" + ",\n".join(lines) + "\n}"


def _filter(view: View) -> str:
    return f" ({view.filter_words})" if view.filter_words else ""


def _tex(words: str) -> str:
    return "".join(_TEX.get(letter, letter) for letter in text.clean(words))
