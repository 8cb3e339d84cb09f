"""Walk the built book in a second browser engine, WebKit, as Chromium's tests do (`make engine`).

The landing page, a chapter with its figures and a question, the search, light and dark, a narrow window, a page from
the disk. Screenshots go to _build/engine. Run after `make book`, on a screen or under xvfb-run.

    python tools/second_engine.py
"""

import json
import shutil
import sys
from pathlib import Path

import serve
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"
SHOTS = ROOT / "_build" / "engine"
CHAPTER = "chapters/2_sigmoid_tanh.html"
WAIT = 30  # seconds
FIGURE, LIVE = ".af-figure[data-figure]", ".af-figure[data-live]"
# Errors of the page and refused loads, from before the page's own scripts are asked for their work.
PROBLEMS = """return performance.getEntriesByType("resource").filter((entry) => entry.responseStatus >= 400)
  .map((entry) => entry.name)"""


def driver():
    """Start WebKit; says what is missing where it cannot."""
    service = shutil.which("WebKitWebDriver")
    browsers = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
    if not service or not browsers:
        raise SystemExit("WebKit's driver is missing. Install it with: apt-get install webkit2gtk-driver xvfb")
    options = webdriver.WebKitGTKOptions()
    options.binary_location = str(browsers[-1])
    options.add_argument("--automation")
    return webdriver.WebKitGTK(options=options, service=webdriver.WebKitGTKService(executable_path=service))


def bank():
    """The chapter's questions by their ids, with their keys."""
    path = ROOT / "lib" / "activations" / "static" / "quizzes" / f"{Path(CHAPTER).stem}.json"
    return {question["id"]: question for question in json.loads(path.read_text(encoding="utf-8"))["questions"]}


class Walk:
    """The steps; each says what it saw, and stops the walk by an AssertionError if that is wrong."""

    def __init__(self, web, address):
        self.web, self.address = web, address

    def open(self, page):
        """Open a page."""
        self.web.get(self.address + page)

    def first(self, selector):
        """The first element, waited for."""
        return WebDriverWait(self.web, WAIT).until(lambda web: web.find_element(By.CSS_SELECTOR, selector))

    def see(self, what, condition):
        """Wait until a script gives true; what it is about is printed."""
        WebDriverWait(self.web, WAIT).until(lambda web: web.execute_script(f"return {condition}"), what)
        print(f"  {what}")

    def shoot(self, name):
        """Keep what the window shows."""
        self.web.save_screenshot(str(SHOTS / f"{name}.png"))

    def move_figure(self):
        """Move the first figure's slider by keyboard and see its numbers change."""
        slider = self.first(f"{LIVE} input[type=range]")
        self.web.execute_script("arguments[0].scrollIntoView({ block: 'center' })", slider)
        readouts = self.first(f"{LIVE} .af-readouts")
        before = readouts.text
        for _ in range(3):
            slider.send_keys(Keys.ARROW_RIGHT)
        WebDriverWait(self.web, WAIT).until(lambda _: readouts.text != before, "the figure does not move")
        print("  the figure moves by keyboard")

    def landing(self):
        """The first page: its figure, dark and light."""
        self.open("index.html")
        self.see("nothing is missing", f"(() => {{ {PROBLEMS} }})().length === 0")
        self.move_figure()
        self.shoot("landing")
        before = self.web.execute_script("return document.documentElement.dataset.theme")
        self.first(".book-mode").click()
        self.see("light and dark change", f"document.documentElement.dataset.theme !== '{before}'")
        self.shoot("landing-dark")
        self.first(".book-mode").click()
        self.first(".book-mode").click()

    def chapter(self):
        """A chapter: formulas, every figure alive, a question answered wrong, then right, and remembered."""
        self.open(CHAPTER)
        self.see("formulas are laid out", "document.querySelector('.katex-html').getBoundingClientRect().width > 5")
        self.web.execute_script("dispatchEvent(new Event('beforeprint'))")
        self.see("every figure is alive", f"!document.querySelector('{FIGURE}:not([data-live])')")
        self.see("every question is there", "!document.querySelector('.af-quiz:not([data-live])')")
        self.move_figure()
        self.shoot("chapter")
        card = self.first(".afq-card.afq-mcq")
        name = card.get_attribute("data-question")
        [right] = [i for i, option in enumerate(bank()[name]["options"]) if option["correct"]]
        for value, verdict in ((right - 1 if right else 1, "wrong"), (right, "right")):
            option = self.first(f"[data-question='{name}'] input[value='{value}']")
            self.web.execute_script("arguments[0].scrollIntoView({ block: 'center' })", option)
            option.send_keys(Keys.SPACE, Keys.ENTER)
            state = f"document.querySelector('[data-question={name}]').dataset.state"
            self.see(f"an answer is {verdict}", f"{state} === '{verdict}'")
            if verdict == "wrong":
                card.find_element(By.XPATH, ".//button[normalize-space()='Try again']").send_keys(Keys.ENTER)
        self.shoot("question")
        self.web.refresh()
        self.web.execute_script("dispatchEvent(new Event('beforeprint'))")
        self.see("it is remembered", f"document.querySelector('[data-question={name}]')?.dataset.state === 'right'")

    def search(self):
        """A word of the text leads to its chapter."""
        self.open("index.html")
        box = self.first("input[type=search]")
        box.send_keys("saturation", Keys.ENTER)
        found = "#search-results a[href*='2_sigmoid_tanh']"
        self.see("the search finds a chapter", f'!!document.querySelector("{found}")')

    def narrow(self):
        """A narrow window shows the menu and nothing too wide."""
        self.web.set_window_size(400, 800)
        self.open(CHAPTER)
        self.see(
            "nothing is wider than a narrow window",
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth",
        )
        self.shoot("narrow")


    def disk(self):
        """The same pages opened as files: under their policy the site's scripts still run."""
        self.web.get((SITE / CHAPTER).resolve().as_uri())
        self.web.execute_script("dispatchEvent(new Event('beforeprint'))")
        self.see("every figure is alive", f"!document.querySelector('{FIGURE}:not([data-live])')")
        self.see("every question is there", "!document.querySelector('.af-quiz:not([data-live])')")


def main() -> int:
    """Run the walk."""
    if not (SITE / "index.html").is_file():
        print("There is no built book: run `make book` first.", file=sys.stderr)
        return 1
    SHOTS.mkdir(parents=True, exist_ok=True)
    web = driver()
    try:
        print("{browserName} {browserVersion}".format(**web.capabilities))
        with serve.served(SITE) as address:
            walk = Walk(web, address)
            for step in (walk.landing, walk.chapter, walk.search, walk.narrow, walk.disk):
                print(f"{step.__name__}:")
                step()
    finally:
        web.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
