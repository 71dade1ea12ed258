"""Make countries-110m.json and countries-50m.json: run by hand when outlines must change, never by the app.

    pip install antimeridian shapely pycountry
    python data/basemap/make.py                    # fetches the npm package world-atlas with `npm pack`
    python data/basemap/make.py --package FOLDER   # uses a copy that is already unpacked

Steps: decode the TopoJSON arcs; thin each arc once, so that neighbours keep one common border; join arcs to
rings; drop rings without an area; cut at 180 degrees; wind outer rings counterclockwise (RFC 7946); round;
write one country a line. All lengths and tolerances are in degrees. Names come from tables/countries.csv.
"""

import argparse
import csv
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path

import antimeridian
import pycountry
import shapely
from shapely.geometry import LinearRing, LineString, MultiPolygon, Polygon
from shapely.geometry.polygon import orient

HERE = Path(__file__).parent
PACKAGE = "world-atlas@2.0.2"
# scale -> (thinning tolerance in degrees, decimals kept)
SCALES = {"110m": (0.0, 2), "50m": (0.015, 3)}
# An arc whose box is smaller than this is not thinned: islands and city states would lose their shape.
SMALL_ARC = 0.5
# Square degrees. Smaller parts are slivers left by the cut at 180 degrees; the Vatican has 0.00003.
LEAST_AREA = 1e-5
# Names in the source of what has no ISO 3166 number there.
CODE_OF_NAME = {"Kosovo": "XK"}
NAME_WITHOUT_CODE = {"N. Cyprus": "Northern Cyprus"}
LEFT_OUT = {"Antarctica"}


def fetch(folder):
    """Unpack the npm package into `folder`; give its files' path. Raises CalledProcessError if npm fails."""
    command = ["npm", "pack", PACKAGE, "--silent", "--pack-destination", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(next(Path(folder).glob("world-atlas-*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    return Path(folder) / "package"


def unwrapped(points):
    """The same line with 360 degrees added or taken where it would jump across 180; may leave -180..180."""
    out = [points[0]]
    for lon, lat in points[1:]:
        out.append((lon - 360 * round((lon - out[-1][0]) / 360), lat))
    return out


def decode_arcs(topology, tolerance):
    """TopoJSON's delta-coded arcs -> lists of (lon, lat), thinned by Douglas-Peucker; their ends are kept."""
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            points.append((x * scale_x + move_x, y * scale_y + move_y))
        line = LineString(unwrapped(points))
        west, south, east, north = line.bounds
        if tolerance and max(east - west, north - south) >= SMALL_ARC:
            points = list(line.simplify(tolerance).coords)
        arcs.append(points)
    return arcs


def ring(indices, arcs):
    """Join arcs (negative index ~i: arc i reversed) to one closed, unwrapped ring; None if it has no area."""
    points = []
    for index in indices:
        part = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += part[1:] if points else part
    points = unwrapped(points)
    if len(set(points)) < 3 or Polygon(points).area < 1e-9:
        return None
    return points


def within_world(points):
    """The ring's longitudes brought back to -180..180."""
    return [((lon + 180) % 360 - 180 if abs(lon) > 180 else lon, lat) for lon, lat in points]


def polygons(geometry, arcs, decimals):
    """One TopoJSON geometry as a list of valid shapely Polygons, cut at 180 degrees and rounded."""
    groups = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    found = []
    for group in groups:
        rings = [r for r in (ring(indices, arcs) for indices in group) if r]
        if not rings:
            continue
        outer, *holes = [r if LinearRing(r).is_ccw == (i == 0) else r[::-1] for i, r in enumerate(rings)]
        crosses = any(abs(lon) > 180 for r in rings for lon, _ in r)
        polygon = Polygon(within_world(outer), [within_world(hole) for hole in holes])
        # Straight in longitude and latitude, as the map draws its lines; not along a great circle.
        whole = antimeridian.fix_polygon(polygon, great_circle=False) if crosses else polygon
        for part in whole.geoms if isinstance(whole, MultiPolygon) else [whole]:
            found += rounded(part, decimals)
    return found


def rounded(polygon, decimals):
    """Round a polygon; repair it if it crosses itself now; give what has an area left, wound for RFC 7946."""
    rings = [
        [(round(x, decimals), round(y, decimals)) for x, y in r.coords] for r in (polygon.exterior, *polygon.interiors)
    ]
    rings = [[p for i, p in enumerate(r) if i == 0 or p != r[i - 1]] for r in rings]
    rings = [r for i, r in enumerate(rings) if len(r) >= 4 or i == 0]
    if len(rings[0]) < 4:
        return []
    shape = Polygon(rings[0], rings[1:])
    if not shape.is_valid:
        shape = shapely.set_precision(shapely.make_valid(shape), 10**-decimals)
    parts = getattr(shape, "geoms", [shape])
    return [orient(part) for part in parts if isinstance(part, Polygon) and part.area > LEAST_AREA]


def named(geometry, shapes, names):
    """(iso, name, shapes) of one source geometry; usually one, two for the Indian Ocean territories."""
    source = geometry["properties"]["name"]
    if source == "Indian Ocean Ter.":  # the source joins Christmas Island (105.6 E) and the Cocos (96.8 E)
        west = [s for s in shapes if s.centroid.x < 100]
        east = [s for s in shapes if s.centroid.x >= 100]
        return [("CC", names["CC"], west), ("CX", names["CX"], east)]
    country = pycountry.countries.get(numeric=geometry["id"]) if geometry.get("id") else None
    iso = country.alpha_2 if country else CODE_OF_NAME.get(source, "")
    return [(iso, names[iso] if iso else NAME_WITHOUT_CODE.get(source, source), shapes)]


def number(value, decimals):
    """`value` rounded, as an int where that says the same in fewer characters."""
    value = round(value, decimals)
    return int(value) if value == int(value) else value


def feature_line(iso, name, shapes, decimals):
    """One GeoJSON feature as one line of compact JSON."""
    parts = [
        [[[number(v, decimals) for v in point] for point in r.coords] for r in (s.exterior, *s.interiors)]
        for s in shapes
    ]
    kind, coordinates = ("Polygon", parts[0]) if len(parts) == 1 else ("MultiPolygon", parts)
    feature = {
        "type": "Feature",
        "properties": {"iso": iso, "name": name},
        "geometry": {"type": kind, "coordinates": coordinates},
    }
    return json.dumps(feature, ensure_ascii=False, separators=(",", ":"))


def make(package, scale, names):
    """Write countries-<scale>.json beside this file and print its size."""
    tolerance, decimals = SCALES[scale]
    topology = json.loads((package / f"countries-{scale}.json").read_text(encoding="utf-8"))
    arcs = decode_arcs(topology, tolerance)
    countries = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        if geometry["properties"]["name"] in LEFT_OUT:
            continue
        for iso, name, shapes in named(geometry, polygons(geometry, arcs, decimals), names):
            countries.setdefault((iso, name), []).extend(shapes)
    lines = [feature_line(*key, shapes, decimals) for key, shapes in sorted(countries.items()) if shapes]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    path = HERE / f"countries-{scale}.json"
    path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{path.name}: {len(lines)} countries, {len(text.encode()):,} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", type=Path, help="folder with the unpacked npm package world-atlas")
    chosen = parser.parse_args()
    with (HERE.parent / "tables" / "countries.csv").open(encoding="utf-8", newline="") as table:
        names = {row["country"]: row["name"] for row in csv.DictReader(table)}
    with tempfile.TemporaryDirectory() as folder:
        package = chosen.package or fetch(folder)
        for scale in SCALES:
            make(package, scale, names)


if __name__ == "__main__":
    main()
