// Native, labelled controls that follow a description, and the small parts around a figure.
import { spoken } from "./text.js";

/** element("p", {class: "x", text: "…"}, ...children): attributes, never markup. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "text") node.textContent = value;
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value !== undefined && value !== null) node.setAttribute(key, value);
  }
  node.append(...children.filter(Boolean));
  return node;
}

let count = 0;
export const uniqueId = (stem) => `af-${stem}-${++count}`;

const BUILDERS = { range: buildRange, select: buildSelect, checkbox: buildCheckbox, button: buildButton };

/**
 * Show the controls that `specs` describe, keeping those that are already there (and with them the focus).
 * A spec: {id, kind, label, value, change(value)} and for a range {low, high, step | log, format}, for a select
 * {options: [{value, label}]}. Specs with the same `group` stand together under that name.
 */
export function createControls(container) {
  const built = new Map();
  const groups = new Map();
  return function update(specs) {
    const wanted = new Set(specs.map((spec) => spec.id));
    for (const [id, control] of built) {
      if (!wanted.has(id)) {
        control.root.remove();
        built.delete(id);
      }
    }
    const filled = new Map();
    const put = (parent, node) => {
      // A group's first child is its legend.
      const at = filled.get(parent) ?? (parent === container ? 0 : 1);
      filled.set(parent, at + 1);
      if (parent.children[at] !== node) parent.insertBefore(node, parent.children[at] ?? null);
    };
    for (const spec of specs) {
      if (!built.has(spec.id)) built.set(spec.id, BUILDERS[spec.kind](spec));
      const control = built.get(spec.id);
      control.spec = spec;
      control.update(spec);
      if (spec.group && !groups.has(spec.group)) {
        groups.set(spec.group, element("fieldset", { class: "af-group" }, element("legend", { text: spec.group })));
      }
      const parent = groups.get(spec.group) ?? container;
      if (parent !== container && !filled.has(parent)) put(container, parent);
      put(parent, control.root);
    }
    for (const [name, group] of groups) {
      if (filled.has(group)) continue;
      group.remove();
      groups.delete(name);
    }
  };
}

function frame(spec, input, output) {
  const label = element("label", { for: input.id, text: spec.label });
  const head = element("div", { class: "af-control-head" }, spec.swatch ? swatch(spec.swatch) : null, label, output);
  return { root: element("div", { class: `af-control af-control-${spec.kind}`, "data-control": spec.id }, head, input), label };
}

/** A short line in a curve's colour and dash: the key that ties a word to a curve. */
export function swatch(index) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", `af-swatch af-line af-line-${index}`);
  svg.setAttribute("viewBox", "0 0 28 8");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", "M1 4H27");
  svg.append(line);
  return svg;
}

// A range on a logarithmic scale moves in 200 equal ratios; the value is rounded to three digits.
const LOG_STEPS = 200;
const toPosition = (spec, value) =>
  spec.log ? Math.round((LOG_STEPS * Math.log(value / spec.low)) / Math.log(spec.high / spec.low)) : value;
const fromPosition = (spec, position) =>
  spec.log
    ? Math.min(spec.high, Math.max(spec.low, +(spec.low * (spec.high / spec.low) ** (position / LOG_STEPS)).toPrecision(3)))
    : position;

function buildRange(spec) {
  const input = element("input", { type: "range", id: uniqueId("control") });
  const output = element("output", { for: input.id });
  const control = frame(spec, input, output);
  input.addEventListener("input", () => control.spec.change(fromPosition(control.spec, input.valueAsNumber)));
  control.update = (now) => {
    input.min = now.log ? 0 : now.low;
    input.max = now.log ? LOG_STEPS : now.high;
    input.step = now.log ? 1 : now.step;
    const position = toPosition(now, now.value);
    if (input.valueAsNumber !== position) input.value = position;
    const text = now.format(now.value);
    if (output.textContent !== text) {
      output.textContent = text;
      input.setAttribute("aria-valuetext", spoken(text));
    }
    if (control.label.textContent !== now.label) control.label.textContent = now.label;
  };
  return control;
}

function buildSelect(spec) {
  const input = element("select", { id: uniqueId("control") });
  const control = frame(spec, input, null);
  let shown = "";
  input.addEventListener("change", () => control.spec.change(input.value));
  control.update = (now) => {
    const key = now.options.map((option) => option.value).join();
    if (key !== shown) {
      input.replaceChildren(...now.options.map((option) => element("option", { value: option.value, text: option.label })));
      shown = key;
    }
    input.value = now.value;
    setText(control.label, now.label);
  };
  return control;
}

function buildCheckbox(spec) {
  const input = element("input", { type: "checkbox", id: uniqueId("control") });
  const control = frame(spec, input, null);
  control.label.prepend(input);
  input.addEventListener("change", () => control.spec.change(input.checked));
  control.update = (now) => {
    input.checked = now.value;
  };
  return control;
}

function buildButton(spec) {
  const root = element("button", { type: "button", class: "af-button", text: spec.label, "data-control": spec.id });
  const control = { root };
  root.addEventListener("click", () => control.spec.change());
  control.update = (now) => {
    root.textContent = now.label;
  };
  return control;
}

// The columns and row names that a table was last filled with.
const forms = new WeakMap();

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** A table {caption, columns, rows}: a row's first cell is its header; {swatch, text} draws the curve's key before it. */
export function fillTable(table, { caption, columns, rows }) {
  const form = JSON.stringify([columns, rows.map((cells) => cells[0])]);
  if (forms.get(table) === form) {
    // The same rows and columns as before: only the numbers change, and with them little of the layout.
    setText(table.caption, caption);
    rows.forEach((cells, r) => cells.forEach((cell, i) => i && setText(table.tBodies[0].rows[r].cells[i], cell?.text ?? cell)));
    return;
  }
  forms.set(table, form);
  const head = element("tr", {}, ...columns.map((text) => element("th", { scope: "col", text })));
  const body = rows.map((cells) =>
    element("tr", {}, ...cells.map((cell, i) => {
      const text = cell?.text ?? cell;
      if (i) return element("td", { "data-label": columns[i], text });
      return element("th", { scope: "row" }, cell?.swatch ? swatch(cell.swatch) : null, element("span", { text }));
    })));
  table.replaceChildren(element("caption", { text: caption }), element("thead", {}, head), element("tbody", {}, ...body));
}

/**
 * Whether an element begins below the window. A page may leave sections out of sight without a layout; asking for a place
 * inside one would lay it out, so its section is asked first.
 */
export function below(node) {
  const section = node.closest(".book-article > section > section");
  return [section, node].some((asked) => asked && asked.getBoundingClientRect().top >= innerHeight);
}

/** A polite announcer: says the last of a burst of messages, once the reader has stopped moving. */
export function createAnnouncer(region, wait = 700) {
  let timer = 0;
  let last = "";
  return {
    say(text) {
      if (text === last) return;
      last = text;
      clearTimeout(timer);
      timer = setTimeout(() => {
        region.textContent = text;
      }, wait);
    },
    stop: () => clearTimeout(timer),
  };
}
