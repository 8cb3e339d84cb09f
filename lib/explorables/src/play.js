// Playing: a state with a whole number that grows by itself while the reader watches, and only then.
import { element } from "./ui.js";

const BUDGET = 6; // milliseconds of a frame's sixteen
const TOLD = 500; // the page's other listeners hear of it at most twice a second

/**
 * The buttons that advance `field` of a state: play (a toggle) and one step. Pauses at the field's end, when the page is
 * hidden and when the figure leaves the window.
 *
 * @param play {field, noun, fastest}: `noun` is one of what is counted, `fastest` the most of them in a frame
 * @param schema the figure's; its field's `high` is the end
 * @param frame {stage, before, state(), advance(value), stopped()}: the buttons stand before the element `before`
 * @returns {playing(), pause(), destroy()}
 */
export function createPlayer({ field, noun, fastest }, schema, { stage, before, state, advance, stopped }) {
  const toggle = element("button", { type: "button", class: "af-button af-play", "aria-pressed": "false", text: "Play" });
  const once = element("button", { type: "button", class: "af-button af-once", text: `One ${noun}` });
  before.before(toggle, once);
  const end = schema[field].high;
  let asked = 0;
  let steps = 1;
  let told = 0;

  function tick() {
    asked = requestAnimationFrame(tick);
    const start = performance.now();
    const from = state()[field];
    advance(Math.min(end, from + steps));
    const spent = performance.now() - start;
    // As many as fit the budget, but never so many that nobody can follow.
    steps = Math.round(Math.min(fastest, 2 * steps, Math.max(1, (steps * BUDGET) / spent)));
    if (state()[field] >= end) pause();
    else if (start - told > TOLD) [told] = [start, stopped()];
  }

  function pause() {
    if (!asked) return;
    cancelAnimationFrame(asked);
    asked = 0;
    update();
    stopped();
  }

  function update() {
    toggle.setAttribute("aria-pressed", String(Boolean(asked)));
  }

  toggle.addEventListener("click", () => {
    if (asked) return pause();
    // At the end there is nothing left to play but the beginning.
    if (state()[field] >= end) advance(schema[field].low);
    asked = requestAnimationFrame(tick);
    update();
  });
  once.addEventListener("click", () => {
    pause();
    advance(Math.min(end, state()[field] + 1));
  });
  const hidden = () => document.hidden && pause();
  document.addEventListener("visibilitychange", hidden);
  const seen = new IntersectionObserver(([entry]) => entry.isIntersecting || pause());
  seen.observe(stage);
  update();

  return {
    playing: () => Boolean(asked),
    pause,
    destroy() {
      cancelAnimationFrame(asked);
      document.removeEventListener("visibilitychange", hidden);
      seen.disconnect();
    },
  };
}
