"""Stories: the shipped ones are true to the tables, a typo is refused with its line, what is written is read back."""

import re
from dataclasses import replace

import pytest

from components import story as telling
from data import captions, dates, delay, query, stories
from data.faults import DataFaults
from data.stories import Step, Story
from data.wording import NUMBERS, ordinal

SHIPPED = ("alibaba-europe", "promised", "sovereign", "twenty-years")
GOOD = """\
title = "Two steps"
summary = "Short."

# [[step]] in a remark is no step
[[step]]
title = "Frankfurt"
date = 2016-11-30
provider = ["alibaba"]
region = "alibaba:eu-central-1"
camera = [50.2, 10, 5]
caption = '''
date = "no key, but text"
It opens {on alibaba:eu-central-1 launched}.'''

[[step]]
title = "London"
date = "2018-10-22"
provider = [
  "alibaba",
  "aws",
]
notes = "Say # this"
"""


def read(shipped, text, file="mine.toml"):
    return stories.read_story(text, file, shipped.tables, shipped.lives)


def said(shipped, name, number):
    one = stories.load_story(name, shipped.tables, shipped.lives)
    return telling.tell(shipped.tables, shipped.lives, one, number)


def day(text):
    return dates.day(text)


def test_a_story_is_read(shipped):
    one = read(shipped, GOOD)
    assert (one.name, one.title, one.summary, len(one.steps)) == ("mine", "Two steps", "Short.", 2)
    first, second = one.steps
    assert (first.day, first.provider, first.region) == (day("2016-11-30"), ("alibaba",), "alibaba:eu-central-1")
    assert first.camera == (50.2, 10.0, 5.0)
    assert first.line == 5
    assert (second.day, second.provider, second.notes) == (day("2018-10-22"), ("alibaba", "aws"), "Say # this")
    assert second.camera is None
    assert second.caption == ""


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('region = "alibaba:eu-central-1"', 'region = "alibaba:eu-central-9"', 9,
         "region: 'alibaba:eu-central-9': no such region in the tables; did you mean alibaba:eu-central-1?"),
        ('  "aws",', '  "awss",', 18, "provider: 'awss': no such provider in the tables; did you mean aws?"),
        ("date = 2016-11-30", "date = 2016-11-31", 7, "cannot be read as TOML"),
        ('date = "2018-10-22"', 'date = "2018-10"', 17, "date: '2018-10': write the day as YYYY-MM-DD"),
        ('date = "2018-10-22"', 'date = "2018-02-30"', 17, "day must be 01..28"),
        ('date = "2018-10-22"', 'date = "1999-01-01"', 17, "outside the clock, which runs from 2006-01-01"),
        ('date = "2018-10-22"\n', "", 15, "date: write the day shown"),
        ("camera = [50.2, 10, 5]", "camera = [10, 50.2]", 10, "write latitude (-85 to 85)"),
        ("camera = [50.2, 10, 5]", "camera = [50.2, 200, 5]", 10, "longitude (-180 to 180)"),
        ("camera = [50.2, 10, 5]", "camera = [50.2, 10, true]", 10, "zoom (0 to 9)"),
        ("caption = '''", "captoin = '''", 11, "captoin: unknown key; did you mean caption?"),
        ('summary = "Short."', 'sumary = "Short."', 2, "sumary: unknown key; did you mean summary?"),
        ('title = "London"\n', "", 15, "title: missing: give it a title"),
        ('title = "London"', "title = 7", 16, "title: '7': write a text in quotes"),
        ('title = "London"', f'title = "{"x" * 121}"', 16, "121 letters are too many: keep it within 120"),
        ('title = "London"', 'title = "London', 16, "put texts in quotes and close them"),
        ("launched}", "launchd}", 11, "no such event: launchd; did you mean launched?"),
        ("{on alibaba", "{onn alibaba", 11, "no such fact; did you mean on?"),
        ("{on alibaba:eu-central-1", "{on alibaba:eu-centrl-1", 11,
         "no such region in the tables: alibaba:eu-centrl-1; did you mean alibaba:eu-central-1?"),
        ("launched}.", "launched.", 11, "a brace { has no partner"),
        ("[[step]]\ntitle", "[step]\ntitle", 5, "step: begin each step with a line [[step]]"),
    ],
)  # fmt: skip
def test_a_typo_is_refused_with_file_line_reason_and_how_to_mend_it(shipped, old, new, line, words):
    assert GOOD.count(old) >= 1
    text = GOOD.replace(old, new, 1)
    if new.startswith("[step]"):
        text = text.partition('\n[[step]]\ntitle = "London')[0]  # a second one would be no TOML
    with pytest.raises(DataFaults) as problem:
        read(shipped, text)
    told = [str(fault) for fault in problem.value.faults]
    assert any(one.startswith(f"mine.toml, line {line}") and words in one for one in told), told


def test_all_faults_of_a_file_are_told_at_once(shipped):
    text = GOOD.replace('alibaba:eu-central-1"', 'nowhere"').replace('"aws"', '"nobody"').replace("notes =", "note =")
    with pytest.raises(DataFaults) as problem:
        read(shipped, text)
    assert [(fault.row, fault.column) for fault in problem.value.faults] == [
        (9, "region"),
        (22, "note"),
        (18, "provider"),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"title = \"\xff\"", "line 1: is not UTF-8"),
        ("title = \"x\"\n" + "#" * 200_001, "larger than 200 kB"),
        ("", "title: missing"),
        ('title = "x"', "a story has 1 to 60 steps"),
        ('title = "x"\n' + '[[step]]\ntitle = "y"\ndate = 2018-01-01\n' * 61, "a story has 1 to 60 steps"),
    ],
)  # fmt: skip
def test_what_is_no_story_is_refused(shipped, content, words):
    with pytest.raises(DataFaults, match=re.escape(words)):
        read(shipped, content)


def test_what_is_written_is_read_back(shipped):
    nasty = 'He said "no", \\n and \\ and {{braces}}:\n\n  two lines\t\'\'\' """ ü € \u2028 \x7f <b>'
    step = Step(
        title='A "quoted" one \\', day=day("2018-10-22"), caption=nasty.strip(), notes="a\nb",
        camera=(51.1234, -126.1234, 4.25),
        sources=("independent-co-uk-e3cf8c",), provider=("alibaba", "aws"), state=("live",), continent=("Europe",),
        country=("GB",), lines=("sites",), region="alibaba:eu-west-1", q="bt",
    )  # fmt: skip
    one = Story("mine", "T\\", "S", (step, Step("Plain", day("2006-01-01"))))
    assert read(shipped, stories.write_story(one)) == one


@pytest.mark.parametrize("name", stories.names())
def test_a_shipped_story_fits_the_tables_and_is_read_back(shipped, name):
    one = stories.load_story(name, shipped.tables, shipped.lives)
    assert read(shipped, stories.write_story(one), f"{name}.toml") == one
    for number in range(1, len(one.steps) + 1):
        told = telling.tell(shipped.tables, shipped.lives, one, number)
        assert 40 < len(told.text) < 600, told.text
        assert "{" not in told.text
        assert len(captions.source_rows(shipped.tables, told.sources)) == len(told.sources)
    assert len(telling.sources(shipped.tables, shipped.lives, one)) >= 4


def test_the_four_stories_ship(shipped):
    assert set(SHIPPED) <= set(stories.names())
    titles = [stories.load_story(name, shipped.tables, shipped.lives).title for name in SHIPPED]
    assert titles == [
        "Alibaba Cloud's road to Europe",
        "Promised and delivered",
        "Who runs China's and Europe's sovereign clouds",
        "Twenty years of cloud regions",
    ]


def test_no_date_of_a_caption_is_typed_by_hand():
    """Months stand only in what the speaker says, never in a caption: those come from the tables."""
    for path in stories.FOLDER.glob("*.toml"):
        for caption in re.findall(r'caption = (?:"""(.*?)"""|"(.*?)")', path.read_text("utf-8"), re.DOTALL):
            text = re.sub(r"\{[^}]*\}", "", "".join(caption))
            assert not re.search(
                r"\b\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|\b(19|20)\d\d-\d\d", text
            ), text


def test_the_founding_story_says_what_the_tables_say(shipped):
    announced, opened = (said(shipped, "alibaba-europe", number) for number in (3, 4))
    assert "announced on 7 Sep 2018 (reported)" in announced.text
    assert "BT (reported by the press, not confirmed by Alibaba Cloud)" in announced.text
    assert "Frankfurt, which opened between 21 Nov and 30 Nov 2016 with Vodafone Germany" in announced.text
    assert "opens on 22 Oct 2018 with two zones" in opened.text
    assert "BT (reported by the press, not confirmed by Alibaba Cloud)" in opened.text
    deal = query.partners_of(shipped.tables, key="alibaba:eu-west-1").set_index("partner_id").loc["bt"]
    assert deal["source_id"] in announced.sources
    frankfurt = said(shipped, "alibaba-europe", 2).text
    assert "in a data centre of Vodafone Germany" in frankfurt
    assert "promised between 1 Jan and 30 Jun 2016" in frankfurt
    india, closed = said(shipped, "alibaba-europe", 8).text, said(shipped, "alibaba-europe", 9).text
    assert "Andhra Pradesh Economic Development Board" in india
    assert "announced in Jun 2024; it closes on 15 Jul 2024" in closed


def test_a_corrected_row_corrects_the_story(shipped):
    """The same story over tables in which Alibaba has confirmed BT, or London opened later, says so."""
    tables = shipped.tables
    deals = tables.partnerships
    bt = (deals["provider"] == "alibaba") & (deals["partner_id"] == "bt")
    mended = replace(tables, partnerships=deals.assign(confidence=deals["confidence"].mask(bt, "confirmed")))
    one = stories.load_story("alibaba-europe", mended, shipped.lives)
    text = telling.tell(mended, shipped.lives, one, 3).text
    assert "in an alliance with BT.\n" in text
    regions = shipped.lives.assign(
        launched=shipped.lives["launched"].mask(shipped.lives.index == "alibaba:eu-west-1", "2018-11")
    )
    assert "London opens in Nov 2018 with" in telling.tell(tables, regions, one, 4).text


def test_the_counts_of_the_story_are_those_of_the_command(shipped, data_at):
    """Regions outside mainland China, as `python -m data at` lists them."""
    text = said(shipped, "alibaba-europe", 7).text
    for provider, name in (("alibaba", "Alibaba Cloud runs"), ("aws", "AWS runs")):
        rows = [
            row
            for row in data_at("2018-10-22", provider)
            if row["state"] in ("live", "closing") and row["country"] != "CN"
        ]
        countries = len({row["country"] for row in rows})
        found = re.search(rf"{name} (\S+) regions(?: \((\S+) not surely\))? in (\S+) countries", text)
        unsure = sum(not row["sure"] for row in rows)
        assert [number_of(word) for word in found.groups("no")] == [len(rows), unsure, countries]


def number_of(word):
    return NUMBERS.index(word) if word in NUMBERS else int(word)


def test_who_was_first_is_as_the_tables_order_it(shipped):
    firsts = query.firsts(shipped.lives)
    row = firsts[(firsts["country"] == "GB") & (firsts["provider"] == "alibaba")].iloc[0]
    british = shipped.lives[(shipped.lives["country"] == "GB") & (shipped.lives["kind"] == "region")]
    before = set(british.loc[british["live_hi"] < dates.day("2018-10-22"), "provider"]) - {"alibaba"}
    assert (row["order"], bool(row["sure"])) == (len(before) + 1, True)
    assert len(before) > 9
    text = said(shipped, "alibaba-europe", 5).text
    assert f"the {ordinal(row['order'])} in the United Kingdom" in text
    assert (
        text.index("Microsoft Azure on 7 Sep 2016")
        < text.index("AWS on 13 Dec 2016")
        < text.index("Alibaba Cloud on 22 Oct")
    )
    row = firsts[(firsts["country"] == "DE") & (firsts["provider"] == "alibaba")].iloc[0]
    assert not row["sure"]
    assert f"about the {ordinal(row['order'])} in Germany" in text


def test_delays_are_said_to_be_modelled_and_how(shipped):
    text = said(shipped, "alibaba-europe", 6).text
    base, slope = delay.LINES["Europe"]
    assert f"A model, not a measurement: {base} ms and {slope} ms per 1,000 km" in text
    cities = shipped.lives.set_index("city")[["lat", "lon"]].dropna()
    london, frankfurt = (cities.loc[city].iloc[0] for city in ("London", "Frankfurt"))
    km = query.great_circle_km(london["lat"], london["lon"], *frankfurt.to_numpy()[:, None])[0]
    assert f"London {base + slope * km / 1000:.0f} ms → {base:.0f} ms" in text
    assert "Stockholm 26 ms → 26 ms" in text
