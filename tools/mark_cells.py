"""Write nbgrader's metadata into the cells of the solutions (`make notebooks` does this first).

An answer cell is a solution to be cleared; a check cell gives marks, one for each test of the exercise that
passes. Of a written exercise the text is for the teacher to mark, as many points as its rubric is worth. What
answers rest on is locked: nbgrader restores it before it marks a submission. Examples are free to play with.

    python tools/mark_cells.py          rewrite solutions/*.ipynb
    python tools/mark_cells.py --check  list those that are out of step, write nothing
"""

import argparse
import re
import sys

import nbformat
from activations.grading import check
from activations.grading.essay import Essay
from derive_exercises import BEGIN, ROOT

CHECKED = re.compile(r'^check\("([^"]+)", ', re.MULTILINE)
FREE = ("setup", "example", "worked", "state")  # how the ids of cells end that no answer rests on


def with_marks(notebook):
    """Return a copy of a solutions notebook whose cells say what nbgrader has to do with them.

    Args:
        notebook: an nbformat notebook node; it is not changed.
    """
    marked = nbformat.from_dict({**notebook, "cells": [dict(cell) for cell in notebook.cells]})
    for cell in marked.cells:
        cell.metadata = {key: value for key, value in cell.metadata.items() if key != "nbgrader"}
        if cell.cell_type == "code" and not cell.id.endswith(FREE):
            cell.metadata["nbgrader"] = marks(cell)
    return marked


def marks(cell):
    """Return nbgrader's metadata of a code cell."""
    solution, points = BEGIN in cell.source, None
    if asked := CHECKED.search(cell.source):
        points = None if essay_points(asked[1]) else len(check.exercises[asked[1]].tests)
    elif solution and cell.id.endswith("-answer"):
        points = essay_points(exercise_of(cell.id))
    metadata = {
        "grade": points is not None, "grade_id": cell.id, "locked": not solution, "schema_version": 3,
        "solution": solution, "task": False,
    }
    return metadata if points is None else {**metadata, "points": points}


def essay_points(exercise_id):
    """Return what the rubric of a written exercise is worth; of any other, None."""
    essays = [getattr(test, "__self__", None) for test in check.exercises[exercise_id].tests]
    return next((essay.total for essay in essays if isinstance(essay, Essay)), None)


def exercise_of(cell_id):
    """Return the exercise that an answer cell belongs to: "ex-2-10a-answer" to "2.10a"."""
    _, chapter, number, _ = cell_id.split("-")
    return f"{chapter.upper()}.{number}"


def main():
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only list notebooks that are out of step")
    arguments = parser.parse_args()
    stale = False
    for path in sorted((ROOT / "solutions").glob("*.ipynb")):
        text = path.read_text(encoding="utf-8")
        wanted = nbformat.writes(with_marks(nbformat.reads(text, as_version=4))).rstrip("\n") + "\n"
        if wanted == text:
            continue
        stale = True
        if arguments.check:
            sys.stderr.write(f"{path.relative_to(ROOT)}: out of step; run `make notebooks`\n")
        else:
            path.write_text(wanted, encoding="utf-8")
    return 1 if stale and arguments.check else 0


if __name__ == "__main__":
    sys.exit(main())
