"""The printed mock test: the page's questions, the key behind them, pages numbered."""

import re
import unicodedata

import build_mock
import make_paper
import mock_selection
import pypdf
import pytest
from bs4 import BeautifulSoup

SIZE, SEED = 15, 7


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    """The pages' texts of a PDF written by the tool."""
    folder = tmp_path_factory.mktemp("paper")
    assert make_paper.main(["--size", str(SIZE), "--seed", str(SEED), "--folder", str(folder)]) == 0
    reader = pypdf.PdfReader(folder / f"mock_test_{SIZE}_{SEED}.pdf")
    return [re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages]


def prose(markup):
    """The longest piece of text without mathematics, as a PDF gives it back."""
    soup = BeautifulSoup(markup, "html.parser")
    for node in soup.select(".katex, pre"):
        node.replace_with("\n")
    pieces = [re.sub(r"\s+", " ", piece).strip() for piece in soup.get_text().split("\n")]
    return max(pieces, key=len)


def squeezed(text):
    # Ligatures, line breaks: letters and digits are what must be there.
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKC", text).lower())


def test_pdf_has_every_question_before_the_key_and_the_reasons_after_it(paper):
    first_key_page = next(i for i, text in enumerate(paper) if "Answer key" in text)
    first_reason_page = next(i for i, text in enumerate(paper) if "Reasons" in text and "Reread" in text)
    assert 1 <= first_key_page < first_reason_page
    asked = squeezed("".join(paper[:first_key_page]))
    reasons = squeezed("".join(paper[first_reason_page:]))
    questions = make_paper.asked(SIZE, SEED)
    assert len(questions) == SIZE
    for question in questions:
        assert squeezed(prose(question["question"])) in asked, question["id"]
        for option in question.get("options", []):
            assert squeezed(prose(option["text"])) in asked, question["id"]
        explanation = squeezed(prose(question["explanation"]))
        assert explanation in reasons and explanation not in asked, question["id"]


def test_pdf_says_what_it_is_and_numbers_its_pages(paper):
    plan = mock_selection.plan(SIZE)
    assert f"{SIZE} questions · {plan.marks} marks · {plan.seconds // 60} minutes · seed {SEED}" in paper[0]
    for number, text in enumerate(paper, 1):
        assert f"Page {number} of {len(paper)}" in text


def test_key_letters_are_those_of_the_shuffled_options():
    banks = {(q["slug"], q["id"]): q for bank in build_mock.banks() for q in bank["questions"]}
    items = mock_selection.select(list(banks.values()), SIZE, SEED)
    moved = 0
    for item, question in zip(items, make_paper.asked(SIZE, SEED), strict=True):
        original = build_mock.wording(banks[item["slug"], item["id"]], item["variant"])
        if question["type"] == "nat":
            assert make_paper.key_of(question).startswith(original["answer"]["shown"])
            continue
        right = {option["text"] for option in original["options"] if option["correct"]}
        letters = make_paper.key_of(question).split(", ")
        assert {question["options"]["ABCDEF".index(letter)]["text"] for letter in letters} == right
        moved += question["options"] != original["options"]
    assert moved >= SIZE // 3


def test_a_range_is_printed_with_equal_places():
    answer = {"shown": "1.39", "low": 1.38, "high": 1.4, "unit": "mm"}
    assert make_paper.key_of({"type": "nat", "answer": answer}) == "1.39 (1.38 to 1.40) mm"
    exact = {"shown": "−2", "low": -2.0, "high": -2.0}
    assert make_paper.key_of({"type": "nat", "answer": exact}) == "−2"


@pytest.mark.parametrize("arguments", ["--size 20", "--seed -1", "--seed 1000000", "--seed x"])
def test_bad_arguments_are_refused(arguments, capsys):
    with pytest.raises(SystemExit):
        make_paper.main(arguments.split())
    assert re.search(r"choose from.*15.*30.*65|whole number|invalid int", capsys.readouterr().err)
