"""Measure the book against its budgets (`make bench`). Nothing here is a test: machines differ.

    python tools/bench.py               the pages: weight, speed, figures
    python tools/bench.py --notebooks   also how long each notebook runs
    python tools/bench.py --build       also a cold and a warm build (throws the execution cache away)
"""

import argparse
import gzip
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import browser
import build
import build_figures
import nbformat
import notebooks
import serve
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"
SLOWDOWN = 4
RUNS = 3
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
# Seen until the page is quiet. Blocked time counts from the first contentful paint, as in Lighthouse.
OBSERVE = """() => {
  const seen = window.__seen = { lcp: 0, cls: 0, fcp: 0, tasks: [] };
  const watch = (type, add) => new PerformanceObserver((list) => list.getEntries().forEach(add))
    .observe({ type, buffered: true });
  watch("largest-contentful-paint", (entry) => { seen.lcp = entry.startTime; });
  watch("layout-shift", (entry) => { if (!entry.hadRecentInput) seen.cls += entry.value; });
  watch("longtask", (entry) => { seen.tasks.push([entry.startTime, entry.duration]); });
  watch("paint", (entry) => { if (entry.name === "first-contentful-paint") seen.fcp = entry.startTime; });
}"""
# One step of a slider, from the input event to the figure's new layout. The wait for the screen's next frame,
# which no code can shorten, is left out: the frame's callbacks are collected and run at once.
MOVE = """(figure) => {
  const slider = figure.querySelector("input[type=range]");
  const frames = [];
  const original = window.requestAnimationFrame;
  window.requestAnimationFrame = (callback) => frames.push(callback);
  const times = [];
  const low = Number(slider.min), high = Number(slider.max);
  for (let i = 0; i < 120; i++) {
    slider.value = low + (high - low) * (0.5 + 0.5 * Math.sin(i / 9));
    const start = performance.now();
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    frames.splice(0).forEach((callback) => callback(performance.now()));
    figure.getBoundingClientRect();
    times.push(performance.now() - start);
  }
  window.requestAnimationFrame = original;
  return times.slice(20).sort((a, b) => a - b);
}"""

# The screen's frames while a figure plays for three seconds: intervals in milliseconds, ten of them left out.
PLAY = """(figure) => new Promise((done) => {
  const button = figure.querySelector(".af-play");
  const intervals = [];
  let before = performance.now();
  const look = (now) => {
    intervals.push(now - before);
    before = now;
    if (intervals.length < 190) return requestAnimationFrame(look);
    button.click();
    done(intervals.slice(10).sort((a, b) => a - b));
  };
  button.click();
  requestAnimationFrame(look);
})"""

# Figures and questions far from the window wait until they are near, or asked. The sections around them, which wait as
# well, are laid out first: their text is not what is timed.
MOUNT_ALL = """() => {
  const hosts = [...document.querySelectorAll(".af-quiz, .af-guess, .af-figure[data-figure]")];
  hosts.forEach((host) => host.getBoundingClientRect());
  const timed = (chosen) => {
    const start = performance.now();
    chosen.forEach((host) => host.dispatchEvent(new Event("af:mount")));
    return performance.now() - start;
  };
  const isFigure = (host) => host.matches(".af-figure");
  return { figures: timed(hosts.filter(isFigure)), questions: timed(hosts.filter((host) => !isFigure(host))) };
}"""


def main():
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--notebooks", action="store_true")
    parser.add_argument("--build", action="store_true")
    arguments = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    say(f"Machine: {platform.system()} {platform.machine()}, {os.cpu_count()} cores")
    if arguments.build:
        measure_builds()
    elif build.build(stdout=subprocess.DEVNULL):
        sys.exit("The book does not build; run `make book` to see why.")
    if arguments.notebooks:
        measure_notebooks()
    measure_training()
    with serve.served(SITE) as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find_browser(), args=browser.ARGUMENTS)
        for name in build.pages():
            if name == "index" or name.startswith("chapters/"):
                measure_page(chromium, address, f"{name}.html")
        chromium.close()


def say(text):
    """Print a line."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def report(what, value, budget, unit="", digits=0):
    """Print one measured value beside its budget."""
    mark = "within" if value <= budget else "OVER"
    say(f"  {what:<46} {value:>10.{digits}f} {unit:<3} budget {budget:g} {unit:<3} {mark}")


def measure_page(chromium, address, name):
    """Measure one page: weight, first visit on a slow processor, and its figures."""
    say(f"\n{name}")
    weigh(chromium, address, name)
    runs = [visit_slowly(chromium, address, name) for _ in range(RUNS)]
    slow = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
    report(f"largest contentful paint, {SLOWDOWN}x slower processor", slow["lcp"], 1000, "ms")
    report(f"blocked main thread, {SLOWDOWN}x slower processor", slow["blocked"], 150, "ms")
    report(f"layout shift, {SLOWDOWN}x slower processor", slow["cls"], 0.02, digits=4)
    with serve.served(SITE, handler=serve.HostHandler) as host:
        readable = statistics.median(visit_by_slow_network(chromium, host, name) for _ in range(RUNS))
    report("readable by slow 4G (150 ms, 1.6 Mbit/s)", readable, 2000, "ms")
    measure_figures(chromium, address, name)


def weigh(chromium, address, name):
    """Report what a first visit loads, every text compressed as a server would."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    responses = []
    page.on("response", lambda response: responses.append(response))
    page.goto(address + name)
    page.wait_for_load_state("networkidle")
    scroll_through(page)
    sizes = {"script": 0, "explorables": 0, "all": 0}
    foreign = 0
    for response in responses:
        if urlsplit(response.url).netloc != urlsplit(address).netloc:
            foreign += 1
            continue
        body = response.body()
        size = len(body) if response.url.endswith((".woff2", ".png")) else len(gzip.compress(body, 6))
        sizes["all"] += size
        if response.request.resource_type == "script":
            sizes["script"] += size
        if urlsplit(response.url).path.endswith("/site.js"):
            sizes["explorables"] += size
    context.close()
    report("requests to other hosts", foreign, 0)
    report("JavaScript, compressed", sizes["script"] / 1000, 150, "kB", 1)
    report("  of it the explorables", sizes["explorables"] / 1000, 80, "kB", 1)
    report(f"page in all, compressed ({len(responses)} requests)", sizes["all"] / 1000, 450, "kB", 1)


def scroll_through(page):
    """Scroll to the end, so that what loads on demand is loaded."""
    step = "scrollBy({ top: innerHeight, behavior: 'instant' })"
    at_the_end = "scrollY + innerHeight >= document.documentElement.scrollHeight - 2"
    while not page.evaluate(at_the_end):
        page.evaluate(step)
        page.wait_for_timeout(40)
    page.wait_for_load_state("networkidle")


def visit_slowly(chromium, address, name):
    """Open a page in a fresh profile with a slowed-down processor and return what the browser observed."""
    context = chromium.new_context(viewport={"width": 412, "height": 823})
    page = context.new_page()
    page.add_init_script(f"({OBSERVE})()")
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    page.goto(address + name)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(2500)
    seen = page.evaluate("window.__seen")
    context.close()
    blocked = sum(max(0, duration - 50) for start, duration in seen["tasks"] if start > seen["fcp"])
    return {"lcp": seen["lcp"], "cls": seen["cls"], "blocked": blocked}


def visit_by_slow_network(chromium, address, name):
    """Open a page by slow 4G, compressed as a host sends it, and return the milliseconds until its text was there."""
    context = chromium.new_context(viewport={"width": 412, "height": 823})
    page = context.new_page()
    page.add_init_script(f"({OBSERVE})()")
    context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW_4G)
    page.goto(address + name)
    page.wait_for_load_state("networkidle")
    seen = page.evaluate("window.__seen")
    context.close()
    return seen["lcp"]


def measure_figures(chromium, address, name):
    """Report how long the page's figures take to mount and to follow a slider, at full speed."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    chromium.start_tracing(page=page, categories=["devtools.timeline"])
    page.goto(address + name)
    page.wait_for_load_state("networkidle")
    trace = json.loads(chromium.stop_tracing())
    took = page.evaluate(MOUNT_ALL)
    report("mounting all figures", took["figures"], 100, "ms", 1)
    say(f"  {'mounting all questions':<46} {took['questions']:>10.1f} ms")
    say(f"  {'starting the script, with what is seen first':<46} {evaluation_time(trace, '/site.js'):>10.1f} ms")
    scroll_through(page)
    figures = page.locator(".af-figure[data-live]:has(input[type=range])")
    for index in range(figures.count()):
        figure = figures.nth(index)
        times = figure.evaluate(MOVE)
        kind = figure.get_attribute("data-figure")
        report(f"{kind}: slider to repaint, median", statistics.median(times), 8, "ms", 2)
        report(f"{kind}: slider to repaint, 95th percentile", times[int(0.95 * len(times))], 16, "ms", 2)
        if figure.locator(".af-play").count():
            frames = figure.evaluate(PLAY)
            worst = frames[int(0.95 * len(frames))]
            report(f"{kind}: a frame while playing, median", statistics.median(frames), 17, "ms", 1)
            report(f"{kind}: a frame while playing, 95th percentile", worst, 17, "ms", 1)
    context.close()


def evaluation_time(trace, ending):
    """Return the milliseconds a trace shows for evaluating the script whose address has this ending."""
    total = 0.0
    for event in trace["traceEvents"]:
        if event["name"] == "EvaluateScript":
            url = event.get("args", {}).get("data", {}).get("url", "")
            total += event.get("dur", 0) / 1000 if urlsplit(url).path.endswith(ending) else 0
    return total


def measure_training():
    """Report the training engine's examples per second beside a trainer with an object for every node."""
    done = build_figures.node("bench/train.mjs")
    if done.returncode:
        sys.exit(done.stderr)
    seen = json.loads(done.stdout)
    say("\ntraining a 2-8-8-1 tanh network, batches of 32, in Node")
    say(f"  an object for every node, one example at a time {seen['objects'] / 1e6:.2f} million examples/s")
    say(f"  the engine                                      {seen['engine'] / 1e6:.2f} million examples/s")
    report("its time over the objects' time", seen["objects"] / seen["engine"], 0.2, digits=3)


def measure_builds():
    """Report the time of a build with an empty cache and of one with nothing changed."""
    say("\nbuilding the book")
    shutil.rmtree(ROOT / "_build", ignore_errors=True)
    for what, budget in (("cold, every notebook executed", 300), ("again, nothing changed", 20)):
        start = time.perf_counter()
        if build.build(stdout=subprocess.DEVNULL):
            sys.exit("The book does not build; run `make book` to see why.")
        report(what, time.perf_counter() - start, budget, "s", 1)


def measure_notebooks():
    """Report how long each notebook runs in a fresh kernel."""
    say("\nrunning the notebooks")
    for path in notebooks.notebook_paths():
        notebook = nbformat.read(path, as_version=4)
        start = time.perf_counter()
        notebooks.execute(notebook, path.parent)
        name = path.relative_to(ROOT).as_posix()
        report(name, time.perf_counter() - start, 120 if path.stem == "7_bake_off" else 30, "s", 1)


if __name__ == "__main__":
    main()
