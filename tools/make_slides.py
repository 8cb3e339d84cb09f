"""Slides from the built chapters: headings, figures, formulas, claims, tables and questions, one at a time.

Run after `make book`. Writes `_build/html/slides/`, which uses the book's own files and nothing else.

    python tools/make_slides.py
"""

import sys
from pathlib import Path

from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"
# What a slide can show, in the order of the page. The text stays in the book.
SHOWN = "figure, .af-figure, .af-claim, div.math, table, .af-quiz, .admonition, .proof"
STYLE = """
html { scroll-snap-type: y proximity; }
#slides { max-width: none; margin: 0; padding: 0; }
.slide { box-sizing: border-box; min-height: 100vh; padding: 4vh max(6vw, 50vw - 30rem);
  scroll-snap-align: start;
  display: flex; flex-direction: column; justify-content: center; font-size: 1.25rem; }
.slide:focus { outline: none; }
.slide > .from { color: var(--book-muted); font-size: 0.9rem; }
@media print { .slide { break-after: page; min-height: 0; } }
"""
SCRIPT = """
const slides = [...document.querySelectorAll(".slide")];
addEventListener("keydown", (event) => {
  const turn = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
  if (!turn || event.target.closest("input, select, textarea, [role=slider], .af-figure")) return;
  const now = slides.findIndex((slide) => slide.getBoundingClientRect().bottom > innerHeight / 2);
  const next = slides[Math.min(Math.max(now + turn, 0), slides.length - 1)];
  event.preventDefault();
  next.scrollIntoView();
  next.focus();
});
"""


def slides_of(page: str, name: str) -> str:
    """The slides of a built chapter, as a page that stands beside it in the folder `slides`."""
    soup = BeautifulSoup(page, "html.parser")
    article = soup.select_one(".book-article")
    title = article.find("h1").get_text(" ").rstrip("# ")
    found = [_slide(soup, title, [_first_text(article)], "")]
    for section in article.select("section > section"):
        heading = section.find(["h2", "h3"])
        if heading is None:
            continue
        words = heading.get_text(" ").rstrip("# ")
        found.append(_slide(soup, words, [_first_text(section)], title))
        own = [shown for shown in section.select(SHOWN) if shown.find_parent("section") is section]
        own = [shown for shown in own if not any(other in shown.parents for other in own)]
        found += [_slide(soup, "", [shown], words) for shown in own]
    body = soup.body
    body.clear()
    main = soup.new_tag("main", attrs={"class": "book-article", "id": "slides"})
    main.extend(found)
    body.append(main)
    soup.title.string = f"Slides: {title}"
    for script in soup.select("script[src*='book.js']"):
        script.decompose()  # it serves the page's header and menus, which a slide has not
    for meta in soup.select("meta[http-equiv], meta[property], link[rel=canonical]"):
        meta.decompose()  # of the published page: its policy forbids the inline style and script below
    style, script = soup.new_tag("style"), soup.new_tag("script")
    style.string, script.string = STYLE, SCRIPT
    soup.head.append(style)
    body.append(script)
    for link in main.select("a[href]"):
        if "//" not in link["href"] and not link["href"].startswith("#"):
            link["href"] = f"../chapters/{link['href']}"
        elif link["href"].startswith("#"):
            link["href"] = f"../chapters/{name}{link['href']}"
    return str(soup)


def _first_text(section):
    """The first paragraph that is the section's own."""
    return next((p for p in section.find_all("p") if p.find_parent("section") is section), None)


def _slide(soup, heading, blocks, above):
    slide = soup.new_tag("section", attrs={"class": "slide", "tabindex": "-1"})
    if above:
        slide.append(soup.new_tag("p", attrs={"class": "from"}))
        slide.p.string = above
    if heading:
        slide.append(soup.new_tag("h2"))
        slide.h2.string = heading
    for block in blocks:
        if block is not None:
            slide.append(block.__copy__())
    return slide


def main() -> int:
    """Write the slides of every chapter that is built."""
    chapters = sorted((SITE / "chapters").glob("*.html"))
    if not chapters:
        print("There is no built book: run `make book` first.", file=sys.stderr)
        return 1
    folder = SITE / "slides"
    folder.mkdir(exist_ok=True)
    for path in chapters:
        text = slides_of(path.read_text(encoding="utf-8"), path.name)
        (folder / path.name).write_text(text, encoding="utf-8")
        print(folder.relative_to(ROOT) / path.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
