// "gradient_flow": what really happens to a gradient on its way back through a deep network, weights included.
import { line } from "d3-shape";
import { scaleLinear } from "d3-scale";
import { ACTIVATIONS, NAMES, bind, steepest } from "./activations.js";
import { drawEndLabels, drawPanel, layer } from "./chart.js";
import { drawable, logScale, place, sizeText, sizes } from "./log_axis.js";
import { BATCH, DEEPEST, WIDTH, createSource, flow } from "./passes.js";
import { fixed, show, superscript } from "./text.js";

const SCHEMES = { xavier: "Xavier", he: "He", lecun: "LeCun", sigma: "a fixed σ" };
// Standard deviation of a weight between two layers of WIDTH units, before the gain.
const DEVIATION = {
  xavier: () => Math.sqrt(2 / (WIDTH + WIDTH)), he: () => Math.sqrt(2 / WIDTH), lecun: () => Math.sqrt(1 / WIDTH),
  sigma: (sigma) => sigma,
};

export const gradientFlow = {
  name: "gradient_flow",
  title: "A gradient on its way back",
  invitation: ({ activations: [first] }) => `raise the gain, which multiplies all weights. How much of the ${first} network’s gradient arrives at layer 1 now, `
    + "although no slope has grown?",
  schema: {
    activations: { kind: "choices", options: NAMES, most: 2, value: ["sigmoid", "tanh"] },
    params: { kind: "params", value: {} },
    depth: { kind: "number", low: 1, high: DEEPEST, integer: true, value: 20 },
    scheme: { kind: "choice", options: Object.keys(SCHEMES), value: "xavier" },
    sigma: { kind: "number", low: 0.01, high: 1, value: 0.125 },
    gain: { kind: "number", low: 0.1, high: 20, value: 1 },
    seed: { kind: "number", low: 0, high: 99, integer: true, value: 0 },
  },
  compute,
  controls,
  height: (width) => (width < 560 ? 590 : 330),
  draw,
  describe,
  readoutTable,
  dataTable,
};

let source = null;

function compute(state, before) {
  if (source?.seed !== state.seed) source = createSource(state.seed);
  const deviation = state.gain * DEVIATION[state.scheme](state.sigma);
  const runs = state.activations.map((name) => {
    const key = JSON.stringify([name, state.params[name], state.depth, deviation, state.seed]);
    const kept = before?.runs.find((run) => run.key === key);
    return kept ?? { key, ...run(bind(name, state.params[name]), state.depth, deviation) };
  });
  const readouts = {};
  runs.forEach((one, i) => {
    const own = { ratio: one.ratio, bound: one.bound, per_layer: one.perLayer, size: one.size.at(-1) };
    for (const [name, number] of Object.entries(own)) {
      readouts[`${one.name}.${name}`] = number;
      if (!i) readouts[name] = number;
    }
  });
  return { runs, readouts, deviation };
}

const slopes = new Map();

/** max |f′|, found once for each activation and choice of its parameters. */
function largestSlope(activation) {
  if (!slopes.has(activation.key)) slopes.set(activation.key, steepest(activation));
  return slopes.get(activation.key);
}

function run(activation, depth, deviation) {
  const { gradient, size } = flow(source, activation, depth, deviation);
  const last = gradient[depth - 1];
  const relative = Array.from(gradient, (value) => value / last);
  const slope = largestSlope(activation);
  const ratio = relative[0];
  return {
    name: activation.name, label: activation.label, gradient, size: Array.from(size), relative, slope, ratio,
    bound: slope ** (depth - 1), perLayer: depth > 1 ? ratio ** (1 / (depth - 1)) : 1,
  };
}

function controls(state, change) {
  const picker = (i) => ({
    id: `activation-${i + 1}`, kind: "select", label: i ? "Compared with" : "Activation", swatch: i + 1,
    value: state.activations[i] ?? "",
    options: [...(i ? [{ value: "", label: "nothing" }] : []),
      ...NAMES.filter((name) => name !== state.activations[1 - i]).map((value) => ({ value, label: value }))],
    change: (value) => {
      const activations = [...state.activations];
      if (value) activations[i] = value;
      else activations.length = 1;
      change({ activations });
    },
  });
  const specs = [
    { id: "gain", kind: "range", label: "Gain (factor on every weight)", low: 0.1, high: 20, log: true, value: state.gain,
      format: (v) => show(v, 3), change: (gain) => change({ gain }) },
    { id: "depth", kind: "range", label: "Layers", low: 1, high: DEEPEST, step: 1, value: state.depth,
      format: String, change: (depth) => change({ depth }) },
    { id: "scheme", kind: "select", label: "Initialisation", value: state.scheme,
      options: Object.entries(SCHEMES).map(([value, label]) => ({ value, label })), change: (scheme) => change({ scheme }) },
  ];
  if (state.scheme === "sigma") {
    specs.push({ id: "sigma", kind: "range", label: "σ of a weight", low: 0.01, high: 1, log: true, value: state.sigma,
      format: (v) => show(v, 3), change: (sigma) => change({ sigma }) });
  }
  for (let i = 0; i < 2; i++) {
    specs.push(picker(i));
    const name = state.activations[i];
    for (const [key, param] of Object.entries(ACTIVATIONS[name]?.params ?? {})) {
      specs.push({ id: `param-${name}-${key}`, kind: "range", label: `${name}: ${key}`, low: param.low, high: param.high,
        step: 0.01, value: state.params[name]?.[key] ?? param.value, format: (v) => fixed(v, 2),
        change: (v) => change({ params: { ...state.params, [name]: { ...state.params[name], [key]: v } } }) });
    }
  }
  specs.push({ id: "seed", kind: "range", label: "Seed of the random weights", low: 0, high: 99, step: 1, value: state.seed,
    format: String, change: (seed) => change({ seed }) });
  return specs;
}

function draw(root, { runs }, { width, height, state }) {
  const narrow = width < 560;
  const right = Math.min(narrow ? 100 : 150, 20 + 7.6 * Math.max(8, ...runs.map((one) => one.label.length)));
  const half = narrow ? width : (width - 12) / 2;
  const frameHeight = narrow ? (height - 160) / 2 : height - 76;
  const back = { left: 46, top: 30, width: half - 46 - right, height: frameHeight };
  const forth = narrow ? { ...back, top: 30 + frameHeight + 80 } : { ...back, left: half + 12 + 46 };
  drawBack(root, runs, back, state, narrow);
  drawForth(root, runs, forth, state);
}

function drawBack(root, runs, box, state, narrow) {
  const bounds = runs.map((one) => Array.from({ length: state.depth }, (_, k) => one.slope ** (state.depth - 1 - k)));
  const y = logScale([...runs.flatMap((one) => one.relative), ...bounds.flat()], box);
  const x = layerScale(state.depth, box, true);
  const group = drawPanel(root, "af-back", box, { x, y, ...ticks(state.depth, y),
    title: narrow ? "Gradient ÷ last layer’s" : "Gradient ÷ that of the last layer",
    xTitle: narrow ? "layer, last to first →" : "layer, from the last to the first →" });
  drawLines(group.node(), "af-bounds", bounds, x, y, "af-bound");
  drawLines(group.node(), "af-runs", runs.map((one) => one.relative), x, y, "");
  const labels = runs.flatMap((one, i) => [
    { index: i + 1, key: `run-${i}`, text: one.label, y: place(y, one.ratio, box), strong: true },
    // Two activations with the same largest slope share one bound and one label.
    i && one.slope === runs[0].slope ? null : { index: i + 1, key: `bound-${i}`,
      text: `${narrow ? "" : "slopes: "}${show(one.slope, 3)}${superscript(String(state.depth - 1))}`,
      y: place(y, one.bound, box), strong: false },
  ]).filter(Boolean);
  drawEndLabels(group.node(), labels, { x: box.left + box.width + 2, low: box.top + 4, high: box.top + box.height - 2 });
}

function drawForth(root, runs, box, state) {
  const y = logScale([...runs.flatMap((one) => one.size), 1], box);
  const x = layerScale(state.depth, box, false);
  const group = drawPanel(root, "af-forth", box, { x, y, ...ticks(state.depth, y), title: "Size of the activations (rms)",
    xTitle: "layer →" });
  drawLines(group.node(), "af-runs", runs.map((one) => one.size), x, y, "");
  drawEndLabels(group.node(), runs.map((one, i) => ({ index: i + 1, key: `run-${i}`, text: one.label, strong: true,
    y: place(y, one.size.at(-1), box) })), { x: box.left + box.width + 2, low: box.top + 4, high: box.top + box.height - 2 });
}

const layerScale = (depth, box, backwards) =>
  scaleLinear(backwards ? [Math.max(depth, 2), 1] : [1, Math.max(depth, 2)], [box.left, box.left + box.width]);

function ticks(depth, y) {
  const between = depth <= 8 ? 1 : depth <= 16 ? 4 : depth <= 30 ? 5 : 10;
  const inner = Array.from({ length: depth }, (_, k) => k + 1)
    .filter((l) => l === 1 || l === depth || (l % between === 0 && depth - l > between * 0.6));
  return { xTicks: inner, xFormat: String, yTicks: sizes(y), yFormat: sizeText };
}

function drawLines(group, name, curves, x, y, extra) {
  const path = line().defined((v) => drawable(v)).x((v, k) => x(k + 1)).y((v) => y(v));
  layer(group, name).selectAll("path").data(curves).join("path")
    .attr("class", (d, i) => `af-line af-line-${i + 1} ${extra}`).attr("d", path);
  if (extra) return;
  const dots = curves.flatMap((curve, i) => curve.map((v, k) => ({ v, k, i })).filter((d) => drawable(d.v)));
  layer(group, `${name}-dots`).selectAll("circle").data(dots).join("circle").attr("r", curves[0].length > 30 ? 2 : 3)
    .attr("class", (d) => `af-mark af-dot-${d.i + 1}`).attr("cx", (d) => x(d.k + 1)).attr("cy", (d) => y(d.v));
}

function describe({ runs }, state) {
  const each = runs.map((one) => `${one.label}: the first layer’s gradient is ${show(one.ratio, 3)} of the last’s, `
    + `where slopes alone would allow ${show(one.bound, 3)}`);
  return `${state.depth} layers of ${WIDTH} units, ${SCHEMES[state.scheme]} with gain ${show(state.gain, 3)}. ${each.join("; ")}.`;
}

function readoutTable({ runs, deviation }, state) {
  return {
    caption: `One backward pass, ${BATCH} examples, ${WIDTH} units a layer, weights of standard deviation ${show(deviation, 3)}`,
    columns: ["activation", "gradient, first ÷ last layer", `slopes alone, max|f′|${superscript(String(state.depth - 1))}`,
      "measured, per layer", "activation size, last layer"],
    rows: runs.map((one, i) => [{ text: one.label, swatch: i + 1 }, show(one.ratio, 3), show(one.bound, 3), `× ${show(one.perLayer, 3)}`,
      show(one.size.at(-1), 3)]),
  };
}

function dataTable({ runs }, state) {
  return {
    caption: "Gradient norm ‖∂L/∂z‖ and root mean square of the activations, layer by layer",
    columns: ["layer", ...runs.flatMap((one) => [`${one.label}: gradient`, `${one.label}: size`])],
    rows: Array.from({ length: state.depth }, (_, l) => [String(l + 1),
      ...runs.flatMap((one) => [show(one.gradient[l]), show(one.size[l])])]),
  };
}
