"""Results of exercises in a progress file: the file that the book's Progress page exports and imports.

The file is JSON: ``{"format", "version", "exported", "quiz", "review", "exercises", "mock"}``, where
"exercises" is ``{"2.3": {"state", "score", "at"}}`` with a score from 0 to 1 and milliseconds since 1970. The
other parts belong to the page; here they are kept as they are.
"""

from __future__ import annotations

import json
import math
import os
import re
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path

from .records import DONE, NOT_ATTEMPTED, NOT_YET

FORMAT = "activations-measured progress"
VERSION = 1
PARTS = {"quiz": dict, "review": dict, "exercises": dict, "mock": list}
EXERCISE = re.compile(r"[0-9A-Z]{1,2}\.[0-9]{1,2}[a-z]?")
RIGHT_FILE = "Give a file that check.save() or “Export” on the book's Progress page has written"


@dataclass(frozen=True)
class Entry:
    """What the file says of one exercise: its state, its score from 0 to 1, and when, in ms since 1970."""

    state: str
    score: float
    at: int


@dataclass(frozen=True)
class Saved:
    """What `check.save` did. Shows itself as a sentence."""

    path: Path
    entries: dict[str, Entry]

    def __repr__(self):
        done = sum(entry.state == DONE for entry in self.entries.values())
        count = len(self.entries)
        return (
            f"{self.path} now holds {count} exercise{'' if count == 1 else 's'}, {done} of them done. "
            "“Import” on the book's Progress page reads it."
        )


def better(mine: Entry, theirs: Entry) -> Entry:
    """The better of two results of one exercise: the higher score, then an attempt, then the later one."""
    return max(mine, theirs, key=lambda entry: (entry.score, entry.state != NOT_ATTEMPTED, entry.at))


def merged(mine: dict[str, Entry], theirs: dict[str, Entry]) -> dict[str, Entry]:
    """Both together; of an exercise that stands in both, the better result."""
    both = {key: better(mine[key], theirs[key]) for key in mine.keys() & theirs.keys()}
    return {**theirs, **mine, **both}


def read(path) -> dict[str, Entry]:
    """The exercises of a progress file.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if it is not a progress file of this book.
    """
    return _entries(_content(Path(path)), path)


def write(path, entries: dict[str, Entry], now: float) -> Saved:
    """Merge results into a progress file, or begin one. What else the file holds stays as it is.

    Args:
        now: seconds since 1970.

    Raises:
        FileNotFoundError: if the folder does not exist.
        ValueError: if there is another kind of file at `path`; it is not touched.
    """
    path = Path(path)
    if not path.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {str(path.parent)!r} here. Give the name of one that is")
    content = _content(path) if path.exists() else {}
    together = merged(entries, _entries(content, path))
    exported = datetime.fromtimestamp(now, timezone.utc).isoformat(timespec="milliseconds")
    head = {"format": FORMAT, "version": VERSION, "exported": exported.replace("+00:00", "Z")}
    parts = {part: content.get(part, kind()) for part, kind in PARTS.items()}
    parts["exercises"] = {key: asdict(together[key]) for key in sorted(together, key=_order)}
    text = json.dumps({**content, **head, **parts}, ensure_ascii=False, indent=1) + "\n"
    # Beside it first: a full disk or a kernel that is killed leaves the old file whole.
    target = path.resolve()
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return Saved(path, together)


def _order(key: str) -> list:
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", key)]


def _content(path: Path) -> dict:
    """The file's whole content, if it is a progress file."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        json.dumps(content, allow_nan=False)  # NaN and Infinity are no JSON: a browser would refuse them
    except FileNotFoundError:
        raise FileNotFoundError(f"there is no file {str(path)!r} here. {RIGHT_FILE}") from None
    except IsADirectoryError:
        raise ValueError(f"{str(path)!r} is a folder. {RIGHT_FILE}") from None
    except (ValueError, RecursionError):
        raise _refused(path, "is not readable as JSON") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise _refused(path, "is not a progress file of this book")
    version = content.get("version")
    if type(version) is not int or version != VERSION:
        raise _refused(path, f"has version {str(version)[:20]}, and this is for version {VERSION}")
    for part, kind in PARTS.items():
        if not isinstance(content.get(part, kind()), kind):
            raise _refused(path, f"is damaged: its part {part!r} is not a {kind.__name__}")
    return content


def _entries(content: dict, path) -> dict[str, Entry]:
    entries = {}
    for key, given in content.get("exercises", {}).items():
        if not _is_entry(key, given):
            raise _refused(path, f"is damaged: what it says of exercise {key[:20]!r} is not a result")
        entries[key] = Entry(given["state"], given["score"], given.get("at", 0))
    return entries


def _is_entry(key: str, given) -> bool:
    return (
        EXERCISE.fullmatch(key) is not None
        and isinstance(given, dict)
        and given.get("state") in (DONE, NOT_YET, NOT_ATTEMPTED)
        and _number(given.get("score"))
        and 0 <= given["score"] <= 1
        and _number(given.get("at", 0))
        and given.get("at", 0) >= 0
    )


def _number(value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _refused(path, problem: str) -> ValueError:
    return ValueError(f"{str(path)!r} {problem}. It has not been changed. {RIGHT_FILE}")
