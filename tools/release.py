"""What a printed or packed book says of itself: title, version, date, licence. Read where the project states it."""

import datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

ROOT = Path(__file__).resolve().parent.parent
FILE_NAME = "activation-functions-measured"
LICENCE = "Text, figures and questions: CC BY 4.0. Code: BSD-3-Clause."
LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"


class Facts(NamedTuple):
    """The title page's facts; `date` is the release's, so that the same book is printed with the same date."""

    title: str
    author: str
    version: str
    date: datetime.date
    address: str

    @property
    def day(self) -> str:
        """The date in words: 1 December 2026."""
        return f"{self.date.day} {self.date:%B %Y}"


@cache
def facts() -> Facts:
    """Read _config.yml for what the book is called, and CITATION.cff for its release."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    address = config["repository"]["url"]
    return Facts(config["title"], config["author"], str(cited["version"]), cited["date-released"], address)
