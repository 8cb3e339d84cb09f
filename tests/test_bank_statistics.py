"""The bank keeps what the book promises a learner, and the statistics see it when it does not."""

import copy
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import bank_statistics  # noqa: E402

BANKS = bank_statistics.load()
RULES = [bank_statistics.requirements, bank_statistics.house_rules]
FOUND = [each for rules in RULES for each in rules(BANKS)]


@pytest.mark.parametrize("requirement", FOUND, ids=lambda each: each.text)
def test_requirement_is_met_or_cannot_be_seen(requirement):
    assert requirement.met is not False, requirement.counted


def test_ten_requirements_of_which_two_cannot_be_seen_from_the_bank():
    ten = bank_statistics.requirements(BANKS)
    assert [n for n, each in enumerate(ten, 1) if each.met is None] == [7, 8] and len(ten) == 10


def test_most_objectives_come_back_in_later_chapters():
    later = bank_statistics.later_places(BANKS).values()
    assert sum(n >= 1 for n in later) >= 0.8 * len(later)
    assert sum(n >= 2 for n in later) >= 0.6 * len(later)


def test_it_prints_and_says_that_nothing_is_missed(capsys):
    assert bank_statistics.main() == 0
    printed = capsys.readouterr().out
    assert "MISSED" not in printed and printed.count("met  ") >= 13
    assert f"all: {len(bank_statistics.graded(BANKS))} (" in printed


def first(kind):
    return lambda banks: next(q for bank in banks for q in bank["questions"] if q["type"] == kind)


def without(kind, *names):
    """Spoil every question of a kind, or the first, by taking fields away."""

    def spoil(banks):
        part = first(kind)(banks)
        for name in names[:-1]:
            part = part[name]
        del part[names[-1]]

    return spoil


def lengthen(banks):
    right = next(option for option in first("mcq")(banks)["options"] if option.get("correct"))
    right["text"] = str(right["text"]) * 3


def drop_numbers(banks):
    for bank in banks:
        bank["questions"] = [q for q in bank["questions"] if q["type"] not in ("nat", "order")]


def drop_section(banks):
    banks[0]["questions"] = [q for q in banks[0]["questions"] if q["section"] != "xor"]


def drop_objective(banks):
    for bank in banks:
        bank["questions"] = [q for q in bank["questions"] if q["objective"] != "o4"]


SPOILT = {
    1: drop_section,
    2: drop_numbers,
    3: lambda banks: first("nat")(banks).update(explanation=" "),
    4: without("mcq", "options", 0, "why"),
    5: lengthen,
    6: without("msq", "next"),
    9: drop_objective,
    10: without("nat", "answer", "tolerance"),
}


@pytest.mark.parametrize("number", SPOILT)
def test_a_missed_requirement_is_seen(number):
    banks = copy.deepcopy(BANKS)
    SPOILT[number](banks)
    assert bank_statistics.requirements(banks)[number - 1].met is False


def test_a_step_or_a_slip_without_a_reason_is_seen():
    for spoil in (without("order", "steps", 1, "early"), without("nat", "slips", 0, "why")):
        banks = copy.deepcopy(BANKS)
        spoil(banks)
        assert bank_statistics.requirements(banks)[3].met is False


def test_house_rules_see_a_poor_mix_and_few_wordings():
    banks = copy.deepcopy(BANKS)
    drop_numbers(banks)
    for bank in banks:
        for q in bank["questions"]:
            q.pop("variants", None)
    _, mix, _, _, wordings = bank_statistics.house_rules(banks)
    assert (mix.met, wordings.met) == (False, False)
