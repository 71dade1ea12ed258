"""The record as a person asks it: what became of a closed region, and the whole of it as one file."""

import json
import zipfile

import pandas as pd


def test_alibaba_closed_mumbai_when_and_by_whose_word_in_two_clicks(visit):
    atlas = visit()
    box = atlas.page.get_by_role("combobox", name="Region", exact=True)
    box.click()
    box.fill("Mumbai")
    atlas.page.get_by_role("option", name="Alibaba").click()
    atlas.wait_link("region", "alibaba:ap-south-1")
    details = atlas.page.locator(".st-key-details")
    details.get_by_text("Closed", exact=False).first.wait_for()
    atlas.idle()
    told = details.inner_text()
    for words in ("15 Jul 2024", "Closure announced", "Dec 2023", "Jun 2024", "confirmed"):
        assert words in told, (words, told)
    hosts = details.get_by_role("link").evaluate_all("(links) => links.map((link) => link.hostname)")
    assert {"www.theregister.com", "www.silicon.co.uk"} <= set(hosts)


def test_everything_comes_as_one_file(page, serve, shipped, tmp_path):
    page.goto(serve() + "data")
    button = page.get_by_role("button", name="Everything as one ZIP")
    button.wait_for()
    with page.expect_download() as download:
        button.click()
    path = tmp_path / "all.zip"
    download.value.save_as(path)
    with zipfile.ZipFile(path) as bundle:
        for name, wanted in (("claims", shipped.tables.claims), ("regions", shipped.tables.regions)):
            assert len(pd.read_csv(bundle.open(f"{name}.csv"), dtype=str)) == len(wanted)
            assert len(pd.read_parquet(bundle.open(f"{name}.parquet"))) == len(wanted)
        package = json.loads(bundle.read("datapackage.json"))
    assert {resource["path"] for resource in package["resources"]} <= set(bundle.namelist())
