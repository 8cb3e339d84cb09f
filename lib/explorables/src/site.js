// The site's script: brings every figure and question on the page to life. One classic script, also from file://.
import { EXPLORABLES, mountFigure } from "./figures.js";
import { load } from "./load.js";
import { mountQuestions } from "./questions.js";
import { readHash } from "./state.js";
import { below } from "./ui.js";

const script = document.currentScript;
const base = script ? new URL(".", script.src).href : "";
const mounted = new Map();
const FIGURE = ".af-figure[data-figure]";
const NEAR = 600; // pixels: about as far as a flick of the wheel goes while a figure is drawn

function parsed(element, attribute) {
  try {
    return JSON.parse(element.getAttribute(attribute) ?? "null");
  } catch {
    return null;
  }
}

function applyHash(scroll) {
  const link = readHash(location.hash);
  const element = link && document.getElementById(link.id);
  const figure = element?.matches(FIGURE) && live(element);
  if (!figure) return;
  if (link.raw === undefined) figure.set(figure.opening, "The link to this figure could not be read; it shows its opening state.");
  else figure.set(link.raw);
  if (scroll) element.scrollIntoView();
}

/** The element's figure, mounted now if it is not yet; null if it cannot be. */
function live(element) {
  if (!mounted.has(element)) {
    waiting.unobserve(element);
    const { needs } = EXPLORABLES[element.dataset.figure] ?? {};
    if (needs && !needs.read()) return fetchFirst(element, needs);
    const opening = parsed(element, "data-state") ?? {};
    const options = { state: opening, goal: parsed(element, "data-goal"), id: element.id, linkable: Boolean(element.id) };
    const figure = element.dataset.live ? null : mountFigure(element.dataset.figure, element, options);
    mounted.set(element, figure && { ...figure, opening });
  }
  return mounted.get(element);
}

// A figure whose data are a script of their own stays as it is until they are there; without them it keeps its words.
function fetchFirst(element, { script: name, read }) {
  mounted.set(element, null);
  const id = readHash(location.hash)?.id;
  load(base + name, read).then(() => {
    mounted.delete(element);
    live(element);
    if (id === element.id) applyHash(true);
  }, () => {});
  return null;
}

// A figure is mounted when it comes near the window: a long chapter can be read before its last figure is drawn. Those
// that the reader sees first are mounted at once, before the first paint; of the others each has a task of its own.
const waiting = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) setTimeout(() => live(target));
}, { rootMargin: `${NEAR}px 0px` });

function start() {
  const figures = [...document.querySelectorAll(FIGURE)];
  // They stand in the order of the page; asking no further spares the layout of what is far down.
  const far = figures.findIndex(below);
  figures.forEach((element) => element.addEventListener("af:mount", () => live(element)));
  figures.forEach((element, i) => (far < 0 || i < far ? live(element) : waiting.observe(element)));
  mountQuestions(base);
  applyHash(true);
}

window.addEventListener("hashchange", () => applyHash(true));
window.addEventListener("beforeprint", () => document.querySelectorAll(FIGURE).forEach(live));
// A task of its own: between reading this script and drawing its first figure the browser can answer the reader.
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else setTimeout(start);
