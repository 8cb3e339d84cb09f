"""What a widget of ours gives a notebook to show: itself, and its words for where no widget can be."""

from __future__ import annotations

import sys


def with_words(shown: tuple[dict, dict] | dict | None, words: dict[str, str]) -> tuple[dict, dict]:
    """Add the words to a widget's bundle.

    A page made from the notebook shows the HTML. Colab shows one form only, so there the bundle has no HTML that it
    could prefer to the widget.

    Args:
        shown: what `anywidget.AnyWidget._repr_mimebundle_` returned.
        words: MIME type → content, of text/plain and text/html.

    Returns:
        The data by MIME type, and their metadata.
    """
    data, metadata = shown if isinstance(shown, tuple) else (shown or {}, {})
    if "google.colab" in sys.modules:
        words = {"text/plain": words["text/plain"]}
    return {**data, **words}, metadata
