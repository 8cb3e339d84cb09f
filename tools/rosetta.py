"""Run TensorFlow and JAX beside our functions and store what came out (`make rosetta`).

Runs in `_build/rosetta`, with the packages of `rosetta.txt`. Fails when a function that stands in the table
of names does not agree with ours, and then stores nothing.
"""

import json
import os
import sys

# Before the frameworks are imported: TensorFlow's notes on the processor, and JAX's float64.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault("JAX_ENABLE_X64", "1")

from activations import rosetta

MEASURED = ("tensorflow", "jax")


def report(framework: str, measured: dict) -> list[str]:
    """Lines to print, one a function; those that disagree are marked."""
    lines = [f"{rosetta.FRAMEWORKS[framework].title} {measured['version']}"]
    for name, difference in measured["differences"].items():
        verdict = "agrees" if difference <= rosetta.TOLERANCE else "DISAGREES"
        lines.append(f"  {name:12} {measured['calls'][name]:34} {difference:8.0e}  {verdict}")
    return lines + [f"  default: {what} = {value:g}" for what, value in measured["defaults"].items()]


def main():
    """Run the command line."""
    found = {framework: rosetta.measure(framework) for framework in MEASURED}
    lines = [line for framework, measured in found.items() for line in report(framework, measured)]
    sys.stdout.write("\n".join(lines) + "\n")
    if any("DISAGREES" in line for line in lines):
        sys.stderr.write("Not stored: correct the calls in lib/activations/rosetta.py.\n")
        return 1
    rosetta.STORED.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
