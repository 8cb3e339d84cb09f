"""What the built pages say to browsers, search engines and link previews, and what their policy lets through."""

import gzip
import re
import struct
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import build
import make_card
import numpy as np
import pytest
import serve
import yaml
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parent.parent
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
BASE = CONFIG["html"]["baseurl"]
PAGES = build.pages()
# Signs of an address that was pasted, not written: spaces, doubled protocols, a full stop or a bracket at the end.
WELL_FORMED = re.compile(r"https://[a-z0-9.-]+\.[a-z]{2,}(:\d+)?(/[^\s<>\"']*)?(?<![.,;)\]])", re.IGNORECASE)
BALANCED = re.compile(r"https://[^\s<>\"']*\([^\s()<>\"']*\)[^\s<>\"']*")


def soup(site, name):
    return BeautifulSoup((site / f"{name}.html").read_text(encoding="utf-8"), "html.parser")


def properties(page):
    return {each.get("property") or each.get("name"): each.get("content") for each in page.select("head meta")}


def test_the_book_is_published_where_its_repository_publishes():
    owner, name = CONFIG["repository"]["url"].removeprefix("https://github.com/").split("/")
    assert f"https://{owner}.github.io/{name}/" == BASE


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_one_address_a_description_and_a_card(site, name):
    page = soup(site, name)
    [canonical] = page.select("link[rel=canonical]")
    assert canonical["href"] == (BASE if name == "index" else f"{BASE}{name}.html")
    said = properties(page)
    assert said["og:url"] == canonical["href"]
    assert len(said["description"]) > 40
    assert said["og:description"] == said["description"]
    assert said["og:image"] == f"{BASE}_static/card.png"
    assert said["og:title"] in page.h1.get_text()
    assert "robots" not in said
    [icon] = page.select("link[rel=icon]")
    assert (site / f"{name}.html").parent.joinpath(icon["href"]).resolve().is_file()


def test_descriptions_and_titles_are_each_of_one_page(site):
    pages = [soup(site, name) for name in PAGES]
    for values in ([p.title.get_text() for p in pages], [properties(p)["description"] for p in pages]):
        assert sorted(values) == sorted(set(values))


def test_the_card_is_the_one_that_the_tool_draws(site):
    content = (site / "_static" / "card.png").read_bytes()
    assert struct.unpack(">II", content[16:24]) == (make_card.CARD.width, make_card.CARD.height)
    [axes] = make_card.draw(make_card.CARD).axes
    drawn = axes.lines[make_card.NAMES.index("sigmoid")]
    np.testing.assert_allclose(drawn.get_ydata(), 1 / (1 + np.exp(-drawn.get_xdata())))


def test_the_sitemap_lists_the_pages_and_robots_names_it(site):
    found = re.findall(r"<loc>(.*?)</loc>", (site / "sitemap.xml").read_text(encoding="utf-8"))
    assert sorted(found) == sorted(BASE if name == "index" else f"{BASE}{name}.html" for name in PAGES)
    assert f"Sitemap: {BASE}sitemap.xml" in (site / "robots.txt").read_text(encoding="utf-8")


def test_external_links_are_well_formed(site):
    """The form alone: whether a host answers cannot be known without a network."""
    wrong = set()
    for name in PAGES:
        for link in soup(site, name).select("a[href]"):
            parts = urlsplit(link["href"])
            external = parts.scheme or parts.netloc
            if external and not (WELL_FORMED.fullmatch(link["href"]) or BALANCED.fullmatch(link["href"])):
                wrong.add(link["href"])
    assert wrong == set()


def test_every_page_has_the_same_policy(site):
    policies = {
        tag["content"]
        for name in [*PAGES, "search", "404"]
        for tag in soup(site, name).select("meta[http-equiv=Content-Security-Policy]")
    }
    [policy] = policies
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == "'self'"
    assert "//" not in policy, "no other host"


@pytest.fixture(params=["server", "disk"])
def start(request, site):
    """The start page's address, from a server and from the disk."""
    if request.param == "disk":
        return (site / "index.html").as_uri()
    return request.getfixturevalue("base_url") + "index.html"


def test_no_script_but_the_site_s_own_runs(start, new_page):
    page = new_page()
    page.goto(start)
    page.wait_for_selector(".af-figure[data-live]")  # the site's own scripts do
    page.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "window.ran = 'inline script'";
      const image = document.createElement("img");
      image.setAttribute("onerror", "window.ran = 'handler'");
      const link = Object.assign(document.createElement("a"), { href: "javascript:window.ran = 'address'" });
      const foreign = document.createElement("script");
      foreign.src = "data:text/javascript,window.ran='data'";
      document.body.append(script, image, link, foreign);
      image.src = "data:image/png;base64,x";
      link.click();
    }""")
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") is None
    refused = [problem for problem in page.problems if "Content Security Policy" in problem]
    assert len(refused) == len(page.problems) >= 3
    page.problems.clear()


def test_no_page_can_be_made_to_call_home(base_url, page):
    page.goto(base_url + "index.html")
    asked = "fetch('https://example.com/').then(() => 'answered', () => 'refused')"
    assert page.evaluate(asked) == "refused"
    assert any("connect-src" in problem for problem in page.problems)
    page.problems.clear()


def test_an_address_without_a_page_is_answered_by_the_book(base_url, page):
    path = serve.published_path().strip("/")
    missing = f"{base_url}{path}/chapters/deeper/no_such_page.html"
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(missing)
    page.goto(missing)
    assert page.problems == [f"404: {missing}", *[p for p in page.problems if "console error" in p]]
    page.problems.clear()
    assert page.locator("h1").inner_text() == "There is no such page"
    assert page.locator("input[type=search]").count() == 1
    assert page.evaluate("getComputedStyle(document.querySelector('.book-bar')).position") == "sticky"
    page.locator("#book-nav").get_by_role("link", name="Sigmoid and tanh").first.click()
    page.wait_for_url(f"{base_url}{path}/chapters/2_sigmoid_tanh.html")
    assert page.locator("h1").inner_text().startswith("Sigmoid and tanh")


@pytest.mark.parametrize("name", ["search", "404"])
def test_pages_that_are_no_content_ask_not_to_be_listed(site, name):
    page = soup(site, name)
    assert properties(page)["robots"] == "noindex"
    assert not page.select("link[rel=canonical]")


def test_a_host_s_compressed_answer_is_the_file(site):
    """As measured by `make lighthouse` and `make bench`: text is compressed, fonts are not."""
    files = ["index.html", "_static/book.css", "_static/katex/fonts/KaTeX_Main-Regular.woff2"]
    with serve.served(site, handler=serve.HostHandler) as address:
        for name in files:
            with urllib.request.urlopen(address + name) as answer:
                compressed = answer.headers["Content-Encoding"] == "gzip"
                body = answer.read()
            assert (gzip.decompress(body) if compressed else body) == (site / name).read_bytes()
            assert compressed == (not name.endswith("woff2"))
