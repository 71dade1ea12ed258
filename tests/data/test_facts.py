"""Facts in braces: what the tables say in a caption, and what does not fit is named."""

import re

import pytest

from data import dates, facts, stories
from data.stories import Step


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("{on alibaba:eu-west-1 announced}", "On 7 Sep 2018 (reported)"),
        ("It was {on alibaba:ap-south-1 closing}.", "It was in Jun 2024."),
        ("{when alibaba:eu-west-1 launched}", "22 Oct 2018"),
        ("{{{zones alibaba:eu-west-1}}}", "{two zones}"),
        ("{partners provider=alibaba partner=bt date=2018-01-01}", "No partner"),
        ("({partners provider=alibaba partner=gcx})", "(Global Cloud Xchange (no source yet))"),
        ("{nearest Dublin alibaba date=2018-10-21}", "Frankfurt"),
        ("{nearest Dublin alibaba}", "London"),
        ("{since provider=alibaba partner=apedb}", "In 2018"),
        ("{slip azure:israelcentral}", "Promised for 2021 (reported) and opened on 12 Nov 2023: about 22 months late"),
        ("{slip alibaba:eu-central-1 promised=2016-11-21/2016-12-31}",
         "Promised between 21 Nov and 31 Dec 2016 and opened between 21 Nov and 30 Nov 2016: on time"),
        ("{slip oracle:turkiye}", "Promised by Jul 2017 and still not open about nine years later"),
        ("{regions provider=alibaba continent=Europe}", "Two regions"),
        ("{first GB provider=aws,azure}", "Microsoft Azure on 7 Sep 2016 and AWS on 13 Dec 2016"),
        ("{first GB provider=aws date=2016-12-12}", "Nobody"),
    ],
)  # fmt: skip
def test_a_fact_in_braces(shipped, asked, given):
    assert facts.fill(shipped.tables, shipped.lives, dates.day("2018-10-22"), asked)[0] == given


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("{}", "write a fact's name and what it is about"),
        ("{on alibaba:eu-west-1}", "write it as {on REGION EVENT}"),
        ("{on alibaba:eu-west-1 closed}", "no claim that alibaba:eu-west-1 was closed"),
        ("{regions provder=aws}", "unknown provder=; did you mean provider?"),
        ("{regions provider=awss}", "no such provider in the tables: awss; did you mean aws?"),
        ("{regions access=secret}", "no such access in the tables"),
        ("{regions state=open}", "no such state: open"),
        ("{partners partner=btt}", "no such partner in the tables: btt; did you mean bt?"),
        ("{partners partner=bt role=invests}", "the tables hold no such deal"),
        ("{delay Londn alibaba}", "no such city in the tables: Londn; did you mean London?"),
        ("{delay London alibaba date=2018}", "write the day as YYYY-MM-DD"),
        ("{delay London stackit}", "stackit has no live region on 2018-10-22"),
        ("{place XX aws}", "no such country in the tables: XX"),
        ("{slip aws:us-east-1}", "no promise for aws:us-east-1"),
        ("{promises outcome=lte}", "no such outcome in the tables: lte; did you mean late?"),
        ("{on 'x}", "write a fact's name and what it is about"),
        ("a } b", "a brace } has no partner"),
    ],
)
def test_a_fact_that_does_not_fit_is_named(shipped, asked, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        facts.fill(shipped.tables, shipped.lives, dates.day("2018-10-22"), asked)


def test_every_fact_and_every_key_is_in_the_dictionary():
    text = (stories.FOLDER / "README.md").read_text("utf-8")
    facts_said = set(re.findall(r"`\{(\w+)[ }]", text))
    assert facts_said == set(facts.FACTS)
    table = text.partition("| key of a step")[2].partition("\n\n")[0]
    keys = {key.strip() for row in table.splitlines()[2:] for key in row.split("|")[1].split(",")}
    assert keys == set(Step.__dataclass_fields__) - {"day", "line"} | {"date"}
