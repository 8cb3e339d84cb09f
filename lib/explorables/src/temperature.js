// "temperature": logits that can be dragged, their softmax at a temperature, what top-k and top-p leave, and seeded draws.
import { scaleBand, scaleLinear } from "d3-scale";
import { drawKey, drawPanel, hatch, layer } from "./chart.js";
import { LOGITS, TEMPERATURE, drawLogits, entropyText, indexed, logitControls, logitText, temperatureControl, tieText, withSpare } from "./logits.js";
import { draw as sample, keep } from "./sampling.js";
import { entropy, logSoftmax, softmax } from "./softmax.js";
import { fixed, show } from "./text.js";

const DRAWS = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];

export const temperature = {
  name: "temperature",
  title: "Logits, temperature, probabilities",
  invitation: () => "lower T and watch one bar take everything; then make two logits equal and lower it again.",
  schema: {
    logits: LOGITS,
    temperature: TEMPERATURE,
    top_k: { kind: "number", low: 1, high: 8, integer: true, value: 8 },
    top_p: { kind: "number", low: 0.05, high: 1, value: 1 },
    draws: { kind: "number", low: 1, high: 10000, integer: true, value: 100 },
    seed: { kind: "number", low: 0, high: 99, integer: true, value: 0 },
  },
  compute,
  controls,
  height: (width) => (width < 480 ? 480 : 520),
  draw,
  describe,
  readoutTable,
  dataTable,
};

function compute(state, before) {
  const { logits, draws } = state;
  const p = softmax(logits, state.temperature);
  const { q, order, number } = keep(p, state.top_k, state.top_p);
  const counts = sample(q, draws, state.seed);
  // In standard deviations of a count; a token that is certain, or cut, has none.
  const far = q.map((v, i) => (v > 0 && v < 1 ? Math.abs(counts[i] - draws * v) / Math.sqrt(draws * v * (1 - v)) : 0));
  const readouts = { entropy: entropy(q), top: Math.max(...q), kept: number, deviation: Math.max(...far),
    "softmax.entropy": entropy(p), "softmax.top": Math.max(...p) };
  logits.forEach((_, i) => Object.assign(readouts, { [`probability.${i + 1}`]: q[i], [`drawn.${i + 1}`]: counts[i] }));
  const split = number < p.length && p[order[number - 1]] === p[order[number]] ? [order[number - 1], order[number]] : null;
  return { p, q, number, counts, split, readouts, spare: withSpare(logits, before) };
}

function controls(state, change, result) {
  const most = state.logits.length;
  const nearest = DRAWS.reduce((best, n, i) => (Math.abs(Math.log(n / state.draws)) < Math.abs(Math.log(DRAWS[best] / state.draws)) ? i : best), 0);
  return [
    temperatureControl(state, change),
    ...logitControls(state, change, result?.spare),
    { id: "top_k", kind: "range", label: "Top-k: keep the k largest", low: 1, high: most, step: 1, value: Math.min(state.top_k, most),
      format: (k) => (k < most ? String(k) : `all ${most}`), change: (k) => change({ top_k: k < most ? k : 8 }) },
    { id: "top_p", kind: "range", label: "Top-p: keep this much", low: 0.05, high: 1, step: 0.01, value: state.top_p,
      format: (v) => (v < 1 ? fixed(v, 2) : "all"), change: (top_p) => change({ top_p }) },
    { id: "draws", kind: "range", label: "Draws", low: 0, high: DRAWS.length - 1, step: 1, value: nearest,
      format: () => String(state.draws), change: (i) => change({ draws: DRAWS[i] }) },
    { id: "seed", kind: "range", label: "Seed of the draws", low: 0, high: 99, step: 1, value: state.seed, format: String,
      change: (seed) => change({ seed }) },
  ];
}

const cuts = ({ p, number }) => number < p.length;

function draw(root, result, { width, height, state, change }) {
  const { p, q, counts, readouts } = result;
  const narrow = width < 480;
  const upper = { left: 34, top: 28, width: width - 40, height: narrow ? 140 : 170 };
  const lower = { ...upper, top: upper.top + upper.height + 46 };
  lower.height = height - lower.top - (narrow ? 88 : 72);
  const x = scaleBand(p.map((_, i) => i), [upper.left, upper.left + upper.width]);
  const centre = drawLogits(root, upper, x, state, change, { title: "Logits: drag the ends", axis: false });
  const y = scaleLinear([0, 1.14], [lower.top + lower.height, lower.top]);
  const group = drawPanel(root, "af-shares", lower, { x, y, xTicks: p.map((_, i) => i), yTicks: narrow ? [0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1],
    xFormat: (i) => indexed("p", i), yFormat: String,
    title: `${cuts(result) ? `${narrow ? "Kept" : "After the cut"},` : "Softmax at"} T = ${show(state.temperature, 3)}` });
  group.classed("af-columns", true);
  const wide = Math.min(64, 0.68 * x.bandwidth());
  const left = (i) => centre(i) - wide / 2;
  const box = (bars) => bars.attr("x", (v, i) => left(i)).attr("width", wide).attr("y", (v) => y(v)).attr("height", (v) => y(0) - y(v));
  box(layer(group.node(), "af-kept").selectAll("rect").data(q).join("rect"));
  box(layer(group.node(), "af-cut").selectAll("rect").data(p.map((v, i) => (q[i] ? 0 : v))).join("rect"))
    .attr("fill", hatch(root, "cut")).attr("class", "af-outlined");
  layer(group.node(), "af-before").selectAll("path").data(p).join("path")
    .attr("d", (v, i) => (cuts(result) && q[i] ? `M${left(i) - 4} ${y(v)}h${wide + 8}` : null));
  const level = y(1 / p.length);
  layer(group.node(), "af-uniform", "path").attr("d", `M${lower.left} ${level}h${lower.width}`);
  layer(group.node(), "af-drawn").selectAll("path").data(counts).join("path")
    .attr("d", (n, i) => (q[i] ? diamond(centre(i), y(n / state.draws)) : null));
  layer(group.node(), "af-values").selectAll("text").data(q).join("text").attr("class", "af-halo").attr("text-anchor", "middle")
    .attr("x", (v, i) => centre(i)).attr("y", (v, i) => y(Math.max(v, q[i] ? counts[i] / state.draws : p[i])) - 9)
    .text((v) => (v ? shareText(v, x.bandwidth()) : "cut"));
  layer(group.node(), "af-entropy", "text").attr("class", "af-entropy af-halo").attr("text-anchor", "end")
    .attr("x", lower.left + lower.width).attr("y", lower.top - 10).text(narrow ? `${fixed(readouts.entropy, 3)} nats` : `entropy ${entropyText(readouts.entropy)}`);
  const last = drawKey(root, [
    { mark: "af-drawn", path: diamond(8, 0), text: `share of ${state.draws} draws` },
    { mark: "af-uniform", path: "M0 0h16", text: `1/${p.length}` },
    ...(cuts(result) ? [{ mark: "af-before", path: "M0 0h16", text: "before the cut" },
      { mark: "af-cut", path: "M2 -5h12v10h-12z", text: "cut", fill: hatch(root, "cut") }] : []),
  ], { left: lower.left, top: lower.top + lower.height + 40, width: lower.width });
  layer(root, "af-remark", "text").attr("class", "af-remark af-note").attr("x", lower.left).attr("y", last + 20).text(remark(result, state));
}

const diamond = (x, y) => `M${x - 6} ${y}l6 -6l6 6l-6 6z`;

/** A probability in a column that is `room` pixels wide. */
function shareText(v, room) {
  const places = room < 44 ? 2 : 3;
  return v < 0.5 * 10 ** -places ? "≈ 0" : fixed(v, places);
}

/** What a reader could take for an accident: logits that tie, and a cut between two that do. */
function remark({ split }, { logits }) {
  const tie = tieText(logits);
  if (split) return `${indexed("z", split[0])} = ${indexed("z", split[1])}, and only the first is kept`;
  return tie && `${tie} and share, at every T`;
}

function describe(result, state) {
  const { p, q, counts, readouts } = result;
  const list = (values, text) => values.map(text).join(", ");
  const said = remark(result, state);
  const kept = cuts(result) ? `Top-k ${state.top_k} and top-p ${show(state.top_p, 3)} keep ${readouts.kept} of ${p.length} tokens; `
    + `sampled from ${list(q, (v) => show(v, 3))}.` : `Top-k ${Math.min(state.top_k, p.length)} and top-p ${show(state.top_p, 3)} keep all ${p.length} tokens.`;
  return `Logits ${list(state.logits, logitText)} at T = ${show(state.temperature, 3)}: probabilities ${list(p, (v) => show(v, 3))}. ${kept} `
    + `Entropy ${entropyText(readouts.entropy)}, top probability ${show(readouts.top, 3)}. `
    + `${state.draws} draws with seed ${state.seed} gave ${list(counts, String)}.${said ? ` ${said}.` : ""}`;
}

function readoutTable({ p, q, counts, readouts }, { logits, draws, temperature: T }) {
  return {
    caption: `Entropy ${entropyText(readouts.entropy)} (at most ${fixed(Math.log(p.length), 3)} nats); top probability ${show(readouts.top)}; `
      + `counts within ${fixed(readouts.deviation, 2)} standard deviations of the expected ones`,
    columns: ["token", "logit", `softmax, T = ${show(T, 3)}`, "sampled from", "expected", `of ${draws} drawn`],
    rows: p.map((v, i) => [String(i + 1), logitText(logits[i]), show(v), q[i] ? show(q[i]) : "cut", show(draws * q[i]), String(counts[i])]),
  };
}

function dataTable({ p, q }, { logits, temperature: T }) {
  const logs = logSoftmax(logits, T);
  return {
    caption: "Each token's logit, probability and logarithm of the probability, before and after the cut",
    columns: ["token", "logit z", "z/T", "softmax(z/T)", "log softmax(z/T)", "after the cut"],
    rows: p.map((v, i) => [String(i + 1), logitText(logits[i]), show(logits[i] / T), show(v, 6), show(logs[i], 6), show(q[i], 6)]),
  };
}
