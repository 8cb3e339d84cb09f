// The on-screen calculator. Like the exam's it takes presses of its buttons and no typing; Tab, arrows and Enter reach every button.
import { spoken } from "../text.js";
import { element, uniqueId } from "../ui.js";
import { calculator, line, press, shown } from "./calculator.js";

// key, label (with _{} and ^{} for what is lowered and raised), name for voices. One row of the exam's calculator after the other.
const KEYS = `
memoryClear|MC|clear the memory; memoryRecall|MR|recall the memory; memoryStore|MS|store in the memory; memoryAdd|M+|add to the memory; memorySubtract|M−|subtract from the memory; back|←|delete the last digit; clear|C|clear
sinh|sinh|; cosh|cosh|; tanh|tanh|; exponent|Exp|times ten to the power; open|(|open bracket; close|)|close bracket; sqrt|√x|square root
asinh|sinh^{−1}|inverse sinh; acosh|cosh^{−1}|inverse cosh; atanh|tanh^{−1}|inverse tanh; log2|log_{2}x|logarithm to base 2; ln|ln|natural logarithm; log|log|logarithm to base 10; sign|±|change the sign
sin|sin|; cos|cos|; tan|tan|; 7|7|; 8|8|; 9|9|; divide|÷|divided by
asin|sin^{−1}|inverse sine; acos|cos^{−1}|inverse cosine; atan|tan^{−1}|inverse tangent; 4|4|; 5|5|; 6|6|; multiply|×|times
exp|e^{x}|e to the x; tenPower|10^{x}|10 to the x; power|x^{y}|x to the power y, y typed next; 1|1|; 2|2|; 3|3|; subtract|−|minus
logBase|log_{y}x|logarithm of x to base y, y typed next; root|^{y}√x|root of x of order y, y typed next; cbrt|^{3}√x|cube root; 0|0|; point|.|decimal point; equals|=|equals; add|+|plus
square|x^{2}|square; cube|x^{3}|cube; factorial|n!|factorial; reciprocal|1/x|one over x; percent|%|percent, divides by 100; pi|π|pi; e|e|Euler’s number e`;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function keyOf(text) {
  const [key, label, name] = text.trim().split("|");
  const parts = label.split(/([_^]\{[^}]*\})/).filter(Boolean).map((part) => {
    const [, place, small] = /^([_^])\{(.*)\}$/.exec(part) ?? [];
    return place ? element(place === "_" ? "sub" : "sup", { text: small }) : document.createTextNode(part);
  });
  const button = element("button", { type: "button", class: "afm-key", "data-key": key, tabindex: "-1" }, ...parts);
  // The name begins with what is seen, for those who say the button they want.
  if (name) button.setAttribute("aria-label", `${button.textContent}: ${name}`);
  return button;
}

export function createCalculator() {
  let state = calculator();
  let opener = null;
  const [visible, voice] = [element("span", { "aria-hidden": "true" }), element("span", { class: "afm-hidden" })];
  const display = element("output", { class: "afm-display" }, visible, voice);
  const trail = element("p", { class: "afm-trail" });
  const memory = element("span", { class: "afm-memory", text: "M", hidden: true });
  const angles = element("fieldset", { class: "afm-angles" }, element("legend", { class: "afm-hidden", text: "Angles" }), ...angle(["deg", "Degrees"], ["rad", "Radians"]));
  const rows = KEYS.trim().split("\n").map((row) => row.split(";").map(keyOf));
  const keys = rows.flat();
  const pad = element("div", { class: "afm-keys", role: "group", "aria-label": "Buttons: arrow keys move between them" }, ...keys);
  const close = element("button", { type: "button", class: "afq-button afq-quiet", text: "Close" });
  const root = element("section", { class: "afm-calculator", id: uniqueId("calculator"), "aria-label": "Calculator", hidden: true },
    element("div", { class: "afm-calculator-head" }, element("strong", { text: "Calculator" }), angles, close),
    element("div", { class: "afm-screen" }, trail, memory, display), pad);

  function angle(...choices) {
    const name = uniqueId("angle");
    return choices.map(([value, label]) => element("label", {}, element("input", { type: "radio", name, value, checked: value === "deg" }), label));
  }
  function show() {
    const text = shown(state);
    visible.textContent = text;
    voice.textContent = spoken(text);
    display.dataset.error = String(Boolean(state.error));
    trail.textContent = state.error ? "Press C to go on" : line(state);
    memory.hidden = state.memory === 0;
  }
  function toggle(open = root.hidden) {
    root.hidden = !open;
    opener?.setAttribute("aria-expanded", String(open));
    if (open) keys.find((key) => key.tabIndex === 0).focus();
    else opener?.focus();
  }
  function move(from, [right, down]) {
    const y = rows.findIndex((row) => row.includes(from));
    const x = rows[y].indexOf(from);
    const row = rows[Math.min(rows.length - 1, Math.max(0, y + down))];
    reach(row[Math.min(row.length - 1, Math.max(0, x + right))]).focus();
  }
  /** Of all the buttons one is in the order of Tab. */
  function reach(key) {
    for (const other of keys) other.tabIndex = other === key ? 0 : -1;
    return key;
  }

  pad.addEventListener("click", ({ target }) => {
    const key = target.closest("[data-key]");
    if (!key) return;
    state = press(state, key.dataset.key);
    reach(key);
    show();
  });
  angles.addEventListener("change", ({ target }) => {
    state = press(state, target.value);
    show();
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") toggle(false);
    const key = event.target.closest("[data-key]");
    if (!key || !ARROWS[event.key]) return;
    event.preventDefault();
    move(key, ARROWS[event.key]);
  });
  close.addEventListener("click", () => toggle(false));
  reach(keys.find((key) => key.dataset.key === "7"));
  show();
  return {
    root,
    toggle: () => toggle(),
    openedBy(button) {
      opener = button;
      button.setAttribute("aria-expanded", "false");
      button.setAttribute("aria-controls", root.id);
    },
  };
}
