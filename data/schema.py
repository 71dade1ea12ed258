"""The tables: one pandera model each. Their descriptions make the data dictionary and datapackage.json."""

import pandas as pd
import pandera.pandas as pa

KINDS = ("region", "local_zone", "wavelength")
PRECISIONS = ("city", "metro", "state", "country", "none")
ACCESS = ("public", "government", "sovereign", "china")
EVENTS = ("announced", "promised", "launched", "zones", "closing", "closed", "cancelled")
CONFIDENCE = ("confirmed", "reported", "recalled")
PARTNER_KINDS = (
    "telecom",
    "colocation",
    "operator",
    "joint_venture",
    "integrator",
    "government",
    "energy",
    "investor",
    "technology",
    "customer",
    "other",
)
ROLES = (
    "operates",
    "hosts",
    "resells",
    "joint_venture",
    "connects",
    "government_agreement",
    "invests",
    "other",
)
ACCOUNTS = ("separate", "shared")
SOURCE_KINDS = ("provider", "tool_history", "partner", "press", "regulator", "other")
CONTINENTS = ("Africa", "Antarctica", "Asia", "Europe", "North America", "Oceania", "South America")

SLUG = r"^[a-z0-9][a-z0-9_.-]*$"
ISO2 = r"^[A-Z]{2}$"
ISO2_OR_BLANK = r"^([A-Z]{2})?$"
ACCOUNT_OR_BLANK = rf"^({'|'.join(ACCOUNTS)})?$"
URL = r"^(https?://\S+)?$"
SOME_URL = r"^https?://\S+$"
SOME_TEXT = r"\S"
REGION_ID = r"^\S+$"
DAY_OR_BLANK = r"^(\d{4}-\d\d-\d\d)?$"
DIGITS_OR_BLANK = r"^\d*$"


def _text(description: str, pattern: str | None = None, of: tuple | None = None) -> pa.Field:
    """A text column: never null, blank where unknown."""
    return pa.Field(description=description, str_matches=pattern, isin=list(of) if of else None)


def _number(description: str, low: float | None = None, high: float | None = None) -> pa.Field:
    """A number column: null where the cell is blank."""
    return pa.Field(description=description, ge=low, le=high, nullable=True)


class Table(pa.DataFrameModel):
    """What holds for every table: these columns and no others."""

    class Config:
        strict = True
        coerce = True


class Providers(Table):
    """Cloud companies."""

    provider: str = _text("Key, a slug", SLUG)
    name: str = _text("Name as the company writes it", SOME_TEXT)
    home_country: str = _text("Country of its seat, ISO 3166-1 alpha-2", ISO2)
    started: str = _text("When its cloud was first offered, EDTF; no undated launch is earlier")
    url: str = _text("Page of its regions", URL)
    note: str = _text("What else a reader should know")


class Regions(Table):
    """Published regions, and AWS local and Wavelength zones. Key: provider and region_id."""

    provider: str = _text("Key of the provider", SLUG)
    region_id: str = _text("Id as the provider writes it; unique within the provider only", REGION_ID)
    kind: str = _text("What it is", of=KINDS)
    name: str = _text("Name as the provider writes it", SOME_TEXT)
    city: str = _text("City or metro area that the provider names; blank for a secret place")
    country: str = _text("ISO 3166-1 alpha-2", ISO2)
    lat: float = _number("Latitude of the city, degrees north; blank for a secret place", -90, 90)
    lon: float = _number("Longitude of the city, degrees east; blank for a secret place", -180, 180)
    coord_precision: str = _text("What the coordinates stand for, never a building", of=PRECISIONS)
    access: str = _text("Who may use it", of=ACCESS)
    zones: pd.Int64Dtype = _number("Availability zones today; blank if unknown", 1)
    hub: str = _text("region_id of the region of the same provider that it supports or extends")
    parent: str = _text("region_id of the parent region of a local or Wavelength zone")
    note: str = _text("What else a reader should know")


class Claims(Table):
    """One dated statement about a region a row; several on one event may agree or not."""

    provider: str = _text("Key of the provider", SLUG)
    region_id: str = _text("Region of that provider", REGION_ID)
    event: str = _text("What happened", of=EVENTS)
    date: str = _text("When, EDTF; blank if unknown. For promised: when the opening is promised for")
    value: pd.Int64Dtype = _number("For zones: the number of zones from then on; otherwise blank", 1)
    confidence: str = _text("Who says so: the provider, others, or no source seen", of=CONFIDENCE)
    source_id: str = _text("Key of the source; blank only if recalled")
    note: str = _text("What else a reader should know")


class Partners(Table):
    """Organisations that work with providers, one row each."""

    partner_id: str = _text("Key, a slug", SLUG)
    name: str = _text("Name as the organisation writes it", SOME_TEXT)
    aliases: str = _text("Other names, separated by semicolons")
    kind: str = _text("What it is", of=PARTNER_KINDS)
    country: str = _text("Country of its seat, ISO 3166-1 alpha-2; blank if unknown", ISO2_OR_BLANK)
    parent: str = _text("partner_id of the organisation that it belongs to")
    seat_city: str = _text("City of its seat")
    seat_lat: float = _number("Latitude of that city, degrees north", -90, 90)
    seat_lon: float = _number("Longitude of that city, degrees east", -180, 180)
    url: str = _text("Its page", URL)
    note: str = _text("What else a reader should know")


class Partnerships(Table):
    """Who works with whom: provider, partner, role, maybe a region, from when to when."""

    provider: str = _text("Key of the provider", SLUG)
    partner_id: str = _text("Key of the partner", SLUG)
    role: str = _text("What the partner does", of=ROLES)
    region_id: str = _text("Region of that provider; blank if the deal is for no one region")
    country: str = _text("Country where it applies; blank means the partner's", ISO2_OR_BLANK)
    from_date: str = _text("Since when, EDTF; blank if unknown")
    to_date: str = _text("Until when, EDTF; blank if it goes on")
    confidence: str = _text("Who says so: the provider or partner, others, or no source seen", of=CONFIDENCE)
    source_id: str = _text("Key of the source; blank only if recalled")
    note: str = _text("What else a reader should know")


class Terms(Table):
    """On what terms a region is used: with whom the customer signs, whether the usual account works there."""

    provider: str = _text("Key of the provider", SLUG)
    region_id: str = _text("Region of that provider", REGION_ID)
    contract: str = _text("With whom the customer signs; blank where the source does not say")
    account: str = _text(
        "separate: an account of its own is needed; shared: the usual one works; blank where the source does not say",
        ACCOUNT_OR_BLANK,
    )
    confidence: str = _text("Who says so: the provider or partner, others, or no source seen", of=CONFIDENCE)
    source_id: str = _text("Key of the source; blank only if recalled")
    note: str = _text("What else a reader should know")


class Sources(Table):
    """Pages that were read."""

    source_id: str = _text("Key, a slug", SLUG)
    publisher: str = _text("Who published it", SOME_TEXT)
    title: str = _text("Title; blank if unseen")
    url: str = _text("Address", SOME_URL)
    kind: str = _text("Whose page it is", of=SOURCE_KINDS)
    published: str = _text("When it was published, EDTF; blank if unknown")
    read_on: str = _text("Day on which it was read; blank if unknown", DAY_OR_BLANK)


class Countries(Table):
    """Countries that the tables name."""

    country: str = _text("Key, ISO 3166-1 alpha-2", ISO2)
    name: str = _text("Short English name", SOME_TEXT)
    continent: str = _text("Continent", of=CONTINENTS)


class Cities(Table):
    """Gazetteer that places are checked against: cities from GeoNames. A folder without it is checked by ours."""

    city: str = _text("Name as GeoNames writes it", SOME_TEXT)
    also: str = _text("What regions and partners call it otherwise, separated by semicolons")
    country: str = _text("ISO 3166-1 alpha-2", ISO2)
    lat: float = _number("Latitude, degrees north", -90, 90)
    lon: float = _number("Longitude, degrees east", -180, 180)
    population: pd.Int64Dtype = _number("People; 0 if unknown", 0)
    geonames_id: str = _text("Number in GeoNames; blank if added by hand", DIGITS_OR_BLANK)


TABLES: dict[str, type[Table]] = {
    "providers": Providers,
    "regions": Regions,
    "claims": Claims,
    "partners": Partners,
    "partnerships": Partnerships,
    "terms": Terms,
    "sources": Sources,
    "countries": Countries,
    "cities": Cities,
}
KEYS: dict[str, tuple[str, ...]] = {
    "providers": ("provider",),
    "regions": ("provider", "region_id"),
    "claims": ("provider", "region_id", "event", "date", "value", "source_id"),
    "partners": ("partner_id",),
    "partnerships": ("provider", "partner_id", "role", "region_id", "country", "from_date", "source_id"),
    "terms": ("provider", "region_id", "source_id"),
    "sources": ("source_id",),
    "countries": ("country",),
    "cities": ("country", "city", "geonames_id"),
}
OPTIONAL = ("terms", "cities")
"""Tables that a folder may do without: no terms are known, places are checked by our own gazetteer."""
DATE_COLUMNS: dict[str, tuple[str, ...]] = {
    "providers": ("started",),
    "claims": ("date",),
    "partnerships": ("from_date", "to_date"),
    "sources": ("published", "read_on"),
}
