"""Execute and build the book into `_build/html` (`make book`). A warning is an error."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def build() -> int:
    """Run jupyter-book on the repository and return its exit code."""
    command = [sys.executable, "-m", "jupyter_book", "build", str(ROOT), "-W", "-n", "--keep-going"]
    return subprocess.run(command, env=os.environ | {"OMP_NUM_THREADS": "1"}, cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(build())
