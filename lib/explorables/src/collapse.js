// "collapse": a grid of the plane pushed through layer 1, an activation and layer 2, and the one layer that comes nearest.
import { scaleLinear } from "d3-scale";
import { select } from "d3-selection";
import { NAMES, bind } from "./activations.js";
import { EDGE, POINTS, affine, collapse as product, nearest, rank } from "./affine.js";
import { clipTo, drawPanel, layer, onDrag, pathOf, spread } from "./chart.js";
import { replaced } from "./state.js";
import { fixed, percent, show } from "./text.js";

const LIMIT = 2;
const entries = (value) => ({ kind: "numbers", low: -LIMIT, high: LIMIT, least: 4, most: 4, value });
const shift = (value) => ({ kind: "point", low: -LIMIT, high: LIMIT, value });

export const collapse = {
  name: "collapse",
  title: "Two layers, or one?",
  invitation: () => "drag the ends of the arrows: without an activation the grid stays a grid, and one layer does the same. "
    + "Then choose relu.",
  schema: {
    activation: { kind: "choice", options: NAMES, value: "identity" },
    W1: entries([1, -0.5, 0.5, 1]),
    b1: shift([0.5, -0.5]),
    W2: entries([1, 0.5, -0.75, 0.75]),
    b2: shift([0, 0.5]),
  },
  compute,
  controls,
  height: (width) => panels(width).height,
  draw,
  describe,
  readoutTable,
  dataTable,
};

// A closed grid: lines along both inputs, both axes, and the quadrant in which both are positive.
const LINES = Array.from({ length: 9 }, (_, k) => -EDGE + k / 2);
const STEPS = Array.from({ length: 65 }, (_, k) => -EDGE + k / 16);
const GRIDS = [
  { name: "af-mesh", lines: LINES.flatMap((c) => [STEPS.map((t) => [t, c]), STEPS.map((t) => [c, t])]) },
  { name: "af-line af-line-2", lines: [STEPS.map((t) => [0, t])] },
  { name: "af-line af-plain af-line-1", lines: [STEPS.map((t) => [t, 0])] },
];
const HALF = STEPS.filter((t) => t >= 0);
const BACK = [...HALF].reverse();
const QUADRANT = [...HALF.map((t) => [t, 0]), ...HALF.map((t) => [EDGE, t]), ...BACK.map((t) => [t, EDGE]), ...BACK.map((t) => [0, t])];
const CORNERS = [[-EDGE, -EDGE], [EDGE, -EDGE], [EDGE, EDGE], [-EDGE, EDGE], [-EDGE, -EDGE]];

function compute(state) {
  const { W1, b1, W2, b2 } = state;
  const { f } = bind(state.activation);
  const [first, second] = [affine(W1, b1), affine(W2, b2)];
  const middle = (point) => first(point).map((z) => f(z));
  const whole = (point) => second(middle(point));
  const one = nearest(whole, state.activation === "identity" ? product(W1, b1, W2, b2) : null);
  const ranks = [W1, W2, one.W].map(rank);
  const readouts = { w11: one.W[0], w12: one.W[1], w21: one.W[2], w22: one.W[3], b1: one.b[0], b2: one.b[1], rank: ranks[2],
    rank_1: ranks[0], rank_2: ranks[1], residual: one.residual, unexplained: one.unexplained };
  return { maps: [(point) => point, middle, whole], one, ranks, readouts };
}

function controls(state, change) {
  const entry = (key, i, label, group) => ({ id: `${key}-${i + 1}`, kind: "range", group, label, low: -LIMIT, high: LIMIT, step: 0.05,
    value: state[key][i], format: (v) => fixed(v, 2), change: (v) => change({ [key]: replaced(state[key], i, v) }) });
  const numbers = [1, 2].flatMap((l) => [0, 1].flatMap((row) => {
    const group = `Layer ${l}: columns of W${"₁₂"[l - 1]}, and b${"₁₂"[l - 1]}`;
    return [entry(`W${l}`, 2 * row, `e₁→${"xy"[row]}`, group), entry(`W${l}`, 2 * row + 1, `e₂→${"xy"[row]}`, group),
      entry(`b${l}`, row, `b ${"xy"[row]}`, group)];
  }));
  return [{ id: "activation", kind: "select", label: "Activation between the layers", value: state.activation,
    options: NAMES.map((value) => ({ value, label: value === "identity" ? "identity (none)" : value })), change: (activation) => change({ activation }) }, ...numbers];
}

// Three squares in a row, or one below the other; the input, which never changes, is the smallest.
function panels(width) {
  const [gap, top] = [34, 30];
  if (width < 560) {
    const edge = Math.min(width - gap - 12, 340);
    const tops = [top, top + 0.5 * edge + 64, top + 1.5 * edge + 140];
    return { height: tops[2] + edge + 42, boxes: tops.map((y, i) => box(gap, y, i ? edge : 0.5 * edge)) };
  }
  const edge = Math.min(340, (width - 3 * gap - 26) / 2.6);
  const lefts = [gap, 2 * gap + 6 + 0.6 * edge, 3 * gap + 12 + 1.6 * edge];
  return { height: top + edge + 42, boxes: lefts.map((x, i) => box(x, top, i ? edge : 0.6 * edge)) };
}
const box = (left, top, edge) => ({ left, top, width: edge, height: edge });

function draw(root, result, { width, state, change }) {
  const { boxes } = panels(width);
  const titles = ["Input", state.activation === "identity" ? "After layer 1" : `After layer 1 and ${state.activation}`, "After layer 2"];
  const arrows = [
    { tail: [0, 0], W: [1, 0, 0, 1], names: ["e₁", "e₂"] },
    { tail: state.b1, W: state.W1, key: 1, names: ["W₁e₁", "W₁e₂"] },
    { tail: state.b2, W: state.W2, key: 2, names: ["W₂e₁", "W₂e₂"] },
  ];
  boxes.forEach((frame, i) => drawPlane(root, i, frame, { ...result, map: result.maps[i] }, titles[i], arrows[i], state, change));
}

// The frame grows in steps: with every pixel of a drag it would make a moving picture unreadable.
const REACHES = [2.5, 3, 4, 5, 7, 10, 16, 25, 48];
const TICKS = { 2.5: 1, 3: 1, 4: 2, 5: 2, 7: 3, 10: 5, 16: 8, 25: 10, 48: 20 };

function drawPlane(root, i, frame, { map, one }, title, arrows, state, change) {
  const grids = GRIDS.map(({ name, lines }) => ({ name, lines: lines.map((points) => bends(points.map(map))) }));
  const tips = [0, 1].map((j) => [arrows.tail[0] + arrows.W[j], arrows.tail[1] + arrows.W[2 + j]]);
  const outline = i === 2 ? CORNERS.map(affine(one.W, one.b)) : [];
  let far = 0;
  for (const points of [...grids[0].lines, tips, outline]) for (const [u, v] of points) far = Math.max(far, Math.abs(u), Math.abs(v));
  const reach = REACHES.find((r) => r >= 1.05 * far) ?? REACHES.at(-1);
  const x = scaleLinear([-reach, reach], [frame.left, frame.left + frame.width]);
  const y = scaleLinear([-reach, reach], [frame.top + frame.height, frame.top]);
  const ticks = [-2, -1, 0, 1, 2].map((k) => k * TICKS[reach]);
  const group = layer(root, `af-plane-${i}`);
  // Axes are most of the work; they are drawn again only when they change.
  const axes = [reach, title, ...Object.values(frame)].join();
  if (group.attr("data-axes") !== axes) {
    drawPanel(root, `af-plane-${i}`, frame, { x, y, xTicks: ticks, yTicks: ticks, xFormat: (v) => show(v), yFormat: (v) => show(v),
      title, xTitle: foot(i, state) });
    group.attr("data-axes", axes);
  }
  const inside = layer(group.node(), "af-inside").attr("clip-path", clipTo(root, `${root.getAttribute("aria-labelledby")}-${i}`, frame));
  layer(inside.node(), "af-quadrant", "path").attr("d", `${pathOf(QUADRANT.map(map), x, y)}Z`);
  layer(inside.node(), "af-grids").selectAll("path").data(grids).join("path").attr("class", (d) => d.name)
    .attr("d", (d) => d.lines.map((points) => pathOf(points, x, y)).join(""));
  layer(inside.node(), "af-single", "path").attr("d", pathOf(outline, x, y));
  if (i === 2) note(group, frame, one.residual ? `one layer misses by ${show(one.residual, 3)}` : "one layer does the same");
  drawArrows(group, arrows, tips, x, y, { root, state, change });
}

// A line's points are equally spaced: where it stays straight, those between add nothing to the picture.
const bends = (points) => points.filter(([u, v], k) => {
  if (!k || k === points.length - 1) return true;
  const [[a, b], [c, d]] = [points[k - 1], points[k + 1]];
  return Math.abs(a + c - 2 * u) + Math.abs(b + d - 2 * v) > 1e-9;
});

const foot = (i, { activation }) => [null, activation === "identity" ? "arrows: W₁’s columns" : `arrows: before ${activation}`, "dotted: the one layer"][i];

function note(group, frame, text) {
  layer(group.node(), "af-outcome", "text").attr("class", "af-outcome af-halo").attr("x", frame.left + frame.width - 6)
    .attr("y", frame.top + 16).attr("text-anchor", "end").text(text);
}

function drawArrows(group, { tail, key, names }, tips, x, y, { root, state, change }) {
  const [tx, ty] = [x(tail[0]), y(tail[1])];
  layer(group.node(), "af-arrows").selectAll("path").data(tips).join("path").attr("class", (d, j) => `af-arrow af-dot-${j + 1}`)
    .attr("d", ([u, v]) => `M${tx} ${ty}L${x(u)} ${y(v)}`);
  const ends = key ? [{ at: tail, name: "af-tail" }, ...tips.map((at, j) => ({ at, name: `af-dot-${j + 1}` }))] : [];
  const handles = layer(group.node(), "af-ends").selectAll("circle").data(ends).join("circle")
    .attr("class", (d) => `af-handle af-end ${d.name}`).attr("r", (d, j) => (j ? 7.5 : 5.5))
    .attr("cx", (d) => x(d.at[0])).attr("cy", (d) => y(d.at[1]));
  // Names after the ends: one end must not hide the other's name.
  const heights = spread(tips.map(([, v]) => y(v) + (y(v) > ty ? 16 : -8)), 15, y.range()[1] + 12, y.range()[0] - 4);
  layer(group.node(), "af-tip-names").selectAll("text").data(tips).join("text").attr("class", "af-halo")
    .attr("x", ([u]) => x(u) + (x(u) < tx ? -11 : 11)).attr("y", (d, j) => heights[j])
    .attr("text-anchor", ([u]) => (x(u) < tx ? "end" : "start")).text((d, j) => names[j]);
  handles.each(function follow(d, j) {
    onDrag(select(this), root, (u, v) => {
      const at = [x.invert(u), y.invert(v)];
      if (!j) change({ [`b${key}`]: at.map(snap) });
      else change({ [`W${key}`]: [0, 1].reduce((W, i) => replaced(W, 2 * i + j - 1, snap(at[i] - tail[i])), state[`W${key}`]) });
    });
  });
}

const snap = (v) => Math.round(Math.min(LIMIT, Math.max(-LIMIT, v)) * 20) / 20;

// Rounding is not shown: 0.1 · 0.5 + 0.05 · (−1) is 0.
const plain = (v) => show(Math.round(v * 1e9) / 1e9, 3);
const pair = (u, v) => `(${plain(u)}, ${plain(v)})`;

function describe({ one, ranks }, { activation }) {
  const layers = activation === "identity" ? "Two layers without an activation" : `Two layers with ${activation} between them`;
  const fit = one.residual
    ? `the nearest single layer misses them by ${show(one.residual, 3)} (root mean square), ${percent(one.unexplained)} of their spread`
    : "a single layer does exactly the same";
  return `${layers}: ${fit}. It sends e₁ along ${pair(one.W[0], one.W[2])}, e₂ along ${pair(one.W[1], one.W[3])} and the origin to `
    + `${pair(...one.b)}; its rank is ${ranks[2]}.`;
}

function readoutTable({ one, ranks }, state) {
  const row = (name, W, b, r, misses) => [name, pair(W[0], W[2]), pair(W[1], W[3]), pair(...b), String(r), misses];
  return {
    caption: `One layer in place of two with ${state.activation} between them; error over ${POINTS} points of the grid`,
    columns: ["layer", "W’s first column", "W’s second column", "bias", "rank of W", "error (RMS)"],
    rows: [row("layer 1", state.W1, state.b1, ranks[0], "–"), row("layer 2", state.W2, state.b2, ranks[1], "–"),
      row("one layer for both", one.W, one.b, ranks[2], show(one.residual, 3))],
  };
}

function dataTable({ maps, one }) {
  const single = affine(one.W, one.b);
  const points = [-2, -1, 0, 1, 2].flatMap((v) => [-2, -1, 0, 1, 2].map((u) => [u, v]));
  return {
    caption: "Where points of the grid go",
    columns: ["input", "after layer 1", "after layer 2", "by the one layer"],
    rows: points.map((point) => [...maps.map((map) => pair(...map(point))), pair(...single(point))]),
  };
}
