// "gate": a unit is x times a gate. The gate, the product, how far it is from GELU, and the coin behind it.
import { scaleLinear } from "d3-scale";
import { bind } from "./activations.js";
import { clipTo, drawKey, drawPanel, layer, onDrag, pathOf } from "./chart.js";
import { uniforms } from "./random.js";
import { minimum, minimumText } from "./shape.js";
import { fixed, minus, show } from "./text.js";

const EDGE = 4;
const SAMPLES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
const POINTS = Array.from({ length: 41 }, (_, i) => (i - 20) / 5);
const CURVE = Array.from({ length: 321 }, (_, i) => (i - 160) / 40);
const CURSOR = POINTS.length; // the stream of the cursor's own coins
const COINS = 20;

// The unit that each gate makes, by its name in the registry.
const UNITS = {
  normal: { text: "GELU: Φ(x)", gate: "Φ(x)", unit: () => bind("gelu") },
  sigmoid: { text: "Swish: σ(βx)", unit: (beta) => bind("swish", { beta }) },
  step: { text: "ReLU: [x > 0]", gate: "[x > 0]", unit: () => bind("relu") },
  tanh: { text: "tanh form of GELU", gate: "tanh form of Φ", unit: () => bind("gelu_tanh") },
  quick: { text: "quick GELU: σ(1.702x)", gate: "σ(1.702x)", unit: () => bind("swish", { beta: 1.702 }) },
};

export const gate = {
  name: "gate",
  title: "x times a gate",
  invitation: ({ samples }) => (samples < 50 ? "each circle is a mean of coins that fall open (1) with the gate’s probability or stay shut (0). Raise their number and watch."
    : "choose Swish and turn β from 0 to 20: from the line x/2 to ReLU."),
  schema: {
    gate: { kind: "choice", options: Object.keys(UNITS), value: "normal" },
    beta: { kind: "number", low: 0, high: 20, value: 1 },
    x: { kind: "number", low: -EDGE, high: EDGE, value: 1 },
    samples: { kind: "number", low: 1, high: 1000, integer: true, value: 20 },
    seed: { kind: "number", low: 0, high: 99, integer: true, value: 0 },
  },
  compute,
  controls,
  height: (width) => (stacked(width) ? 826 : 518),
  draw,
  describe,
  readoutTable,
  dataTable,
};

// The gate's value: what x is multiplied by.
const open = (unit, x) => (x ? unit.f(x) / x : unit.name === "relu" ? 0 : 0.5);

let exact = null;

/** The largest |f − GELU| on [−8, 8] in steps of 0.001, and where. The two sides mirror each other: x ≥ 0 is enough. */
function distance(unit) {
  if (!exact) {
    const { f } = bind("gelu");
    exact = Float64Array.from({ length: 8001 }, (_, i) => f(i / 1000));
  }
  let [size, at] = [0, 0];
  for (let i = 0; i <= 8000; i++) {
    const gap = Math.abs(unit.f(i / 1000) - exact[i]);
    if (gap > size * (1 + 1e-9)) [size, at] = [gap, i / 1000];
  }
  return { size, at };
}

const known = new Map();

/** What does not depend on the coins, kept for the gates that were looked at last. */
function facts(name, beta) {
  const unit = UNITS[name].unit(beta);
  if (!known.has(unit.key)) {
    if (known.size > 40) known.clear();
    known.set(unit.key, { unit, minimum: minimum(unit), distance: distance(unit),
      gates: CURVE.map((x) => [x, open(unit, x)]), products: CURVE.map((x) => [x, unit.f(x)]) });
  }
  return known.get(unit.key);
}

let coins = null;

function compute(state) {
  const { samples, seed, x } = state;
  const chosen = facts(state.gate, state.beta);
  const { unit } = chosen;
  if (coins?.seed !== seed) coins = { seed, streams: [...POINTS, x].map((_, i) => uniforms(1000, seed, i)) };
  const share = (at, stream) => {
    const chance = open(unit, at);
    let count = 0;
    for (let k = 0; k < samples; k++) if (coins.streams[stream][k] < chance) count++;
    return count / samples;
  };
  const shares = POINTS.map((at, i) => share(at, i));
  const value = open(unit, x);
  const masks = Array.from(coins.streams[CURSOR].subarray(0, Math.min(samples, COINS)), (u) => u < value);
  const own = share(x, CURSOR);
  const spread = Math.sqrt(POINTS.reduce((sum, at, i) => sum + (at * shares[i] - unit.f(at)) ** 2, 0) / POINTS.length);
  const [tanh, quick] = [facts("tanh"), facts("quick")];
  const readouts = { gate: value, value: unit.f(x), coin: x * own, spread, minimum: chosen.minimum.value, minimum_at: chosen.minimum.at,
    distance: chosen.distance.size, distance_at: chosen.distance.at, "tanh.distance": tanh.distance.size, "tanh.distance_at": tanh.distance.at,
    "quick.distance": quick.distance.size, "quick.distance_at": quick.distance.at };
  return { ...chosen, shares, masks, own, readouts };
}

function controls(state, change) {
  const nearest = SAMPLES.findLastIndex((n) => n <= state.samples);
  return [
    { id: "samples", kind: "range", label: "Coins at every x", low: 0, high: SAMPLES.length - 1, step: 1, value: nearest,
      format: () => String(state.samples), change: (i) => change({ samples: SAMPLES[i] }) },
    { id: "gate", kind: "select", label: "Unit and its gate", value: state.gate,
      options: Object.entries(UNITS).map(([value, { text }]) => ({ value, label: text })), change: (gate_) => change({ gate: gate_ }) },
    ...(state.gate === "sigmoid" ? [{ id: "beta", kind: "range", label: "β, the gate’s steepness", low: 0, high: 20, step: 0.05, value: state.beta,
      format: (v) => fixed(v, 2), change: (beta) => change({ beta }) }] : []),
    { id: "x", kind: "range", label: "Cursor x", low: -EDGE, high: EDGE, step: 0.05, value: state.x, format: (v) => fixed(v, 2),
      change: (x) => change({ x }) },
    { id: "seed", kind: "range", label: "Seed of the coins", low: 0, high: 99, step: 1, value: state.seed, format: String,
      change: (seed) => change({ seed }) },
  ];
}

// The gate and the product side by side, or one above the other; below them the distance from GELU.
const stacked = (width) => width < 560;
const label = (state) => (state.gate === "sigmoid" ? `σ(${show(state.beta, 3)}x)` : UNITS[state.gate].gate);

function draw(root, result, { width, state, change }) {
  const narrow = stacked(width);
  const half = narrow ? width - 44 : (width - 100) / 2;
  const left = { left: 36, top: 30, width: half, height: 230 };
  const right = narrow ? { ...left, top: 320 } : { ...left, left: half + 92 };
  const strip = { left: 72, top: right.top + right.height + 66, width: width - 80, height: 84 };
  const ticks = [-4, -2, 0, 2, 4];
  const axis = { xTicks: ticks, xFormat: (v) => minus(String(v)), yFormat: (v) => minus(String(v)) };
  const panels = [
    { name: "af-gates", box: left, low: -0.06, high: 1.06, yTicks: [0, 0.5, 1], title: `Gate: ${label(state)}`, points: result.gates,
      other: facts("normal").gates, dots: result.shares, cursor: [result.readouts.gate, result.own] },
    { name: "af-products", box: right, low: -1, high: 4, yTicks: [-1, 0, 1, 2, 3, 4], title: "x times the gate", points: result.products,
      other: facts("normal").products, dots: result.shares.map((v, i) => v * POINTS[i]), cursor: [result.readouts.value, result.readouts.coin] },
  ];
  for (const panel of panels) drawOne(root, panel, axis, state, change);
  drawDistance(root, result, strip, axis, state);
  drawCoins(root, result, state, { left: narrow ? 8 : left.left, top: strip.top + strip.height + 48, narrow });
  drawKey(root, [
    { mark: "af-line af-line-1", path: "M0 0h16", text: label(state) },
    ...(state.gate === "normal" ? [] : [{ mark: "af-line af-bound-line", path: "M0 0h16", text: "Φ(x), GELU" }]),
    ...(state.gate === "normal" ? [{ mark: "af-line af-line-3", path: "M0 0h16", text: "σ(1.702x)" },
      { mark: "af-line af-line-4", path: "M0 0h16", text: "tanh form" }] : []),
    { mark: "af-coin-mean", path: "M8 -4a4 4 0 1 0 .01 0z", text: `mean of ${state.samples} coin${state.samples > 1 ? "s" : ""}` },
  ], { left: narrow ? 8 : left.left, top: strip.top + strip.height + 94, width: width - left.left });
}

function drawOne(root, { name, box, low, high, yTicks, title, points, other, dots, cursor }, axis, state, change) {
  const x = scaleLinear([-EDGE - 0.1, EDGE + 0.1], [box.left, box.left + box.width]);
  const y = scaleLinear([low, high], [box.top + box.height, box.top]);
  const group = drawPanel(root, name, box, { x, y, ...axis, yTicks, title });
  const inside = layer(group.node(), "af-inside").attr("clip-path", clipTo(root, `${root.getAttribute("aria-labelledby")}-${name}`, box));
  layer(inside.node(), "af-reference", "path").attr("d", state.gate === "normal" ? null : pathOf(other, x, y));
  layer(inside.node(), "af-curve", "path").attr("class", "af-curve af-line af-line-1").attr("d", pathOf(points, x, y));
  layer(inside.node(), "af-coin-mean").selectAll("circle").data(dots).join("circle").attr("r", 3)
    .attr("cx", (v, i) => x(POINTS[i])).attr("cy", (v) => y(v));
  const at = x(state.x);
  layer(group.node(), "af-cursor-line", "path").attr("d", `M${at} ${box.top}v${box.height}`);
  layer(group.node(), "af-cursor-dots").selectAll("circle").data(cursor).join("circle").attr("r", 5).attr("cx", at).attr("cy", y)
    .attr("class", (v, i) => (i ? "af-dot af-dot-2 af-dot-open" : "af-dot af-dot-1"));
  // Above and to the left of a point there is room, unless it is at the edge.
  const side = state.x > -2.6 ? -9 : 9;
  layer(group.node(), "af-cursor-value", "text").attr("class", "af-cursor-value af-halo").attr("text-anchor", side < 0 ? "end" : "start")
    .attr("x", at + side).attr("y", box.top + 20).text(show(cursor[0]));
  const pad = layer(group.node(), "af-pad", "rect").attr("x", box.left).attr("y", box.top).attr("width", box.width).attr("height", box.height);
  onDrag(pad, root, (u) => change({ x: Math.round(20 * Math.min(EDGE, Math.max(-EDGE, x.invert(u)))) / 20 }), "start drag");
}

/** unit − GELU, on a scale of its own: the difference that the panels above are too coarse to show. */
function drawDistance(root, { unit, distance: gap }, box, axis, state) {
  const { f } = facts("normal").unit;
  // GELU itself has none; then its two approximations show theirs.
  const exactly = state.gate === "normal";
  const shown = exactly ? [facts("quick"), facts("tanh")] : [{ unit, distance: gap }];
  const curves = shown.map((one) => CURVE.map((u) => [u, one.unit.f(u) - f(u)]));
  const reach = Math.max(...curves[0].map(([, v]) => Math.abs(v)));
  const x = scaleLinear([-EDGE - 0.1, EDGE + 0.1], [box.left, box.left + box.width]);
  const y = scaleLinear([-1.2 * reach, 1.2 * reach], [box.top + box.height, box.top]);
  const group = drawPanel(root, "af-distance", box, { x, y, ...axis, yTicks: [-reach, 0, reach], yFormat: (v) => show(v, 2),
    title: exactly ? "Approximations minus GELU" : "Unit minus GELU" });
  layer(group.node(), "af-curves").selectAll("path").data(curves).join("path")
    .attr("class", (points, i) => (exactly ? `af-line af-line-${3 + i}` : "af-line af-line-1")).attr("d", (points) => pathOf(points, x, y));
  const peaks = shown.flatMap(({ unit: { f: other }, distance: { at } }, i) => (at > EDGE ? [] : [-at, at]).map((u) => [u, other(u) - f(u), i]));
  layer(group.node(), "af-cursor-dots").selectAll("circle").data(peaks).join("circle").attr("r", 4)
    .attr("class", ([, , i]) => `af-dot af-dot-${exactly ? 3 + i : 1}`).attr("cx", ([u]) => x(u)).attr("cy", ([, v]) => y(v));
}

/** The first coins thrown at the cursor: filled where the gate was open. */
function drawCoins(root, { masks, own }, state, { left, top, narrow }) {
  const group = layer(root, "af-coins");
  const many = masks.length < state.samples && !narrow ? `; the first ${masks.length}:` : "";
  layer(group.node(), "af-coins-title", "text").attr("class", "af-coins-title af-note").attr("x", left).attr("y", top)
    .text(`Coins at x = ${fixed(state.x, 2)}: ${Math.round(own * state.samples)} of ${state.samples} open${many}`);
  const step = narrow ? 12.6 : 17;
  group.selectAll("circle").data(masks).join("circle").attr("class", (isOpen) => (isOpen ? "af-coin af-coin-open" : "af-coin"))
    .attr("r", narrow ? 4.6 : 6).attr("cx", (v, i) => left + 7 + step * i).attr("cy", top + 17);
}

function describe({ minimum: least, readouts, masks }, state) {
  const far = state.gate === "normal" ? "" : `, and at most ${show(readouts.distance, 3)} from GELU`;
  return `At x = ${fixed(state.x, 2)} the gate ${label(state)} is ${show(readouts.gate)} open and x times it is ${show(readouts.value)}. `
    + `The mean of ${state.samples} coins with seed ${state.seed} is ${show(readouts.coin, 3)}; over all x the means are `
    + `${show(readouts.spread, 3)} off on average. The first coins: ${masks.map((v) => (v ? "open" : "shut")).join(", ")}. `
    + `Minimum ${minimumText(least)}${far}.`;
}

function readoutTable({ readouts, unit }, state) {
  const names = ["normal", "tanh", "quick"].filter((name) => facts(name).unit.key !== unit.key);
  const rows = [state, ...names.map((name) => ({ gate: name }))].map((one) => [label(one), facts(one.gate, one.beta)]);
  const far = ({ size, at }) => (size ? `${show(size, 3)} at |x| = ${fixed(at, 2)}` : "0");
  return {
    caption: `At x = ${fixed(state.x, 2)}: gate ${show(readouts.gate)}, product ${show(readouts.value)}, mean of the coins ${show(readouts.coin, 3)}; `
      + `means over all x off by ${show(readouts.spread, 3)} (root mean square)`,
    columns: ["gate", "minimum of x times it", "largest distance from GELU on [−8, 8]"],
    rows: rows.map(([name, { minimum: least, distance: gap }], i) => [{ text: name, swatch: i ? 0 : 1 }, minimumText(least), far(gap)]),
  };
}

function dataTable({ unit, shares }) {
  return {
    caption: "The gate, the product and the coins on a grid",
    columns: ["x", "gate", "share of open coins", "x times the gate", "mean of the coins"],
    rows: POINTS.map((x, i) => [fixed(x, 1), show(open(unit, x)), show(shares[i], 3), show(unit.f(x)), show(x * shares[i], 3)]),
  };
}
