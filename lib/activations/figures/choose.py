"""The figure "choose": the decision tree for an activation, each branch with its reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .model import figure, make
from .text import Table

# The one place where the tree is written: page, fallback and chapter read it.
TREE = json.loads((Path(__file__).parent.parent / "data" / "choice.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Answers:
    """Answers to the questions of a tree, from the root on; they may stop before a leaf."""

    value: tuple[str, ...]
    tree: dict
    kind = "answers"

    def check(self, given, what: str):
        """The answers as a list."""
        if isinstance(given, str) or not hasattr(given, "__len__"):
            raise TypeError(
                f"{what} must be a list of answers such as ['output', 'class']; got {given!r:.60}"
            )
        node = self.tree
        for answer in given:
            known = node.get("answers", {})
            if not isinstance(answer, str) or answer not in known:
                there = f"one of {', '.join(map(repr, known))}" if known else "no further question"
                raise ValueError(
                    f"{what}: after {node.get('answer', 'the start')!r} there is {there}; got {answer!r:.60}"
                )
            node = known[answer]
        return list(given)


SCHEMA = {"answers": Answers(("hidden", "feed_forward", "no"), TREE)}


def choose(answers=("hidden", "feed_forward", "no"), *, goal=None, caption="", id=None):
    """The decision tree for choosing an activation: answer, and the branch opens with its reason.

    Args:
        answers: from the first question on, such as ``("output", "class")``; ``()`` opens the first question.
            `leaves` lists all of them.
        caption, id: as in `shape`.
        goal: readouts are choice (the first activation of the leaf reached, or None), path (the answers with
            "/" between them) and answered (how many there are).

    Returns:
        Explorable: a widget where anywidget is installed.

    Raises:
        ValueError, TypeError: for an answer that the tree does not have.
    """
    return make("choose", {"answers": answers}, goal, caption, id)


@figure("choose", title="Choosing an activation", schema=SCHEMA)
def readouts(state: dict) -> tuple[dict, Table]:
    """The path through the tree, and the choice it leads to."""
    node, rows = TREE, []
    for answer in state["answers"]:
        question, node = node["question"], node["answers"][answer]
        rows.append([question, node["answer"]])
        if "answers" in node:
            rows.append(["because", node["because"]])
    if "choice" in node:
        rows += [["choice", node["choice"]], ["why", node["because"]], ["check first", node["check"]]]
    else:
        rows.append(
            [node["question"], f"? ({', or '.join(child['answer'] for child in node['answers'].values())})"]
        )
    if "evidence" in node:
        rows.append(["evidence", "; ".join(map(evidence, node["evidence"]))])
    readouts = {
        "choice": node.get("use", [None])[0],
        "path": "/".join(state["answers"]),
        "answered": len(state["answers"]),
    }
    return readouts, Table("The questions answered, and what follows", ["question", "answer"], rows)


def evidence(item: dict) -> str:
    """Where something was measured, in words: a section of a chapter, or a source."""
    if "source" in item:
        return item["source"]
    return f"chapter {item['chapter'].partition('_')[0]}, “{item['title']}”"


def leaves(node=TREE, path=()) -> Iterator[tuple[tuple[str, ...], dict]]:
    """Every path of answers to a choice, with the leaf it ends in."""
    if "answers" not in node:
        yield path, node
    for key, child in node.get("answers", {}).items():
        yield from leaves(child, (*path, key))


def in_words(node=TREE, depth=0) -> str:
    """The whole tree as a nested list in MyST Markdown, every branch with its reason and its evidence."""
    lines = []
    for child in node["answers"].values():
        sources = "; ".join(map(_reference, child["evidence"]))
        choice = f": **{child['choice']}.**" if "choice" in child else "."
        lines.append(f"{'  ' * depth}* *{child['answer']}*{choice} {child['because']} ({sources})")
        if "answers" in child:
            lines += [f"{'  ' * (depth + 1)}**{child['question']}**", "", in_words(child, depth + 1)]
    return "\n".join(lines)


def _reference(item: dict) -> str:
    return item.get("source") or f"[{item['title']}](#{item['section']})"
