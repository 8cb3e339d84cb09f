"""Print the whole book, with a cover, page numbers and an outline: _build/activation-functions-measured.pdf.

Run after `make book`. The pages are put together by assemble.py and printed by Chromium, twice: the first time tells on
which page each entry of the table of contents begins.

    python tools/make_pdf.py
"""

import html
import sys
from pathlib import Path

import assemble
import browser
import make_paper
import pikepdf
import printed_figures
import pypdf
import release

ROOT = Path(__file__).resolve().parent.parent
STYLES = ["pygments.css", "sphinx-design.min.css", "katex/katex.min.css", "explorables.css", "book.css"]
OWN_STYLE = Path(__file__).with_name("printed.css")
COVER = ("index", "landing")  # the figure whose picture stands on the cover
HEADINGS = ["h5", "h4", "h3", "h2", "h1"]
MARGIN = {"top": "14mm", "bottom": "16mm", "left": "14mm", "right": "14mm"}
PRINTING = 600_000  # milliseconds: several hundred pages take their time on a slow machine
# What is wider than the paper is set smaller: formulas and tables do not wrap.
FIT = """() => {
  for (const box of document.querySelectorAll(".katex-display, table")) {
    const room = (box.matches("table") ? box.parentElement : box).clientWidth;
    const wide = box.matches("table") ? box.offsetWidth : box.scrollWidth;
    const shrunk = box.matches("table") ? box : box.firstElementChild;
    if (wide > room + 1) shrunk.style.zoom = Math.floor(1000 * room / wide) / 1000;
  }
}"""


def write(site: Path, pdf: Path) -> Path:
    """Print the book built in `site` to `pdf`; its HTML and pictures stay beside it in the folder `print`."""
    from playwright.sync_api import sync_playwright

    parts = assemble.contents()
    names = [name for _, pages in parts for name in pages]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find_browser(), args=browser.ARGUMENTS)
        pictures = printed_figures.draw(chromium, site, assemble.with_figures(site, names))
        book = assemble.assemble(site, parts, pictures, release.facts().address)
        folder = pdf.parent / "print"
        for name, content in book.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        page = folder / "book.html"
        starts: dict[str, int] = {}
        for _ in range(2):
            page.write_text(document(book, site, starts), encoding="utf-8")
            print_page(chromium, page, pdf)
            starts = first_pages(pdf)
        chromium.close()
    describe(pdf)
    return pdf


def document(book: assemble.Book, site: Path, starts: dict[str, int]) -> str:
    """The book as one HTML page; `starts` are the numbers of the pages on which an id is found, as far as known."""
    facts = release.facts()
    styles = [(site / "_static" / name).resolve().as_uri() for name in STYLES]
    links = "".join(f'<link rel="stylesheet" href="{address}">' for address in [*styles, OWN_STYLE.as_uri()])
    body = cover(book) + table_of_contents(book, starts) + "".join(chapters(book))
    return (
        f'<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8">'
        f"<title>{html.escape(facts.title)}</title>{links}</head><body>"
        f'<main class="book-main"><article class="book-article">{body}</article></main></body></html>\n'
    )


def cover(book: assemble.Book) -> str:
    """The title page."""
    facts = release.facts()
    picture = f"pictures/{assemble.place(*COVER)}.svg"
    shown = f'<img src="{picture}" alt="">' if picture in book.files else ""
    return (
        f'<section class="book-cover"><h1>{html.escape(facts.title)}</h1><p>{html.escape(facts.author)}</p>{shown}'
        f'<p class="book-facts">Version {facts.version}, {facts.day}<br>{release.LICENCE}<br>'
        f"{html.escape(facts.address)}</p></section>"
    )


def table_of_contents(book: assemble.Book, starts: dict[str, int]) -> str:
    """Parts, pages and their sections, each a link with the number of its page."""

    def entry(anchor, title):
        return f'<a href="#{anchor}">{html.escape(title)} <span>{starts.get(anchor, "")}</span></a>'

    parts = ""
    for caption, pages in book.parts:
        items = ""
        for page in pages:
            sections = "".join(f"<li>{entry(*heading)}</li>" for heading in page.headings)
            items += f"<li>{entry(page.anchor, page.title)}<ol>{sections}</ol></li>"
        name = f'<p class="book-part">{html.escape(caption)}</p>' if caption else ""
        parts += f"<li>{name}<ol>{items}</ol></li>"
    return f'<nav class="book-contents" aria-label="Contents"><h1>Contents</h1><ol>{parts}</ol></nav>'


def chapters(book: assemble.Book) -> list[str]:
    """Every page as a section, its headings one level down where it belongs to a part."""
    made = []
    for caption, pages in book.parts:
        for number, page in enumerate(pages):
            article = page.article.__copy__()
            for upper in HEADINGS if caption else ():
                for heading in article.find_all(upper):
                    heading.name = f"h{int(upper[1]) + 1}"
            part = f"<h1>{html.escape(caption)}</h1>" if caption and not number else ""
            made.append(f'<section class="book-page" id="{page.anchor}">{part}{article.decode_contents()}</section>')
    return made


def print_page(chromium, page: Path, pdf: Path) -> None:
    """Let Chromium print an HTML file, with the pages numbered and what is too wide made narrower."""
    context = chromium.new_context(viewport={"width": printed_figures.WIDTH - 2, "height": 900})
    tab = context.new_page()
    tab.set_default_timeout(PRINTING)
    tab.emulate_media(media="print")
    tab.goto(page.resolve().as_uri())
    tab.evaluate("document.fonts.ready")
    tab.evaluate(FIT)
    tab.pdf(
        path=pdf, format="A4", margin=MARGIN, tagged=True, outline=True, print_background=True,
        display_header_footer=True, header_template="<span></span>", footer_template=make_paper.FOOTER,
    )  # fmt: skip
    context.close()


def first_pages(pdf: Path) -> dict[str, int]:
    """The number of the page on which the target of each link inside a PDF stands."""
    reader = pypdf.PdfReader(pdf)
    numbers = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages, 1)}
    return {
        name.lstrip("/"): numbers[target.page.idnum]
        for name, target in reader.named_destinations.items()
        if target.page is not None
    }


def describe(pdf: Path) -> None:
    """Write author, licence and the release's date into a PDF's properties, and pack its many small objects."""
    facts = release.facts()
    day = f"D:{facts.date:%Y%m%d}000000Z"
    with pikepdf.open(pdf, allow_overwriting_input=True) as document:
        properties = {"/Author": facts.author, "/Subject": release.LICENCE, "/CreationDate": day, "/ModDate": day}
        for name, value in properties.items():
            document.docinfo[name] = value
        # An outline and tags for a screen reader are a hundred thousand objects, which Chromium leaves as text.
        document.save(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)


def main() -> int:
    """Run the command line. Returns the exit code."""
    if not (assemble.SITE / "index.html").is_file():
        print("There is no built book: run `make book` first.", file=sys.stderr)
        return 1
    pdf = write(assemble.SITE, assemble.SITE.parent / f"{release.FILE_NAME}.pdf")
    pages = len(pypdf.PdfReader(pdf).pages)
    print(f"written: {pdf.relative_to(ROOT)}, {pages} pages, {pdf.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
