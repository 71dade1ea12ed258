"""Questions on partners: how long deals hold, rivals, kin, who runs which cloud, hubs, a provider's road."""

import io
from dataclasses import replace

import pandas as pd
import pytest

from data import alliances, dates, lifecycle, query
from data.__main__ import main
from data.dates import FAR
from data.deals import spans
from data.load import load


def day(text):
    return dates.day(text)


@pytest.fixture
def grown(folder):
    """The small tables with more deals and kin: a rival's deal, an operator, a region that closed."""
    folder.add("partners", "sinnet,Sinnet,,operator,CN,,Beijing,39.9,116.4,,")
    folder.add("partners", "vodafone-uk,Vodafone UK,,telecom,GB,vodafone,,,,,")
    folder.add("partnerships", "aws,vodafone-uk,hosts,eu-west-2,GB,2023,,recalled,,")
    folder.add("partnerships", "aws,bt,hosts,eu-west-2,GB,2019,,recalled,,")
    folder.add("partnerships", "aws,vodafone-germany,connects,,DE,,,confirmed,vendor,")
    folder.add("partnerships", "alibaba,bt,connects,ap-south-1,IN,2018-02-01,,reported,press,")
    folder.add("partnerships", "aws,sinnet,operates,us-secret,US,2025-03,,reported,press,Seller of record. Big.")
    return load(folder.path)


def test_a_deal_holds_as_long_as_its_dates_say(grown):
    held = spans(grown).join(grown.partnerships[["provider", "partner_id", "region_id"]])
    held = held.set_index(["provider", "partner_id", "region_id"])
    told = held.loc[("alibaba", "vodafone-germany", "eu-central-1")]
    assert told.tolist() == [day("2016-11-01"), day("2016-11-30"), day("2022-01-01"), day("2022-12-31"), False]
    # A blank beginning: not before the provider started, surely by the edition's date.
    told = held.loc[("aws", "vodafone-germany", "")]
    assert told.tolist() == [day("2006-03-14"), day("2026-11-25"), FAR, FAR, False]
    # A blank end: until the region closes.
    told = held.loc[("alibaba", "bt", "ap-south-1")]
    assert told.tolist() == [day("2018-02-01"), day("2018-02-01"), day("2024-07-15"), day("2024-07-15"), True]


def test_partners_of_a_day_knows_that_a_deal_ends_with_its_region(grown):
    def regions(text):
        deals = query.partners_of(grown, day=day(text))
        return set(deals.loc[deals["partner_id"] == "bt", "region_id"])

    assert regions("2024-07-14") == {"eu-west-1", "ap-south-1", "eu-west-2"}
    assert regions("2024-07-15") == {"eu-west-1", "eu-west-2"}


def test_rivals_are_partners_of_two_or_more_providers(grown):
    found = alliances.rivals(query.partners_of(grown, day=day("2019-06-30")))
    assert found["partner_id"].tolist() == ["bt", "vodafone-germany"]
    bt, vodafone = found.to_dict("records")
    assert (bt["providers"], bt["count"], bt["roles"], bt["deals"]) == ("alibaba;aws", 2, "connects;hosts;other", 3)
    assert not bt["sure"]  # 2019: perhaps only later in the year
    assert not vodafone["sure"]  # since an unknown date
    assert alliances.rivals(query.partners_of(grown, day=day("2020-01-01"))).set_index("partner_id").loc["bt", "sure"]
    assert alliances.rivals(query.partners_of(grown, day=day("2018-12-31"))).empty is False
    assert "bt" not in set(alliances.rivals(query.partners_of(grown, day=day("2018-12-31")))["partner_id"])
    assert alliances.rivals(query.partners_of(grown), least=3).empty
    assert len(alliances.rivals(query.partners_of(grown), least=1)) == grown.partnerships["partner_id"].nunique()


def test_the_matrix_counts_partners_once_per_provider(grown):
    counted = alliances.matrix(query.partners_of(grown))
    assert counted.loc["telecom", "alibaba"] == 2  # BT has two deals
    assert counted.loc["telecom", "aws"] == 3
    assert counted.loc["government", "aws"] == 0
    assert counted.to_numpy().sum() == 7
    assert alliances.matrix(query.partners_of(grown).iloc[:0]).empty


def test_search_in_deals_knows_other_names_places_and_roles(grown):
    deals = query.partners_of(grown)

    def found(text):
        return set(deals.loc[alliances.fitting(grown, deals, text), "partner_id"])

    assert found("british telecom") == {"bt"}
    assert found("LONDON alibaba") == {"bt"}
    assert found("frankfurt") == {"vodafone-germany"}
    assert found("government agreement") == {"apedb"}
    assert found("no such thing") == set()
    assert len(found(" ")) == deals["partner_id"].nunique()


def test_kin(grown):
    assert alliances.family(grown, "vodafone-germany") == {
        "parents": ["vodafone"],
        "children": [],
        "sisters": ["vodafone-uk"],
    }
    assert alliances.family(grown, "vodafone")["children"] == ["vodafone-germany", "vodafone-uk"]
    assert alliances.family(grown, "bt") == {"parents": [], "children": [], "sisters": []}


def test_clouds_apart_say_who_runs_them(grown):
    lives = lifecycle.lives(grown)
    deals = query.partners_of(grown)
    (row,) = alliances.clouds_apart(grown, lives, deals, day("2026-01-01")).to_dict("records")
    assert (row["key"], row["run_by"], row["from_date"], row["to_date"]) == ("aws:us-secret", "Sinnet", "2025-03", "")
    assert (row["sure"], row["confidence"], row["terms"]) == (True, "reported", "Seller of record.")
    assert (row["contract"], row["account"]) == ("The Agency", "separate")
    (row,) = alliances.clouds_apart(grown, lives, deals, day("2025-02-01")).to_dict("records")
    assert row["run_by"] == ""  # announced, but no operator yet
    assert alliances.clouds_apart(grown, lives, deals, day("2024-01-01")).empty


@pytest.mark.parametrize(
    ("provider", "regions", "by", "since", "until"),
    [
        ("aws", {"cn-north-1"}, "sinnet", "2016-07/2016-09", ""),
        ("aws", {"cn-northwest-1"}, "nwcd", "2017-12", ""),
        ("azure", {"chinaeast", "chinanorth"}, "21vianet", "2012-11", ""),
        ("azure", {"germanycentral", "germanynortheast"}, "t-systems", "2015-11-11", "2021-10-29"),
        ("azure", {"bleufrancecentral", "bleufrancesouth"}, "bleu", "2021-05", ""),
        ("gcp", {"u-france-east1"}, "s3ns", "2022-06-30", ""),
        ("alibaba", {"me-central-1"}, "sccc", "2022-06", ""),
    ],
)
def test_who_runs_the_clouds_apart(shipped, provider, regions, by, since, until):
    found = alliances.clouds_apart(shipped.tables, shipped.lives, query.partners_of(shipped.tables), day("2026-11-25"))
    found = found[(found["provider"] == provider) & found["region_id"].isin(regions) & (found["partner_id"] == by)]
    assert set(found["region_id"]) == regions
    assert set(found["from_date"]) == {since}
    assert set(found["to_date"]) == {until}
    assert found["sure"].all() == (until == "")
    assert (found["source_url"] != "").all()


@pytest.mark.parametrize(
    ("key", "contract", "account"),
    [
        ("aws:cn-north-1", "Beijing Sinnet", "separate"),
        ("azure:chinaeast2", "21Vianet (Shanghai Blue Cloud)", "separate"),
        ("azure:germanycentral", "", "separate"),
        ("oracle:eu-frankfurt-2", "", "separate"),
        ("aws:eusc-de-east-1", "", "separate"),
    ],
)
def test_terms_say_who_signs_and_which_account(shipped, key, contract, account):
    found = alliances.clouds_apart(shipped.tables, shipped.lives, query.partners_of(shipped.tables), day("2026-11-25"))
    (row,) = found[found["key"] == key].to_dict("records")
    assert (row["contract"], row["account"]) == (contract, account)


def test_a_sure_word_on_terms_goes_before_another(grown):
    extra = pd.DataFrame({**grown.terms.iloc[0], "contract": "Somebody", "confidence": "confirmed"}, index=[9])
    assert grown.terms.iloc[0]["contract"] == "The Agency"
    both = replace(grown, terms=pd.concat([grown.terms, extra]))
    assert alliances.signs_and_account(both)["contract"] == {"aws:us-secret": "Somebody"}


def test_hubs_stand_while_both_regions_do(grown, shipped):
    lives = lifecycle.lives(grown)
    (row,) = alliances.hubs(grown, lives, day("2018-09-07")).to_dict("records")
    assert (row["key"], row["hub"], row["state"]) == ("alibaba:eu-west-1", "alibaba:eu-central-1", "announced")
    assert alliances.hubs(grown, lives, day("2018-09-06")).empty
    found = alliances.hubs(shipped.tables, shipped.lives, day("2026-11-25"))
    assert ("Germany (Frankfurt)", "UK (London)") in set(zip(found["hub_name"], found["name"], strict=True))


def test_the_road_of_a_provider(shipped):
    road = alliances.road(shipped.lives, "alibaba", "CN", day("2026-11-25"))
    told = dict(zip(road["what"], road["key"], strict=True))
    assert told["First region"] == "alibaba:cn-hangzhou"
    assert told["First region in Europe"] == "alibaba:eu-central-1"
    assert set(road.loc[road["what"] == "Closed", "key"]) == {"alibaba:ap-south-1", "alibaba:ap-southeast-2"}
    assert road["hi"].is_monotonic_increasing
    before = alliances.road(shipped.lives, "alibaba", "CN", day("2016-11-20"))
    assert "First region in Europe" not in set(before["what"])
    assert alliances.road(shipped.lives, "alibaba", "CN", day("2000-01-01")).empty
    azure = alliances.road(shipped.lives, "azure", "US", day("2026-11-25"))
    told = dict(zip(azure["what"], azure["key"], strict=True))
    assert told["First region outside its home country, first in Asia"] == "azure:eastasia"


def test_the_command_lists_partners_of_rivals(grown, folder, capsys):
    where = ["--dir", str(folder.path), "--format", "csv"]
    assert main(["partners", "--date", "2020-01-01", "--rivals", *where]) == 0
    found = pd.read_csv(io.StringIO(capsys.readouterr().out))
    assert found["partner_id"].tolist() == ["bt", "vodafone-germany"]
    assert main(["partners", "--date", "2020-01-01", "--min-providers", "3", *where]) == 0
    assert len(pd.read_csv(io.StringIO(capsys.readouterr().out))) == 0
    with pytest.raises(SystemExit) as stopped:
        main(["partners", "--min-providers", "0"])
    assert stopped.value.code == 2
    assert "write a whole number from 1" in capsys.readouterr().err
