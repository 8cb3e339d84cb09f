"""Lead links in the outputs of cells, which are made for notebooks, to the pages of the book."""

import re
from html import unescape

from docutils import nodes

LINK = re.compile(r'href="\.\./(?P<page>(?:chapters|exercises|solutions)/\w+)\.ipynb#(?P<heading>[^"]+)"')


def setup(app):
    """Connect to Sphinx, before the pages are written."""
    app.connect("doctree-resolved", lead_to_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def lead_to_pages(app, doctree, docname):
    """Replace notebook and heading by page and anchor. A heading that is not there fails the build."""

    def address(match):
        page, heading = match["page"], unescape(match["heading"])
        uri = app.builder.get_relative_uri(docname, page)
        return f'href="{uri}#{anchor(app.env.get_doctree(page), heading, page)}"'

    for raw in doctree.findall(nodes.raw):
        if raw.get("format") == "html" and LINK.search(raw.astext()):
            raw[:] = [nodes.Text(LINK.sub(address, raw.astext()))]
            raw.rawsource = raw.astext()


def anchor(doctree, heading, page) -> str:
    """The id of the section with a heading as a notebook links it, with dashes for spaces."""
    for section in doctree.findall(nodes.section):
        title = section.next_node(nodes.title)
        if title is not None and letters(title.astext()) == letters(heading):
            return section["ids"][0]
    raise ValueError(f"{page} has no heading {heading!r}")


def letters(text) -> str:
    """What is left where quotes are curled, dashes lengthened, and mathematics loses its dollars."""
    return re.sub(r"[\W_]", "", text)
