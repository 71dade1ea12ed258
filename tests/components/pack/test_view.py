"""What a file is made of: the rows of `python -m data at`, the words, the link, the year before."""

import urllib.parse

import pytest

from components.pack import citation
from components.selection import Selection
from data import dates, query

DAYS = [("2018-10-22", ("alibaba",)), ("2014-06-30", ("aws", "azure")), ("2026-11-25", ())]


@pytest.mark.parametrize(("day", "providers"), DAYS)
def test_a_view_shows_the_rows_of_the_command(look, data_at, day, providers):
    shown = look(day, provider=providers).shown
    rows = data_at(day, *providers)
    assert rows, "the command finds nothing, so nothing is compared"
    found = shown[["provider", "region_id", "state", "sure"]].astype({"state": "str"}).to_dict("records")
    assert found == [{name: row[name] for name in ("provider", "region_id", "state", "sure")} for row in rows]


def test_counts_by_state_and_by_provider_add_up(everything):
    assert sum(everything.counts.values()) == len(everything.shown)
    running = everything.counts.get("live", 0) + everything.counts.get("closing", 0)
    assert everything.running.sum() == running


def test_a_filter_of_states_leaves_the_others_out(look):
    closed = look("2026-11-25", state=("closed",))
    assert set(closed.shown["state"]) == {"closed"}
    assert (closed.codes > 0).sum() == len(closed.shown)


def test_changes_lie_in_the_year_before_and_have_a_date(alibaba):
    changes = alibaba.changes
    assert ("UK (London)", "Opened", "22 Oct 2018") in set(
        changes[["name", "what", "words"]].itertuples(index=False, name=None)
    )
    bt = changes[changes["name"] == "BT"].iloc[0]
    assert (bt["what"], bt["confidence"], bt["date"]) == ("Partner joined", "reported", "2018-09-07")
    assert (changes["date"] != "").all()
    for text in changes["date"]:
        first, last = dates.span(text)
        assert last > alibaba.day - 366
        assert first <= alibaba.day


def test_deals_hold_on_the_day_and_belong_to_what_is_shown(alibaba, shipped):
    names = set(alibaba.deals["partner_name"])
    assert {"BT", "Vodafone Germany"} <= names
    held = query.partners_of(shipped.tables, provider="alibaba", day=alibaba.day)
    assert names <= set(held["partner_name"])
    assert "UEFA" not in names  # years later


def test_sources_are_those_of_what_is_shown(alibaba):
    assert len(alibaba.cited)
    assert (alibaba.cited["used"] >= 1).all()
    assert alibaba.cited["used"].is_monotonic_decreasing


def test_the_link_says_the_whole_view(look):
    shown = look("2018-10-22", provider=("alibaba", "aws"), continent=("North America",), q="São Paulo & more")
    asked = urllib.parse.parse_qs(shown.link.removeprefix("?"))
    assert asked == {
        "date": ["2018-10-22"],
        "provider": ["alibaba", "aws"],
        "continent": ["North America"],
        "q": ["São Paulo & more"],
    }


def test_words_of_title_and_filter(look):
    shown = look("2018-10-22", provider=("aws", "gcp"), country=("DE",), access=("government",))
    assert shown.title == "AWS and Google Cloud regions"
    assert shown.filter_words == "Germany · access: government"
    assert look("2006-01-01", provider=("gcp",)).summary == "No region existed yet on this day."


def test_citation_names_edition_date_counts_and_licence(alibaba):
    told = citation.plain(alibaba)
    for part in ("Cloud Expansion Atlas", alibaba.edition, "2018-10-22", alibaba.summary.rstrip("."), "CC BY 4.0"):
        assert part in told
    entry = citation.bibtex(alibaba)
    assert entry.startswith("@misc{")
    assert entry.count("{") == entry.count("}")


def test_bibtex_escapes_what_tex_would_run(hostile):
    entry = citation.bibtex(hostile)
    assert r"\input" not in entry.replace(r"\textbackslash{}input", "")
    assert r"\$x\_1\$" in entry
    assert "\x07" not in entry


def test_the_same_view_on_another_day(alibaba):
    later = alibaba.at(dates.day("2020-01-01"))
    assert later.iso == "2020-01-01"
    assert len(later.shown) > len(alibaba.shown)
    assert isinstance(later.selection, Selection)
    assert alibaba.at(alibaba.day) is alibaba
