"""A small set of tables without fault, in a folder of its own, to be broken one cell at a time."""

import csv
from pathlib import Path

import pytest

from data.load import load

TABLES = {
    "providers": """\
provider,name,home_country,started,url,note
alibaba,Alibaba Cloud,CN,2009,https://www.alibabacloud.com,
aws,AWS,US,2006-03-14,https://aws.amazon.com,
""",
    "regions": """\
provider,region_id,kind,name,city,country,lat,lon,coord_precision,access,zones,hub,parent,note
alibaba,ap-south-1,region,India (Mumbai),Mumbai,IN,19.0760,72.8777,city,public,2,,,
alibaba,eu-central-1,region,Germany (Frankfurt),Frankfurt,DE,50.1109,8.6821,city,public,3,,,
alibaba,eu-west-1,region,UK (London),London,GB,51.5074,-0.1278,city,public,2,eu-central-1,,
aws,eu-west-2,region,Europe (London),London,GB,51.5074,-0.1278,city,public,3,,,
aws,sa-east-1,region,South America (São Paulo),São Paulo,BR,-23.5505,-46.6333,city,public,,,,
aws,us-east-1,region,US East (N. Virginia),Ashburn,US,39.0438,-77.4874,city,public,6,,,
aws,us-east-1-bos-1,local_zone,Boston,Boston,US,42.3601,-71.0589,metro,public,1,,us-east-1,
aws,us-secret,region,Secret region,,US,,,none,government,,,,
""",
    "claims": """\
provider,region_id,event,date,value,confidence,source_id,note
alibaba,ap-south-1,announced,2017-06,,reported,press,
alibaba,ap-south-1,launched,../2018-01-25,,confirmed,vendor,Already running by then
alibaba,ap-south-1,launched,2018-01,,reported,press,
alibaba,ap-south-1,closing,2024-06,,reported,press,
alibaba,ap-south-1,closed,2024-07-15,,confirmed,vendor,
alibaba,eu-central-1,launched,2016-11,,reported,press,
alibaba,eu-west-1,announced,2018-09-07,,reported,press,
alibaba,eu-west-1,promised,2018-12,,reported,press,
alibaba,eu-west-1,launched,2018-10-22,,confirmed,vendor,
alibaba,eu-west-1,zones,2018-10-22,2,confirmed,vendor,
alibaba,eu-west-1,zones,2020-05,3,reported,press,
aws,eu-west-2,launched,2016-12-13,,confirmed,vendor,
aws,sa-east-1,launched,2011,,recalled,,
aws,us-east-1,launched,2006-08-25,,confirmed,vendor,
aws,us-east-1-bos-1,launched,2020-12,,recalled,,
aws,us-secret,announced,2025,,reported,press,
aws,us-secret,promised,2027,,reported,press,
""",
    "partners": """\
partner_id,name,aliases,kind,country,parent,seat_city,seat_lat,seat_lon,url,note
apedb,Andhra Pradesh Economic Development Board,APEDB,government,IN,,Amaravati,16.5417,80.5167,,
bt,BT,BT Group;British Telecom,telecom,GB,,London,51.5074,-0.1278,https://www.bt.com,
vodafone,Vodafone,,telecom,GB,,,,,,
vodafone-germany,Vodafone Germany,Vodafone Deutschland,telecom,DE,vodafone,,,,,
""",
    "partnerships": """\
provider,partner_id,role,region_id,country,from_date,to_date,confidence,source_id,note
alibaba,apedb,government_agreement,,IN,2018-08,,reported,press,
alibaba,bt,other,eu-west-1,GB,2018-09-07,,reported,press,Alibaba did not confirm it
alibaba,vodafone-germany,hosts,eu-central-1,DE,2016-11,2022,confirmed,vendor,
""",
    "terms": """\
provider,region_id,contract,account,confidence,source_id,note
aws,us-secret,The Agency,,reported,press,
aws,us-secret,,separate,confirmed,vendor,A partition of its own
""",
    "sources": """\
source_id,publisher,title,url,kind,published,read_on
press,The Paper,Clouds gather,https://paper.example/clouds,press,2018-09,2026-11-01
vendor,The vendor,,https://vendor.example/regions,provider,,
""",
    "countries": """\
country,name,continent
BR,Brazil,South America
CN,China,Asia
DE,Germany,Europe
GB,United Kingdom,Europe
IN,India,Asia
NA,Namibia,Africa
US,United States,North America
""",
}
EDITION = 'date = 2026-11-25\ntitle = "Test"\nlicence = "CC-BY-4.0"\n'


class Folder:
    """Tables on disk, with ways to break them. Rows are numbered as in a fault: the header is 1."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for name, text in TABLES.items():
            self.file(name).write_text(text, "utf-8")
        (path / "edition.toml").write_text(EDITION, "utf-8")

    def file(self, name: str) -> Path:
        return self.path / f"{name}.csv"

    def rows(self, name: str) -> list[list[str]]:
        with self.file(name).open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    def keep(self, name: str, rows: list[list[str]]) -> None:
        with self.file(name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)

    def line(self, name: str, start: str) -> int:
        """The number of the only row whose cells, joined by commas, start so."""
        found = [number for number, row in enumerate(self.rows(name), 1) if ",".join(row).startswith(start)]
        assert len(found) == 1, f"{len(found)} rows of {name} start with {start}"
        return found[0]

    def put(self, name: str, start: str, /, **cells: str) -> int:
        """Change cells of the row that starts so; gives its number."""
        rows, number = self.rows(name), self.line(name, start)
        for column, value in cells.items():
            rows[number - 1][rows[0].index(column)] = value
        self.keep(name, rows)
        return number

    def add(self, name: str, text: str) -> int:
        """Add a row at the end; gives its number."""
        with self.file(name).open("a", encoding="utf-8", newline="") as file:
            file.write(text + "\n")
        return len(self.rows(name))

    def faults(self):
        return load(self.path, strict=False).faults


@pytest.fixture
def folder(tmp_path):
    """Tables without fault, to be broken."""
    return Folder(tmp_path)


@pytest.fixture(scope="session")
def tables(tmp_path_factory):
    """The same tables, loaded; not to be changed."""
    return load(Folder(tmp_path_factory.mktemp("tables")).path)
