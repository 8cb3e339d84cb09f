"""What published pages say to search engines and link previews, and what answers where no page is.

The address of the published book is `html_baseurl` (`html: baseurl:` in _config.yml). Each page gets its canonical
address and a card for link previews; sitemap.xml lists the pages, robots.txt names the sitemap, and 404.html is
the page that a host such as GitHub Pages serves in place of a missing one, at whatever depth.
"""

from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

CARD = "_static/card.png"
CARD_WORDS = "Seven activation functions on one pair of axes, from the sigmoid to GELU, with the title of the book."
NOT_FOUND = "404"
UNLISTED = {NOT_FOUND, "search"}


def setup(app):
    """Connect to Sphinx's events."""
    app.connect("config-inited", add_missing_page)
    app.connect("html-page-context", add_addresses, priority=950)
    app.connect("build-finished", write_lists)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def add_missing_page(app, config):
    """Ask for the page that is served where none is."""
    config.html_additional_pages[NOT_FOUND] = "404.html"


def address(app, pagename):
    """Return the page's one address; the root page's is the folder itself."""
    name = "" if pagename == app.config.root_doc else f"{pagename}.html"
    return app.config.html_baseurl + name


def add_addresses(app, pagename, templatename, context, doctree):
    """Give the template the page's address and card, and tell search engines which pages are none of theirs."""
    base = app.config.html_baseurl
    unlisted = pagename in UNLISTED
    context["pageurl"] = None if unlisted else address(app, pagename)
    context["unlisted"] = unlisted
    context["card"] = {"address": base + CARD, "words": CARD_WORDS}
    # The missing page is served under any address, so its own links start from the book's folder.
    context["base_path"] = urlsplit(base).path if pagename == NOT_FOUND else ""


def write_lists(app, exception):
    """Write sitemap.xml and robots.txt."""
    if exception is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    pages = [address(app, name) for name in sorted(app.env.found_docs)]
    urls = "".join(f"  <url><loc>{escape(page)}</loc></url>\n" for page in pages)
    (out / "sitemap.xml").write_text(
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n',
        encoding="utf-8",
    )
    robots = f"User-agent: *\nAllow: /\n\nSitemap: {app.config.html_baseurl}sitemap.xml\n"
    (out / "robots.txt").write_text(robots, encoding="utf-8")
