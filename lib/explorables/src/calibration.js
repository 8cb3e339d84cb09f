// "calibration": the reliability diagram of a classifier that was really trained, its logits divided by a temperature.
import { scaleLinear } from "d3-scale";
import { drawPanel, layer, pathOf } from "./chart.js";
import { fitTemperature, judge } from "./reliability.js";
import { data, stored } from "./stored_logits.js";
import { fixed, percent, show } from "./text.js";

const MODELS = {
  overconfident: "boasting: 3 rows of pixels",
  underconfident: "shy: labels smoothed",
};

export const calibration = {
  name: "calibration",
  needs: { script: "calibration_data.js", read: data },
  title: "Does it keep its word?",
  invitation: () => "move T until the dots lie on the line, then compare with T*. Which number never moves?",
  schema: {
    model: { kind: "choice", options: Object.keys(MODELS), value: "overconfident" },
    temperature: { kind: "number", low: 0.1, high: 10, value: 1 },
    bins: { kind: "number", low: 2, high: 30, integer: true, value: 10 },
  },
  compute,
  controls,
  height: (width) => upper(width) + 190,
  draw,
  describe,
  readoutTable,
  dataTable,
};

// What depends on the network alone is found once; what depends on the bins too is kept while only T moves.
function compute(state, before) {
  const test = stored(state.model, "test");
  const same = before?.model === state.model;
  const best = same ? before.best : fitTemperature(stored(state.model, "validation"));
  const kept = same && before.bins === state.bins;
  const now = { name: "now", temperature: state.temperature, ...judge(test, state.temperature, state.bins) };
  const trained = kept ? before.trained : { name: "as trained", temperature: 1, ...judge(test, 1, state.bins) };
  const fitted = kept ? before.fitted : { name: "T*", temperature: best, ...judge(test, best, state.bins) };
  const readouts = { best_temperature: best };
  for (const [prefix, run] of [["", now], ["trained.", trained], ["best.", fitted]]) {
    for (const key of ["accuracy", "confidence", "nll", "ece"]) readouts[prefix + key] = run[key];
  }
  return { model: state.model, bins: state.bins, best, now, trained, fitted, count: test.labels.length, readouts };
}

function controls(state, change, { best }) {
  return [
    { id: "temperature", kind: "range", label: "Temperature T", low: 0.1, high: 10, log: true, value: state.temperature,
      format: (v) => show(v, 3), change: (temperature) => change({ temperature }) },
    { id: "best", kind: "button", label: `Set T to T* = ${show(best, 3)}`, change: () => change({ temperature: best }) },
    { id: "bins", kind: "range", label: "Bins of confidence", low: 2, high: 30, step: 1, value: state.bins, format: String,
      change: (bins) => change({ bins }) },
    { id: "model", kind: "select", label: "Network", value: state.model,
      options: Object.entries(MODELS).map(([value, label]) => ({ value, label })), change: (model) => change({ model }) },
  ];
}

const upper = (width) => Math.min(380, Math.max(220, 0.72 * width));
const TENTHS = [0, 0.2, 0.4, 0.6, 0.8, 1];

function draw(root, { now, trained, count }, { width, state }) {
  const box = { left: 44, top: 30, width: width - 62, height: upper(width) };
  const x = scaleLinear([0, 1], [box.left, box.left + box.width]);
  const y = scaleLinear([0, 1], [box.top + box.height, box.top]);
  const format = (v) => show(v, 2);
  const group = drawPanel(root, "af-reliability", box, { x, y, xTicks: TENTHS, yTicks: TENTHS, xFormat: format, yFormat: format,
    title: "Share of right answers", xTitle: "confidence →" });
  const filled = now.groups.filter((one) => one.count);
  layer(group.node(), "af-shares").selectAll("rect").data(filled, (one) => one.from).join("rect")
    .attr("x", (one) => x(one.from) + 1).attr("width", (one) => x(one.to) - x(one.from) - 2)
    .attr("y", (one) => y(one.accuracy)).attr("height", (one) => y(0) - y(one.accuracy));
  note(group, "af-shy", "shy: more often right", "than it says", x(0) + 10, y(1) + 22, "start");
  note(group, "af-boasting", "boasting: less often", "right than it says", x(1) - 10, y(0) - 26, "end");
  layer(group.node(), "af-word", "path").attr("d", `M${x(0)} ${y(0)}L${x(1)} ${y(1)}`);
  drawGhost(group, trained, x, y, state.temperature !== 1);
  // From what was right to what was claimed: up or down to the line.
  layer(group.node(), "af-gaps").selectAll("path").data(filled, (one) => one.from).join("path").attr("class", "af-gap")
    .attr("d", (one) => `M${x(one.confidence)} ${y(one.accuracy)}V${y(one.confidence)}`);
  // The more answers, the larger the dot: so much its gap counts in the calibration error.
  layer(group.node(), "af-answers").selectAll("circle").data(filled, (one) => one.from).join("circle").attr("r", (one) => 3 + 6 * Math.sqrt(one.count / count))
    .attr("class", "af-dot af-dot-1").attr("cx", (one) => x(one.confidence)).attr("cy", (one) => y(one.accuracy));
  drawCounts(root, now.groups, x, { ...box, top: box.top + box.height + 84, height: 56 }, count);
}

function note(group, name, first, second, x, y, anchor) {
  const text = layer(group.node(), name, "text").attr("class", `${name} af-note af-halo`).attr("text-anchor", anchor);
  text.selectAll("tspan").data([first, second]).join("tspan").attr("x", x).attr("y", (line, i) => y + 16 * i).text((line) => line);
}

function drawGhost(group, { groups }, x, y, shown) {
  const points = shown ? groups.filter((one) => one.count).map((one) => [one.confidence, one.accuracy]) : [];
  layer(group.node(), "af-ghost", "path").attr("class", "af-ghost af-line af-line-2").attr("d", pathOf(points, x, y));
  layer(group.node(), "af-ghost-dots").selectAll("circle").data(points).join("circle").attr("r", 3.5)
    .attr("class", "af-dot-open af-dot-2").attr("cx", (p) => x(p[0])).attr("cy", (p) => y(p[1]));
  layer(group.node(), "af-ghost-name", "text").attr("class", "af-ghost-name af-halo").attr("x", x(0)).attr("y", y(0) + 34).text(shown ? "○ as trained  ● now" : "● as trained");
}

function drawCounts(root, groups, x, box, count) {
  const most = Math.max(...groups.map((one) => one.count));
  const y = scaleLinear([0, most], [box.top + box.height, box.top]);
  const group = drawPanel(root, "af-counts", box, { x, y, xTicks: TENTHS, yTicks: [0, most], xFormat: (v) => show(v, 2),
    title: `Answers, ${count} in all`, xTitle: "" });
  layer(group.node(), "af-count-bars").selectAll("rect").data(groups).join("rect").attr("class", "af-fill af-fill-1")
    .attr("x", (one) => x(one.from) + 1).attr("width", (one) => Math.max(0, x(one.to) - x(one.from) - 2))
    .attr("y", (one) => y(one.count)).attr("height", (one) => y(0) - y(one.count));
}

function describe({ now, best, bins }, state) {
  const gap = now.confidence - now.accuracy;
  const verdict = Math.abs(gap) < 0.01 ? "on average it keeps its word" : gap > 0 ? "it boasts" : "it is shy";
  return `At temperature ${show(state.temperature, 3)} the ${state.model} network is right in ${percent(now.accuracy)} of the answers and `
    + `claims ${percent(now.confidence)} on average: ${verdict}. The calibration error with ${bins} bins is ${fixed(now.ece, 3)}, `
    + `the NLL ${fixed(now.nll, 3)}. T* is ${show(best, 3)}.`;
}

function readoutTable({ now, trained, fitted, bins, count }) {
  return {
    caption: `On ${count} digits it was not trained on; T* has the least NLL on 400 other digits`,
    columns: ["logits", "temperature T", "accuracy", "mean confidence", "NLL", `ECE, ${bins} bins`],
    rows: [now, trained, fitted].map((run) => [run.name, show(run.temperature, 3),
      ...["accuracy", "confidence", "nll", "ece"].map((key) => fixed(run[key], 3))]),
  };
}

function dataTable({ now }) {
  return {
    caption: "The bins at the present temperature",
    columns: ["confidence above", "up to", "answers", "mean confidence", "share right", "gap"],
    rows: now.groups.map((one) => [show(one.from, 3), show(one.to, 3), String(one.count), show(one.confidence, 3), show(one.accuracy, 3),
      show(one.confidence - one.accuracy, 2)]),
  };
}
