"""The ledger in the package: compiled from the chapters, counted once, linked to its sections."""

import json
import re
from functools import cache
from pathlib import Path

import build_ledger
import pytest
import yaml
from activations import ledger
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parent.parent
SOURCE = yaml.safe_load((ROOT / "chapters" / "claims.yml").read_text(encoding="utf-8"))


@cache
def cells(path):
    return json.loads((ROOT / path).read_text(encoding="utf-8"))["cells"]


def tags(path, id):
    return next(cell["metadata"].get("tags", []) for cell in cells(path) if cell["id"] == id)


def headings(path):
    text = "\n".join("".join(cell["source"]) for cell in cells(path) if cell["cell_type"] == "markdown")
    return re.findall(r"^#{1,3} (.+)$", text, re.MULTILINE)


def test_the_compiled_ledger_is_what_the_chapters_say():
    assert build_ledger.compiled() == build_ledger.TARGET.read_text(encoding="utf-8")


def test_it_has_every_entry_in_order():
    assert [(e.id, e.statement) for e in ledger.entries()] == [(e["id"], e["statement"]) for e in SOURCE]


@pytest.mark.parametrize("entry", ledger.entries(), ids=lambda e: f"{e.id}-{e.page.rpartition('/')[2]}")
def test_an_entry_names_a_section_and_has_evidence(entry):
    assert entry.section in headings(f"{entry.page}.ipynb")
    assert entry.verdict in ledger.VERDICTS
    assert entry.evidence


def test_every_measured_entry_says_what_came_out_unless_it_is_a_time():
    """A cell with times keeps no output. Every other has a number, or a yes or no, to tell."""
    for raw, entry in zip(SOURCE, ledger.entries(), strict=True):
        path, _, id = raw["where"].partition("#")
        timed = "nbval-ignore-output" in tags(path, id)
        if entry.how == "measured" and not timed:
            assert re.match(r"measured (yes|no|\S*\d)", entry.measured), entry.id


def test_myths_are_each_once_and_of_three_verdicts():
    found = ledger.myths()
    assert len({e.id for e in found}) == len(found) > 80
    assert {e.verdict for e in found} == set(ledger.MYTHS)
    in_chapter = ledger.myths("3_relu_family")
    assert all(e.page.endswith("/3_relu_family") for e in in_chapter) and len(in_chapter) > 10


def test_shares_of_all_verdicts_add_up_to_one():
    assert sum(map(ledger.share, ledger.VERDICTS)) == pytest.approx(1)


def test_the_counts_are_those_of_the_claims():
    *rows, whole = ledger.counts().rows
    claims = {e.id for e in ledger.entries()}
    assert whole[:2] == ["in all", str(len(claims))]
    for (verdict, words), row in zip(ledger.VERDICTS.items(), rows, strict=True):
        number = len({e.id for e in ledger.entries() if e.verdict == verdict})
        assert row == [words, str(number), f"{100 * number / len(claims):.0f}%"]


def test_unknown_names_are_refused_with_those_there_are():
    with pytest.raises(ValueError, match="true, condition, imprecise"):
        ledger.share("wrong")
    with pytest.raises(ValueError, match="8_myths"):
        ledger.myths("10_more")


def test_the_table_escapes_its_text_and_links_to_the_section():
    entry = ledger.Entry(
        "C999", "a < b.", "false", "a & b.", "cited", "A <source>", "chapters/1_collapse", "The proof", ""
    )
    shown = ledger.MythTable((entry,))
    row = BeautifulSoup(shown._repr_html_(), "html.parser").tbody.tr
    assert [cell.get_text() for cell in row.find_all(["th", "td"])] == [
        "a < b.",
        "false",
        "a & b.",
        "A <source>: The proof",
    ]
    assert row.a["href"] == "../chapters/1_collapse.ipynb#The-proof"
    assert repr(shown) == "false: a < b.\n    a & b. [A <source>]"


def test_times_and_exercises_name_their_kind_of_evidence():
    timed = [e.evidence for e in ledger.entries() if e.how == "measured" and not e.measured]
    assert timed and set(timed) == {"a time, measured there"}
    assert {e.evidence for e in ledger.entries() if e.how == "exercise"} == {"an exercise"}
