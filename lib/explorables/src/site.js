// The site's script: brings every figure and question on the page to life. One classic script, also from file://.
import { mountFigure } from "./figures.js";
import { mountQuestions } from "./questions.js";
import { readHash } from "./state.js";

const script = document.currentScript;
const base = script ? new URL(".", script.src).href : "";
const mounted = new Map();

function parsed(element, attribute) {
  try {
    return JSON.parse(element.getAttribute(attribute) ?? "null");
  } catch {
    return null;
  }
}

function applyHash(scroll) {
  const link = readHash(location.hash);
  const figure = link && mounted.get(link.id);
  if (!figure) return;
  if (link.raw === undefined) figure.set(figure.opening, "The link to this figure could not be read; it shows its opening state.");
  else figure.set(link.raw);
  if (scroll) figure.element.scrollIntoView();
}

function start() {
  for (const element of document.querySelectorAll(".af-figure[data-figure]")) {
    if (element.dataset.live) continue;
    const opening = parsed(element, "data-state") ?? {};
    const options = { state: opening, goal: parsed(element, "data-goal"), id: element.id, linkable: Boolean(element.id) };
    const figure = mountFigure(element.dataset.figure, element, options);
    if (figure && element.id) mounted.set(element.id, { ...figure, element, opening });
  }
  mountQuestions(base);
  applyHash(true);
}

window.addEventListener("hashchange", () => applyHash(true));
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
