"""The book's questions as a reader without a computer meets them: options where they are asked, keys at the end."""

from __future__ import annotations

import html
from collections.abc import Callable
from functools import cache

import build_mock
import make_paper
from activations.quiz import KINDS

STEPS = "ABCDEFGHIJ"


@cache
def banks() -> dict[str, dict]:
    """Slug → bank, as the pages load it: mathematics is KaTeX's HTML with MathML inside. All kinds of questions."""
    return {bank["slug"]: bank for bank in build_mock.banks((*KINDS, "guess"))}


@cache
def entries(slug: str) -> dict[str, dict]:
    """The questions of a chapter by their ids, guesses included."""
    return {question["id"]: question for question in banks()[slug]["questions"]}


class Numbering:
    """Numbers the questions of each chapter in the order in which the book asks them: Q3.1, Q3.2, …"""

    def __init__(self):
        self.asked: dict[str, list[str]] = {}

    def label(self, slug: str, question: str) -> tuple[str, bool]:
        """The question's label, and whether this is the first time that it is asked."""
        known = self.asked.setdefault(slug, [])
        new = question not in known
        if new:
            known.append(question)
        return f"Q{slug.partition('_')[0].upper()}.{known.index(question) + 1}", new


def place(kind: str, slug: str, question: str) -> str:
    """The id of a question (`kind` "question") or of its answer ("answer") in the whole book."""
    return f"{kind}-{slug}-{question}".replace("_", "-")


def card(q: dict, label: str, first: bool) -> str:
    """A question with its options and a link to its answer, which stands at the end of the book."""
    worth = f"{q['type'].upper()}, {q['marks']} mark" + "s" * (q["marks"] > 1)
    options = "".join(f"<li>{each['text']}</li>" for each in q.get("options", q.get("steps", [])))
    body = f'<ol class="book-options">{options}</ol>' if options else ""
    if q["type"] == "nat":
        body = f'<p class="afq-hint">{html.escape(q["answer"]["accepts"].replace("Type", "Write"))}</p>'
    name = f' id="{place("question", q["slug"], q["id"])}"' if first else ""
    return (
        f'<section class="afq-card" data-question="{q["id"]}"{name}>'
        f'<p class="afq-kicker">{label} · {worth} · {KINDS[q["type"]]}</p>'
        f'<p class="afq-title">{html.escape(q["title"])}</p><div class="afq-stem">{q["question"]}</div>{body}'
        f'<p class="book-to-answer"><a href="#{place("answer", q["slug"], q["id"])}">Answer to {label}</a></p>'
        "</section>"
    )


def guess(q: dict, reveal: bool) -> str:
    """An opening guess; at the end of its chapter, with `reveal`, beside what was measured."""
    body = "<p>Write your guess down. The measured value comes at the end of the chapter.</p>"
    if reveal:
        body = f"<p><strong>Measured: {html.escape(number_of(q))}</strong></p>{q['explanation']}"
    return (
        '<section class="afq-card"><p class="afq-kicker">Your guess</p>'
        f'<p class="afq-title">{html.escape(q["title"])}</p><div class="afq-stem">{q["question"]}</div>'
        f"{body}</section>"
    )


def number_of(q: dict) -> str:
    """What was measured, with its name and unit."""
    answer = q["answer"]
    label = f"{answer['label']} = " if "label" in answer else ""
    return f"{label}{answer['shown']} {answer.get('unit', '')}".strip()


def key_of(q: dict) -> str:
    """The key as printed: letters, letters in their order, or the accepted number or range."""
    if q["type"] == "order":
        return ", ".join(STEPS[i] for i in q["key"])
    return make_paper.key_of(q)


def answers(numbering: Numbering, link: Callable[[str, str], str]) -> str:
    """The keys and reasons of all that was asked, chapter by chapter; `link(slug, section)` leads to a section."""
    sections = "".join(
        f'<section id="answers-{slug.replace("_", "-")}"><h2>{html.escape(banks()[slug]["title"])}</h2>'
        + "".join(_answer(entries(slug)[id], numbering.label(slug, id)[0], link) for id in asked)
        + "</section>"
        for slug, asked in numbering.asked.items()
    )
    return f"<section><h1>Answers to the questions</h1>{sections}</section>"


def _answer(q: dict, label: str, link: Callable[[str, str], str]) -> str:
    reasons = make_paper.reasons_of(q)
    if q["type"] == "order":
        nowhere = [(STEPS[i], step["why"]) for i, step in enumerate(q["steps"]) if not step["belongs"]]
        items = "".join(f"<li><strong>{letter} belongs nowhere.</strong> {why}</li>" for letter, why in nowhere)
        reasons = f'<ul class="whys">{items}</ul>' if items else ""
    section = html.escape(banks()[q["slug"]]["sections"][q["section"]])
    return (
        f'<section class="book-key" id="{place("answer", q["slug"], q["id"])}">'
        f'<p class="book-key-title"><a href="#{place("question", q["slug"], q["id"])}">{label}</a> '
        f'{html.escape(q["title"])}: <strong>{html.escape(key_of(q))}</strong></p>{reasons}{q["explanation"]}'
        f'<p class="afq-hint">Reread: <a href="{link(q["slug"], q["section"])}">{section}</a></p></section>'
    )
