"""Write the whole book for reading devices: _build/activation-functions-measured.epub (EPUB 3).

Run after `make book`. The pages are put together by assemble.py, one file for each; formulas are MathML with their TeX
beside it, and no script is left. The same book gives the same file.

    python tools/make_epub.py
"""

import html
import io
import mimetypes
import shutil
import subprocess
import sys
import uuid
from pathlib import Path

import assemble
import browser
import make_card
import make_zip
import printed_figures
import release
from bs4 import Tag

ROOT = Path(__file__).resolve().parent.parent
OWN_STYLE = Path(__file__).with_name("epub.css")
CHECKERS = ("/usr/share/java/epubcheck.jar", "/usr/bin/epubcheck")  # Debian's command is the archive itself
CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
DOCUMENT = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">
<head><title>{title}</title><link rel="stylesheet" type="text/css" href="style.css"/></head>
<body{kind}>{body}</body></html>
"""
ACCESSIBILITY = {
    "accessMode": ["textual", "visual"],
    "accessModeSufficient": ["textual"],
    "accessibilityFeature": ["alternativeText", "MathML", "latex", "structuralNavigation", "tableOfContents"],
    "accessibilityHazard": ["none"],
    "accessibilitySummary": ["Pictures have their content in words, many a table of numbers. Formulas are MathML."],
}
# Attributes that the pages' scripts and styles use and a reading device does not know.
DROPPED = ("data-question", "data-live", "tabindex", "align", "border", "width", "height", "start")


def write(site: Path, epub: Path) -> Path:
    """Write the book built in `site` to `epub`."""
    from playwright.sync_api import sync_playwright

    parts = assemble.contents()
    names = [name for _, pages in parts for name in pages]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find_browser(), args=browser.ARGUMENTS)
        pictures = printed_figures.draw(chromium, site, assemble.with_figures(site, names))
        chromium.close()
    book = assemble.assemble(site, parts, pictures, release.facts().address)
    style = (site / "_static" / "pygments.css").read_text(encoding="utf-8")
    make_zip.pack(epub, files(book, style), stored=frozenset({"mimetype"}))
    return epub


def files(book: assemble.Book, code_style: str) -> dict[str, bytes]:
    """Every file of the archive in its order: the media type first, as the format demands."""
    homes = {}
    for page in book.pages:
        ids = [page.anchor, *(node["id"] for node in page.article.select("[id]"))]
        homes.update(dict.fromkeys(ids, f"{page.anchor}.xhtml"))
    texts = {f"{page.anchor}.xhtml": chapter(page, homes) for page in book.pages}
    content = {
        "cover.xhtml": front(),
        "contents.xhtml": contents(book, homes),
        **texts,
        "style.css": light(code_style) + OWN_STYLE.read_text(encoding="utf-8"),
    }
    content = {name: text.encode() for name, text in content.items()} | {"cover.png": cover()} | book.files
    made = {"mimetype": b"application/epub+zip", "META-INF/container.xml": CONTAINER.encode()}
    made["book/package.opf"] = package(content, ["cover.xhtml", "contents.xhtml", *texts]).encode()
    return made | {f"book/{name}": each for name, each in content.items()}


def chapter(page: assemble.Page, homes: dict[str, str]) -> str:
    """A page as XHTML, its links leading to the files in `homes`."""
    article = page.article.__copy__()
    for formula in article.select(".katex"):
        only_mathml(formula)
    for link in article.select('a[href^="#"]'):
        link["href"] = f"{homes[link['href'][1:]]}{link['href']}"
    for node in article.find_all(True):
        for name in DROPPED:
            if node.name not in ("svg", "math", "img") or name.startswith("data-"):
                node.attrs.pop(name, None)
    body = f'<section id="{page.anchor}">{article.decode_contents(formatter="minimal")}</section>'
    return DOCUMENT.format(title=html.escape(page.title), kind="", body=body)


def only_mathml(formula: Tag):
    """Keep the half of a formula that reading devices lay out themselves, and its TeX for those that do not."""
    visual = formula.select_one(".katex-html")
    if visual is not None:
        visual.decompose()
    math = formula.find("math")
    if math is None:  # the end of a formula that was cut to hold it and a full stop together
        formula.decompose()
        return
    tex = math.find("annotation")
    if tex is not None:
        math["alttext"] = tex.get_text()
        tex.decompose()
    if formula.find_parent(class_="katex-display") is not None:
        math["display"] = "block"
    formula.replace_with(math)


def light(code_style: str) -> str:
    """The colours of code on a light ground."""
    lines = code_style.splitlines()
    return "\n".join(line for line in lines if 'data-theme="dark"' not in line and "@media" not in line) + "\n"


def cover() -> bytes:
    """The cover's picture."""
    stream = io.BytesIO()
    make_card.save(make_card.COVER, stream)
    return stream.getvalue()


def front() -> str:
    """The cover and what a title page says."""
    facts = release.facts()
    body = (
        f'<section epub:type="cover"><img class="cover" src="cover.png" alt="{html.escape(facts.title)}"/>'
        f"<p>{html.escape(facts.author)}</p><p>Version {facts.version}, {facts.day}</p><p>{release.LICENCE}</p>"
        f'<p><a href="{facts.address}">{facts.address}</a></p></section>'
    )
    return DOCUMENT.format(title=html.escape(facts.title), kind="", body=body)


def contents(book: assemble.Book, homes: dict[str, str]) -> str:
    """The table of contents that reading devices show: parts, pages and their sections."""

    def entry(anchor, title, below=""):
        return f'<li><a href="{homes[anchor]}#{anchor}">{html.escape(title)}</a>{below}</li>'

    parts = ""
    for caption, pages in book.parts:
        items = ""
        for page in pages:
            sections = "".join(entry(*heading) for heading in page.headings)
            items += entry(page.anchor, page.title, f"<ol>{sections}</ol>" if sections else "")
        parts += f"<li><span>{html.escape(caption)}</span><ol>{items}</ol></li>" if caption else items
    body = f'<nav epub:type="toc" id="toc"><h1>Contents</h1><ol>{parts}</ol></nav>'
    return DOCUMENT.format(title="Contents", kind="", body=body)


def package(content: dict[str, bytes], spine: list[str]) -> str:
    """The package document: what the book is, its files, and the order in which they are read."""
    facts = release.facts()
    identifier = uuid.uuid5(uuid.NAMESPACE_URL, f"{facts.address}/{facts.version}")
    properties = {"contents.xhtml": "nav", "cover.png": "cover-image"}
    items = ""
    for number, (name, data) in enumerate(content.items()):
        kind = "application/xhtml+xml" if name.endswith(".xhtml") else mimetypes.guess_type(name)[0]
        marks = [properties[name]] if name in properties else []
        marks += ["mathml"] if name.endswith(".xhtml") and b"<math" in data else []
        mark = f' properties="{" ".join(marks)}"' if marks else ""
        items += f'<item id="f{number}" href="{html.escape(name)}" media-type="{kind}"{mark}/>\n'
    places = {name: number for number, name in enumerate(content)}
    order = "".join(f'<itemref idref="f{places[name]}"/>\n' for name in spine)
    access = "".join(
        f'<meta property="schema:{name}">{html.escape(value)}</meta>\n'
        for name, values in ACCESSIBILITY.items()
        for value in values
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:{identifier}</dc:identifier>
<dc:title>{html.escape(facts.title)}</dc:title>
<dc:creator>{html.escape(facts.author)}</dc:creator>
<dc:language>en</dc:language>
<dc:date>{facts.date.isoformat()}</dc:date>
<dc:rights>{html.escape(release.LICENCE)}</dc:rights>
<dc:source>{facts.address}</dc:source>
<meta property="dcterms:modified">{facts.date.isoformat()}T00:00:00Z</meta>
{access}</metadata>
<manifest>
{items}</manifest>
<spine>
{order}</spine>
</package>
"""


def check(epub: Path) -> bool:
    """Let EPUBCheck judge the file where it is installed; returns whether it found no error."""
    jar = next((path for path in CHECKERS if Path(path).is_file()), None)
    if jar is None or shutil.which("java") is None:
        print("not checked: EPUBCheck is not here (Debian and Ubuntu: apt-get install epubcheck)")
        return True
    done = subprocess.run(["java", "-jar", jar, "--error", str(epub)], capture_output=True, text=True)
    print(done.stdout + done.stderr if done.returncode else "EPUBCheck finds no error")
    return done.returncode == 0


def main() -> int:
    """Run the command line. Returns the exit code."""
    if not (assemble.SITE / "index.html").is_file():
        print("There is no built book: run `make book` first.", file=sys.stderr)
        return 1
    epub = write(assemble.SITE, assemble.SITE.parent / f"{release.FILE_NAME}.epub")
    print(f"written: {epub.relative_to(ROOT)}, {epub.stat().st_size / 1e6:.1f} MB")
    return 0 if check(epub) else 1


if __name__ == "__main__":
    sys.exit(main())
