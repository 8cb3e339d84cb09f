"""Link the first use of each glossary word on a chapter's page to its entry.

The notebooks stay as they are, and read well where no glossary is beside them.
"""

import re

from docutils import nodes

CHAPTERS, GLOSSARY = "chapters/", "reference/glossary"
# Words in these are names, captions or code, or lead somewhere already.
LEFT_ALONE = (
    nodes.title, nodes.caption, nodes.reference, nodes.literal, nodes.literal_block, nodes.math, nodes.raw,
    nodes.rubric, nodes.thead, nodes.figure,
)  # fmt: skip


def setup(app):
    """Connect to Sphinx, before the pages are written."""
    app.connect("doctree-resolved", link_first_uses)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def link_first_uses(app, doctree, docname):
    """Turn the first use of each word on a chapter's page into a link."""
    if not docname.startswith(CHAPTERS):
        return
    places = {}
    for (kind, word), (page, anchor) in app.env.domaindata["std"]["objects"].items():
        if kind == "term" and page == GLOSSARY:
            places[word.lower()] = anchor
    target = app.builder.get_relative_uri(docname, GLOSSARY)
    for text in list(doctree.findall(nodes.Text)):
        if places and not _inside(text, LEFT_ALONE):
            _link(text, places, target)


def _inside(node, kinds) -> bool:
    while node is not None:
        if isinstance(node, kinds):
            return True
        node = node.parent
    return False


def _link(text, places, target):
    """Replace a text by its pieces, with links at the words that are still to be linked; forget those."""
    pieces, rest = [], str(text)
    while places:
        found = pattern(places).search(rest)
        if not found:
            break
        anchor = places.pop(found[1].lower())
        link = nodes.reference("", found[0], internal=True, classes=["book-term"])
        link["refuri"] = f"{target}#{anchor}"
        pieces += [nodes.Text(rest[: found.start()]), link]
        rest = rest[found.end() :]
    if pieces:
        text.parent.replace(text, [piece for piece in [*pieces, nodes.Text(rest)] if piece.astext()])


def pattern(words) -> re.Pattern:
    """Any of the words as a whole, in the singular or the plural, the longest first."""
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(map(re.escape, longest_first))})(?:e?s)?\b", re.IGNORECASE)
