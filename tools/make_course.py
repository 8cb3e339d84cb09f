"""Lay out the solutions as a course for nbgrader, in _build/course: one assignment a chapter (`make course`).

In that folder, `nbgrader generate_assignment 2_sigmoid_tanh` makes what students get, in release/; their
notebooks go into submitted/NAME/2_sigmoid_tanh/, and `nbgrader autograde 2_sigmoid_tanh` marks them.

    python tools/make_course.py [--folder _build/course] [chapters]
"""

import argparse
import shutil
import sys
from pathlib import Path

from derive_exercises import ROOT, STUB, pairs

CONFIGURATION = f'''\
"""nbgrader's settings for the exercises of the book."""

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "activations"
# `pass` is a body for a function and prints nothing elsewhere; the check calls it "not attempted".
c.ClearSolutions.code_stub = {{"python": "{STUB}\\npass"}}
# A check stops an answer after some seconds by itself.
c.Execute.timeout = 300
'''


def make_course(folder, chapters=None):
    """Write the course: source/<chapter>/<chapter>.ipynb and nbgrader_config.py.

    What is in the folder besides, such as marks and submissions, stays.

    Args:
        folder: where to; it is created.
        chapters: names such as "2_sigmoid_tanh"; all of them by default.

    Raises:
        ValueError: if there is no such chapter.
    """
    solutions = {source.stem: source for source, _ in pairs()}
    if unknown := set(chapters or ()) - set(solutions):
        raise ValueError(f"no exercises for {', '.join(sorted(unknown))}; there are {', '.join(solutions)}")
    folder = Path(folder)
    for name in chapters or solutions:
        assignment = folder / "source" / name
        assignment.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(solutions[name], assignment / f"{name}.ipynb")
    (folder / "nbgrader_config.py").write_text(CONFIGURATION, encoding="utf-8")


def main(arguments=None):
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--folder", type=Path, default=ROOT / "_build" / "course")
    parser.add_argument("chapters", nargs="*", help="such as 2_sigmoid_tanh; all by default")
    given = parser.parse_args(arguments)
    try:
        make_course(given.folder, given.chapters)
    except ValueError as problem:
        parser.error(str(problem))
    sys.stdout.write(f"{given.folder} is a course for nbgrader: cd there and run nbgrader\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
