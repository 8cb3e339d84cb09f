"""The ledger of claims that circulate about activations: what is right, and where it was measured."""

from __future__ import annotations

import html
import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from .tables import Table

VERDICTS = {
    "true": "true",
    "condition": "true under a condition",
    "imprecise": "imprecise",
    "unsupported": "no evidence",
    "false": "false",
}
MYTHS = ("false", "unsupported", "imprecise")


@dataclass(frozen=True)
class Entry:
    """A statement one can read, and what became of it.

    Attributes:
        id: of the claim; one claim may be treated in several places.
        statement: as it circulates.
        verdict: a key of `VERDICTS`.
        correct: the right statement.
        how: "measured", "cited", "exercise" or "dropped".
        source: where the right statement comes from.
        page, section: where it is treated.
        measured: what the cell there measured, in words, or "".
    """

    id: str
    statement: str
    verdict: str
    correct: str
    how: str
    source: str
    page: str
    section: str
    measured: str

    @property
    def evidence(self) -> str:
        """What was measured, or what was cited instead."""
        if self.measured:
            return self.measured
        if self.how == "measured":
            return "a time, measured there"
        return "an exercise" if self.how == "exercise" else self.source

    @property
    def link(self) -> str:
        """Relative address of the section, from a notebook of the book."""
        return f"../{self.page}.ipynb#{self.section.replace(' ', '-')}"


@cache
def entries() -> tuple[Entry, ...]:
    """All entries, in the order of the chapters that treat them."""
    text = (files("activations") / "data" / "ledger.json").read_text(encoding="utf-8")
    return tuple(Entry(**entry) for entry in json.loads(text))


def myths(chapter: str | None = None) -> list[Entry]:
    """Those that are false, imprecise or without evidence, each once.

    Args:
        chapter: such as "3_relu_family"; None for all.

    Raises:
        ValueError: for a chapter that treats no claim.
    """
    known = {entry.page.partition("/")[2] for entry in entries()}
    if chapter is not None and chapter not in known:
        raise ValueError(f"no claim is treated in {chapter!r}; chapters are {', '.join(sorted(known))}")
    found = {}
    for entry in entries():
        if entry.verdict in MYTHS and chapter in (None, entry.page.partition("/")[2]):
            found.setdefault(entry.id, entry)
    return list(found.values())


def share(verdict: str) -> float:
    """Which part of the claims, each counted once, has a verdict.

    Raises:
        ValueError: if there is no such verdict.
    """
    if verdict not in VERDICTS:
        raise ValueError(f"there is no verdict {verdict!r}; the five are {', '.join(VERDICTS)}")
    count = _counted()
    return count[verdict] / count.total()


def counts() -> Table:
    """How many claims, each counted once, have which verdict, and in all."""
    count = _counted()
    rows = [[words, str(count[verdict]), f"{share(verdict):.0%}"] for verdict, words in VERDICTS.items()]
    return Table(["verdict", "statements", "share"], [*rows, ["in all", str(count.total()), ""]])


def _counted():
    return Counter({entry.id: entry.verdict for entry in reversed(entries())}.values())


@dataclass(frozen=True)
class MythTable:
    """Entries as a table: statement, verdict, what is right, the evidence and its section."""

    rows: tuple[Entry, ...]

    def __repr__(self):
        return "\n".join(
            f"{VERDICTS[e.verdict]}: {e.statement}\n    {e.correct} [{e.evidence}]" for e in self.rows
        )

    def _repr_html_(self):
        head = "".join(
            f'<th scope="col">{name}</th>'
            for name in ("you may read", "verdict", "what is right", "evidence")
        )
        body = "".join(
            f'<tr><th scope="row">{html.escape(e.statement)}</th><td>{VERDICTS[e.verdict]}</td>'
            f"<td>{html.escape(e.correct)}</td>"
            f"<td>{html.escape(e.evidence)}: "
            f'<a href="{html.escape(e.link)}">{html.escape(e.section)}</a></td></tr>'
            for e in self.rows
        )
        return f'<table class="af-table af-myths"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def table(chapter: str | None = None) -> MythTable:
    """The table of `myths`."""
    return MythTable(tuple(myths(chapter)))
