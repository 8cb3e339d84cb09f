"""Results as one block of text and as an HTML card. Every text is escaped on its way into HTML."""

from __future__ import annotations

from html import escape

from .records import DONE, NOT_ATTEMPTED, NOT_YET, Outcome, Result, Summary

CLASSES = {DONE: "pass", NOT_YET: "fail", NOT_ATTEMPTED: "untried"}


def result_text(result: Result) -> str:
    """The result as lines of plain text."""
    lines, told = [_headline(result)], set()
    for outcome in result.outcomes:
        lines.append(f"  [{_verdict(outcome)}] {outcome.tried}")
        lines += [f"         {name}: {text}" for name, text in _findings(outcome, told)]
        lines += [f"         - {line}" for line in outcome.details]
    if result.state == NOT_YET:
        lines.append(f"  Reread: {_section(result)}.")
    return "\n".join([*lines, f"  Next: {_next(result)}"])


def result_html(result: Result) -> str:
    """The result as a card."""
    parts = [f'<p class="af-check-head"><strong>{escape(_headline(result))}</strong></p>']
    if result.outcomes:
        told = set()
        items = "".join(_item(outcome, told) for outcome in result.outcomes)
        parts.append(f'<ul class="af-check-tests">{items}</ul>')
    if result.state == NOT_YET:
        place = f'<a href="{escape(result.exercise.section.link)}">{escape(_section(result))}</a>'
        parts.append(f'<p class="af-check-reread">Reread: {place}.</p>')
    parts.append(f'<p class="af-check-next">Next: {escape(_next(result))}</p>')
    return _card(CLASSES[result.state], f"Exercise {result.exercise.id}", parts)


def summary_text(summary: Summary) -> str:
    """The state of the notebook as lines of plain text."""
    width = max(len(result.exercise.id) for result in summary.results)
    wide = max(len(NOT_ATTEMPTED), *(len(_state(result)) for result in summary.results))
    rows = [f"  {r.exercise.id:<{width}}  {_state(r):<{wide}}  {r.exercise.title}" for r in summary.results]
    return "\n".join([_totals(summary), *rows])


def summary_html(summary: Summary) -> str:
    """The state of the notebook as a table in a card."""
    rows = "".join(
        f'<tr class="af-check-{CLASSES[r.state]}"><th scope="row">{escape(r.exercise.id)}</th>'
        f"<td>{escape(r.exercise.title)}</td><td>{escape(_state(r))}</td></tr>"
        for r in summary.results
    )
    head = '<tr><th scope="col">Exercise</th><th scope="col">Title</th><th scope="col">State</th></tr>'
    table = f'<table class="af-check-all"><caption>{escape(_totals(summary))}</caption>{head}{rows}</table>'
    kind = "pass" if summary.count(DONE) == len(summary.results) else "untried"
    return _card(kind, "State of this notebook", [table])


def _card(kind: str, label: str, parts: list[str]) -> str:
    return (
        f'<div class="af af-check af-check-{kind}" role="group" aria-label="{escape(label, quote=True)}">'
        f'{"".join(parts)}</div>'
    )


def _item(outcome: Outcome, told: set[str]) -> str:
    found = _findings(outcome, told)
    findings = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in found)
    details = "".join(f"<li>{escape(line)}</li>" for line in outcome.details)
    return (
        f'<li class="af-check-{"pass" if outcome.passed else "fail"}">'
        f"<strong>{_verdict(outcome)}</strong> {escape(outcome.tried)}"
        + (f"<dl>{findings}</dl>" if findings else "")
        + (f"<ul>{details}</ul>" if details else "")
        + "</li>"
    )


def _findings(outcome: Outcome, told: set[str]) -> list[tuple[str, str]]:
    """What a test found, in rows. `told` are the slips already explained: then the name will do."""
    rows = [("Came out", outcome.got), ("Expected", outcome.expected)]
    if outcome.slip is not None:
        name = outcome.slip.name
        text = f"{name}, as above." if name in told else f"{name}. {outcome.slip.why}"
        rows.append(("Recognised", text))
        told.add(name)
    return [(label, text) for label, text in rows if text]


def _headline(result: Result) -> str:
    count = f" ({result.marks} of {len(result.exercise.tests)} tests)" if result.outcomes else ""
    return f"{result.exercise.id} {result.exercise.title}: {result.state}{count}"


def _totals(summary: Summary) -> str:
    states = ", ".join(f"{summary.count(state)} {state}" for state in (DONE, NOT_YET, NOT_ATTEMPTED))
    return f"{len(summary.results)} exercises: {states}"


def _state(result: Result) -> str:
    return result.state + (", earlier" if result.earlier is not None else "")


def _verdict(outcome: Outcome) -> str:
    return "pass" if outcome.passed else "fail"


def _section(result: Result) -> str:
    return f"“{result.exercise.section.title}” in the chapter"


def _next(result: Result) -> str:
    e = result.exercise
    return {NOT_ATTEMPTED: e.begin, NOT_YET: e.next_step, DONE: e.afterwards}[result.state]
