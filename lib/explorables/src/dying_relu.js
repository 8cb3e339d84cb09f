// "dying_relu": 32 hidden units in training. Which still answer to any of the data, and where their lines have gone.
import { scaleLinear } from "d3-scale";
import { drawKey, drawPanel, clipTo, layer } from "./chart.js";
import { CLASS_KEY, COUNT, REACH, drawPoints, points } from "./planar_data.js";
import { fixed, minus, percent, show } from "./text.js";
import { activity, carryOn, createNetwork, evaluate, trainStep } from "./train.js";
import { bind } from "./activations.js";

const UNITS = 32;
const BATCH = 32;
const PATIENCE = 50;
const KINDS = ["relu", "leaky_relu", "elu", "gelu"];

export const dyingRelu = {
  name: "dying_relu",
  title: "Units that die in training",
  invitation: () => "under “Switch now” choose elu or leaky_relu, press Play, and see which crossed-out units come back.",
  play: { field: "step", noun: "training step", fastest: 3 },
  schema: {
    activation: { kind: "choice", options: KINDS, value: "relu" },
    learning_rate: { kind: "number", low: 0.01, high: 5, value: 2 },
    bias: { kind: "number", low: -3, high: 1, value: -2 },
    scale: { kind: "number", low: 0.1, high: 3, value: 1 },
    batch_norm: { kind: "flag", value: false },
    seed: { kind: "number", low: 0, high: 99, integer: true, value: 2 },
    then: { kind: "choice", options: ["same", ...KINDS], value: "same" },
    switch_step: { kind: "number", low: 0, high: 1000, integer: true, value: 100 },
    step: { kind: "number", low: 0, high: 1000, integer: true, value: 100 },
  },
  compute,
  controls,
  height: (width) => (stacked(width) ? 4 * tile(width) + width + 124 : half(width) + 74),
  draw,
  describe,
  readoutTable,
  dataTable,
};

const inUse = (state, step) => (state.then === "same" || step < state.switch_step ? state.activation : state.then);

function start(state) {
  const net = createNetwork({ widths: [2, UNITS, 1], activation: state.activation, seed: state.seed, scale: state.scale, bias: state.bias,
    norm: state.batch_norm, room: COUNT });
  return { net, data: points("spiral", 0.1, state.seed), quiet: new Int32Array(UNITS), silent: null };
}

/** At the switch: the new activation, and a note of who was silent. */
function useAt(run, state) {
  if (state.then === "same" || run.silent || run.step < state.switch_step) return;
  evaluate(run.net, run.data);
  run.silent = activity(run.net.layers[0], COUNT).map(({ share }) => share === 0);
  run.net.act = bind(state.then);
}

function advance(run, state) {
  useAt(run, state);
  trainStep(run.net, run.data, { rate: state.learning_rate, size: BATCH, seed: state.seed, step: run.step });
  activity(run.net.layers[0], BATCH).forEach(({ dead }, j) => { run.quiet[j] = dead ? run.quiet[j] + 1 : 0; });
}

function compute(state, previous) {
  const run = carryOn(previous, state, start, advance);
  useAt(run, state);
  const { loss, accuracy } = evaluate(run.net, run.data);
  const [hidden] = run.net.layers;
  const units = activity(hidden, COUNT).map((unit, j) => {
    // With batch normalisation the line is that of the normalised sum, over all the data.
    const factor = hidden.norm ? hidden.gamma[j] * hidden.inverse[j] : 1;
    const shift = hidden.norm ? hidden.beta[j] - factor * hidden.mean[j] : 0;
    return { ...unit, line: [factor * hidden.W[2 * j], factor * hidden.W[2 * j + 1], factor * hidden.b[j] + shift],
      revived: Boolean(run.silent?.[j]) && unit.share > 0 };
  });
  const count = (test) => units.filter(test).length;
  const readouts = { dead: count((unit) => unit.dead), dead_50: run.quiet.filter((steps) => steps >= PATIENCE).length,
    silent: count((unit) => unit.share === 0), revived: count((unit) => unit.revived), loss, accuracy };
  return { run, units, activation: inUse(state, state.step), readouts };
}

function controls(state, change) {
  const select = (id, label, options, to) => ({ id, kind: "select", label, value: state[id], options, change: to });
  const kinds = KINDS.map((value) => ({ value, label: value }));
  return [
    { id: "learning_rate", kind: "range", label: "Learning rate", low: 0.01, high: 5, log: true, value: state.learning_rate,
      format: (v) => show(v, 2), change: (v) => change({ learning_rate: +v.toPrecision(3) }) },
    { id: "bias", kind: "range", label: "Initial bias", low: -3, high: 1, step: 0.1, value: state.bias, format: (v) => fixed(v, 1),
      change: (bias) => change({ bias }) },
    { id: "scale", kind: "range", label: "Weight scale, 1 is He’s", low: 0.1, high: 3, step: 0.1, value: state.scale, format: (v) => fixed(v, 1),
      change: (scale) => change({ scale }) },
    select("activation", "Activation", kinds, (activation) => change({ activation })),
    select("then", state.then === "same" ? "Switch now, weights kept" : `Switched at step ${state.switch_step}`,
      [{ value: "same", label: "no switch" }, ...kinds.map(({ value }) => ({ value, label: `to ${value}` }))],
      (then) => change({ then, switch_step: state.then === "same" ? state.step : state.switch_step })),
    { id: "batch_norm", kind: "checkbox", label: "Batch normalisation", value: state.batch_norm, change: (v) => change({ batch_norm: v }) },
    { id: "seed", kind: "range", label: "Seed", low: 0, high: 99, step: 1, value: state.seed, format: String, change: (seed) => change({ seed }) },
    { id: "step", kind: "range", label: "Training steps done", low: 0, high: 1000, step: 1, value: state.step, format: String,
      change: (step) => change({ step }) },
  ];
}

// Tiles and plane side by side, or one above the other.
const stacked = (width) => width < 560;
const half = (width) => (stacked(width) ? width : 0.46 * width);
const tile = (width) => (stacked(width) ? width / 8 : (half(width) - 30) / 4);

function draw(root, result, { width, state }) {
  const narrow = stacked(width);
  const size = { width: (narrow ? width : 0.5 * width) / 8, height: tile(width) };
  drawTiles(root, result, size);
  const left = narrow ? 30 : width - half(width) + 22;
  const side = narrow ? width - 38 : half(width) - 30;
  const top = narrow ? 4 * size.height + 66 : 30;
  drawPlane(root, result, { left, top, width: side, height: side }, state);
  drawKey(root, [
    { mark: "af-unit-fill", path: "M2 -6h12v12h-12z", text: "share that activates it" },
    { mark: "af-unit-dead", path: "M2 -6l12 12M14 -6l-12 12", text: "dead" },
    { mark: "af-hinge", path: "M0 0h16", text: "a unit is 0 (dashed: dead)" },
    ...CLASS_KEY,
  ], { left: 4, top: top + side + (narrow ? 40 : 46), width: narrow ? width : 0.98 * width });
}

function drawTiles(root, { units }, { width, height }) {
  const group = layer(root, "af-units");
  layer(group.node(), "af-panel-title", "text").attr("x", 2).attr("y", 20).text("Data that activates each unit, in %");
  const [w, h] = [width - 4, height - 4];
  const tiles = group.selectAll(".af-unit").data(units).join((enter) => {
    const g = enter.append("g");
    g.append("rect").attr("class", "af-unit-fill");
    g.append("rect").attr("class", "af-unit-frame");
    g.append("path").attr("class", "af-unit-dead");
    g.append("text").attr("class", "af-halo").attr("text-anchor", "middle");
    return g;
  }).attr("class", (unit) => `af-unit${unit.revived ? " af-unit-revived" : ""}`)
    .attr("transform", (unit, j) => `translate(${2 + width * (j % 8)},${32 + height * Math.floor(j / 8)})`);
  tiles.select(".af-unit-fill").attr("width", w).attr("y", (unit) => h * (1 - unit.share)).attr("height", (unit) => h * unit.share);
  tiles.select(".af-unit-frame").attr("width", w).attr("height", h).attr("rx", 3);
  tiles.select("path").attr("d", (unit) => (unit.dead ? `M4 4L${w - 4} ${h - 4}M${w - 4} 4L4 ${h - 4}` : null));
  // A share that is not quite 0 is not written as 0.
  tiles.select("text").attr("x", w / 2).attr("y", h / 2).attr("dy", "0.35em").text(({ share }) => Math.ceil(100 * share));
}

/** Each unit's line w·x + b = 0 among the data; a dead unit's has left the data behind, and is dashed. */
function drawPlane(root, { units, run }, box, state) {
  const x = scaleLinear([-REACH, REACH], [box.left, box.left + box.width]);
  const y = scaleLinear([-REACH, REACH], [box.top + box.height, box.top]);
  const ticks = [-2, -1, 0, 1, 2];
  const panel = drawPanel(root, "af-lines", box, { x, y, xTicks: ticks, yTicks: ticks, xFormat: (v) => minus(String(v)),
    yFormat: (v) => minus(String(v)), title: `Units’ lines, step ${state.step}` });
  const inside = layer(panel.node(), "af-inside").attr("clip-path", clipTo(root, `${root.getAttribute("aria-labelledby")}-lines`, box));
  layer(inside.node(), "af-hinges").selectAll("path").data(units).join("path")
    .attr("class", (unit) => `af-hinge${unit.dead ? " af-hinge-dead" : ""}`).attr("d", ({ line: [u, v, b] }) => {
      const square = u * u + v * v;
      if (!(square > 0) || !Number.isFinite(square)) return null;
      const [p, q, length] = [(-b * u) / square, (-b * v) / square, (2 * REACH) / Math.sqrt(square)];
      if (Math.hypot(p, q) > 2 * REACH) return null;
      return `M${x(p - v * length)} ${y(q + u * length)}L${x(p + v * length)} ${y(q - u * length)}`;
    });
  drawPoints(inside.node(), run.data, x, y);
}

function describe({ units, activation, readouts }, state) {
  const dead = units.flatMap((unit, j) => (unit.dead ? [j + 1] : []));
  const back = state.then === "same" || state.step < state.switch_step ? ""
    : ` Since the switch at step ${state.switch_step}, ${readouts.revived} silent units have come back.`;
  return `After ${state.step} steps with ${activation}, ${readouts.dead} of ${UNITS} units are dead${dead.length ? `: ${dead.join(", ")}` : ""}. `
    + `${readouts.silent} are activated by no example; the others by ${shares(units)} of the data.${back} `
    + `Loss ${show(readouts.loss, 3)}, accuracy ${percent(readouts.accuracy)}.`;
}

function shares(units) {
  const kept = units.map((unit) => unit.share).filter(Boolean);
  return kept.length ? `${percent(Math.min(...kept))} to ${percent(Math.max(...kept))}` : "none";
}

function readoutTable({ readouts, activation }, state) {
  const row = (name, key) => [name, String(readouts[key]), percent(readouts[key] / UNITS)];
  return {
    caption: `After ${state.step} steps with ${activation}: loss ${show(readouts.loss, 3)}, accuracy ${percent(readouts.accuracy)}`,
    columns: ["units", `of ${UNITS}`, "share"],
    rows: [row("dead: no slope above 0.001", "dead"), row(`dead for the last ${PATIENCE} steps`, "dead_50"),
      row("silent: activated by no example", "silent"), row("silent at the switch, active now", "revived")],
  };
}

function dataTable({ units }) {
  return {
    caption: "The 32 units, on all 200 examples",
    columns: ["unit", "share of the data that activates it", "largest slope", "weights", "bias"],
    rows: units.map(({ share, largest, line: [u, v, b], dead }, j) => [
      `${j + 1}${dead ? ", dead" : ""}`, percent(share), show(largest, 3), `${show(u, 3)}, ${show(v, 3)}`, show(b, 3)]),
  };
}
