"""Pack the built book into one file that opens without a server: _build/activation-functions-measured.zip.

Run after `make book`. The same book gives the same file, byte for byte: the order is that of the names, and
every date is the release's.

    python tools/make_zip.py
"""

import sys
import zipfile
from pathlib import Path

import release

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"
# Sphinx's notes to itself: the first describes the build, the second is read by other projects' builds.
LEFT_OUT = {".buildinfo", ".buildinfo.bak", "objects.inv"}


def write(site: Path, archive: Path) -> Path:
    """Write the files of `site` into `archive`, in one folder at the top; returns the archive's path."""
    paths = sorted(path for path in site.rglob("*") if path.is_file() and path.name not in LEFT_OUT)
    top = release.FILE_NAME
    pack(archive, {f"{top}/{path.relative_to(site).as_posix()}": path.read_bytes() for path in paths})
    return archive


def pack(archive: Path, files: dict[str, bytes], stored: frozenset = frozenset()) -> None:
    """Write an archive of `files` in their order; those named in `stored` are not compressed."""
    date = (*release.facts().date.timetuple()[:3], 0, 0, 0)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as stream:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date)
            entry.create_system = 3  # Unix, on every system: the field that holds the permissions is read by it
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            stream.writestr(entry, content)


def main() -> int:
    """Run the command line. Returns the exit code."""
    if not (SITE / "index.html").is_file():
        print("There is no built book: run `make book` first.", file=sys.stderr)
        return 1
    archive = write(SITE, SITE.parent / f"{release.FILE_NAME}.zip")
    print(f"written: {archive.relative_to(ROOT)}, {archive.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
