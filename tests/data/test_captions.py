"""Captions that are left blank in a story are written from the tables."""

from data import captions, dates, query, wording


def automatic(shipped, provider, until, since, region=""):
    own = shipped.lives[(shipped.lives["kind"] == "region") & shipped.lives["provider"].isin(provider)]
    when = None if since is None else dates.day(since)
    return captions.automatic(shipped.tables, shipped.lives, own, dates.day(until), when, region)


def test_a_blank_caption_is_written_from_the_tables(shipped, data_at):
    text, sources = automatic(shipped, ["alibaba"], "2018-10-22", "2018-09-07", "alibaba:eu-west-1")
    opened, partners, rivals, total = text.split("\n\n")
    assert opened.startswith("Opened since 7 Sep 2018: ") and opened.endswith("London on 22 Oct 2018.")
    assert partners == "With BT (reported by the press, not confirmed by Alibaba Cloud) in London."
    assert rivals.startswith("Already in the United Kingdom: Akamai (Linode), UpCloud, ")
    live = [row for row in data_at("2018-10-22", "alibaba") if row["state"] in ("live", "closing")]
    unsure = sum(not row["sure"] for row in live)
    assert len(live) > 20 and 0 < unsure < 5
    assert total == f"{len(live)} regions ({wording.NUMBERS[unsure]} not surely) live in twelve countries."
    assert "bizwatchnigeria-ng-ef041a" in sources


def test_a_blank_caption_tells_what_was_only_announced_and_what_closed(shipped):
    text, _ = automatic(shipped, ["alibaba"], "2018-09-07", "2018-08-31", "alibaba:eu-west-1")
    assert text.startswith("Announced since 31 Aug 2018: London on 7 Sep 2018 (reported).")
    text, _ = automatic(shipped, ["alibaba"], "2024-12-31", "2024-06-30")
    assert "Closed since 30 Jun 2024: Mumbai on 15 Jul 2024 and Sydney on 30 Sep 2024." in text
    text, _ = automatic(shipped, ["alibaba"], "2018-10-24", "2018-10-23")
    assert text.startswith("Nothing opened, closed or was announced since 23 Oct 2018.")


def test_a_blank_caption_of_many_counts_as_the_difference_does(shipped):
    own = shipped.lives[shipped.lives["kind"] == "region"]
    moved = query.between(shipped.tables, own, dates.day("2010-12-31"), dates.day("2014-12-31"))
    moved = moved[moved["key"] != ""]
    text, _ = automatic(shipped, set(own["provider"]), "2014-12-31", "2010-12-31")
    assert text.startswith(f"{(moved['change'] == 'opened').sum()} regions opened since 31 Dec 2010: ")
    azure = ((moved["change"] == "opened") & (moved["provider"] == "azure")).sum()
    assert f"Microsoft Azure {azure}" in text
    live = query.counts(shipped.lives, dates.day("2014-12-31"))
    unsure = wording.unsurely(live["live"], live["surely"])
    assert unsure
    assert text.endswith(f"{live['live']} regions{unsure} live in {live['countries']} countries.")


def test_a_first_step_tells_the_life_of_its_region(shipped):
    text, _ = automatic(shipped, ["alibaba"], "2018-10-22", None, "alibaba:eu-west-1")
    assert text.startswith("London: announced on 7 Sep 2018 (reported), opened on 22 Oct 2018.")
