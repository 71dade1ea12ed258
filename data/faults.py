"""A fault in the tables: where it stands, and how to mend it."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd
import pandera.pandas as pa

from data import schema


@dataclass(frozen=True, order=True)
class Fault:
    """One bad cell. `row` is the line in the file, 1 being the header; 0 means the file as a whole.

    `then` says what a lenient load does: drop the row, blank the cell, or keep it.
    """

    file: str
    row: int
    column: str
    value: str
    rule: str
    then: str = field(default="drop", repr=False, compare=False)

    def __str__(self) -> str:
        place = self.file + (f", row {self.row}" if self.row else "") + (f", {self.column}" if self.column else "")
        return f"{place}: {self.value!r}: {self.rule}" if self.column else f"{place}: {self.rule}"


class DataFaults(ValueError):
    """The tables have faults; `.faults` lists them and the text prints them all."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        count = len(self.faults)
        super().__init__(f"{count} fault{'s' if count != 1 else ''}\n" + "\n".join(map(str, self.faults)))


_PATTERNS = {
    schema.ACCOUNT_OR_BLANK: "use separate or shared, or leave it blank",
    schema.SLUG: "write a key of small letters, digits, - _ and . only",
    schema.ISO2: "write the two capital letters of ISO 3166-1, such as GB",
    schema.ISO2_OR_BLANK: "write the two capital letters of ISO 3166-1, such as GB, or leave it blank",
    schema.URL: "write a whole address that starts with https://, or leave it blank",
    schema.SOME_URL: "write a whole address that starts with https://",
    schema.SOME_TEXT: "must not be blank",
    schema.REGION_ID: "must not be blank or hold a space",
    schema.DAY_OR_BLANK: "write the day as YYYY-MM-DD, or leave it blank",
    schema.DIGITS_OR_BLANK: "write the number of the place in GeoNames, or leave it blank",
}


def by_model(name: str, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Fault]]:
    """Check and type one table of texts, whose index is the line number, by its model.

    Gives the rows without fault, typed, and the faults.
    """
    model = schema.TABLES[name]
    numbers = [column for column, kind in model.to_schema().dtypes.items() if not str(kind).startswith("str")]
    asked = frame.assign(**{column: frame[column].str.strip().replace("", None) for column in numbers})
    try:
        return model.validate(asked, lazy=True), []
    except pa.errors.SchemaErrors as problem:
        cases = problem.failure_cases
    faults: dict[tuple, Fault] = {}
    for column, check, row in zip(cases["column"], cases["check"], cases["index"], strict=True):
        if pd.isna(row) or check.startswith("dtype("):
            continue
        value = frame.at[row, column]
        fault = Fault(f"{name}.csv", int(row), column, value, _mend(model, column, check, value))
        faults.setdefault((row, column), fault)
    if not faults:
        raise RuntimeError(f"{name}.csv: {cases.to_string()}")
    good = asked.drop(index={fault.row for fault in faults.values()})
    return model.validate(good), sorted(faults.values())


def _mend(model: type[schema.Table], column: str, check: str, value: str) -> str:
    """How to mend a value that fails a check of its model."""
    found = model.to_schema().columns[column]
    if check.startswith("coerce_dtype"):
        return (
            "write a whole number, or leave it blank" if "Int" in str(found.dtype) else "write a number, such as 51.5"
        )
    rules = {rule.name: rule.statistics for rule in found.checks}
    if check.startswith("isin"):
        allowed = [str(choice) for choice in rules["isin"]["allowed_values"]]
        near = difflib.get_close_matches(value, allowed, 1)
        return f"use one of {', '.join(allowed)}" + (f"; did you mean {near[0]}?" if near else "")
    if check.startswith("str_matches"):
        return _PATTERNS[rules["str_matches"]["pattern"]]
    low = rules.get("greater_than_or_equal_to", {}).get("min_value")
    high = rules.get("less_than_or_equal_to", {}).get("max_value")
    return f"must be {low:g} or more" if high is None else f"must be from {low:g} to {high:g}"
