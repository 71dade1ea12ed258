"""The data of the view as tables: CSV of the regions, and an Excel workbook with a sheet for each table."""

import datetime as dt
import io

import pandas as pd

from components.pack import citation, text
from components.pack.view import ATLAS, View
from data import dates, export

_REGIONS = ["provider", "provider_name", "region_id", "kind", "name", "city", "country", "country_name", "continent"]
_REGIONS += ["lat", "lon", "coord_precision", "access", "hub", "parent", "state", "sure"]
_EVENTS = ["announced", "promised", "launched", "closing", "closed", "cancelled"]
_CLAIMS = ["provider", "region_id", "event", "date", "earliest", "latest", "value", "confidence", "best"]
_CLAIMS += ["source_id", "publisher", "url", "note"]
_DEALS = ["provider", "provider_name", "partner_id", "partner_name", "partner_kind", "role", "region_id", "country"]
_DEALS += ["from_date", "to_date", "sure", "confidence", "source_id", "publisher", "source_url", "note"]
_SOURCES = ["source_id", "publisher", "title", "url", "kind", "published", "read_on", "used"]
_WIDEST = 60
_DAY = "yyyy-mm-dd"


def regions(view: View) -> pd.DataFrame:
    """The shown regions, one a row, in the order of `python -m data at`; dates as known (EDTF)."""
    out = view.shown.assign(zones=view.zones, state=view.shown["state"].astype("str"))
    return out[[*_REGIONS, "zones", *_EVENTS, "note"]].reset_index(drop=True)


def partnerships(view: View) -> pd.DataFrame:
    """Partnerships of the view that hold on its day."""
    return view.deals[_DEALS].reset_index(drop=True)


def claims(view: View) -> pd.DataFrame:
    """Every dated statement on the shown regions, also those of later days; earliest and latest as dates."""
    out = view.tables.claims[view.tables.claims["key"].isin(view.shown["key"])]
    sources = view.tables.sources.set_index("source_id")[["publisher", "url"]]
    out = out.join(sources, on="source_id").sort_values(["provider", "region_id", "event", "hi"], kind="stable")
    out = out.assign(
        earliest=_dates(out["lo"]),
        latest=_dates(out["hi"]),
        publisher=out["publisher"].fillna(""),
        url=out["url"].fillna(""),
    )
    return out[_CLAIMS].reset_index(drop=True)


def sources(view: View) -> pd.DataFrame:
    """Sources of those claims and partnerships, with how often each is used."""
    used = pd.concat([claims(view)["source_id"], view.deals["source_id"]])
    used = used[used != ""].value_counts()
    out = view.tables.sources
    out = out[out["source_id"].isin(used.index)]
    out = out.assign(used=out["source_id"].map(used).astype("int64"))
    return out[_SOURCES].sort_values("source_id", ignore_index=True)


def about(view: View) -> pd.DataFrame:
    """What this is: two columns, name and value."""
    counts = view.counts
    rows = [
        ("Title", view.title),
        ("As of", view.iso),
        ("Filter", view.filter_words or "none"),
        ("Regions", len(view.shown)),
        *((f"Regions {state}", number) for state, number in sorted(counts.items())),
        ("Summary", view.summary),
        ("Edition", view.edition),
        ("Licence", view.licence),
        ("Source", view.source_line),
        ("Link", view.link),
        ("Cite as", citation.plain(view)),
        ("Dates", "As far as their source knows them (EDTF, ISO 8601-2): ../2018-10 is no later than October 2018"),
        ("sure", "No where a date leaves open whether the state holds on this day"),
    ]
    return pd.DataFrame(rows, columns=["name", "value"])


def csv(view: View) -> bytes:
    """The regions as CSV: UTF-8, one header row, cells defused that a spreadsheet would run."""
    return export.csv_of(_safe(regions(view)))


def xlsx(view: View) -> bytes:
    """The workbook: regions, partnerships, claims, sources, about; numbers, dates and truth values typed."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    book.properties.title, book.properties.creator = text.clean(f"{view.title}, {view.iso}"), ATLAS
    book.properties.created = book.properties.modified = dt.datetime.combine(view.tables.edition, dt.time())
    for name, make in (
        ("regions", regions),
        ("partnerships", partnerships),
        ("claims", claims),
        ("sources", sources),
        ("about", about),
    ):
        _fill(book.create_sheet(name), make(view))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet, frame: pd.DataFrame) -> None:
    """One table: bold header that stays in sight, filters, widths, links."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    frame = _safe(frame)
    head, fill = Font(bold=True), PatternFill("solid", fgColor="E3E7ED")
    for at, name in enumerate(frame.columns, 1):
        cell = sheet.cell(1, at, name)
        cell.font, cell.fill = head, fill
        widest = len(name) + 3
        for row, value in enumerate(frame[name].tolist(), 2):
            if value == "" if isinstance(value, str) else pd.isna(value):
                continue
            cell = sheet.cell(row, at)
            if isinstance(value, str):
                # Whatever the text looks like, it is text.
                cell.value, cell.data_type = value[:32767], "s"
                if name.endswith("url") and value.startswith(("https://", "http://")) and len(value) <= 2000:
                    cell.hyperlink, cell.style = value, "Hyperlink"
            elif isinstance(value, pd.Timestamp):
                cell.value, cell.number_format = value.date(), _DAY
            else:
                cell.value = value
            widest = max(widest, min(_WIDEST, 10 if isinstance(value, pd.Timestamp) else len(str(value)) + 2))
        sheet.column_dimensions[get_column_letter(at)].width = widest
    sheet.freeze_panes = "A2"
    if sheet.title != "about":
        sheet.auto_filter.ref = sheet.dimensions
        return
    for (cell,) in sheet.iter_rows(min_row=2, min_col=2, max_col=2):
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")


def _safe(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with texts defused and without the control characters that no workbook can hold; numbers stay."""
    out = frame.copy()
    for name in frame.columns:
        if frame[name].dtype == "str" or frame[name].dtype == object:
            values = frame[name].tolist()
            texts = pd.DataFrame({name: [text.fit(one) if isinstance(one, str) else "" for one in values]}, dtype="str")
            safe = export.defused(texts)[name].tolist()
            kept = [told if isinstance(one, str) else one for one, told in zip(values, safe, strict=True)]
            out[name] = pd.Series(kept, frame.index, dtype=frame[name].dtype)
    return out


def _dates(days: pd.Series) -> pd.Series:
    """Days since 1970-01-01 as timestamps; missing where open."""
    return pd.to_datetime(days.where(days.abs() < dates.FAR), unit="D")
