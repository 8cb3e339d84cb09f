"""What Python says of the mock test, for the JavaScript tests: values by mpmath, and selections."""

import build_mock
import mock_selection
import mpmath
from activations.portable import hash_text

mpmath.mp.dps = 40
DEGREE = mpmath.pi / 180
ANGLED = {"sin": mpmath.sin, "cos": mpmath.cos, "tan": mpmath.tan}
INVERSE = {"asin": mpmath.asin, "acos": mpmath.acos, "atan": mpmath.atan}
PLAIN = {
    "sinh": mpmath.sinh, "cosh": mpmath.cosh, "tanh": mpmath.tanh,
    "asinh": mpmath.asinh, "acosh": mpmath.acosh, "atanh": mpmath.atanh,
    "exp": mpmath.exp, "ln": mpmath.log, "log": mpmath.log10, "log2": lambda x: mpmath.log(x, 2),
    "tenPower": lambda x: mpmath.mpf(10) ** x, "square": lambda x: x**2, "cube": lambda x: x**3,
    "cbrt": lambda x: mpmath.sign(x) * mpmath.cbrt(abs(x)), "percent": lambda x: x / 100,
    "factorial": mpmath.factorial, "sqrt": mpmath.sqrt, "reciprocal": lambda x: 1 / x,
}  # fmt: skip
PAIRED = {
    "add": lambda a, b: a + b, "subtract": lambda a, b: a - b, "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b, "power": lambda a, b: a**b,
    # log 0 is −∞ to mpmath, and a logarithm to base 0 would be 0.
    "logBase": lambda x, y: mpmath.log(x) / mpmath.log(y) if y else mpmath.nan,
    "root": lambda x, y: mpmath.sign(x) * abs(x) ** (1 / y),
}  # fmt: skip
NUMBERS = [0, 1, 2, 0.5, 10, 30, 45, 60, 89.5, 123.456, 1e-9, 3e-5, 700, 0.999999, 1e15, 170]
NUMBERS += [-x for x in NUMBERS if x]
ANGLES = [*NUMBERS, 90, 120, 135, 150, 180, 210, 270, 300, 359, 360, 405, 3600, -90, -210, 1e10]
PAIRS = [(a, b) for a in (0, 2, 8, 0.1, 125, 1e-5, -2, -27, 7.5) for b in (0, 1, 2, 3, 10, 0.5, -1, -3, 4.2)]


def calculator_values() -> list[dict]:
    """Cases ``{key, args, angle, value}``; value None where there is no real, finite one."""
    cases = []
    for key, f in ANGLED.items():
        cases += [_case(key, (x,), "deg", _whole_circle(key, f, x)) for x in ANGLES]
        cases += [_case(key, (x,), "rad", lambda f=f, x=x: f(x)) for x in NUMBERS]
    for key, f in INVERSE.items():
        cases += [_case(key, (x,), "deg", lambda f=f, x=x: f(x) / DEGREE) for x in NUMBERS]
        cases += [_case(key, (x,), "rad", lambda f=f, x=x: f(x)) for x in NUMBERS]
    for key, f in PLAIN.items():
        cases += [_case(key, (x,), "deg", lambda f=f, x=x: f(x)) for x in _domain(key)]
    for key, f in PAIRED.items():
        cases += [_case(key, pair, "deg", lambda f=f, p=pair: f(*p)) for pair in _pairs(key)]
    return cases


def _whole_circle(key, f, degrees):
    """Multiples of 90 degrees are exact: mpmath's π is not, and would give 10⁻⁴⁰ or 10⁴⁰ there."""
    if degrees % 90:
        return lambda: f(mpmath.mpf(degrees) * DEGREE)
    quarter = int(degrees // 90) % 4
    exact = {"sin": (0, 1, 0, -1), "cos": (1, 0, -1, 0), "tan": (0, None, 0, None)}[key][quarter]
    return lambda: mpmath.nan if exact is None else mpmath.mpf(exact)


def _domain(key):
    # mpmath continues the factorial to fractions; the n! of the calculator is for whole numbers.
    return [x for x in NUMBERS if x == int(x) and 0 <= x <= 170] if key == "factorial" else NUMBERS


def _pairs(key):
    if key != "root":
        return PAIRS
    # Of a negative number mpmath gives the principal, complex root; the real one exists for whole odd orders.
    return [(x, y) for x, y in PAIRS if y and (x > 0 or (x < 0 and y % 2 == 1))]


def _case(key, args, angle, compute) -> dict:
    args = [float(x) for x in args]
    try:
        value = compute()
    except (ValueError, ZeroDivisionError, OverflowError):
        value = mpmath.nan
    real = mpmath.im(value) == 0 and mpmath.isfinite(mpmath.re(value))
    shown = float(mpmath.re(value)) if real else None
    if shown is not None and abs(shown) == float("inf"):
        shown = None
    return {"key": key, "args": args, "angle": angle, "value": shown}


def mock_values() -> dict:
    """Hashes, the bank as the page has it and with several wordings, and the tests that Python selects."""
    questions = [build_mock.without_key(q) for bank in build_mock.banks() for q in bank["questions"]]
    varied = [q | {"variants": [{}] * (2 + i % 3)} if i % 2 else q for i, q in enumerate(questions)]
    texts = ["", "a", "1_collapse/opening", "place/2_sigmoid_tanh/steepest_point", "~ !"]
    return {
        "hashes": [(seed, text, hash_text(seed, text)) for seed in (0, 1, 7, 999_999) for text in texts],
        "banks": [
            {
                "questions": bank,
                "tests": [
                    {"size": size, "seed": seed, "items": mock_selection.select(bank, size, seed)}
                    for size in mock_selection.SIZES
                    for seed in (0, 1, 7, 42, 999_999)
                ],
            }
            for bank in (questions, varied)
        ],
    }
