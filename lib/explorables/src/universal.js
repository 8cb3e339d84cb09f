// "universal": K hidden units with random inner weights fit a target as well as they can; the error against K beside it.
import { scaleLinear, scaleLog } from "d3-scale";
import { NAMES, bind } from "./activations.js";
import { clipTo, drawEndLabels, drawPanel, layer, onDrag, pathOf } from "./chart.js";
import { drawable, logScale, place, sizeText, sizes } from "./log_axis.js";
import { MOST, XS, createBasis, project } from "./random_features.js";
import { replaced } from "./state.js";
import { fixed, show } from "./text.js";

const HIGH = 1.5;
const KNOTS = 17;
const POLYNOMIALS = { square: { f: (x) => x * x, label: "x²" }, cube: { f: (x) => x * x * x, label: "x³" } };
const UNITS = [...NAMES, ...Object.keys(POLYNOMIALS)];
const TARGETS = {
  sine: { label: "sine: sin(3πx)", f: (x) => Math.sin(3 * Math.PI * x) },
  step: { label: "step: from −1 to 1", f: (x) => (x < 0 ? -1 : 1) },
  abs: { label: "abs: |x|", f: Math.abs },
  bump: { label: "bump: exp(−16x²)", f: (x) => Math.exp(-16 * x * x) },
  drawn: { label: "drawn by hand" },
};
const ERRORS = { rms: "root mean square", sup: "largest" };

export const universal = {
  name: "universal",
  title: "How well can K hidden units fit?",
  invitation: () => "add units and watch both fits; then draw a curve of your own into the first picture, or give the other fit another activation.",
  schema: {
    target: { kind: "choice", options: Object.keys(TARGETS), value: "sine" },
    units: { kind: "number", low: 1, high: MOST, integer: true, value: 16 },
    activation: { kind: "choice", options: UNITS, value: "tanh" },
    compared_with: { kind: "choice", options: UNITS, value: "cube" },
    error: { kind: "choice", options: Object.keys(ERRORS), value: "rms" },
    seed: { kind: "number", low: 0, high: 99, integer: true, value: 0 },
    knot: { kind: "number", low: 1, high: KNOTS, integer: true, value: 9 },
    knots: { kind: "numbers", low: -HIGH, high: HIGH, least: KNOTS, most: KNOTS,
      value: [0, 0.2, 0.5, 0.8, 1, 0.8, 0.3, -0.3, -0.6, -0.6, -0.3, 0.3, 0.8, 1, 0.8, 0.4, 0] },
  },
  compute,
  controls,
  height: (width) => (width < 560 ? 640 : 380),
  draw,
  describe,
  readoutTable,
  dataTable,
};

const knotX = (i) => (2 * i) / (KNOTS - 1) - 1;

/** Straight lines from knot to knot. */
function drawn(knots) {
  return (x) => {
    const at = ((x + 1) * (KNOTS - 1)) / 2;
    const i = Math.min(KNOTS - 2, Math.floor(at));
    return knots[i] + (at - i) * (knots[i + 1] - knots[i]);
  };
}

const targetOf = (state) => TARGETS[state.target].f ?? drawn(state.knots);
const unitOf = (name) => POLYNOMIALS[name] ?? bind(name);

// The basis belongs to activation and seed; the fits of all K belong to basis and target. K alone computes nothing.
function compute(state, before) {
  const target = JSON.stringify([state.target, state.target === "drawn" && state.knots]);
  const y = before?.target === target ? before.y : XS.map(targetOf(state));
  const readouts = {};
  const fits = [];
  for (const name of [state.activation, state.compared_with]) {
    const key = `${name} ${state.seed}`;
    const known = [...fits, ...(before?.fits ?? [])].find((one) => one.key === key);
    const { f, label } = known ?? unitOf(name);
    const basis = known?.basis ?? createBasis(f, state.seed);
    const all = known?.y === y ? known.all : project(basis, y);
    const one = { key, name, f, label, basis, y, all, rms: all.rms[state.units], sup: all.sup[state.units] };
    const own = { rms: one.rms, sup: one.sup, rms_1: all.rms[1], rms_64: all.rms[MOST] };
    for (const [part, number] of Object.entries(own)) {
      readouts[`${name}.${part}`] = number;
      if (!fits.length) readouts[part] = number;
    }
    fits.push(one);
  }
  return { target, y, fits, readouts };
}

function controls(state, change) {
  const choose = (id, label, options, swatch) => ({ id, kind: "select", label, swatch, value: state[id], options,
    change: (value) => change({ [id]: value }) });
  const words = (table) => Object.entries(table).map(([value, label]) => ({ value, label: label.label ?? label }));
  const units = UNITS.map((value) => ({ value, label: POLYNOMIALS[value]?.label ?? value }));
  const whole = (id, label, low, high) => ({ id, kind: "range", label, low, high, step: 1, value: state[id], format: String,
    change: (value) => change({ [id]: value }) });
  return [
    whole("units", "Hidden units K", 1, MOST),
    choose("target", "Target", words(TARGETS)),
    ...(state.target === "drawn" ? [
      whole("knot", "Point to move, from the left", 1, KNOTS),
      { id: "height", kind: "range", label: "Its height", low: -HIGH, high: HIGH, step: 0.05, value: state.knots[state.knot - 1],
        format: (v) => fixed(v, 2), change: (v) => change({ knots: replaced(state.knots, state.knot - 1, v) }) },
    ] : []),
    choose("activation", "Activation", units, 1),
    choose("compared_with", "Compared with", units, 2),
    choose("error", "Error against K", words(ERRORS)),
    whole("seed", "Seed of the inner weights", 0, 99),
  ];
}

function draw(root, result, { width, height, state, change }) {
  const narrow = width < 560;
  const frameHeight = narrow ? (height - 150) / 2 : height - 76;
  const right = 76;
  const each = narrow ? width - 46 : (width - 104 - right) / 2;
  const left = { left: 40, top: 30, width: narrow ? each : each + 20, height: frameHeight };
  const other = narrow ? { ...left, left: 46, top: 30 + frameHeight + 76, width: width - 46 - right }
    : { ...left, left: left.width + 98, width: each - 22 };
  drawFits(root, result, left, state, change);
  drawErrors(root, result, other, state, change);
}

function drawFits(root, { fits, y: values }, box, state, change) {
  const x = scaleLinear([-1, 1], [box.left, box.left + box.width]);
  const y = scaleLinear([-HIGH - 0.1, HIGH + 0.1], [box.top + box.height, box.top]);
  const group = drawPanel(root, "af-fits", box, { x, y, xTicks: [-1, -0.5, 0, 0.5, 1], yTicks: [-1.5, -1, -0.5, 0, 0.5, 1, 1.5],
    xFormat: (v) => show(v), yFormat: (v) => show(v), title: `Target (broad) and fits, K = ${state.units}`, xTitle: "x →" });
  const inside = layer(group.node(), "af-inside").attr("clip-path", clipTo(root, `${root.getAttribute("aria-labelledby")}-fits`, box));
  const path = (ys) => pathOf(Array.from(ys, (v, i) => [XS[i], v]), x, y);
  layer(inside.node(), "af-aim", "path").attr("d", path(values));
  // The first fit lies on top.
  layer(inside.node(), "af-best").selectAll("path").data([1, 0]).join("path").attr("class", (i) => `af-line af-line-${i + 1}`)
    .attr("d", (i) => path(fits[i].all.fit(state.units)));
  const knots = state.target === "drawn" ? state.knots : [];
  layer(group.node(), "af-knots").selectAll("circle").data(knots).join("circle").attr("cx", (v, i) => x(knotX(i))).attr("cy", (v) => y(v))
    .attr("r", (v, i) => (i + 1 === state.knot ? 7 : 3.5)).classed("af-handle", (v, i) => i + 1 === state.knot);
  const pad = layer(group.node(), "af-pad", "rect").attr("x", box.left).attr("y", box.top).attr("width", box.width).attr("height", box.height)
    .classed("af-paper", true).classed("af-drawing", state.target === "drawn");
  onDrag(pad, root, pen(x, y, state, change), "start drag");
}

/** What follows a pointer over the paper: every knot that it passes takes its height, those between two events too. */
function pen(x, y, state, change) {
  const from = targetOf(state);
  const knots = state.target === "drawn" ? [...state.knots] : Array.from({ length: KNOTS }, (_, i) => snap(from(knotX(i))));
  let last = null;
  return (u, v) => {
    const now = [((Math.min(1, Math.max(-1, x.invert(u))) + 1) * (KNOTS - 1)) / 2, snap(y.invert(v))];
    const [i, height] = last ?? now;
    const nearest = Math.round(now[0]);
    for (let k = Math.ceil(Math.min(i, now[0])); k <= Math.max(i, now[0]); k++) {
      knots[k] = snap(now[0] === i ? now[1] : height + ((k - i) / (now[0] - i)) * (now[1] - height));
    }
    knots[nearest] = now[1];
    last = now;
    change({ target: "drawn", knots: [...knots], knot: nearest + 1 });
  };
}

const snap = (v) => Math.round(Math.min(HIGH, Math.max(-HIGH, v)) * 20) / 20;

function drawErrors(root, { fits }, box, state, change) {
  const curves = fits.map((one) => one.all[state.error].slice(1));
  const x = scaleLog([1, MOST], [box.left, box.left + box.width]);
  const y = logScale(curves.flat(), box);
  const group = drawPanel(root, "af-errors", box, { x, y, xTicks: [1, 2, 4, 8, 16, 32, 64], xFormat: String, yTicks: sizes(y),
    yFormat: sizeText, title: `${state.error === "rms" ? "RMS" : "Largest"} error against K`, xTitle: "hidden units K →" });
  layer(group.node(), "af-curves").selectAll("path").data(curves).join("path").attr("class", (d, i) => `af-line af-line-${i + 1}`)
    .attr("d", (curve) => pathOf(curve.map((v, k) => [k + 1, drawable(v) ? v : NaN]), x, y));
  layer(group.node(), "af-cursor-line", "path").attr("d", `M${x(state.units)} ${box.top}V${box.top + box.height}`);
  layer(group.node(), "af-dots").selectAll("circle").data(curves).join("circle").attr("r", 5).attr("class", (d, i) => `af-dot af-dot-${i + 1}`)
    .attr("cx", x(state.units)).attr("cy", (curve) => place(y, curve[state.units - 1], box));
  drawEndLabels(group.node(), fits.map((one, i) => ({ index: i + 1, text: one.label, y: place(y, curves[i].at(-1), box) })),
    { x: box.left + box.width + 2, low: box.top + 6, high: box.top + box.height - 4 });
  const pad = layer(group.node(), "af-pad", "rect").attr("x", box.left).attr("y", box.top).attr("width", box.width).attr("height", box.height);
  onDrag(pad, root, (u) => change({ units: Math.round(Math.min(MOST, Math.max(1, x.invert(u)))) }), "start drag");
}

const DEGREES = { identity: "a straight line", square: "a polynomial of degree 2", cube: "a polynomial of degree 3" };
const remark = (name) => (DEGREES[name] ? `, ${DEGREES[name]} however many units` : "");

function describe({ fits }, state) {
  const each = fits.map((one) => `${one.label}: root mean square error ${show(one.rms, 3)}, largest ${show(one.sup, 3)}${remark(one.name)}`);
  return `Target ${TARGETS[state.target].label}, K = ${state.units}. ${each.join("; ")}.`;
}

function readoutTable({ fits }, state) {
  return {
    caption: `Best fits on [−1, 1] by hidden units with random inner weights, now K = ${state.units}`,
    columns: ["activation", "error (RMS)", "largest error", "RMS with 1 unit", "RMS with 64 units"],
    rows: fits.map((one, i) => [{ text: one.label, swatch: i + 1 }, show(one.rms, 3), show(one.sup, 3), show(one.all.rms[1], 3),
      show(one.all.rms[MOST], 3)]),
  };
}

function dataTable({ fits }) {
  return {
    caption: "Errors of the best fit by the first K units",
    columns: ["K", ...fits.flatMap((one) => [`${one.label}: RMS`, `${one.label}: largest`])],
    rows: Array.from({ length: MOST }, (_, k) => [String(k + 1), ...fits.flatMap((one) => [show(one.all.rms[k + 1]), show(one.all.sup[k + 1])])]),
  };
}
