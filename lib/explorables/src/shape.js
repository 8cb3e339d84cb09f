// "shape": up to four activations overlaid, f above and f′ below, with a cursor and a saturation threshold.
import { scaleLinear } from "d3-scale";
import { ACTIVATIONS, NAMES, bind } from "./activations.js";
import { clipTo, drawEndLabels, drawPanel, layer, onDrag, pathOf } from "./chart.js";
import { fixed, percent, show } from "./text.js";

export const RANGE = 6;
const CELLS = 4800;

export const shape = {
  name: "shape",
  title: "The function and its slope",
  invitation: ({ functions }) => (functions.length > 1
    ? "move x away from 0 and watch which slope dies first; then overlay another function."
    : "move x and find where the slope is largest; then overlay another function and compare."),
  schema: {
    functions: { kind: "choices", options: NAMES, most: 4, value: ["sigmoid", "tanh"] },
    params: { kind: "params", value: {} },
    x: { kind: "number", low: -RANGE, high: RANGE, value: 3 },
    threshold: { kind: "number", low: 0.0001, high: 1, value: 0.01 },
  },
  compute,
  controls,
  height: (width) => (width < 480 ? 430 : 500),
  draw,
  describe,
  readoutTable,
  dataTable,
};

/** The share of [−6, 6] on which |slope| < threshold, from the midpoints of 4800 equal cells. */
export function flatShare(slope, threshold) {
  let below = 0;
  for (let i = 0; i < CELLS; i++) {
    if (Math.abs(slope(-RANGE + (2 * RANGE * (i + 0.5)) / CELLS)) < threshold) below++;
  }
  return below / CELLS;
}

/** The stretches of [−6, 6] on which |slope| < threshold: [[from, to], …]. */
function flatStretches(slope, threshold) {
  const stretches = [];
  let from = null;
  for (let i = 0; i <= 600; i++) {
    const u = -RANGE + (2 * RANGE * i) / 600;
    const flat = i < 600 && Math.abs(slope(u + RANGE / 600)) < threshold;
    if (flat && from === null) from = u;
    if (!flat && from !== null) {
      stretches.push([from, u]);
      from = null;
    }
  }
  return stretches;
}

/**
 * Where a function is smallest: {value, at, kind}. kind "point": at one x; "flat": on a half-line that ends at `at`;
 * "limit": only approached; "none": it falls without end.
 */
export function minimum({ f, slope, kinks }) {
  const [left, right] = [f(-Infinity), f(Infinity)];
  let [best, unit] = [0, 0.01];
  const search = () => {
    best = 0;
    for (let i = -3000; i <= 3000; i++) if (f(i * unit) < f(best * unit)) best = i;
    return f(best * unit) < Math.min(left, right);
  };
  // A gentle slope has its minimum far out: as long as the edge is the lowest place, look ten times as far.
  let found = search();
  for (; found && Math.abs(best) === 3000 && unit < 1e9; found = search()) unit *= 10;
  if (found && Math.abs(best) < 3000) {
    let [low, high] = [(best - 1) * unit, (best + 1) * unit];
    for (let k = 0; k < 60; k++) {
      const middle = (low + high) / 2;
      if (slope(middle) < 0) low = middle;
      else high = middle;
    }
    return { kind: "point", at: high, value: f(high) };
  }
  const side = left <= right ? -1 : 1;
  const value = Math.min(left, right);
  if (value === -Infinity) return { kind: "none", at: side * Infinity, value };
  if (kinks.length && slope(side * 30) === 0) return { kind: "flat", at: side < 0 ? kinks[0] : kinks.at(-1), value };
  return { kind: "limit", at: side * Infinity, value };
}

function compute(state, before) {
  const key = JSON.stringify([state.functions, state.params, state.threshold]);
  const kept = before?.key === key ? before.curves : null;
  const curves = kept ?? state.functions.map((name) => {
    const bound = bind(name, state.params[name]);
    return { ...bound, ...sample(bound), minimum: minimum(bound), flat: flatStretches(bound.slope, state.threshold),
      share: flatShare(bound.slope, state.threshold) };
  });
  const readouts = {};
  curves.forEach((curve, i) => {
    curve.value = curve.f(state.x);
    curve.slopeValue = curve.slope(state.x);
    const own = { value: curve.value, slope: curve.slopeValue, minimum: curve.minimum.value,
      minimum_at: curve.minimum.at, share: curve.share };
    for (const [name, number] of Object.entries(own)) {
      readouts[`${curve.name}.${name}`] = number;
      if (!i) readouts[name] = number;
    }
  });
  return { key, curves, readouts };
}

// Curves as points; the slope is cut at every kink, where it jumps.
function sample({ f, slope, kinks }) {
  const values = [];
  const slopes = [];
  for (let i = 0; i <= 480; i++) {
    const u = -RANGE + i / 40;
    values.push([u, f(u)]);
    if (kinks.includes(u)) slopes.push([u, slope(u - 1e-9)], [u, NaN], [u, slope(u + 1e-9)]);
    else slopes.push([u, slope(u)]);
  }
  return { values, slopes };
}

function controls(state, change) {
  const specs = [
    { id: "x", kind: "range", label: "Cursor x", low: -RANGE, high: RANGE, step: 0.05, value: state.x,
      format: (v) => fixed(v, 2), change: (x) => change({ x }) },
    { id: "threshold", kind: "range", label: "Flat means |slope| below", low: 0.0001, high: 1, log: true,
      value: state.threshold, format: (v) => show(v, 3), change: (threshold) => change({ threshold }) },
  ];
  const shown = Math.min(4, state.functions.length + 1);
  for (let i = 0; i < shown; i++) {
    const name = state.functions[i];
    const free = NAMES.filter((other) => other === name || !state.functions.includes(other));
    specs.push({
      id: `function-${i + 1}`, kind: "select", label: i < state.functions.length ? `Function ${i + 1}` : "Add a function",
      swatch: name ? i + 1 : 0, value: name ?? "",
      options: [...(state.functions.length > 1 || !name ? [{ value: "", label: name ? "remove" : "choose…" }] : []),
        ...free.map((value) => ({ value, label: value }))],
      change: (value) => {
        const functions = [...state.functions];
        if (value) functions[i] = value;
        else functions.splice(i, 1);
        change({ functions });
      },
    });
    for (const [key, param] of Object.entries(ACTIVATIONS[name]?.params ?? {})) {
      specs.push({
        id: `param-${name}-${key}`, kind: "range", label: `${name}: ${key}`, low: param.low, high: param.high, step: 0.01,
        value: state.params[name]?.[key] ?? param.value, format: (v) => fixed(v, 2),
        change: (v) => change({ params: { ...state.params, [name]: { ...state.params[name], [key]: v } } }),
      });
    }
  }
  return specs;
}

const LOWEST = -2.5;
const HIGHEST = 4;

function draw(root, { curves }, { width, height, state, change }) {
  const narrow = width < 480;
  const longest = Math.max(...curves.map((curve) => curve.label.length));
  const box = { left: 38, width: width - 38 - Math.min(narrow ? 100 : 190, 22 + longest * (narrow ? 7.2 : 8)) };
  const stripe = 9;
  const lower = { ...box, height: (height - 134) * 0.42 };
  const upper = { ...box, top: 28, height: height - 134 - lower.height - stripe * curves.length + 9 };
  lower.top = upper.top + upper.height + 50;
  const x = scaleLinear([-RANGE, RANGE], [box.left, box.left + box.width]);
  const y = extentScale(curves.map((curve) => curve.values), upper, LOWEST, HIGHEST);
  const slopeY = extentScale(curves.map((curve) => curve.slopes), lower, -1, 2);
  const xTicks = narrow ? [-6, -3, 0, 3, 6] : [-6, -4, -2, 0, 2, 4, 6];
  drawPanel(root, "af-values", upper, { x, y, xTicks, yTicks: 5, title: "f(x)" });
  const slopePanel = drawPanel(root, "af-slopes", lower, { x, y: slopeY, xTicks, yTicks: 4, title: "slope f′(x)" });
  // The strips of flatness stand between the lower panel and its numbers.
  const strips = stripe * curves.length + 6;
  slopePanel.select(".af-axis-x").selectAll(".tick text").attr("y", strips + 8);
  drawFlat(root, curves, x, lower.top + lower.height + 5, stripe, state);
  // While only the cursor moves, the curves stay as they are.
  const drawn = [width, height, ...y.domain(), ...slopeY.domain()].join();
  for (const curve of curves) {
    if (curve.drawn === drawn) continue;
    Object.assign(curve, { drawn, valuePath: pathOf(curve.values, x, y), slopePath: pathOf(curve.slopes, x, slopeY) });
  }
  drawCurves(root, "af-value-curves", curves, (curve) => curve.valuePath, clipTo(root, `${clipId(root)}-u`, upper));
  drawCurves(root, "af-slope-curves", curves, (curve) => curve.slopePath, clipTo(root, `${clipId(root)}-l`, lower));
  drawKinks(root, curves, x, slopeY);
  drawEndLabels(layer(root, "af-names").node(), curves.map((curve, i) => ({ text: curve.label, index: i + 1, y: y(curve.f(RANGE)) })),
    { x: box.left + box.width + 2, low: upper.top + 6, high: upper.top + upper.height - 6 });
  drawCursor(root, curves, { x, y, slopeY, upper, lower, state, change });
}

const clipId = (root) => root.getAttribute("aria-labelledby");

function extentScale(curves, box, lowest, highest) {
  let [low, high] = [0, 0];
  for (const points of curves) {
    for (const [, v] of points) {
      if (v < low) low = v;
      if (v > high) high = v;
    }
  }
  low = Math.max(lowest, low);
  high = Math.min(highest, high);
  const pad = 0.06 * (high - low);
  return scaleLinear([low - pad, high + pad], [box.top + box.height, box.top]);
}

function drawCurves(root, name, curves, path, clip) {
  layer(root, name).attr("clip-path", clip).selectAll("path").data(curves).join("path")
    .attr("class", (curve, i) => `af-line af-line-${i + 1}`).attr("d", path);
}

function drawFlat(root, curves, x, top, stripe, state) {
  const data = curves.flatMap((curve, i) => curve.flat.map(([from, to]) => ({ from, to, i })));
  layer(root, "af-flat").selectAll("rect").data(data).join("rect").attr("class", (d) => `af-fill af-fill-${d.i + 1}`)
    .attr("x", (d) => x(d.from)).attr("width", (d) => x(d.to) - x(d.from)).attr("y", (d) => top + d.i * stripe)
    .attr("height", stripe - 3).attr("rx", 2);
  const flat = layer(root, "af-flat-note", "text").attr("x", (x(-RANGE) + x(RANGE)) / 2).attr("y", top + curves.length * stripe + 34)
    .attr("text-anchor", "middle");
  flat.text(data.length ? `bars: where |slope| < ${show(state.threshold, 3)}` : `no stretch with |slope| < ${show(state.threshold, 3)}`);
}

// At a kink the slope jumps: a filled circle at the value the library returns, open ones at the one-sided slopes.
function drawKinks(root, curves, x, y) {
  const data = curves.flatMap((curve, i) => curve.kinks.filter((k) => Math.abs(k) <= RANGE).flatMap((k) => {
    const own = curve.slope(k);
    const sides = [curve.slope(k - 1e-9), curve.slope(k + 1e-9)].filter((v) => Math.abs(v - own) > 1e-6);
    return [...sides.map((v) => ({ k, v, i, open: true })), { k, v: own, i, open: false }];
  }));
  layer(root, "af-kinks").selectAll("circle").data(data).join("circle").attr("r", 4)
    .attr("class", (d) => `af-dot af-dot-${d.i + 1}${d.open ? " af-dot-open" : ""}`).attr("cx", (d) => x(d.k)).attr("cy", (d) => y(d.v));
}

function drawCursor(root, curves, { x, y, slopeY, upper, lower, state, change }) {
  const group = layer(root, "af-cursor");
  const at = x(state.x);
  const through = (box) => `M${at} ${box.top}V${box.top + box.height}`;
  layer(group.node(), "af-cursor-line", "path").attr("d", through(upper) + through(lower));
  // Beside the panel's name, never on it.
  layer(group.node(), "af-cursor-name", "text").attr("x", Math.max(at, upper.left + 58)).attr("y", upper.top - 10)
    .attr("text-anchor", "middle").text(`x = ${fixed(state.x, 2)}`);
  const inside = (v, scale) => v >= scale.domain()[0] && v <= scale.domain()[1];
  const dots = curves.flatMap((curve, i) => [
    { i, v: curve.value, scale: y }, { i, v: curve.slopeValue, scale: slopeY },
  ]).filter((d) => inside(d.v, d.scale));
  layer(group.node(), "af-cursor-dots").selectAll("circle").data(dots).join("circle").attr("r", 5)
    .attr("class", (d) => `af-dot af-dot-${d.i + 1}`).attr("cx", at).attr("cy", (d) => d.scale(d.v));
  const pad = layer(root, "af-pad", "rect").attr("x", upper.left).attr("y", upper.top).attr("width", upper.width)
    .attr("height", lower.top + lower.height - upper.top);
  onDrag(pad, root, (u) => change({ x: Math.round(Math.min(RANGE, Math.max(-RANGE, x.invert(u))) * 20) / 20 }), "start drag");
}

const SHAPES = {
  point: (m) => `${show(m.value)} at x = ${show(m.at)}`,
  flat: (m) => `${show(m.value)} for x ${m.at <= 0 ? "≤" : "≥"} ${show(m.at)}`,
  limit: (m) => `none: tends to ${show(m.value)} as x → ${show(m.at)}`,
  none: () => "none: falls without end",
};
export const minimumText = (m) => SHAPES[m.kind](m);

function describe({ curves }, state) {
  const each = curves.map((curve) =>
    `${curve.label} is ${show(curve.value)} with slope ${show(curve.slopeValue)}, flat on ${percent(curve.share)} of the range`);
  return `At x = ${fixed(state.x, 2)}: ${each.join("; ")}.`;
}

function readoutTable({ curves }, state) {
  return {
    caption: `At x = ${fixed(state.x, 2)}, and on [−6, 6]`,
    columns: ["function", "f(x)", "f′(x)", "minimum", `share with |f′| < ${show(state.threshold, 3)}`],
    rows: curves.map((curve, i) => [{ text: curve.label, swatch: i + 1 }, show(curve.value), show(curve.slopeValue),
      minimumText(curve.minimum), percent(curve.share)]),
  };
}

function dataTable({ curves }) {
  const xs = Array.from({ length: 25 }, (_, i) => -RANGE + i / 2);
  return {
    caption: "Values and slopes on a grid",
    columns: ["x", ...curves.flatMap((curve) => [`${curve.label}`, `${curve.label}′`])],
    rows: xs.map((u) => [fixed(u, 1), ...curves.flatMap((curve) => [show(curve.f(u)), show(curve.slope(u))])]),
  };
}
