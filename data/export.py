"""The tables for others: CSV, Parquet, JSON, GeoJSON, and a Frictionless datapackage.json that describes them."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from data import schema

if TYPE_CHECKING:
    from data.load import Tables

_FORMULA = re.compile(r"[=+@\t\r]|-(?![\d.]+\Z)")
_LICENCES = {
    "CC-BY-4.0": ("Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/"),
}
_FOREIGN = {
    "providers": [("home_country", "countries", "country")],
    "regions": [("provider", "providers", "provider"), ("country", "countries", "country")],
    "claims": [
        ("provider", "providers", "provider"),
        (["provider", "region_id"], "regions", ["provider", "region_id"]),
        ("source_id", "sources", "source_id"),
    ],
    "partners": [("country", "countries", "country"), ("parent", "", "partner_id")],
    "partnerships": [
        ("provider", "providers", "provider"),
        ("partner_id", "partners", "partner_id"),
        ("country", "countries", "country"),
        ("source_id", "sources", "source_id"),
    ],
    "terms": [
        ("provider", "providers", "provider"),
        (["provider", "region_id"], "regions", ["provider", "region_id"]),
        ("source_id", "sources", "source_id"),
    ],
}
_PATTERNS = {
    schema.SLUG: "small letters, digits, `-`, `_`, `.`",
    schema.ISO2: "two capital letters",
    schema.ISO2_OR_BLANK: "two capital letters",
    schema.ACCOUNT_OR_BLANK: "`separate` or `shared`",
    schema.URL: "address",
    schema.SOME_URL: "address",
    schema.REGION_ID: "text without spaces",
    schema.DAY_OR_BLANK: "day as YYYY-MM-DD",
    schema.DIGITS_OR_BLANK: "digits",
}
_LIFE = ("announced", "promised", "launched", "closing", "closed", "cancelled")


def plain(tables: "Tables", name: str) -> pd.DataFrame:
    """A table with the columns of its CSV only."""
    return getattr(tables, name)[list(schema.TABLES[name].to_schema().columns)]


def defused(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with an apostrophe before each text that a spreadsheet would run as a formula."""
    out = frame.copy()
    for column in out.columns:
        if pd.api.types.is_string_dtype(out[column].dtype):
            risky = out[column].str.match(_FORMULA).fillna(False).astype(bool)
            out[column] = out[column].mask(risky, "'" + out[column])
    return out


def csv_of(frame: pd.DataFrame) -> bytes:
    """CSV in UTF-8 with LF, formulas defused; truth values as true and false."""
    out = defused(frame)
    for column in out.columns:
        if out[column].dtype == bool:
            out[column] = out[column].map({True: "true", False: "false"})
    return out.to_csv(index=False, lineterminator="\n").encode("utf-8")


def records(frame: pd.DataFrame) -> list[dict]:
    """Rows as plain objects: whole numbers stay whole, missing values become None."""
    columns = [[None if pd.isna(value) else value for value in frame[name].tolist()] for name in frame.columns]
    return [dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def json_of(value: object) -> bytes:
    """JSON in UTF-8, one line feed at the end."""
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8")


def geojson(lives: pd.DataFrame) -> dict:
    """All regions as a FeatureCollection (RFC 7946); secret ones have no geometry. Dates are EDTF texts."""
    names = ["provider", "provider_name", "region_id", "kind", "name", "city", "country", "country_name"]
    names += ["coord_precision", "access", "zones", "hub", "parent", *_LIFE, "note"]
    features = []
    for row, lat, lon, key in zip(records(lives[names]), lives["lat"], lives["lon"], lives["key"], strict=True):
        point = None if pd.isna(lat) else {"type": "Point", "coordinates": [float(lon), float(lat)]}
        features.append({"type": "Feature", "id": key, "geometry": point, "properties": row})
    return {"type": "FeatureCollection", "features": features}


def datapackage(tables: "Tables") -> dict:
    """The Frictionless data package of the CSV files, made from the models."""
    info = tables.edition_info
    licence = str(info.get("licence", ""))
    out = {
        "name": "cloud-expansion-atlas",
        "title": str(info.get("title", "")),
        "version": tables.edition.isoformat(),
    }
    if licence:
        title, path = _LICENCES.get(licence, (licence, ""))
        out["licenses"] = [{"name": licence, "title": title} | ({"path": path} if path else {})]
    return out | {"profile": "tabular-data-package", "resources": [_resource(name) for name in schema.TABLES]}


def _resource(name: str) -> dict:
    """One table of the package. Keys that hold blanks are left out: a package knows no blank keys."""
    model = schema.TABLES[name].to_schema()
    fields = {"fields": [_field(column) for column in model.columns.values()], "missingValues": [""]}
    if name not in ("claims", "partnerships", "terms"):
        fields["primaryKey"] = list(schema.KEYS[name])
    if name in _FOREIGN:
        fields["foreignKeys"] = [
            {"fields": own, "reference": {"resource": other, "fields": theirs}} for own, other, theirs in _FOREIGN[name]
        ]
    out = {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "description": schema.TABLES[name].__doc__.strip(),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": fields,
    }
    return out | ({"sources": [{"title": "GeoNames", "path": "https://www.geonames.org/"}]} if name == "cities" else {})


def _field(column) -> dict:
    """One column of the package: its type, description and constraints."""
    text = str(column.dtype)
    kind = "integer" if text == "Int64" else "number" if text.startswith("float") else "string"
    limits: dict = {}
    for check in column.checks:
        told = check.statistics
        if "allowed_values" in told:
            limits |= {"required": True, "enum": list(told["allowed_values"])}
        elif "pattern" in told and told["pattern"] == schema.SOME_TEXT:
            limits |= {"required": True}
        elif "pattern" in told:
            limits |= {"pattern": told["pattern"]} | ({} if re.match(told["pattern"], "") else {"required": True})
        elif "min_value" in told:
            limits |= {"minimum": told["min_value"]}
        elif "max_value" in told:
            limits |= {"maximum": told["max_value"]}
    out = {"name": column.name, "type": kind, "description": column.description}
    return out | ({"constraints": limits} if limits else {})


def dictionary() -> str:
    """The data dictionary in Markdown, one table a CSV file, as data/README.md holds it."""
    out = []
    for name, table in schema.TABLES.items():
        out += [f"### {name}.csv", "", table.__doc__.strip(), "", "| column | meaning | values |", "|---|---|---|"]
        for column in table.to_schema().columns.values():
            out.append(f"| `{column.name}` | {column.description} | {_values(name, column)} |")
        out.append("")
    return "\n".join(out)


def _values(table: str, column) -> str:
    """What may stand in a column, in words."""
    told = _field(column)
    limits = told.get("constraints", {})
    if "enum" in limits:
        return ", ".join(f"`{value}`" for value in limits["enum"])
    if told["type"] != "string":
        low, high = limits.get("minimum"), limits.get("maximum")
        reach = f"{low:g} or more" if high is None else f"{low:g} to {high:g}"
        return f"{'whole number' if told['type'] == 'integer' else 'number'}, {reach}, or blank"
    kind = "EDTF date" if column.name in schema.DATE_COLUMNS.get(table, ()) else "text"
    kind = _PATTERNS.get(limits.get("pattern"), kind)
    return kind if limits.get("required") else f"{kind} or blank"


def files(tables: "Tables", lives: pd.DataFrame) -> dict[str, bytes]:
    """Every file of the export by name. Parquet only where pyarrow is there (Streamlit brings it)."""
    out: dict[str, bytes] = {}
    for name in schema.TABLES:
        frame = plain(tables, name)
        out[f"{name}.csv"], out[f"{name}.json"] = csv_of(frame), json_of(records(frame))
        try:
            out[f"{name}.parquet"] = frame.to_parquet(None, index=False)
        except ImportError:
            continue
    out["regions.geojson"] = json_of(geojson(lives))
    out["datapackage.json"] = json_of(datapackage(tables))
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in _edition(tables).items()]
    out["edition.toml"] = ("\n".join([*lines, f"date = {tables.edition.isoformat()}"]) + "\n").encode("utf-8")
    return out


def _edition(tables: "Tables") -> dict[str, str]:
    return {key: value for key, value in tables.edition_info.items() if isinstance(value, str) and key != "date"}


def write(tables: "Tables", lives: pd.DataFrame, folder: str | Path) -> list[Path]:
    """Write every file of the export into a folder, which is made if need be; gives their paths."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in files(tables, lives).items():
        path = folder / name
        path.write_bytes(content)
        paths.append(path)
    return paths
