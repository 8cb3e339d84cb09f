"""Resolve requirements.txt to every package of every platform, with hashes: requirements.lock (`make lock`).

PyTorch is not in it, nor is what only its CUDA build needs: its builds differ by platform and index, so a hash would
forbid the CPU build that tools/setup.sh prefers. Its version is pinned in requirements.txt alone.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
HEAD = """\
# Every package that builds and tests the book, for all platforms, with hashes. Written by `make lock` from
# requirements.txt, which names the direct ones. PyTorch stands there alone: its builds differ by platform.
"""
BUILDS_DIFFER = re.compile(r"torch|triton|(nvidia|cuda)-.*")


def resolve() -> str:
    """Return what uv resolves requirements.txt to: one block of lines for each package."""
    uv = Path(sys.executable).with_name("uv")
    command = [str(uv), "pip", "compile", "requirements.txt", "--universal", "--python-version", "3.11",
               "--generate-hashes", "--no-header", "--no-annotate", "--quiet"]  # fmt: skip
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def without_builds_that_differ(text: str) -> str:
    """Drop the blocks of packages whose builds differ by platform and index."""
    blocks = re.split(r"^(?=\S)", text, flags=re.MULTILINE)
    return "".join(block for block in blocks if not BUILDS_DIFFER.fullmatch(block.partition("==")[0]))


def main() -> int:
    """Write the lock file."""
    text = HEAD + without_builds_that_differ(resolve())
    LOCK.write_text(text, encoding="utf-8")
    print(f"written: {LOCK.name}, {len(re.findall('^[^ #]+==', text, re.MULTILINE))} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
