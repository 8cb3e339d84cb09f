"""What a claim says, and that a statement which does not come out stops the notebook."""

import math
import re
from html.parser import HTMLParser

import numpy as np
import pytest
import torch
from activations import Claim, claim, sigmoid


class Words(HTMLParser):
    """The text a reader gets, and the tags and classes around it."""

    def __init__(self, markup):
        super().__init__()
        self.words, self.open, self.tags, self.classes = [], [], [], []
        self.feed(markup)
        assert not self.open, "unclosed tags"

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.tags.append(tag)
        self.classes += dict(attrs).get("class", "").split()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return "".join(self.words)


def test_a_claim_that_holds():
    c = claim("The largest slope of the sigmoid is 0.25", sigmoid.derivative(0.0), 0.25, 1e-12)
    assert isinstance(c, Claim) and c.agrees and c.holds
    assert repr(c) == "measured 0.25 (± 1e-12) · The largest slope of the sigmoid is 0.25"


def test_the_badge_says_the_same_in_words():
    page = Words(claim("Slope at 0", 0.25, 0.25, 1e-12)._repr_html_())
    assert page.text == "Holds Slope at 0 measured 0.25 (± 10⁻¹²)"
    assert page.tags[0] == "p" and page.classes[:2] == ["af-claim", "af-claim-holds"]


def test_a_belief_that_is_refuted():
    c = claim("tanh's slope is 4 times σ's", 0.218, 4, tol=0.1, holds=False, source="a textbook")
    assert not c.agrees and not c.holds
    assert (
        repr(c)
        == "refuted: measured 0.218, the belief says 4 ± 0.1 · tanh's slope is 4 times σ's [a textbook]"
    )
    page = Words(c._repr_html_())
    assert (
        page.text == "Refuted tanh's slope is 4 times σ's measured 0.218, the belief says 4 ± 0.1 a textbook"
    )
    assert "af-claim-refuted" in page.classes and "af-claim-holds" not in page.classes


def test_what_is_not_a_tag_stays_text():
    statement = "<script>alert('&')</script> a < b & c"
    html = claim(statement, 1, 1, source="<i>x</i>")._repr_html_()
    page = Words(html)
    assert statement in page.text and page.text.endswith("<i>x</i>")
    assert set(page.tags) == {"p", "strong", "span"}


@pytest.mark.parametrize(
    "measured, expected, tol, holds",
    [
        (1.0, 1.0, 0, True),
        (1.05, 1.0, 0.06, True),
        (0.95, 1.0, 0.06, True),
        (5, (1, 10), 0, True),
        (1, (1, 10), 0, True),
        (10, [1, 10], 0, True),
        (10.5, (1, 10), 0.5, True),
        (1e-13, (1e-14, 1e-12), 0, True),
        (True, True, 0, True),
        (np.float32(0.5), 0.5, 0, True),
        (np.int64(3), 3, 0, True),
        (np.array(2.0), 2, 0, True),
        (torch.tensor(2.0), 2, 0, True),
        (math.inf, math.inf, 0, True),
        (1.07, 1.0, 0.06, False),
        (0.93, 1.0, 0.06, False),
        (0.99, (1, 10), 0, False),
        (11, (1, 10), 0, False),
        (False, True, 0, False),
        (math.nan, 1.0, 10, False),
        (math.nan, (-math.inf, math.inf), 0, False),
        (1.0, math.nan, 1, False),
        (math.inf, 1e308, 1, False),
    ],
)
def test_verdicts_both_ways(measured, expected, tol, holds):
    """What agrees passes as ours and fails as a refuted belief; what does not, the other way round."""
    assert claim("It is so", measured, expected, tol, holds=holds).holds == holds
    with pytest.raises(AssertionError, match="“It is so”"):
        claim("It is so", measured, expected, tol, holds=not holds)


def test_a_failure_gives_the_numbers_in_full():
    with pytest.raises(AssertionError) as caught:
        claim("A third", 1 / 3, 0.3333, 1e-6)
    assert str(caught.value) == (
        "“A third” does not come out: measured 0.3333333333333333, expected 0.3333, tolerance 1e-06"
    )
    with pytest.raises(AssertionError, match="was to be refuted, but the numbers agree with it"):
        claim("A third", 1 / 3, 0.3333, 1e-3, holds=False)


@pytest.mark.parametrize(
    "arguments, options, numbers",
    [
        ((0.123456789, 0.1234567, 1e-6), {}, "measured 0.1235 (± 1e-06)"),
        ((0.123456789, 0.1234567, 1e-6), {"digits": 7}, "measured 0.1234568, expected 0.1234567 ± 1e-06"),
        ((53504, 53504), {}, "measured 53504"),
        ((-9.5e-13, (-1e-12, 0)), {}, "measured -9.5e-13, expected -1e-12 to 0"),
        ((3e-16, 0, 1e-15), {}, "measured 0 to within 1e-15"),
        ((True, True), {}, "measured yes"),
        ((False, True), {"holds": False}, "measured no, the belief says yes"),
        ((2, (3, 4)), {"holds": False}, "measured 2, the belief says 3 to 4"),
    ],
)
def test_numbers_in_the_line(arguments, options, numbers):
    c = claim("x", *arguments, **options)
    assert repr(c) == f"{'' if c.holds else 'refuted: '}{numbers} · x"


@pytest.mark.parametrize(
    "arguments, numbers",
    [
        ((-9.5e-13, (-1e-12, 1e20)), "measured −9.5 × 10⁻¹³, expected −10⁻¹² to 10²⁰"),
        ((1.5e7, 1.5e7), "measured 1.5 × 10⁷"),
        ((-3, -3), "measured −3"),
        ((True, True), "measured yes"),
    ],
)
def test_numbers_in_the_badge(arguments, numbers):
    assert Words(claim("x", *arguments)._repr_html_()).text == f"Holds x {numbers}"


def test_the_line_is_one_line_and_stable():
    c = claim("  Trimmed  ", np.float32(0.1), 0.1, 1e-7)
    assert repr(c) == repr(claim("Trimmed", np.float32(0.1), 0.1, 1e-7))
    assert not re.search(r"[\n\r]| at 0x", repr(c))


@pytest.mark.parametrize(
    "arguments, error, message",
    [
        (("", 1, 1), TypeError, "statement"),
        ((3, 1, 1), TypeError, "statement"),
        (("x", "1", 1), TypeError, "measured must hold real numbers"),
        (("x", 1j, 1), TypeError, "measured must hold real numbers"),
        (("x", [1, 2], 1), ValueError, r"measured must be one number; got an array of shape \(2,\)"),
        (("x", 1, "1"), TypeError, "expected must hold real numbers"),
        (("x", 1, (1, 2, 3)), ValueError, r"a range \(low, high\)"),
        (("x", 1, (2, 1)), ValueError, "from low to high"),
        (("x", 1, (1, math.nan)), ValueError, "from low to high"),
        (("x", 1, 1, -0.1), ValueError, "tol must be 0 or more"),
        (("x", 1, 1, math.nan), ValueError, "tol must be 0 or more"),
        (("x", 1, 1, "tiny"), TypeError, "tol must hold real numbers"),
    ],
)
def test_bad_arguments(arguments, error, message):
    with pytest.raises(error, match=message):
        claim(*arguments)
