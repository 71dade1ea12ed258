"""EDTF dates: bounds, words, and what is refused."""

import datetime as dt

import pytest
from edtf import parse_edtf

from data import dates


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision", "words"),
    [
        ("2018-10-22", "2018-10-22", "2018-10-22", "day", "22 Oct 2018"),
        ("2018-10", "2018-10-01", "2018-10-31", "month", "Oct 2018"),
        ("2018", "2018-01-01", "2018-12-31", "year", "2018"),
        ("2020-02", "2020-02-01", "2020-02-29", "month", "Feb 2020"),
        ("../2018-02-27", None, "2018-02-27", "before", "no later than 27 Feb 2018"),
        ("../2018-10", None, "2018-10-31", "before", "no later than Oct 2018"),
        ("2018-02/..", "2018-02-01", None, "after", "not before Feb 2018"),
        ("2015-05-03/2015-10-01", "2015-05-03", "2015-10-01", "between", "between 3 May and 1 Oct 2015"),
        ("2015-12-03/2016-01-01", "2015-12-03", "2016-01-01", "between", "between 3 Dec 2015 and 1 Jan 2016"),
        ("2015/2016", "2015-01-01", "2016-12-31", "between", "between 2015 and 2016"),
        ("2015/2015-06", "2015-01-01", "2015-06-30", "between", "between 2015 and Jun 2015"),
        ("2018~", "2018-01-01", "2018-12-31", "year", "about 2018"),
        ("2018-10?", "2018-10-01", "2018-10-31", "month", "Oct 2018, uncertain"),
        ("201X", "2010-01-01", "2019-12-31", "between", "between 1 Jan 2010 and 31 Dec 2019"),
        ("", None, None, "unknown", "date unknown"),
    ],
)
def test_a_date_is_read_as_it_is_known(text, earliest, latest, precision, words):
    when = dates.parse(text)
    shown = [None if day is None else dates.date_of(day).isoformat() for day in (when.earliest, when.latest)]
    assert (shown, when.precision, dates.words(text)) == ([earliest, latest], precision, words)
    assert when.text == text


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("2018-13", "month must be 01..12"),
        ("2018-00", "month must be 01..12"),
        ("2018-02-29", "day must be 01..28"),
        ("2018-04-31", "day must be 01..30"),
        ("2018-13~", "month must be 01..12"),
        ("0000", "year must be"),
        ("22 Oct 2018", "write a date as 2018"),
        ("2018-1", "write a date as 2018"),
        ("20181022", "write a date as 2018"),
        ("2018/", "write .. for the open end"),
        ("/2018", "write .. for the open end"),
        ("../..", "leave the cell blank"),
        ("2019/2018", "ends before it begins"),
        ("2017/2018/2019", "one slash"),
        ("..", "write a date as 2018"),
    ],
)
def test_a_bad_date_is_refused_with_words_that_mend_it(text, mend):
    with pytest.raises(ValueError, match=mend) as problem:
        dates.parse(text)
    assert str(problem.value).startswith(f"{text}: ")


@pytest.mark.parametrize(
    "text",
    [
        "2018",
        "2018-02",
        "2020-02",
        "2018-10-22",
        "2018~",
        "2018-10?",
        "2018-10-22~",
        "2018%",
        "2015-05-03/2015-10-01",
        "2018/2019-03",
    ],
)
def test_the_fast_way_agrees_with_the_edtf_package(text):
    read = parse_edtf(text)
    first, last = (dates.day(dt.date(*end[:3])) for end in (read.lower_strict(), read.upper_strict()))
    when = dates.parse(text)
    assert (when.earliest, when.latest) == (first, last)


@pytest.mark.parametrize("text", ["../2018-10", "2018-02/.."])
def test_open_intervals_agree_with_the_edtf_package(text):
    read = parse_edtf(text)
    when = dates.parse(text)
    shut = dt.date(*(read.upper_strict() if when.earliest is None else read.lower_strict())[:3])
    assert dates.day(shut) == (when.latest if when.earliest is None else when.earliest)


def test_days_and_dates_go_both_ways():
    assert dates.day("1970-01-01") == 0
    assert dates.day(dt.date(2018, 9, 7)) == dates.day("2018-09-07") == 17781
    assert dates.day(dt.datetime(2018, 9, 7, 12)) == 17781
    assert dates.date_of(17781) == dt.date(2018, 9, 7)


@pytest.mark.parametrize("text", ["2018", "2018-9-7", "today", "", "2018-02-30"])
def test_a_day_must_be_a_whole_date(text):
    with pytest.raises(ValueError, match=r"YYYY-MM-DD|must be"):
        dates.day(text)


def test_a_span_has_a_text():
    assert dates.between(*dates.span("2018-10-22")) == "2018-10-22"
    assert dates.between(*dates.span("2018-01/2018-10-22")) == "2018-01-01/2018-10-22"
    assert dates.between(*dates.span("../2018-10-22")) == "../2018-10-22"
    assert dates.between(*dates.span("2018-10-22/..")) == "2018-10-22/.."
    assert dates.between(*dates.span("")) == ""
