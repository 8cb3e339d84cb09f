"""The book as an archive, on paper and for reading devices: nothing lost, nothing dead, no key beside its question."""

import io
import re
import xml.etree.ElementTree as ET
import zipfile

import assemble
import make_epub
import make_pdf
import make_zip
import printed_figures
import printed_questions
import pypdf
import pytest
import release
from bs4 import BeautifulSoup

CHAPTER = "chapters/2_sigmoid_tanh"
PARTS = [("", ["index"]), ("Chapters", [CHAPTER]), ("Practice", ["practice/mock_test"])]
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def pictures(site, browser):
    return printed_figures.draw(browser, site, ["index", CHAPTER])


@pytest.fixture(scope="module")
def book(site, pictures):
    """The landing page and a chapter, put together."""
    return assemble.assemble(site, PARTS, pictures, release.facts().address)


@pytest.fixture(scope="module")
def chapter(book):
    return next(page.article for page in book.pages if page.name == CHAPTER)


def built(site, name):
    return BeautifulSoup((site / f"{name}.html").read_text(encoding="utf-8"), "html.parser").select_one(".book-article")


def test_the_archive_is_the_same_for_the_same_book(site, tmp_path):
    one, two = (make_zip.write(site, tmp_path / name).read_bytes() for name in ("one.zip", "two.zip"))
    assert one == two
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        names = archive.namelist()
        assert {name.split("/")[0] for name in names} == {release.FILE_NAME}
        content = archive.read(f"{release.FILE_NAME}/index.html")
    assert content == (site / "index.html").read_bytes()
    assert len(names) == len(set(names)) > 100


def test_every_figure_has_a_picture_with_words_and_a_caption(site, book, chapter):
    shown = chapter.select(".book-figure")
    assert len(shown) == len(built(site, CHAPTER).select(".af-figure")) > 3
    for figure in shown:
        assert book.files[figure.img["src"]].startswith(b"<svg")
        assert len(figure.img["alt"]) > 30
        assert figure.figcaption.get_text().strip()
        assert figure.table, "the numbers it shows"


def test_pictures_hold_what_the_figure_draws(pictures):
    for (_, name), picture in pictures.items():
        drawn = ET.fromstring(picture.svg)
        marks = [node for node in drawn.iter() if node.tag.rpartition("}")[2] in {"path", "circle", "rect", "line"}]
        assert len(marks) > 5, name
        assert "class=" not in picture.svg, "style sheets stay behind"


def test_nothing_waits_for_a_script_and_nothing_is_folded_away(book):
    for page in book.pages:
        assert not page.article.select("script, style, button, input, details, summary, iframe, .af-quiz:empty")


def test_a_question_has_its_options_and_its_key_stands_at_the_end(site, book, chapter):
    cards = chapter.select(".afq-card[data-question]")
    asked = {card["data-question"] for card in cards}
    assert asked == {card["data-question"] for card in built(site, CHAPTER).select(".afq-card[data-question]")}
    answers = book.pages[-1]
    assert answers.name == "answers"
    for card in cards:
        q = printed_questions.entries("2_sigmoid_tanh")[card["data-question"]]
        if "options" in q:
            assert len(card.select(".book-options > li")) == len(q["options"])
        assert not any(option["why"] in str(card) for option in q.get("options", []))
        place = printed_questions.place("answer", "2_sigmoid_tanh", q["id"])
        key = answers.article.find(id=place)
        assert key.strong.get_text() == printed_questions.key_of(q)
        assert card.select_one(".book-to-answer a")["href"] == f"#{place}"


def test_links_lead_inside_the_book_or_to_the_world(book):
    ids = {page.anchor for page in book.pages} | {n["id"] for page in book.pages for n in page.article.select("[id]")}
    for page in book.pages:
        for link in page.article.select("a[href]"):
            href = link["href"]
            assert href.startswith("https://") or href[1:] in ids, href


def test_pages_for_the_screen_are_left_out_and_said_so(book):
    assert [page.name for page in book.pages] == ["index", CHAPTER, "answers"]
    assert "mock test" in book.pages[0].article.find(id=assemble.EDITION).get_text()


def test_a_figure_without_a_picture_stops_the_book(site, pictures):
    missing = dict(list(pictures.items())[1:])
    with pytest.raises(assemble.AssemblyError, match="has no picture"):
        assemble.assemble(site, PARTS, missing, "https://example.org/")


def test_a_link_into_nothing_stops_the_book(site, pictures, tmp_path):
    text = (site / "index.html").read_text(encoding="utf-8")
    (tmp_path / "chapters").mkdir()
    (tmp_path / "index.html").write_text(text, encoding="utf-8")
    page = (site / f"{CHAPTER}.html").read_text(encoding="utf-8").replace('id="the-sigmoid"', 'id="renamed"')
    page = page.replace("</article>", '<a href="#the-sigmoid">here</a></article>')
    (tmp_path / f"{CHAPTER}.html").write_text(page, encoding="utf-8")
    for folder in ("_images", "_static"):
        (tmp_path / folder).symlink_to(site / folder)
    with pytest.raises(assemble.AssemblyError, match="the-sigmoid leads nowhere"):
        assemble.assemble(tmp_path, PARTS[:2], pictures, "https://example.org/")


@pytest.fixture(scope="module")
def epub(site, book):
    return make_epub.files(book, (site / "_static" / "pygments.css").read_text(encoding="utf-8"))


def test_the_epub_begins_as_the_format_demands_and_lists_its_files(epub):
    assert next(iter(epub.items())) == ("mimetype", b"application/epub+zip")
    package = ET.fromstring(epub["book/package.opf"])
    names = {name: name.rpartition("}")[2] for name in (node.tag for node in package.iter())}
    assert {"metadata", "manifest", "spine"} <= set(names.values())
    listed = {f"book/{item.get('href')}" for item in package.iter("{http://www.idpf.org/2007/opf}item")}
    assert listed == epub.keys() - {"mimetype", "META-INF/container.xml", "book/package.opf"}


def test_chapters_are_xml_without_scripts_and_with_mathml_alone(epub):
    pages = {name: ET.fromstring(data) for name, data in epub.items() if name.endswith(".xhtml")}
    ids = {(name, node.get("id")) for name, page in pages.items() for node in page.iter() if node.get("id")}
    for name, page in pages.items():
        tags = {node.tag for node in page.iter()}
        assert not {f"{XHTML}{tag}" for tag in ("script", "button", "details", "input")} & tags
        assert "katex" not in " ".join(node.get("class", "") for node in page.iter()).replace("katex-display", "")
        for link in page.iter(f"{XHTML}a"):
            href = link.get("href", "")
            if href and not href.startswith("https://"):
                file, _, anchor = href.partition("#")
                assert (f"book/{file}", anchor) in ids, f"{name}: {href}"
    math = pages["book/chapters-2-sigmoid-tanh.xhtml"].iter("{http://www.w3.org/1998/Math/MathML}math")
    spoken = [node.get("alttext") for node in math]
    assert len(spoken) > 20
    assert sum(text is not None for text in spoken) > 20


def test_the_printed_book_has_an_outline_and_numbered_contents(site, book, browser, tmp_path):
    """Printed without the answers, which take most of the time."""
    small = assemble.Book(book.parts[:1], book.files)
    for name, content in book.files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    page, pdf = tmp_path / "book.html", tmp_path / "book.pdf"
    page.write_text(make_pdf.document(small, site, {}), encoding="utf-8")
    make_pdf.print_page(browser, page, pdf)
    starts = make_pdf.first_pages(pdf)
    assert starts["index"] > 2, "after the cover and the contents"
    page.write_text(make_pdf.document(small, site, starts), encoding="utf-8")
    make_pdf.print_page(browser, page, pdf)
    make_pdf.describe(pdf)
    made = pypdf.PdfReader(pdf)
    assert made.metadata.author == release.facts().author
    assert made.outline
    contents = made.pages[1].extract_text()
    assert re.search(rf"{assemble.START}\s*{starts['index']}\b", contents)
    assert release.facts().title in made.pages[0].extract_text().replace("\n", " ")
