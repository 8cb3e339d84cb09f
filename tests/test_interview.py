"""The interview room: closed answers at three depths, each resting on something that can be looked up."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CELLS = json.loads((ROOT / "chapters" / "9_interview.ipynb").read_text(encoding="utf-8"))["cells"]
CARDS = {cell["id"]: "".join(cell["source"]) for cell in CELLS if cell["id"].startswith("card-")}
DEPTHS = ["30 seconds", "2 minutes", "Follow-ups"]
ANSWER = re.compile(
    r'<details class="book-answer">\n<summary>(.+?)</summary>\n\n(.+?)\n\n</details>', re.DOTALL
)
every_card = pytest.mark.parametrize("card", CARDS)


class Disclosures(HTMLParser):
    """The text that stands outside every <details>, and whether all are closed and balanced."""

    def __init__(self, source):
        super().__init__()
        self.depth, self.opened, self.outside = 0, False, ""
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        if tag == "details":
            self.depth += 1
            self.opened |= "open" in dict(attributes)

    def handle_endtag(self, tag):
        self.depth -= tag == "details"

    def handle_data(self, data):
        self.outside += "" if self.depth else data


def answers(card):
    return dict(ANSWER.findall(CARDS[card]))


def words(text):
    return len(text.split())


def test_there_are_enough_cards():
    assert len(CARDS) >= 25


@every_card
def test_a_card_shows_its_question_and_nothing_of_the_answer(card):
    seen = Disclosures(CARDS[card])
    assert seen.depth == 0 and not seen.opened
    shown = [line for line in seen.outside.splitlines() if line and not re.fullmatch(r"\([\w-]+\)=", line)]
    assert len(shown) == 1 and re.match(r"### .+[?.]$", shown[0]), shown


@every_card
def test_a_card_answers_at_three_depths(card):
    assert list(answers(card)) == DEPTHS
    short, long, further = answers(card).values()
    assert 20 <= words(short) <= 85, "thirty seconds are 75 words or so"
    assert words(long) > words(short), "two minutes say more than thirty seconds"
    assert len(re.findall(r"^\*\*.+?\*\* \S", further, re.MULTILINE)) >= 2, "follow-ups: question, answer"


@every_card
def test_a_card_says_where_it_was_measured_or_published(card):
    assert re.search(r"\]\((https?://|#|[\w./]+\.ipynb)", CARDS[card])


def test_rounds_have_their_numbers_measured_behind_a_fold():
    numbers = [cell for cell in CELLS if cell["id"].startswith("numbers-")]
    assert len(numbers) >= 6
    for cell in numbers:
        assert "hide-cell" in cell["metadata"]["tags"]
        assert "claim(" in "".join(cell["source"]) and cell["outputs"], cell["id"]
