"""chapters/claims.yml: each claim the book treats is measured, cited or set as an exercise where it says."""

import json
import re
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
LEDGER = yaml.safe_load((ROOT / "chapters" / "claims.yml").read_text(encoding="utf-8"))
VERDICTS = {"true", "condition", "imprecise", "false", "unsupported"}
FIELDS = {"id", "statement", "verdict", "correct", "how", "where", "source"}


@cache
def cells(path):
    """The cells of a notebook by id."""
    return {cell["id"]: cell for cell in json.loads((ROOT / path).read_text(encoding="utf-8"))["cells"]}


def named(entry):
    return f"{entry['id']}-{entry['where'].rpartition('#')[2]}"


@pytest.mark.parametrize("entry", LEDGER, ids=named)
def test_entry_is_where_it_says(entry):
    assert set(entry) == FIELDS
    assert re.fullmatch(r"C\d\d\d?", entry["id"])
    assert entry["verdict"] in VERDICTS
    for field in ("statement", "correct"):
        assert entry[field].endswith("."), f"{field} is not a sentence"
    path, _, cell_id = entry["where"].partition("#")
    assert cell_id in cells(path), f"{path} has no cell {cell_id}"
    cell = cells(path)[cell_id]
    source = "".join(cell["source"])
    if entry["how"] == "measured":
        # Times differ from run to run: such a cell is run by nbval, and its output is not committed.
        kept = cell["outputs"] or "nbval-ignore-output" in cell["metadata"].get("tags", [])
        assert "claim(" in source and kept, f"{entry['where']} measures nothing"
    elif entry["how"] == "exercise":
        assert path.startswith(("exercises/", "solutions/"))
    elif entry["how"] != "dropped":
        assert entry["how"] == "cited"
        assert any(key in source for key in citation_keys(entry["source"])), f"{entry['where']} cites nothing"


def citation_keys(source):
    """What of a source must stand in the text: an arXiv id, a DOI, or an author's name."""
    return re.findall(r"\d{4}\.\d{4,5}|10\.\d{4,}/\S+|[A-Z][a-zéöü]+|[A-Z]{3,}", source)


def test_no_claim_is_listed_twice_for_one_place():
    places = [(entry["id"], entry["where"]) for entry in LEDGER]
    assert len(set(places)) == len(places)


def test_every_chapter_has_entries():
    chapters = {path.name for path in (ROOT / "chapters").glob("[0-9]_*.ipynb")}
    listed = {Path(entry["where"].partition("#")[0]).name for entry in LEDGER}
    assert chapters <= listed
