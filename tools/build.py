"""Execute and build the book into `_build/html` (`make book`). A warning is an error."""

import os
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
# Jupyter Book has no module to run with `-m`; this is what its command does.
JUPYTER_BOOK = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()"]


def build(*options: str, **run_options) -> int:
    """Run jupyter-book on the repository and return its exit code.

    Args:
        options: more options for `jupyter-book build`, such as `--all` (read every page again).
        run_options: passed to `subprocess.run`, to catch the output for example.
    """
    command = [*JUPYTER_BOOK, "build", str(ROOT), "-W", "-n", "--keep-going", *options]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    return subprocess.run(command, env=environment, cwd=ROOT, **run_options).returncode


def pages() -> list[str]:
    """Return the names of the book's pages, without an ending, in the order of the table of contents."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    return [toc["root"], *(entry["file"] for part in toc["parts"] for entry in part["chapters"])]


if __name__ == "__main__":
    sys.exit(build(*sys.argv[1:]))
