// "playground": a small network trained in the page. Its boundary, what each unit has learned, and what each layer's gradient is.
import { scaleLinear } from "d3-scale";
import { NAMES } from "./activations.js";
import { clipTo, drawKey, drawPanel, hatch, layer, pathOf } from "./chart.js";
import { CLASS_KEY, COUNT, REACH, SHAPES, drawPoints, points } from "./planar_data.js";
import { fixed, minus, percent, show } from "./text.js";
import { activity, carryOn, createNetwork, evaluate, forward, trainStep } from "./train.js";

const CELLS = 40; // of the plane, on a side; a unit's map has half as many
const EVERY = 25; // steps between points of the curves
const GRID = Float64Array.from({ length: 2 * CELLS * CELLS }, (_, i) => {
  const cell = i % (CELLS * CELLS);
  const at = i < CELLS * CELLS ? cell % CELLS : CELLS - 1 - Math.floor(cell / CELLS);
  return ((2 * at + 1) / CELLS - 1) * REACH;
});
const LIMITS = [0.6, 0.25]; // of |2p − 1| and of a unit's output over its largest

export const playground = {
  name: "playground",
  title: "A network in training",
  invitation: ({ activation }) => (activation === "identity" ? "give it an activation again and watch the boundary bend."
    : "press Play; then choose identity and add layers: the boundary stays a straight line."),
  play: { field: "step", noun: "training step", fastest: 10 },
  schema: {
    data: { kind: "choice", options: Object.keys(SHAPES), value: "circle" },
    activation: { kind: "choice", options: NAMES, value: "tanh" },
    layers: { kind: "number", low: 1, high: 3, integer: true, value: 2 },
    units: { kind: "number", low: 1, high: 8, integer: true, value: 6 },
    learning_rate: { kind: "number", low: 0.001, high: 3, value: 0.3 },
    batch: { kind: "number", low: 1, high: 64, integer: true, value: 32 },
    noise: { kind: "number", low: 0, high: 0.5, value: 0.1 },
    seed: { kind: "number", low: 0, high: 99, integer: true, value: 0 },
    step: { kind: "number", low: 0, high: 3000, integer: true, value: 100 },
  },
  compute,
  controls,
  height: (width, state) => (stacked(width) ? width + state.layers * (width / 8 + 24) + 272 : Math.max(0.46 * width + 86, rows(width, state) + 236)),
  draw,
  describe,
  readoutTable,
  dataTable,
};

function start({ data, activation, layers, units, noise, seed }) {
  const net = createNetwork({ widths: [2, ...Array(layers).fill(units), 1], activation, seed, room: CELLS * CELLS });
  return { net, data: points(data, noise, seed), history: [] };
}

function advance({ net, data, history, step }, state) {
  if (step % EVERY === 0) history.push({ step, ...evaluate(net, data) });
  trainStep(net, data, { rate: state.learning_rate, size: state.batch, seed: state.seed, step });
}

const size = (values) => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);

function compute(state, previous) {
  const run = carryOn(previous, state, start, advance);
  const { net, data } = run;
  const { loss, accuracy } = evaluate(net, data);
  const layers = net.layers.map((one) => ({ n: one.n, gradient: size(one.dW), dead: one.hidden ? activity(one, COUNT).map((unit) => unit.dead) : [] }));
  // Afterwards, for the maps: the layers' own arrays hold the plane's cells until the next step.
  forward(net, GRID, CELLS * CELLS);
  const readouts = { loss, accuracy, dead: layers.flatMap((one) => one.dead).filter(Boolean).length };
  layers.forEach((one, l) => { readouts[`gradient.${l + 1}`] = one.gradient; });
  return { run, layers, curves: [...run.history.filter(({ step }) => step < state.step), { step: state.step, loss, accuracy }], readouts };
}

function controls(state, change) {
  const range = (id, label, low, high, step, format = String) =>
    ({ id, kind: "range", label, low, high, step, value: state[id], format, change: (v) => change({ [id]: v }) });
  const select = (id, label, options) => ({ id, kind: "select", label, value: state[id], options, change: (v) => change({ [id]: v }) });
  return [
    select("data", "Data", Object.entries(SHAPES).map(([value, label]) => ({ value, label }))),
    select("activation", "Activation", NAMES.map((value) => ({ value, label: value }))),
    range("layers", "Hidden layers", 1, 3, 1),
    range("units", "Units in each", 1, 8, 1),
    { id: "learning_rate", kind: "range", label: "Learning rate", low: 0.001, high: 3, log: true, value: state.learning_rate,
      format: (v) => show(v, 2), change: (v) => change({ learning_rate: +v.toPrecision(3) }) },
    range("batch", "Examples in a batch", 1, 64, 1),
    range("noise", "Noise", 0, 0.5, 0.05, (v) => fixed(v, 2)),
    range("seed", "Seed", 0, 99, 1),
    range("step", "Training steps done", 0, 3000, 1),
  ];
}

// Side by side, or one above the other: the plane, the units' maps layer by layer, the curves.
const stacked = (width) => width < 560;
const unitSize = (width) => (stacked(width) ? width / 8 : Math.min(52, (0.5 * width) / 8));
const rows = (width, state) => state.layers * (unitSize(width) + 24);

function draw(root, result, { width, state }) {
  const narrow = stacked(width);
  const side = narrow ? width - 38 : 0.46 * width - 36;
  const box = { left: 30, top: 30, width: side, height: side };
  drawPlane(root, result, box, state);
  const left = narrow ? 4 : 0.46 * width + 14;
  const top = narrow ? side + 76 : 8;
  drawUnits(root, result, { left, top, cell: unitSize(width), negative: hatch(root, "negative") });
  const below = top + rows(width, state);
  drawCurves(root, result, { left: left + 34, top: below + 34, width: width - left - 50, height: 110 });
  drawKey(root, [...CLASS_KEY, { mark: "af-boundary", path: "M0 0h16", text: "boundary" },
    { mark: "af-positive", path: "M2 -6h12v12h-12z", text: "unit > 0" }, { mark: "af-negative", path: "M2 -6h12v12h-12z", text: "< 0", fill: hatch(root, "negative") },
    { mark: "af-unit-dead", path: "M2 -6l12 12M14 -6l-12 12", text: "dead" }],
  { left: 4, top: narrow ? below + 202 : side + 76, width: narrow ? width : 0.46 * width + 8 });
}

/** The cells for which test(value) holds, row by row as rectangles, in units of a cell. */
function cellPath(values, from, every, test) {
  let path = "";
  for (let r = 0; r < CELLS; r += every) {
    let begun = -1;
    for (let c = 0; c <= CELLS; c += every) {
      const inside = c < CELLS && test(values[from + r * CELLS + c]);
      if (inside && begun < 0) begun = c;
      if (inside || begun < 0) continue;
      path += `M${begun} ${r}H${c}v${every}H${begun}z`;
      begun = -1;
    }
  }
  return path;
}

/** Where neighbouring cells are of different classes: the edges between them. */
function boundaryPath(z) {
  let path = "";
  for (let r = 0; r < CELLS; r++) {
    for (let c = 0; c < CELLS; c++) {
      const own = z[r * CELLS + c] > 0;
      if (c + 1 < CELLS && z[r * CELLS + c + 1] > 0 !== own) path += `M${c + 1} ${r}v1`;
      if (r + 1 < CELLS && z[(r + 1) * CELLS + c] > 0 !== own) path += `M${c} ${r + 1}h1`;
    }
  }
  return path;
}

function drawPlane(root, { run }, box, state) {
  const x = scaleLinear([-REACH, REACH], [box.left, box.left + box.width]);
  const y = scaleLinear([-REACH, REACH], [box.top + box.height, box.top]);
  const z = run.net.layers.at(-1).z;
  const ticks = [-2, -1, 0, 1, 2];
  const panel = drawPanel(root, "af-field", box, { x, y, xTicks: ticks, yTicks: ticks, xFormat: (v) => minus(String(v)),
    yFormat: (v) => minus(String(v)), title: `Boundary after step ${state.step}` });
  const inside = layer(panel.node(), "af-inside").attr("clip-path", clipTo(root, `${root.getAttribute("aria-labelledby")}-field`, box));
  const strength = (v) => Math.abs(Math.tanh(v / 2)); // |2σ(v) − 1|
  const levels = [1, 0].flatMap((label) => [...LIMITS, 0].map((low, i) => ({ label, i,
    d: cellPath(z, 0, 1, (v) => v > 0 === (label === 1) && strength(v) >= low && strength(v) <= (LIMITS[i - 1] ?? 1)) })));
  const cells = layer(inside.node(), "af-cells").attr("transform", `translate(${box.left},${box.top})scale(${box.width / CELLS})`);
  cells.selectAll("path").data(levels).join("path").attr("class", ({ label, i }) => `af-cell-${label} af-level-${i}`).attr("d", ({ d }) => d);
  layer(inside.node(), "af-boundary").attr("transform", cells.attr("transform")).selectAll("path").data([boundaryPath(z)]).join("path").attr("d", (d) => d);
  drawPoints(inside.node(), run.data, x, y);
}

function drawUnits(root, { run, layers }, { left, top, cell, negative }) {
  const hidden = layers.slice(0, -1);
  const groups = layer(root, "af-unit-layers").selectAll(".af-unit-layer").data(hidden).join((enter) => {
    const g = enter.append("g").attr("class", "af-unit-layer");
    g.append("text").attr("class", "af-note");
    return g;
  }).attr("transform", (one, l) => `translate(${left},${top + l * (cell + 24)})`);
  groups.select("text").attr("y", 12).text((one, l) => `Layer ${l + 1}: gradient ${show(one.gradient, 2)}, ${one.dead.filter(Boolean).length} dead`);
  const frame = cell - 4;
  const maps = groups.selectAll(".af-unit").data((one, l) => one.dead.map((dead, j) => ({ dead, l, j }))).join((enter) => {
    const g = enter.append("g").attr("class", "af-unit");
    g.append("g").attr("class", "af-map");
    g.append("rect").attr("class", "af-unit-frame");
    g.append("path").attr("class", "af-unit-dead");
    return g;
  }).attr("transform", ({ j }) => `translate(${j * cell},19)`);
  maps.select(".af-unit-frame").attr("width", frame).attr("height", frame);
  maps.select(".af-unit-dead").attr("d", ({ dead }) => (dead ? `M3 3L${frame - 3} ${frame - 3}M${frame - 3} 3L3 ${frame - 3}` : null));
  maps.select(".af-map").attr("transform", `scale(${frame / CELLS})`).selectAll("path").data(({ l, j }) => unitPaths(run.net.layers[l].a, j)).join("path")
    .attr("class", (d, i) => (i < 3 ? `af-cell-2 af-level-${i}` : "af-negative")).attr("fill", (d, i) => (i < 3 ? null : negative)).attr("d", (d) => d);
}

function unitPaths(a, j) {
  const from = j * CELLS * CELLS;
  let most = 0;
  for (let i = from; i < from + CELLS * CELLS; i++) most = Math.max(most, Math.abs(a[i]) || 0);
  const band = (low, high) => cellPath(a, from, 2, (v) => v > low * most && v <= high * most);
  return [band(LIMITS[0], 1), band(LIMITS[1], LIMITS[0]), band(0.01, LIMITS[1]), cellPath(a, from, 2, (v) => v < -0.01 * most)];
}

function drawCurves(root, { curves }, box) {
  const x = scaleLinear([0, Math.max(EVERY, curves.at(-1).step)], [box.left, box.left + box.width]);
  const most = Math.max(1, ...curves.map(({ loss }) => loss).filter(Number.isFinite));
  const y = scaleLinear([0, most], [box.top + box.height, box.top]);
  const panel = drawPanel(root, "af-learning", box, { x, y, xTicks: box.width > 300 ? 5 : 3, yTicks: 3, yFormat: (v) => show(v, 2), xTitle: "training steps",
    title: "Loss, and accuracy (dashed)" });
  const lines = ["loss", "accuracy"].map((key) => pathOf(curves.map((one) => [one.step, one[key]]), x, y));
  layer(panel.node(), "af-curves").selectAll("path").data(lines).join("path").attr("class", (d, i) => `af-line af-line-${i + 1}`).attr("d", (d) => d);
}

const shape = (state) => `${state.layers} hidden layer${state.layers > 1 ? "s" : ""} of ${state.units} ${state.activation} unit${state.units > 1 ? "s" : ""}`;

function describe({ run, layers, readouts }, state) {
  const z = run.net.layers.at(-1).z;
  let ones = 0;
  for (let i = 0; i < CELLS * CELLS; i++) if (z[i] > 0) ones++;
  return `After ${state.step} steps on the data “${SHAPES[state.data]}”, a network with ${shape(state)} gives ${percent(ones / CELLS ** 2)} of the plane to class 1. `
    + `Loss ${show(readouts.loss, 3)}, accuracy ${percent(readouts.accuracy)}. Dead units: ${readouts.dead}. `
    + `Gradients from the first layer to the output: ${layers.map((one) => show(one.gradient, 2)).join(", ")}.`;
}

const layerName = (l, all) => (l + 1 < all.length ? `hidden layer ${l + 1}` : "output");

function readoutTable({ layers, readouts }, state) {
  return {
    caption: `After ${state.step} steps: loss ${show(readouts.loss, 3)}, accuracy ${percent(readouts.accuracy)}`,
    columns: ["layer", "units", "dead", "gradient of its weights (root mean square)"],
    rows: layers.map((one, l) => [layerName(l, layers), String(one.n), String(one.dead.filter(Boolean).length), show(one.gradient, 3)]),
  };
}

function dataTable({ curves }) {
  return {
    caption: `Loss and accuracy every ${EVERY} steps`,
    columns: ["step", "loss", "accuracy"],
    rows: curves.map(({ step, loss, accuracy }) => [String(step), show(loss), percent(accuracy)]),
  };
}
