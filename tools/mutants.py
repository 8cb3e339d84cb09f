"""Grade the reference solutions with one small mistake in each: a grader that passes one must say why.

A mutant is a solution in which one operator, number, name or statement is another, or gone. Every mutant must
fail the grader, or stand in tests/mutants.yml with the reason why it is just as right.

    python tools/mutants.py            try all of them; ends with 1 if the list and the survivors differ
    python tools/mutants.py --only 4   those of exercises that begin with "4"
"""

import argparse
import ast
import contextlib
import copy
import io
import os
import re
import signal
import sys
import warnings
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import nbformat
import yaml
from derive_exercises import BEGIN, END

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "tests" / "mutants.yml"
LONGEST = 60  # seconds of computing that a group of cells may take, however busy the machine is
CHECK = re.compile(r'^check\("([^"]+)", (.*)\)$', re.DOTALL)

OPERATORS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Div, ast.Mod: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
NAMES = {
    "max": "min", "maximum": "minimum", "argmax": "argmin", "sum": "mean", "any": "all", "exp": "expm1",
    "log": "log1p", "zeros": "ones", "zeros_like": "ones_like", "sin": "cos", "cumsum": "cumprod",
    "floor": "ceil", "argsort": "sort", "where": "multiply",
}  # fmt: skip
NAMES |= {new: old for old, new in NAMES.items() if new not in ("sort", "multiply")}


class Mutant(NamedTuple):
    """One changed cell: the exercise it answers, what was changed, and the source that results."""

    exercise: str
    change: str
    source: str


class Group(NamedTuple):
    """The cells from one check to the next: their sources, and what the check is given."""

    exercise: str
    cells: list[str]
    answer: str


def groups(path: Path) -> list[Group]:
    """The groups of a solutions notebook, in order; the first cell, which installs, is left out."""
    found, cells = [], []
    for cell in nbformat.read(path, as_version=4).cells[1:]:
        if cell.cell_type != "code":
            continue
        asked = CHECK.match(cell.source)
        if asked:
            found.append(Group(asked[1], cells, asked[2]))
            cells = []
        else:
            cells.append(cell.source)
    return found


def mutations(tree: ast.AST):
    """Changes to single nodes of a tree, as (where, a function that makes it and returns the tree)."""
    for place, node in enumerate(ast.walk(tree)):
        yield from ((place, change) for change in _of_node(node))


def _of_node(node):
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        yield lambda n: setattr(n, "op", OPERATORS[type(n.op)]())
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.MatMult, ast.Sub, ast.Div)):
        yield _swap
    if isinstance(node, ast.Compare) and type(node.ops[0]) in OPERATORS:
        yield lambda n: n.ops.__setitem__(0, OPERATORS[type(n.ops[0])]())
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.Lt, ast.LtE, ast.Gt, ast.GtE)):
        yield _turn
    if isinstance(node, ast.BoolOp):
        yield lambda n: setattr(n, "op", OPERATORS[type(n.op)]())
    if isinstance(node, ast.UnaryOp):
        yield lambda n: setattr(
            n, "op", ast.UAdd() if isinstance(n.op, (ast.USub, ast.Invert)) else ast.Not()
        )
    if isinstance(node, ast.AugAssign) and type(node.op) in OPERATORS:
        yield lambda n: setattr(n, "op", OPERATORS[type(n.op)]())
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield lambda n: setattr(n, "value", n.value + 1 if isinstance(n.value, int) else n.value * 1.5)
        if node.value not in (0, 1):
            yield lambda n: setattr(n, "value", 0)
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield lambda n: setattr(n, "value", not n.value)
    if isinstance(node, ast.Attribute) and node.attr in NAMES:
        yield lambda n: setattr(n, "attr", NAMES[n.attr])
    if isinstance(node, ast.IfExp):
        yield lambda n: (lambda a, b: (setattr(n, "body", b), setattr(n, "orelse", a)))(n.body, n.orelse)
    if isinstance(node, (ast.If, ast.While)):
        yield lambda n: setattr(n, "test", ast.UnaryOp(ast.Not(), n.test))
    if isinstance(node, ast.Call) and node.keywords:
        for index in range(len(node.keywords)):
            yield lambda n, index=index: n.keywords.pop(index)
    for name in ("body", "orelse"):
        statements = getattr(node, name, None)
        if isinstance(statements, list):
            for index, statement in enumerate(statements):
                if isinstance(statement, (ast.Assign, ast.AugAssign, ast.Expr, ast.If, ast.For)):
                    yield lambda n, name=name, index=index: getattr(n, name).__setitem__(index, ast.Pass())


def _swap(n):
    n.left, n.right = n.right, n.left


def _turn(n):
    turned = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}
    n.ops[0] = turned[type(n.ops[0])]()


def mutants(exercise: str, cell: str) -> list[Mutant]:
    """All mutants of a cell's solution. What stands outside the markers is left alone."""
    lines = cell.splitlines()
    marks = [number for number, line in enumerate(lines) if line.strip() in (BEGIN, END)]
    if not marks:
        return []
    first, last = marks
    inside = range(first + 1, last + 1)  # line numbers, from 1, of the solution
    tree = ast.parse(cell)
    before = ast.unparse(tree).splitlines()
    found = {}
    for place, change in mutations(tree):
        changed = copy.deepcopy(tree)
        node = next(node for i, node in enumerate(ast.walk(changed)) if i == place)
        lines_of = [getattr(child, "lineno", 0) for child in ast.walk(node) if hasattr(child, "lineno")]
        change(node)
        source = ast.unparse(ast.fix_missing_locations(changed))
        after = source.splitlines()
        if not lines_of or not (set(lines_of) & set(inside)) or after == before:
            continue
        found[_difference(before, after)] = source
    return [
        Mutant(exercise, words, source)
        for words, source in found.items()
        if _in_solution(words, lines, inside)
    ]


def _difference(before: list[str], after: list[str]) -> str:
    """The first line that changed, as "line 2: before -> after"."""
    place = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(after))
    old = before[place].strip() if place < len(before) else ""
    new = after[place].strip() if place < len(after) else ""
    return f"line {place + 1}: {old} -> {new}"


def _in_solution(words: str, lines: list[str], inside) -> bool:
    """Whether the changed line is one of the solution's, not of what the learner is given."""
    old = words.split(": ", 1)[1].split(" -> ")[0]
    given = [line for number, line in enumerate(lines, start=1) if number not in inside]
    return not any(ast.dump(tree) == _dump(old) for line in given if (tree := _parse(line)) is not None)


def _parse(line: str):
    with contextlib.suppress(SyntaxError):
        return ast.parse(line.strip())
    return None


def _dump(line: str):
    tree = _parse(line)
    return None if tree is None else ast.dump(tree)


class TooLong(Exception):
    """A group of cells has run for too long."""


def _ring(*_):
    raise TooLong


def state_of(group: Group, cells: list[str], namespace: dict) -> str:
    """The state of the exercise after these cells, or "fails: …" if one of them does."""
    from activations.grading import check
    from activations.grading.checker import grade

    signal.signal(signal.SIGVTALRM, _ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            for cell in cells:
                exec(compile(cell, group.exercise, "exec"), namespace)
            answer = eval(compile(group.answer, group.exercise, "eval"), namespace)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        return grade(check.exercises[group.exercise], answer).state
    except Exception as problem:  # a mutant may fail in any way
        return f"fails: {type(problem).__name__}"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def try_notebook(path: Path, only: str = "") -> tuple[int, list[Mutant]]:
    """Try every mutant of a notebook: their number, and those that the graders pass."""
    from activations.grading.records import DONE

    namespace, tried, survivors = {"__name__": "__main__"}, 0, []
    for group in groups(path):
        for place, cell in enumerate(group.cells):
            for mutant in mutants(group.exercise, cell) if group.exercise.startswith(only) else ():
                tried += 1
                cells = [*group.cells[:place], mutant.source, *group.cells[place + 1 :]]
                if state_of(group, cells, dict(namespace)) == DONE:
                    survivors.append(mutant)
        state = state_of(group, group.cells, namespace)
        if state != DONE:
            raise AssertionError(f"the reference solution of {group.exercise} is {state}")
        _close_figures()
    return tried, survivors


def _close_figures():
    import matplotlib.pyplot as plt

    plt.close("all")


def _started():
    os.environ["MPLBACKEND"] = "Agg"
    warnings.simplefilter("ignore")


def listed() -> dict[tuple[str, str], str]:
    """(exercise, change) → why the mutant is just as right."""
    entries = yaml.safe_load(LIST.read_text(encoding="utf-8")) or []
    return {(entry["exercise"], change): entry["why"] for entry in entries for change in entry["changes"]}


def main() -> int:
    """Try all mutants, and compare the survivors with the list."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", help="exercises that begin so")
    only = parser.parse_args().only
    paths = sorted((ROOT / "solutions").glob("*.ipynb"))
    with ProcessPoolExecutor(initializer=_started) as pool:
        results = list(pool.map(try_notebook, paths, [only] * len(paths)))
    tried = sum(number for number, _ in results)
    found = {(mutant.exercise, mutant.change) for _, survivors in results for mutant in survivors}
    known = {key for key in listed() if key[0].startswith(only)}
    print(f"{tried} mutants: {tried - len(found)} fail, {len(found & known)} are known to be just as right")
    for exercise, change in sorted(found - known):
        print(f"passes, and is not in {LIST.name}: {exercise}  {change}")
    for exercise, change in sorted(known - found):
        print(f"in {LIST.name}, but fails or is no mutant any more: {exercise}  {change}")
    return int(found != known)


if __name__ == "__main__":
    sys.exit(main())
