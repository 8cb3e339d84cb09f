"""Questions: read and validate a bank, compute its keys, and show it on a page or in a notebook.

The bank of a chapter is `exercises/quizzes/<slug>.yml`. `tools/build_quizzes.py` compiles it, with every key
computed by `evaluate`, into `static/quizzes/`, which is all that `quiz` and `guess` read.
"""

from __future__ import annotations

import functools
import html
import json
from importlib import resources

from activations import quiz_bank
from activations.mimebundle import with_words

STATIC = resources.files("activations") / "static"
KINDS = {
    "mcq": "one right option",
    "msq": "one or more right options",
    "nat": "a number",
    "order": "steps to put in order",
}

load, evaluate, QuizError = quiz_bank.load, quiz_bank.evaluate, quiz_bank.QuizError


def quiz(slug: str, *ids: str):
    """Show the questions of a chapter: all of them, or those with the given ids, in that order.

    In Jupyter with anywidget installed this is a live widget whose trait ``answers`` holds what the reader
    did. Elsewhere it is HTML with each answer folded away, which the book's script turns into the live quiz.

    Args:
        slug: the chapter, such as "2_sigmoid_tanh".
        ids: ids of questions. Without any, the whole bank.

    Raises:
        QuizError: if there is no such chapter or question.
    """
    bank = compiled(slug)
    known = {q["id"]: q for q in bank["questions"] if q["type"] != "guess"}
    chosen = [_find(known, question, slug) for question in ids] or list(known.values())
    listed = "\n".join(f"  {q['title']} ({_worth(q)}), {q['id']}" for q in chosen)
    count = f"{len(chosen)} question" + "s" * (len(chosen) > 1)
    cards = "".join(_question_fallback(number, q) for number, q in enumerate(chosen, 1))
    return _show(
        kind="quiz",
        bank=bank,
        questions=chosen,
        attributes={"class": "af af-quiz", "data-quiz": slug, "data-ids": " ".join(ids)},
        fallback=cards,
        text=f"Quiz {slug}: {count}\n{listed}",
    )


def guess(slug: str, id: str, reveal: bool = False):
    """Show an opening guess: ungraded, stored in the reader's browser.

    Args:
        slug: the chapter.
        id: the id of a guess.
        reveal: show the stored guess beside the measured value, instead of asking for it.

    Raises:
        QuizError: if there is no such chapter or guess.
    """
    bank = compiled(slug)
    known = {q["id"]: q for q in bank["questions"] if q["type"] == "guess"}
    chosen = _find(known, id, slug)
    measured = f"Measured: {_equals(chosen)}"
    attributes = {"class": "af af-guess", "data-quiz": slug, "data-id": id}
    if reveal:
        attributes["data-reveal"] = "true"
    return _show(
        kind="guess",
        bank=bank,
        questions=[chosen],
        attributes=attributes,
        fallback=_guess_fallback(chosen, measured, reveal),
        text=f"Guess {slug}: {chosen['title']}, {id}" + (f"\n  {measured}" if reveal else ""),
        reveal=reveal,
    )


@functools.cache
def compiled(slug: str) -> dict:
    """The compiled bank of a chapter, from the package's data."""
    folder = STATIC / "quizzes"
    files = folder.iterdir() if folder.is_dir() else []
    known = sorted(file.name[:-5] for file in files if file.name.endswith(".json"))
    if slug not in known:
        raise QuizError(f"there is no quiz {slug!r}: known chapters are {', '.join(known) or '(none)'}")
    return json.loads((folder / f"{slug}.json").read_text(encoding="utf-8"))


def _find(known: dict, id: str, slug: str) -> dict:
    if id not in known:
        raise QuizError(f"quiz {slug} has no entry {id!r}: known ids are {', '.join(known)}")
    return known[id]


def _worth(question: dict) -> str:
    marks = question["marks"]
    return f"{question['type'].upper()}, {marks} mark" + "s" * (marks > 1)


def _equals(question: dict) -> str:
    answer = question["answer"]
    label = f"{answer['label']} = " if "label" in answer else ""
    return f"{label}{answer['shown']} {answer.get('unit', '')}".strip()


# The fallbacks: what a reader without JavaScript sees. All that is not escaped here was made by the build.


def _question_fallback(number: int, q: dict) -> str:
    options = "".join(f"<li>{option['text']}</li>" for option in q.get("options", []))
    steps = "".join(f"<li>{step['text']}</li>" for step in q.get("steps", []))
    if options or steps:
        body = f"<ol type='A'>{options or steps}</ol>"
    else:
        body = f'<p class="afq-hint">{q["answer"]["accepts"]}</p>'
    return (
        f'<section class="afq-card" data-question="{q["id"]}" aria-label="Question {number}">'
        f'<p class="afq-kicker">Question {number} · {_worth(q)} · {KINDS[q["type"]]}</p>'
        f'<p class="afq-title">{html.escape(q["title"])}</p>'
        f'<div class="afq-stem">{q["question"]}</div>{body}'
        f"<details><summary>Show the answer</summary>{_reasons(q)}{q['explanation']}</details></section>"
    )


def _reasons(q: dict) -> str:
    if q["type"] == "nat":
        return f"<p><strong>{html.escape(_equals(q))}</strong></p>"
    if q["type"] == "order":
        letters = "ABCDEFGHIJ"
        key = ", ".join(letters[i] for i in q["key"])
        nowhere = [(letters[i], step["why"]) for i, step in enumerate(q["steps"]) if not step["belongs"]]
        return f"<p><strong>{key}</strong></p>" + "".join(
            f"<p><strong>{letter} belongs nowhere.</strong> {why}</p>" for letter, why in nowhere
        )
    return "".join(
        f"<p><strong>{letter}, {'right' if option['correct'] else 'not right'}.</strong> {option['why']}</p>"
        for letter, option in zip("ABCDEF", q["options"], strict=False)
    )


def _guess_fallback(q: dict, measured: str, reveal: bool) -> str:
    answer = f"<p><strong>{html.escape(measured)}</strong></p>{q['explanation']}"
    if not reveal:
        answer = "<p>Write your guess down. The measured value comes at the end of the chapter.</p>"
    return (
        '<section class="afq-card afq-guess"><p class="afq-kicker">Your guess</p>'
        f'<p class="afq-title">{html.escape(q["title"])}</p><div class="afq-stem">{q["question"]}</div>'
        f'<div class="afq-body">{answer}</div></section>'
    )


def _show(kind, bank, questions, attributes, fallback, text, reveal=False):
    pairs = " ".join(f'{key}="{html.escape(value)}"' for key, value in attributes.items() if value)
    bundle = {"text/plain": text, "text/html": f"<div {pairs}>{fallback}</div>"}
    sections = {q["section"]: bank["sections"][q["section"]] for q in questions}
    widget = _widget_class()
    if widget is None:
        return _Static(bundle)
    shown = widget(kind=kind, slug=bank["slug"], questions=questions, sections=sections, reveal=reveal)
    shown.set_bundle(bundle)
    return shown


class _Static:
    """A displayable without a live side, for places where anywidget is not installed."""

    def __init__(self, bundle: dict):
        self._bundle = bundle

    def _repr_mimebundle_(self, include=None, exclude=None, **kwargs):
        return dict(self._bundle)

    def __repr__(self):
        return self._bundle["text/plain"]


@functools.cache
def _widget_class():
    """The anywidget behind `quiz` and `guess`, or None where anywidget or the built script is missing."""
    try:
        import anywidget
        import traitlets
    except ImportError:
        return None
    script, style = STATIC / "widget.js", STATIC / "explorables.css"
    if not script.is_file() or not style.is_file():
        return None

    class Quiz(anywidget.AnyWidget):
        """Questions in a notebook. ``answers`` maps a question's id to what the reader answered."""

        _esm = script.read_text(encoding="utf-8")
        _css = style.read_text(encoding="utf-8")
        kind = traitlets.Unicode("quiz").tag(sync=True)
        slug = traitlets.Unicode().tag(sync=True)
        questions = traitlets.List().tag(sync=True)
        sections = traitlets.Dict().tag(sync=True)
        reveal = traitlets.Bool(False).tag(sync=True)
        answers = traitlets.Dict().tag(sync=True)
        _ipython_display_ = None  # ipywidgets 7, which Colab has, would show the widget past its bundle

        def set_bundle(self, bundle: dict):
            self._bundle = bundle

        @property
        def score(self) -> str:
            """How many questions are answered right, in words."""
            right = sum(1 for answer in self.answers.values() if answer.get("right"))
            return f"{right} of {len(self.questions)} answered right"

        def _repr_mimebundle_(self, **kwargs):
            return with_words(super()._repr_mimebundle_(**kwargs), self._bundle)

        def __repr__(self):
            return self._bundle["text/plain"]

    return Quiz
