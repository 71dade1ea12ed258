"""The rooms: data imports no page and no map, components import no dashboard, and no module grows too long."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = [*sorted((ROOT / "data").rglob("*.py")), *sorted((ROOT / "components").rglob("*.py")), ROOT / "dashboard.py"]
TABOO = {
    "data": {"streamlit", "streamlit_folium", "folium", "branca", "altair", "components", "dashboard"},
    "components": {"dashboard"},
    "dashboard.py": {"pandas", "folium"},
}


def imported(path):
    """Top-level names of the modules that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: write imports in full"
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_flow_one_way(path):
    room = path.relative_to(ROOT).parts[0]
    assert not imported(path) & TABOO[room]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_grows_past_300_lines(path):
    assert len(path.read_text("utf-8").splitlines()) <= 300


def test_the_dashboard_only_arranges():
    assert len((ROOT / "dashboard.py").read_text("utf-8").splitlines()) < 80


def test_no_room_for_odds_and_ends():
    assert not [path for path in MODULES if path.stem in ("utils", "helpers", "misc", "common")]
