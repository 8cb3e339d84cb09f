"""Derive the exercise notebooks from the solutions (`make notebooks` calls this before it executes them).

The lines between `### BEGIN SOLUTION` and `### END SOLUTION`, nbgrader's markers, become a stub, and the
title's "Solutions" becomes "Exercises". Everything else, cell ids included, is the same. Outputs of
cells that have not changed are kept, so that deriving again changes nothing.

    python tools/derive_exercises.py          rewrite exercises/*.ipynb
    python tools/derive_exercises.py --check  list those that are out of step, write nothing
"""

import argparse
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
STUB = "# Your answer here."


def derive(solutions, present=None):
    """Return the exercise notebook of a solutions notebook.

    Args:
        solutions: an nbformat notebook node; it is not changed.
        present: the exercise notebook as it stands; its outputs are kept where the source is still the same.

    Raises:
        ValueError: when a cell's markers do not pair, or the title is not one of solutions.
    """
    kept = {cell.id: cell for cell in present.cells} if present else {}
    exercises = nbformat.from_dict(solutions)
    exercises.cells = [nbformat.from_dict(dict(cell)) for cell in solutions.cells]
    retitle(exercises.cells)
    for cell in exercises.cells:
        if cell.cell_type != "code":
            continue
        cell.source = without_solution(cell.source, cell.id)
        old = kept.get(cell.id)
        cell.outputs = old.outputs if old and old.get("source") == cell.source else []
    return exercises


def without_solution(source, cell_id):
    """Return a cell's source with each marked solution replaced by the stub, at the same indentation."""
    lines, inside = [], False
    for line in source.splitlines():
        marker = line.strip()
        if marker in (BEGIN, END):
            if inside == (marker == BEGIN):
                raise ValueError(f"cell {cell_id}: {marker!r} without its partner")
            inside = marker == BEGIN
            indent = line[: len(line) - len(line.lstrip())]
            if inside:
                # A function needs a body; at the top level `...` would only print "Ellipsis".
                lines += [indent + STUB] + ([indent + "..."] if indent else [])
        elif not inside:
            lines.append(line)
    if inside:
        raise ValueError(f"cell {cell_id}: {BEGIN!r} without its partner")
    return "\n".join(lines)


def retitle(cells):
    """Change the first heading from "# Solutions: …" to "# Exercises: …"."""
    title = next(cell for cell in cells if cell.cell_type == "markdown")
    if not title.source.startswith("# Solutions:"):
        raise ValueError(f"the title must start with '# Solutions:'; it is {title.source[:60]!r}")
    title.source = title.source.replace("# Solutions:", "# Exercises:", 1)


def pairs():
    """Return (solutions, exercises) paths of every chapter."""
    return [(path, ROOT / "exercises" / path.name) for path in sorted((ROOT / "solutions").glob("*.ipynb"))]


def derived_text(source, target):
    """Return what the exercise notebook at `target` should hold."""
    present = nbformat.read(target, as_version=4) if target.exists() else None
    return nbformat.writes(derive(nbformat.read(source, as_version=4), present)).rstrip("\n") + "\n"


def main():
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only list notebooks that are out of step")
    arguments = parser.parse_args()
    stale = False
    for source, target in pairs():
        wanted = derived_text(source, target)
        if target.exists() and target.read_text(encoding="utf-8") == wanted:
            continue
        stale = True
        if arguments.check:
            sys.stderr.write(f"{target.relative_to(ROOT)}: out of step; run `make notebooks`\n")
        else:
            target.parent.mkdir(exist_ok=True)
            target.write_text(wanted, encoding="utf-8")
    return 1 if stale and arguments.check else 0


if __name__ == "__main__":
    sys.exit(main())
