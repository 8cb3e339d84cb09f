"""Compile chapters/claims.yml, with what each cell measured, into lib/activations/data/ledger.json.

Usage: python tools/build_ledger.py [--check]
"""

import json
import re
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "chapters" / "claims.yml"
TARGET = ROOT / "lib" / "activations" / "data" / "ledger.json"
HEADING = re.compile(r"^#{1,3} (.+)$", re.MULTILINE)
CLAIM = re.compile(r"(?:refuted: )?(measured [^·]+) ·")


def compiled() -> str:
    """The text of the compiled ledger."""
    ledger = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    pages = {entry["where"].partition("#")[0] for entry in ledger}
    cells = {page: json.loads((ROOT / page).read_text(encoding="utf-8"))["cells"] for page in pages}
    return json.dumps([_entry(entry, cells) for entry in ledger], ensure_ascii=False, indent=1) + "\n"


def _entry(entry, cells):
    page, _, cell_id = entry["where"].partition("#")
    place = next(i for i, cell in enumerate(cells[page]) if cell["id"] == cell_id)
    texts = ("".join(c["source"]) for c in cells[page][: place + 1] if c["cell_type"] == "markdown")
    headings = HEADING.findall("\n".join(texts))
    return {
        **{key: entry[key] for key in ("id", "statement", "verdict", "correct", "how", "source")},
        "page": page.removesuffix(".ipynb"),
        "section": headings[-1],
        "measured": _measured(cells[page][place]) if entry["how"] == "measured" else "",
    }


def _measured(cell) -> str:
    """What the last claim of a cell says it measured. A cell with times keeps no output, and gives none."""
    texts = ["".join(output.get("data", {}).get("text/plain", "")) for output in cell.get("outputs", [])]
    found = [match[1].strip() for text in texts if (match := CLAIM.match(text))]
    return found[-1].replace("-", "−") if found else ""


def main(arguments) -> int:
    """Write the file, or with --check say whether it is stale."""
    text = compiled()
    stale = not TARGET.is_file() or TARGET.read_text(encoding="utf-8") != text
    if stale and "--check" not in arguments:
        TARGET.write_text(text, encoding="utf-8", newline="\n")
    print(
        f"{TARGET.relative_to(ROOT)} is {'stale' if '--check' in arguments else 'written'}"
        if stale
        else "up to date"
    )
    return int(stale and "--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
