"""Print a mock test with its answer key: an HTML file and, made from it by Chromium, a PDF in _build/paper.

The questions are those that the book's mock test asks for the same size and seed, in the same order, with the
options in the same order.

Usage: python tools/make_paper.py [--size 30] [--seed 1] [--folder _build/paper]
"""

from __future__ import annotations

import argparse
import html
import sys
from pathlib import Path

import browser
import build_mock
import mock_selection

ROOT = Path(__file__).resolve().parent.parent
KATEX = ROOT / "site" / "static" / "katex" / "katex.min.css"
STYLE = Path(__file__).with_name("paper.css")
LETTERS = "ABCDEF"
HOW = {"mcq": "Choose one", "msq": "Choose one or more", "nat": "Write a number"}
FOOTER = """
<div style="width: 100%; padding: 0 14mm; font: 8pt sans-serif; display: flex; gap: 10mm">
  <span class="title" style="flex: 1"></span>
  <span>Page <span class="pageNumber"></span> of <span class="totalPages"></span></span>
</div>"""


def main(arguments: list[str] | None = None) -> int:
    """Run the command line. Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--size", type=int, choices=mock_selection.SIZES, default=30)
    parser.add_argument("--seed", type=int, default=1, help=f"0 to {mock_selection.LARGEST_SEED}")
    parser.add_argument("--folder", type=Path, default=ROOT / "_build" / "paper")
    given = parser.parse_args(arguments)
    if not 0 <= given.seed <= mock_selection.LARGEST_SEED:
        parser.error(f"a seed is a whole number from 0 to {mock_selection.LARGEST_SEED}; got {given.seed}")
    pdf = write(given.size, given.seed, given.folder)
    sys.stdout.write(f"written: {pdf}\n")
    return 0


def write(size: int, seed: int, folder: Path) -> Path:
    """Write ``mock_test_<size>_<seed>.html`` and ``.pdf`` to `folder`; returns the PDF's path."""
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / f"mock_test_{size}_{seed}.html"
    page.write_text(document(size, seed), encoding="utf-8")
    pdf = page.with_suffix(".pdf")
    print_page(page, pdf)
    return pdf


def print_page(page: Path, pdf: Path) -> None:
    """Let Chromium print an HTML file, with the pages numbered."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find_browser(), args=browser.ARGUMENTS)
        tab = chromium.new_page()
        tab.goto(page.resolve().as_uri())
        tab.evaluate("document.fonts.ready")
        margin = {"top": "14mm", "bottom": "16mm", "left": "14mm", "right": "14mm"}
        tab.pdf(
            path=pdf, format="A4", margin=margin, tagged=True, outline=True,
            display_header_footer=True, header_template="<span></span>", footer_template=FOOTER,
        )  # fmt: skip
        chromium.close()


def asked(size: int, seed: int) -> list[dict]:
    """The questions of a test in their order, with keys and reasons, the options in printed order."""
    banks = {bank["slug"]: bank for bank in build_mock.banks()}
    questions = {(q["slug"], q["id"]): q for bank in banks.values() for q in bank["questions"]}
    made = []
    for item in mock_selection.select(list(questions.values()), size, seed):
        question = build_mock.wording(questions[item["slug"], item["id"]], item["variant"])
        if "options" in question:
            question["options"] = [question["options"][i] for i in item["order"]]
        bank = banks[item["slug"]]
        question["where"] = f"“{bank['sections'][question['section']]}” in “{bank['title']}”"
        made.append(question)
    return made


def document(size: int, seed: int) -> str:
    """The paper as an HTML page: questions first, the key and the reasons on pages of their own."""
    questions, plan = asked(size, seed), mock_selection.plan(size)
    title = f"Mock test: activation functions, {size} questions, seed {seed}"
    body = (
        f"<header><h1>Mock test: activation functions</h1>{_head(size, seed, plan)}</header>"
        + "".join(_question(n, q) for n, q in enumerate(questions, 1))
        + f'<section class="key"><h1>Answer key</h1>{_key(questions)}</section>'
        + '<section class="reasons"><h1>Reasons</h1>'
        + "".join(_reason(n, q) for n, q in enumerate(questions, 1))
        + "</section>"
    )
    style = STYLE.read_text(encoding="utf-8")
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f'<link rel="stylesheet" href="{KATEX.as_uri()}"><style>{style}</style></head>'
        f"<body>{body}</body></html>\n"
    )


def _head(size: int, seed: int, plan: mock_selection.Plan) -> str:
    facts = f"{size} questions · {plan.marks} marks · {plan.seconds // 60} minutes · seed {seed}"
    return (
        f'<p class="facts">{facts}</p>'
        '<p class="name"><span>Name</span><span>Date</span></p>'
        "<ul><li>Choose one: a wrong answer costs a third of the question's marks.</li>"
        "<li>Choose one or more: marks for all right options and no other; nothing is taken away.</li>"
        "<li>Write a number: it counts within the stated range; nothing is taken away.</li>"
        "<li>What is left blank earns and costs nothing.</li></ul>"
    )


def _worth(question: dict) -> str:
    return f"{question['marks']} mark" + "s" * (question["marks"] > 1)


def _question(number: int, q: dict) -> str:
    if q["type"] == "nat":
        unit = html.escape(q["answer"].get("unit", ""))
        accepts = html.escape(q["answer"]["accepts"].replace("Type", "Write"))
        answer = f'<p class="blank"><span></span> {unit}</p><p class="hint">{accepts}</p>'
    else:
        answer = "<ol>" + "".join(f"<li>{option['text']}</li>" for option in q["options"]) + "</ol>"
    return (
        f'<section class="question"><h2>{number}. <span>{HOW[q["type"]]} · {_worth(q)}</span></h2>'
        f"{q['question']}{answer}</section>"
    )


def key_of(question: dict) -> str:
    """The key as printed: letters, or the accepted number or range."""
    if question["type"] != "nat":
        return ", ".join(
            letter for letter, option in zip(LETTERS, question["options"], strict=False) if option["correct"]
        )
    answer = question["answer"]
    shown, low, high = answer["shown"], answer["low"], answer["high"]
    if low < high:
        places = max(len(repr(end).partition(".")[2]) for end in (low, high))
        shown += f" ({low:.{places}f} to {high:.{places}f})".replace("-", "−")
    return f"{shown} {answer.get('unit', '')}".strip()


def _key(questions: list[dict]) -> str:
    rows = "".join(
        f"<tr><th>{n}</th><td>{q['type'].upper()}</td><td>{q['marks']}</td><td>{html.escape(key_of(q))}</td></tr>"
        for n, q in enumerate(questions, 1)
    )
    heads = "".join(f"<th>{text}</th>" for text in ("Question", "Kind", "Marks", "Key"))
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def reasons_of(question: dict) -> str:
    """The reason of every option and the mistake behind every recognised number, as a list; "" if there is none."""
    whys = "".join(
        f"<li><strong>{letter}, {'' if option['correct'] else 'not '}right.</strong> {option['why']}</li>"
        for letter, option in zip(LETTERS, question.get("options", []), strict=False)
    )
    whys += "".join(f"<li><strong>A slip.</strong> {slip['why']}</li>" for slip in question.get("slips", []))
    return f'<ul class="whys">{whys}</ul>' if whys else ""


def _reason(number: int, q: dict) -> str:
    return (
        f"<section><h2>{number}. {html.escape(q['title'])} <span>{html.escape(key_of(q))}</span></h2>"
        f'{reasons_of(q)}{q["explanation"]}<p class="hint">Reread: {html.escape(q["where"])}</p></section>'
    )


if __name__ == "__main__":
    sys.exit(main())
