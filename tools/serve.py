"""Build the book, serve it on localhost and build again when a source changes (`make serve`).

    python tools/serve.py [--port 8000]
"""

import argparse
import contextlib
import functools
import gzip
import http
import http.server
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import build
import yaml

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("chapters", "reference", "practice", "exercises", "solutions", "lib/activations", "site")
FILES = ("_config.yml", "_toc.yml", "index.md", "requirements.txt")
TEXT = {".html", ".css", ".js", ".json", ".svg", ".xml", ".txt"}
IGNORED = {"__pycache__", ".ipynb_checkpoints"}


def published_path():
    """Return the path of the published book on its host, with slashes around."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    return urlsplit(config["html"]["baseurl"]).path


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serve the built book: always fresh, without a line per request, and with its own page where one is missing."""

    published = published_path()
    remembered = "no-store"  # a reload shows the last build

    def translate_path(self, path):
        """Find a file under the published path, too: from there the page for missing ones takes its own files."""
        return super().translate_path(path.replace(self.published, "/", 1) if path.startswith(self.published) else path)

    def send_error(self, code, message=None, explain=None):
        """Answer with the book's own page where a page is missing."""
        page = Path(self.directory) / "404.html"
        if code != http.HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def end_headers(self):
        """Say how long an answer may be remembered."""
        self.send_header("Cache-Control", self.remembered)
        super().end_headers()

    def log_message(self, *arguments):
        """Say nothing."""


class HostHandler(QuietHandler):
    """Serve as a host does: text compressed, connections kept, files remembered for ten minutes."""

    protocol_version = "HTTP/1.1"
    remembered = "max-age=600"

    def do_GET(self):
        """Send a text file compressed; all else as it is."""
        path = Path(self.translate_path(self.path.partition("?")[0]))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file() or path.suffix not in TEXT:
            super().do_GET()
            return
        content = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)) + "; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def snapshot():
    """Return the modification time of every source file."""
    paths = [ROOT / name for name in FILES] + [path for name in FOLDERS for path in (ROOT / name).rglob("*")]
    times = {}
    for path in paths:
        if not IGNORED & set(path.parts):
            with contextlib.suppress(FileNotFoundError):  # gone since it was listed: editors save that way
                times[path] = path.stat().st_mtime_ns
    return times


def open_server(folder, port=0, handler=QuietHandler):
    """Return a server for a folder on this port of localhost, or on a free one if it is taken."""
    handler = functools.partial(handler, directory=str(folder))
    try:
        return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError:
        return http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)


@contextlib.contextmanager
def served(folder, port=0, handler=QuietHandler):
    """Serve a folder in the background and give the server's address, with a slash at the end."""
    server = open_server(folder, port, handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def watch(address):
    """Build again after every change until interrupted. A build that fails leaves the last good pages."""
    seen = snapshot()
    while True:
        sys.stdout.write(f"\nThe book is at {address} (Ctrl+C stops)\n")
        sys.stdout.flush()
        while seen == (now := snapshot()):
            time.sleep(1.0)
        changed = [path.relative_to(ROOT) for path in seen | now if seen.get(path) != now.get(path)]
        sys.stdout.write(f"Changed: {', '.join(map(str, changed[:5]))}\n")
        seen = now
        build.build()


def main():
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Build the book, serve it, build again on change.")
    parser.add_argument("--port", type=int, default=8000)
    arguments = parser.parse_args()
    code = build.build()
    if code:
        return code
    with served(ROOT / "_build" / "html", arguments.port) as address, contextlib.suppress(KeyboardInterrupt):
        watch(address)
    return 0


if __name__ == "__main__":
    sys.exit(main())
