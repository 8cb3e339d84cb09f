"""Pictures of the book's interactive figures in their opening state, drawn by the figures' own script in Chromium."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

WIDTH = 690  # pixels: the width of the text on A4 paper
FIGURE = ".af-figure[data-figure]"

# The style sheets stay behind, so every element takes along what they gave it and its parent does not hand down.
TAKE = """(figure) => {
  const handedDown = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
    "fill-opacity", "stroke-opacity", "font-family", "font-size", "font-weight", "font-style", "text-anchor",
    "paint-order", "font-variant-numeric", "letter-spacing", "visibility"];
  const own = ["opacity", "dominant-baseline", "vector-effect", "mix-blend-mode", "text-decoration-line"];
  const bare = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  bare.style.all = "initial";
  document.body.append(bare);
  const initial = getComputedStyle(bare);
  const svg = figure.querySelector(".af-stage svg");
  const copy = svg.cloneNode(true);
  const nodes = [svg, ...svg.querySelectorAll("*")], copies = [copy, ...copy.querySelectorAll("*")];
  nodes.forEach((node, i) => {
    const style = getComputedStyle(node), above = i ? getComputedStyle(node.parentElement) : initial;
    const hidden = style.display === "none" && !node.closest("clipPath, defs, title, desc");
    if (hidden) return copies[i].setAttribute("data-gone", "");
    const set = handedDown.filter((name) => style.getPropertyValue(name) !== above.getPropertyValue(name))
      .concat(own.filter((name) => style.getPropertyValue(name) !== initial.getPropertyValue(name)))
      .map((name) => `${name}:${style.getPropertyValue(name)}`);
    for (const name of [...copies[i].attributes].map((each) => each.name))
      if (/^(class|style|tabindex|role|aria-|data-)/.test(name)) copies[i].removeAttribute(name);
    if (set.length && !/^(title|desc|clipPath)$/.test(node.tagName)) copies[i].setAttribute("style", set.join(";"));
  });
  bare.remove();
  copies.filter((node) => node.matches("[data-gone], path:not([d])")).forEach((node) => node.remove());
  const words = (name) => svg.querySelector(`:scope > ${name}`).textContent;
  copy.querySelectorAll(":scope > title, :scope > desc").forEach((node) => node.remove());
  return [figure.id, new XMLSerializer().serializeToString(copy), words("title"), words("desc")];
}"""


class Picture(NamedTuple):
    """A figure's drawing as an SVG file's text, and what it shows, in words."""

    svg: str
    alt: str


def draw(chromium, site: Path, names: list[str]) -> dict[tuple[str, str], Picture]:
    """Draw every figure of some pages of the built book, in light colours, as on paper.

    Args:
        chromium: a browser of Playwright's synchronous interface.
        site: the folder of the built book.
        names: the pages, without an ending.

    Returns:
        (page, the figure's id) → its picture.
    """
    context = chromium.new_context(
        viewport={"width": WIDTH, "height": 900}, color_scheme="light", reduced_motion="reduce"
    )
    page = context.new_page()
    page.emulate_media(media="print")
    pictures = {}
    for name in names:
        page.goto((site / f"{name}.html").resolve().as_uri())
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        for figure in page.locator(FIGURE).all():
            drawn = "(figure) => figure.dataset.live && figure.querySelector('.af-stage svg :is(path, rect, circle)')"
            page.wait_for_function(drawn, arg=figure.element_handle())
            anchor, svg, title, text = figure.evaluate(TAKE)
            pictures[name, anchor] = Picture(svg, f"{title}. {text}")
    context.close()
    return pictures
