"""Everything the course promises to cover has its section in the built book."""

from functools import cache
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup

ELEMENTS = yaml.safe_load((Path(__file__).parent / "content_coverage.yml").read_text(encoding="utf-8"))


@cache
def anchors(path):
    """Every id on a built page whose section has something to read."""
    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    found = soup.select(".book-article section[id]")
    return {section["id"] for section in found if len(section.get_text(" ", strip=True).split()) > 8}


@pytest.mark.parametrize("entry", ELEMENTS, ids=lambda entry: entry["element"])
def test_element_has_a_section(site, entry):
    assert entry["places"], f"{entry['element']!r} is nowhere"
    for place in entry["places"]:
        page, _, section = place.partition("#")
        path = site / f"{page}.html"
        assert path.is_file(), f"{entry['element']!r}: there is no page {page}"
        assert section in anchors(path), f"{entry['element']!r}: {page} has no section {section}"


def test_no_element_is_listed_twice():
    names = [entry["element"] for entry in ELEMENTS]
    assert len(set(names)) == len(names)


def test_every_page_of_the_course_covers_something():
    """A page that nothing points to is either superfluous or missing from the list."""
    named = {place.partition("#")[0] for entry in ELEMENTS for place in entry["places"]}
    chapters = Path(__file__).parent.parent / "chapters"
    assert {f"chapters/{path.stem}" for path in chapters.glob("*.ipynb")} <= named
