"""The whole book as one static document, from the built pages: what make_pdf.py and make_epub.py write out.

Nothing in it moves, and nothing is hidden. A figure is the picture of its opening state with its numbers, what was
folded is open, questions stand without their keys, which come at the end, and links lead inside the document.
"""

from __future__ import annotations

import html
import json
import posixpath
import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import printed_questions
import yaml
from bs4 import BeautifulSoup, Tag
from printed_figures import Picture

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"
# Pages that are nothing without a script, by the element that the script fills.
LIVE_ONLY = ".af-mock, .af-progress, .af-review"
NOT_PRINTED = "script, style, noscript, button, .headerlink, .toctree-wrapper, svg.sd-octicon, .sd-summary-icon"
START = "About this book"
ANSWERS = "Answers"
EDITION = "about-this-edition"
EDITION_TEXT = f"""
<section id="{EDITION}"><h2>About this edition</h2>
<p>In this edition nothing moves. Each figure is shown as it opens, with the numbers it shows there. Code that the web
pages fold away is printed. A question (Q3.1 is the first of chapter 3) has its options beside it, and its key with a
reason for every option at the end. Solutions to the exercises stand there, too.</p>
<p>Three pages need a computer and are left out: the mock test, the review of questions you have answered, and your
progress. They are in the book's web pages, with the figures to move and questions that answer back. The sources of all
are at <a href="{{address}}">{{address}}</a>.</p></section>"""


class AssemblyError(RuntimeError):
    """The built pages cannot be put together; the message says which and why."""


class Page(NamedTuple):
    """A page of the book: its name in the table of contents, the id of its place, its title and its content."""

    name: str
    anchor: str
    title: str
    article: Tag

    @property
    def headings(self) -> list[tuple[str, str]]:
        """Id and words of the page's sections."""
        found = ((section, section.find("h2", recursive=False)) for section in self.article.select("section[id]"))
        return [(section["id"], words(heading)) for section, heading in found if heading]


class Book(NamedTuple):
    """Parts of the book, each a caption ("" for the first) with its pages, and the pictures by their file names."""

    parts: list[tuple[str, list[Page]]]
    files: dict[str, bytes]

    @property
    def pages(self) -> list[Page]:
        """All pages in their order."""
        return [page for _, pages in self.parts for page in pages]


def contents() -> list[tuple[str, list[str]]]:
    """The parts of the table of contents: caption and names of pages; the first, without a caption, is the root's."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    return [("", [toc["root"]])] + [(p["caption"], [each["file"] for each in p["chapters"]]) for p in toc["parts"]]


def printed(site: Path, names: list[str]) -> list[str]:
    """Those of the pages that say something on paper."""
    return [name for name in names if not _read(site, name).select_one(LIVE_ONLY)]


def with_figures(site: Path, names: list[str]) -> list[str]:
    """Those of the pages that have interactive figures, for `printed_figures.draw`."""
    return [name for name in names if _read(site, name).select_one(".af-figure")]


def assemble(
    site: Path,
    parts: list[tuple[str, list[str]]],
    pictures: dict[tuple[str, str], Picture],
    address: str,
) -> Book:
    """Put pages of the built book together.

    Args:
        site: the folder of the built book.
        parts: as `contents` gives them, all or some; pages for the screen alone are left out.
        pictures: of the figures, as `printed_figures.draw` gives them.
        address: where the sources of the book are.

    Raises:
        AssemblyError: if a link inside the book leads nowhere, a figure has no picture or an image no words.
    """
    kept = [(caption, printed(site, names)) for caption, names in parts]
    editor = _Editor(site, {name for _, names in kept for name in names}, pictures)
    made = []
    for caption, names in kept:
        made.append((ANSWERS if caption == "Solutions" else caption, [editor.page(name) for name in names]))
    if editor.root in editor.names:
        made[0][1][0].article.find("section").append(_fragment(EDITION_TEXT.format(address=html.escape(address))))
        editor.ids.add(EDITION)
    if editor.numbering.asked:
        if made[-1][0] != ANSWERS:
            made.append((ANSWERS, []))
        made[-1][1].insert(0, editor.answers())
    book = Book(made, editor.files)
    editor.check_links(book)
    return book


def place(name: str, identifier: str = "") -> str:
    """The id, in the whole book, of a page or of an element on it. Valid in XML: letters, digits, dashes and dots."""
    return "--".join(re.sub(r"[^\w.]|_", "-", part) for part in (name, identifier) if part)


def words(node: Tag) -> str:
    """A heading's text, its formulas in their spoken half."""
    copy = node.__copy__()
    for hidden in copy.select(".katex-html, annotation"):
        hidden.decompose()
    return re.sub(r"\s+", " ", copy.get_text()).strip()


def _fragment(markup: str) -> BeautifulSoup:
    return BeautifulSoup(markup, "html.parser")


def _read(site: Path, name: str) -> Tag:
    return _fragment((site / f"{name}.html").read_text(encoding="utf-8")).select_one(".book-article")


class _Editor:
    """Turns the articles of built pages into static ones, and remembers what the pages share."""

    def __init__(self, site: Path, names: set[str], pictures: dict):
        self.site, self.names, self.pictures = site, names, pictures
        self.root = contents()[0][1][0]
        self.numbering = printed_questions.Numbering()
        self.files: dict[str, bytes] = {}
        self.ids: set[str] = set()

    def page(self, name: str) -> Page:
        article = _read(self.site, name)
        for node in article.select(NOT_PRINTED):
            node.decompose()
        for figure in article.select(".af-figure"):
            self.show_figure(name, figure)
        self.take_images(name, article)
        for node in article.select("[id]"):
            self.name_in_book(name, node)
        for link in article.select("a[href]"):
            self.lead_into_book(name, link)
        for host in article.select(".af-quiz, .af-guess"):
            self.print_questions(host)
        for details in article.select("details"):
            open_up(details)
        heading = article.find("h1")
        if name == self.root:
            heading.string = START
        anchor = place(name)
        self.ids.add(anchor)
        return Page(name, anchor, words(heading), article)

    def show_figure(self, name: str, figure: Tag):
        """Put the picture and the numbers of a figure's opening state in its place."""
        picture = self.pictures.get((name, figure["id"]))
        if picture is None:
            raise AssemblyError(f"{name}: the figure {figure['id']} has no picture")
        goal = json.loads(figure.get("data-goal", "null"))
        caption = [figure.figcaption.get_text()] if figure.figcaption else []
        caption += [f"Goal: {goal['text'].rstrip('.')}."] if goal else []
        caption = caption or [f"{figure['aria-label']}, as it opens."]
        file = f"pictures/{place(name, figure['id'])}.svg"
        self.files[file] = picture.svg.encode()
        fallback = figure.select_one(".af-fallback")
        title, *tables = fallback.find_all(["p", "table"], recursive=False)
        title["class"] = "book-figure-title"
        image = _fragment(f'<img src="{file}" alt="{html.escape(picture.alt)}"/>')
        captioned = _fragment(f"<figcaption>{html.escape(' '.join(caption))}</figcaption>")
        shown = [each.extract() for each in (title, *tables)]
        figure.clear()
        figure.extend([shown[0], image, *shown[1:], captioned])
        figure.attrs = {"class": "af book-figure", "id": figure["id"]}

    def take_images(self, name: str, article: Tag):
        for image in article.select("img"):
            if not image.get("alt", "").strip():
                raise AssemblyError(f"{name}: {image['src']} has no words for readers who do not see it")
            if image["src"] in self.files:
                continue
            path = self.site / posixpath.normpath(posixpath.join(posixpath.dirname(name), image["src"]))
            image["src"] = f"images/{path.name}"
            self.files[image["src"]] = path.read_bytes()

    def name_in_book(self, name: str, node: Tag):
        # sphinx-proof gives all its boxes the same id; nothing links to it.
        identifier = place(name, node["id"])
        if identifier in self.ids:
            del node["id"]
            return
        self.ids.add(identifier)
        node["id"] = identifier

    def lead_into_book(self, name: str, link: Tag):
        parts = urlsplit(link["href"])
        if parts.scheme or parts.netloc:
            return
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
        page = target.removesuffix(".html") if parts.path else name
        if page in self.names:
            link["href"] = f"#{place(page, unquote(parts.fragment))}"
        elif page != target and self.root in self.names:
            link["href"] = f"#{EDITION}"  # it says which pages are left out
        else:
            link.unwrap()  # a file to download, or a page that was not asked for

    def print_questions(self, host: Tag):
        slug = host["data-quiz"]
        bank = printed_questions.entries(slug)
        if "data-id" in host.attrs:
            cards = printed_questions.guess(bank[host["data-id"]], "data-reveal" in host.attrs)
        else:
            cards = ""
            for shown in host.select(".afq-card"):
                question = shown["data-question"]
                cards += printed_questions.card(bank[question], *self.numbering.label(slug, question))
                self.ids.add(printed_questions.place("question", slug, question))
        host.clear()
        host.append(_fragment(cards))

    def answers(self) -> Page:
        def link(slug, section):
            return "#" + place(f"chapters/{slug}", section)

        article = _fragment(printed_questions.answers(self.numbering, link))
        self.ids.update(node["id"] for node in article.select("[id]"))
        return Page("answers", "answers", words(article.h1), article)

    def check_links(self, book: Book):
        """See that every link inside the book has its target."""
        for page in book.pages:
            for link in page.article.select('a[href^="#"]'):
                if link["href"][1:] not in self.ids:
                    raise AssemblyError(f"{page.name}: {link['href']} leads nowhere in the book")


def open_up(details: Tag):
    """Turn a folded box into an open one: its summary becomes a title, and that of folded code goes."""
    summary = details.find("summary", recursive=False)
    folded_code = "hide" in details.get("class", [])
    if summary is not None and folded_code:
        summary.decompose()
    elif summary is not None:
        summary.name = "p"
        summary.attrs = {"class": "book-opened-title"}
        for block in summary.find_all(["p", "div"]):
            block.name = "span"
    details.name = "div"
    details.attrs = {key: value for key, value in details.attrs.items() if key == "id"}
    details["class"] = "book-folded" if folded_code else "book-opened"

