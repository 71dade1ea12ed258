"""The whole pack by one command, all in one ZIP, and what it says when it is asked wrongly."""

import io
import json
import re
import zipfile

import pytest

from components.pack import bundle, webpage
from components.pack.__main__ import main
from data import stories


def test_one_command_makes_every_file(tmp_path, capsys, data_at):
    asked = ["--date", "2018-10-22", "--provider", "alibaba", "--out", str(tmp_path), "--size", "slide"]
    assert main([*asked, "--from", "2017-10-01", "--every", "quarter"]) == 0
    found = {path.suffix.removeprefix("."): path for path in tmp_path.iterdir()}
    assert set(found) == set(bundle.FORMATS)
    assert {path.stem for path in found.values()} == {"alibaba-cloud-regions-2018-10-22"}
    starts = {"png": b"\x89PNG", "svg": b"<?xml", "pptx": b"PK", "pdf": b"%PDF", "gif": b"GIF89a", "xlsx": b"PK"}
    for form, path in found.items():
        content = path.read_bytes()
        assert content.startswith(starts.get(form, b""))
        assert len(content) > 100
    assert found["mp4"].read_bytes()[4:8] == b"ftyp"
    rows = data_at("2018-10-22", "alibaba")
    told = capsys.readouterr().out
    assert f"{len(rows)} regions: " in told
    assert f"{len(rows)} regions: " in found["txt"].read_text("utf-8")
    assert len(found["csv"].read_text("utf-8").splitlines()) == len(rows) + 1


def test_pictures_come_in_all_sizes_unless_asked(tmp_path):
    assert (
        main(["--date", "2010-01-01", "--provider", "aws", "--only", "png", "--scale", "2", "--out", str(tmp_path)])
        == 0
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "aws-regions-2010-01-01-2x.png",
        "aws-regions-2010-01-01-a4-2x.png",
        "aws-regions-2010-01-01-square-2x.png",
    ]


def test_a_story_makes_its_own_slides(tmp_path):
    assert main(["--story", "twenty-years", "--only", "pptx", "--out", str(tmp_path)]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["twenty-years-of-cloud-regions.pptx"]


def test_a_story_of_ones_own_is_read_from_a_file(tmp_path, capsys):
    own = tmp_path / "own.toml"
    own.write_text('title = "Mine"\n[[step]]\ntitle = "One"\ndate = 2018-10-22\nprovider = ["alibaba"]\n', "utf-8")
    assert main(["--story", str(own), "--only", "pptx", "--out", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "mine.pptx").exists()
    own.write_text('title = "Mine"\n[[step]]\ntitle = "One"\ndate = 2018-10-22\nregion = "alibaba:nowhere"\n', "utf-8")
    assert main(["--story", str(own), "--only", "pptx", "--out", str(tmp_path / "out")]) == 1
    assert "own.toml, line 5, region: 'alibaba:nowhere'" in capsys.readouterr().err


@pytest.mark.parametrize(("asked", "says"), [
    (["--date", "2018-13-22"], "month must be 01..12"),
    (["--date", "1999-01-01"], "the atlas begins on 2006-01-01"),
    (["--provider", "alibab"], "unknown provider 'alibab': use one of akamai, alibaba"),
    (["--region", "alibaba:nowhere"], "unknown region 'alibaba:nowhere'"),
    (["--only", "docx"], "unknown format 'docx': use png, svg"),
    (["--rate", "0"], "1 to 30 frames a second"),
    (["--date", "2018-10-22", "--from", "2020-01-01", "--only", "gif"], "would begin on 2020-01-01"),
])  # fmt: skip
def test_wrong_wishes_are_named(tmp_path, capsys, asked, says):
    with pytest.raises(SystemExit) as ended:
        main([*asked, "--out", str(tmp_path)])
    assert ended.value.code == 2
    assert says in capsys.readouterr().err


def test_an_unknown_story_is_refused_with_those_there_are(tmp_path, capsys):
    assert main(["--story", "nosuch", "--out", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert "nosuch" in told
    assert all(name in told for name in stories.names())


def test_everything_in_one_zip_with_a_word_on_each_file(alibaba):
    heard = []
    forms = ("png", "csv", "xlsx", "kml", "txt", "bib")
    content = bundle.zipped(alibaba, bundle.Wish(), forms, heard.append)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        readme = archive.read("README.txt").decode("utf-8")
    assert len(names) == len(forms) + 1
    for form in forms:
        assert f"alibaba-cloud-regions-2018-10-22.{form}: {bundle.FORMATS[form].words}" in readme
    assert alibaba.summary in readme
    assert heard == sorted(heard)
    assert heard[-1] == pytest.approx(1.0)
    assert bundle.zipped(alibaba, bundle.Wish(), ("png", "kml")) == bundle.zipped(
        alibaba, bundle.Wish(), ("png", "kml")
    )


def embedded(page, name):
    return json.loads(
        re.search(rf'<script type="application/json" id="solo-{name}">(.*?)</script>', page, re.S).group(1)
    )


def test_the_page_is_one_small_file_that_names_no_host_to_load_from(everything):
    content = webpage.html(everything)
    assert len(content) < 3_000_000
    page = content.decode("utf-8")
    bare = re.sub(r'<script type="application/json".*?</script>', "", page, flags=re.S)
    assert not re.findall(r"""<(?:script|link|img|iframe)[^>]*\b(?:src|href)=""", bare)
    styles = "".join(re.findall(r"<style>(.*?)</style>", page, re.S))
    assert ".atlas-map" in styles
    assert ".leaflet-pane" in styles
    assert not re.findall(r"url\((?!#)", styles)
    assert "@import" not in styles
    assert "default-src 'none'" in page
    sites = embedded(page, "sites")
    assert sorted(sites["id"]) == sorted(everything.fitting["key"])
    assert embedded(page, "view")["date"] == everything.iso
    assert len(embedded(page, "fine")["features"]) > 200


def test_hostile_text_ends_no_script_and_stays_text(hostile):
    page = webpage.html(hostile).decode("utf-8")
    assert "<img" not in page
    assert page.count("<script") == page.count("</script>")
    facts = embedded(page, "facts")
    assert facts["regions"]["alibaba:eu-west-1"]["note"].startswith("</script><img")
    assert "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;" in page.split("</h1>")[0]
