"""The reference pages: sources and citations agree, glossary words are linked once, slides are alive."""

import json
import re
import sys
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import make_slides  # noqa: E402

CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))
ENTRY = re.compile(r"^@\w+\{(\w+),\n(.*?)^\}", re.MULTILINE | re.DOTALL)
BIBLIOGRAPHY = dict(ENTRY.findall((ROOT / "reference" / "references.bib").read_text(encoding="utf-8")))
ADDRESS = {key: re.search(r"url = \{(.*)\}", body)[1] for key, body in BIBLIOGRAPHY.items()}
# An address may hold pairs of brackets: some DOIs do.
PAPER = re.compile(r"https?://(?:arxiv\.org/abs|doi\.org)/(?:[^\s()\"\\>]|\([^\s()]*\))+")


def words_of(path):
    """The text of a page, without its outputs."""
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8")
    return "\n".join("".join(c["source"]) for c in json.loads(path.read_text(encoding="utf-8"))["cells"])


PAGES = [*CHAPTERS, *(ROOT / "solutions").glob("*.ipynb"), *(ROOT / "practice").glob("*.md")]
PAGES += [path for path in (ROOT / "reference").glob("*.*") if path.suffix in (".md", ".ipynb")]
TEXT = {path: words_of(path) for path in PAGES}


# --- Sources -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", BIBLIOGRAPHY)
def test_every_entry_is_cited_and_complete(key):
    assert any(ADDRESS[key] in text for text in TEXT.values()), f"{ADDRESS[key]} is cited nowhere"
    for field in ("author", "title", "year", "url"):
        assert re.search(rf"{field} = \{{.+\}}", BIBLIOGRAPHY[key]), f"{key} has no {field}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_paper_that_a_page_links_is_in_the_bibliography(path):
    assert set(PAPER.findall(TEXT[path])) <= set(ADDRESS.values())


def test_every_paper_in_the_ledger_is_in_the_bibliography():
    ledger = yaml.safe_load((ROOT / "chapters" / "claims.yml").read_text(encoding="utf-8"))
    cited = {number for entry in ledger for number in re.findall(r"arXiv:(\d{4}\.\d{5})", entry["source"])}
    assert {f"https://arxiv.org/abs/{number}" for number in cited} <= set(ADDRESS.values())


def test_every_paper_of_the_timeline_is_in_the_bibliography():
    found = re.findall(r"\"(arXiv:\S+|10\.\S+)\"", TEXT[ROOT / "reference" / "timeline.md"])
    assert len(found) > 15
    for place in found:
        number = place.removeprefix("arXiv:")
        assert any(url.endswith(number) for url in ADDRESS.values()), place


# --- Glossary ------------------------------------------------------------------------------------------


def soup(site, name):
    return BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser")


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_glossary_word_is_linked_at_its_first_use_and_nowhere_else(site, path):
    page, glossary = soup(site, f"chapters/{path.stem}.html"), soup(site, "reference/glossary.html")
    links = page.select("a.book-term")
    assert links, "no word of this page is in the glossary"
    targets = [link["href"].partition("#")[2] for link in links]
    assert len(set(targets)) == len(targets)
    assert all(glossary.find(id=target) is not None for target in targets)
    for link in links:
        assert not link.find_parents(["h1", "h2", "h3", "code", "pre", "figcaption"])


def test_every_word_of_the_glossary_is_used_in_a_chapter(site):
    terms = [
        term.get_text(strip=True).removesuffix("#")
        for term in soup(site, "reference/glossary.html").select("dt")
    ]
    assert len(terms) >= 30
    pages = [soup(site, f"chapters/{path.stem}.html") for path in CHAPTERS]
    linked = {link["href"].partition("#")[2] for page in pages for link in page.select("a.book-term")}
    places = {dt["id"]: dt.get_text() for dt in soup(site, "reference/glossary.html").select("dt[id]")}
    assert set(places) - linked == set(), {places[place] for place in set(places) - linked}


# --- Slides --------------------------------------------------------------------------------------------


def test_slides_have_what_the_chapter_has_and_nothing_is_lost_on_the_way(site):
    page = (site / "chapters" / "2_sigmoid_tanh.html").read_text(encoding="utf-8")
    slides = BeautifulSoup(make_slides.slides_of(page, "2_sigmoid_tanh.html"), "html.parser")
    chapter = BeautifulSoup(page, "html.parser")
    for kind in (".af-figure", ".af-claim", ".af-quiz"):
        assert len(slides.select(f".slide {kind}")) == len(chapter.select(f".book-article {kind}"))
    assert len(slides.select(".slide h2")) >= len(chapter.select(".book-article h2"))


def test_slides_turn_by_arrow_keys_and_their_figures_are_alive(site, new_page, tmp_path):
    text = make_slides.slides_of(
        (site / "chapters" / "2_sigmoid_tanh.html").read_text(encoding="utf-8"), "x.html"
    )
    (tmp_path / "slides").mkdir()
    (tmp_path / "slides" / "x.html").write_text(text, encoding="utf-8")
    for folder in ("_static", "_images"):
        (tmp_path / folder).symlink_to(site / folder)
    page = new_page(viewport={"width": 1280, "height": 720})
    page.goto((tmp_path / "slides" / "x.html").as_uri())
    assert page.evaluate("scrollY") == 0
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    tops = page.locator(".slide").evaluate_all(
        "(slides) => slides.map((s) => Math.abs(s.getBoundingClientRect().top))"
    )
    assert tops.index(min(tops)) == 3
    page.keyboard.press("ArrowLeft")
    figure = page.locator(".af-figure[data-figure]").first
    figure.scroll_into_view_if_needed()
    figure.locator("svg, canvas").first.wait_for()


def test_a_link_to_a_section_is_not_taken_for_the_word_of_the_glossary(site):
    """Where a section's label is also a word of the glossary, MyST has two targets to choose from."""

    def built(name):
        return BeautifulSoup((site / f"{name}.html").read_text(encoding="utf-8"), "html.parser")

    words = {term["id"].removeprefix("term-").lower() for term in built("reference/glossary").select("dt[id]")}
    checked = 0
    for path in CHAPTERS:
        page = built(f"chapters/{path.stem}")
        for text, label in re.findall(r"\[([^\]$`*]+)\]\(#([\w-]+)\)", TEXT[path]):
            if label in words:
                found = [link["href"] for link in page.select("main a[href]") if link.get_text() == text]
                assert any("glossary" not in href and href.endswith(f"#{label}") for href in found), (path.stem, text)
                checked += 1
    assert checked > 5
