// "zigzag": the same descent with inputs that have a mean and with the mean removed, side by side.
import { scaleLinear } from "d3-scale";
import { clipTo, drawPanel, layer, onDrag, pathOf } from "./chart.js";
import { TARGET, descend, inputs, largestRate } from "./descent.js";
import { fixed, minus, percent, show } from "./text.js";

const EDGE = 3;
const UPDATES = { one: "one example at a time", batch: "whole batch" };

export const zigzag = {
  name: "zigzag",
  title: "Does the path zig-zag?",
  invitation: () => "count: the longer path takes fewer steps, since its steps are longer. Then switch to the whole batch, and raise the learning rate "
    + "until the zig-zag returns.",
  schema: {
    mean: { kind: "number", low: 0, high: 3, value: 2 },
    learning_rate: { kind: "number", low: 0.01, high: 2, value: 0.08 },
    update: { kind: "choice", options: Object.keys(UPDATES), value: "one" },
    start: { kind: "point", low: -EDGE, high: EDGE, value: [-2, 1.5] },
  },
  compute,
  controls,
  height: (width) => (stacked(width) ? 2 * side(width) + 150 : side(width) + 80),
  draw,
  describe,
  readoutTable,
  dataTable,
};

function compute(state) {
  const panels = [
    { key: "given", mean: state.mean, ...descend(state) },
    { key: "centred", mean: 0, ...descend({ ...state, mean: 0 }) },
  ].map((panel) => ({ ...panel, positive: inputs(panel.mean).flat().every((x) => x > 0) }));
  const readouts = {};
  for (const panel of panels) {
    const own = { path_length: panel.length, steps: panel.steps, angle: panel.angle, same_direction: panel.same,
      largest_rate: largestRate(panel.mean) };
    for (const [name, number] of Object.entries(own)) readouts[panel.key === "given" ? name : `centred.${name}`] = number;
  }
  readouts.straight = Math.hypot(state.start[0] - TARGET[0], state.start[1] - TARGET[1]);
  return { panels, readouts };
}

function controls(state, change) {
  const two = (v) => fixed(v, 2);
  return [
    { id: "update", kind: "select", label: "Each step uses", value: state.update,
      options: Object.entries(UPDATES).map(([value, label]) => ({ value, label })), change: (update) => change({ update }) },
    { id: "mean", kind: "range", label: "Mean of both inputs", low: 0, high: 3, step: 0.05, value: state.mean, format: two,
      change: (mean) => change({ mean }) },
    { id: "learning_rate", kind: "range", label: "Learning rate", low: 0.01, high: 2, log: true, value: state.learning_rate,
      format: (v) => show(v, 3), change: (rate) => change({ learning_rate: rate }) },
    ...[0, 1].map((i) => ({ id: `start-${i + 1}`, kind: "range", label: `Start, weight ${i + 1}`, low: -EDGE, high: EDGE, step: 0.05,
      value: state.start[i], format: two, change: (v) => change({ start: i ? [state.start[0], v] : [v, state.start[1]] }) })),
  ];
}

// Two squares side by side, or one above the other.
const stacked = (width) => width < 560;
const side = (width) => Math.min(400, stacked(width) ? width - 40 : (width - 96) / 2);

function draw(root, { panels }, { width, state, change }) {
  const edge = side(width);
  panels.forEach((panel, i) => {
    const shift = stacked(width) ? [0, i * (edge + 72)] : [i * (edge + 56), 0];
    const box = { left: 34 + shift[0], top: 30 + shift[1], width: edge, height: edge };
    drawOne(root, panel, i, box, state, change);
  });
}

function drawOne(root, panel, i, box, state, change) {
  const reach = EDGE + 0.3;
  const x = scaleLinear([-reach, reach], [box.left, box.left + box.width]);
  const y = scaleLinear([-reach, reach], [box.top + box.height, box.top]);
  const ticks = [-3, -2, -1, 0, 1, 2, 3];
  const title = i ? "Mean removed" : `Mean ${fixed(panel.mean, 2)}: ${panel.positive ? "all inputs positive" : "inputs of both signs"}`;
  const group = drawPanel(root, `af-descent-${i + 1}`, box, { x, y, xTicks: ticks, yTicks: ticks, title,
    xFormat: whole, yFormat: whole, xTitle: "weight 1 →", yTitle: "↑ weight 2" });
  const clip = clipTo(root, `${root.getAttribute("aria-labelledby")}-${i}`, box);
  drawValley(layer(group.node(), "af-valley").attr("clip-path", clip), panel, x, y);
  const inside = layer(group.node(), "af-inside").attr("clip-path", clip);
  layer(inside.node(), "af-straight", "path").attr("d", pathOf([state.start, TARGET], x, y));
  layer(inside.node(), "af-path", "path").attr("class", `af-path af-line af-plain af-line-${i + 1}`).attr("d", pathOf(panel.path, x, y));
  layer(inside.node(), "af-steps").selectAll("circle").data(panel.path.slice(1, 121)).join("circle").attr("r", 2.6)
    .attr("class", `af-mark af-dot-${i + 1}`).attr("cx", (w) => x(w[0])).attr("cy", (w) => y(w[1]));
  const [tx, ty] = [x(TARGET[0]), y(TARGET[1])];
  layer(group.node(), "af-target", "path").attr("d", `M${tx - 6} ${ty - 6}l12 12m0 -12l-12 12`);
  label(group, "af-target-name", "minimum", tx + 11, ty + 16, "start");
  label(group, "af-start-name", "start", x(state.start[0]), y(state.start[1]) - 14, "middle");
  label(group, "af-outcome", outcome(panel), box.left + box.width - 8, box.top + 18, "end");
  const handle = layer(group.node(), "af-handle", "circle").attr("r", 8).attr("cx", x(state.start[0])).attr("cy", y(state.start[1]));
  onDrag(handle, root, (u, v) => {
    const snap = (w) => Math.round(Math.min(EDGE, Math.max(-EDGE, w)) * 20) / 20;
    change({ start: [snap(x.invert(u)), snap(y.invert(v))] });
  });
}

const whole = (v) => minus(String(v));

function label(group, name, text, x, y, anchor) {
  layer(group.node(), name, "text").attr("class", `${name} af-halo`).attr("x", x).attr("y", y).attr("text-anchor", anchor).text(text);
}

const outcome = (panel) => (panel.diverged ? "runs away" : panel.steps === null ? "not there yet" : `${panel.steps} steps`);

// Lines of equal loss: ellipses with half-axes in the ratio of the curvatures' square roots, along the diagonals.
function drawValley(layer_, panel, x, y) {
  const unit = x(1) - x(0);
  const narrow = Math.sqrt(1 + 2 * panel.mean * panel.mean);
  layer_.selectAll("ellipse").data([0.5, 1, 1.75, 2.75, 4, 5.5]).join("ellipse")
    .attr("transform", `translate(${x(TARGET[0])},${y(TARGET[1])}) rotate(-45)`)
    .attr("rx", (r) => (r * unit) / narrow).attr("ry", (r) => r * unit);
}

const stepsText = (panel) => (panel.diverged ? "never: it runs away" : panel.steps === null ? "more than 400" : String(panel.steps));

function describe({ panels, readouts }, state) {
  const each = panels.map((panel, i) =>
    `${i ? "mean removed" : `inputs with mean ${fixed(panel.mean, 2)}`}: steps to the minimum ${stepsText(panel)}, `
    + `path length ${show(panel.length, 3)}, on average ${fixed(panel.angle, 0)}° off the straight line`);
  return `Learning rate ${show(state.learning_rate, 3)}, ${UPDATES[state.update]}; `
    + `the straight line is ${show(readouts.straight, 3)} long. ${each.join("; ")}.`;
}

function readoutTable({ panels, readouts }) {
  return {
    caption: `Until the weights are within 0.05 of the minimum; the straight line is ${show(readouts.straight, 3)} long`,
    columns: ["inputs", "steps", "path length", "angle to the straight line", "steps with both weights in the same direction",
      "largest stable rate, whole batch"],
    rows: panels.map((panel, i) => [
      { text: i ? "mean removed" : `mean ${fixed(panel.mean, 2)}`, swatch: `${i + 1} af-plain` }, stepsText(panel),
      show(panel.length, 3), `${fixed(panel.angle, 0)}°`, percent(panel.same), show(largestRate(panel.mean), 3)]),
  };
}

function dataTable({ panels }) {
  const rows = Math.max(...panels.map((panel) => panel.path.length));
  const cell = (panel, k, i) => (panel.path[k] ? show(panel.path[k][i]) : "");
  return {
    caption: "The weights after every step",
    columns: ["step", "weight 1", "weight 2", "mean removed: weight 1", "weight 2"],
    rows: Array.from({ length: rows }, (_, k) =>
      [String(k), ...panels.flatMap((panel) => [cell(panel, k, 0), cell(panel, k, 1)])]),
  };
}
