// Axes, lines and labels on SVG, drawn by joins so that a repaint moves what is there.
import { axisBottom, axisLeft } from "d3-axis";
import { drag } from "d3-drag";
import { select } from "d3-selection";

const NS = "http://www.w3.org/2000/svg";

/** An <svg role="img"> with a title and a description that are kept up to date: {node, resize, describe}. */
export function createChart(id) {
  const node = document.createElementNS(NS, "svg");
  node.setAttribute("role", "img");
  node.setAttribute("class", "af-chart");
  node.setAttribute("aria-labelledby", `${id}-title`);
  node.setAttribute("aria-describedby", `${id}-desc`);
  const title = document.createElementNS(NS, "title");
  title.id = `${id}-title`;
  const desc = document.createElementNS(NS, "desc");
  desc.id = `${id}-desc`;
  node.append(title, desc);
  return {
    node,
    resize(width, height) {
      node.setAttribute("viewBox", `0 0 ${width} ${height}`);
      node.setAttribute("height", height);
      node.setAttribute("width", width);
    },
    describe(name, text) {
      if (title.textContent !== name) title.textContent = name;
      if (desc.textContent !== text) desc.textContent = text;
    },
  };
}

/** The group `name` inside `parent`, made the first time it is asked for. */
export function layer(parent, name, tag = "g") {
  const selection = select(parent);
  const found = selection.select(`:scope > .${name}`);
  return found.empty() ? selection.append(tag).attr("class", name) : found;
}

/** Call move(x, y), in the chart's own coordinates, while a mouse or a finger drags one of a selection's elements. */
export function onDrag(selection, root, move, events = "drag") {
  // The event's own x and y: those of the browser's event are missing when it is a finger's.
  selection.call(drag().container(root).subject(({ x, y }) => ({ x, y })).on(events, ({ x, y }) => move(x, y)));
}

/** A frame with grid lines, ticks and a name: box {left, top, width, height}, scales x and y. */
export function drawPanel(root, name, box, { x, y, xTicks, yTicks, xFormat, yFormat, title, xTitle, yTitle }) {
  const group = layer(root, name).classed("af-panel", true);
  const bottom = box.top + box.height;
  const horizontal = axisLeft(y).tickSize(-box.width).tickPadding(8).tickSizeOuter(0);
  if (Array.isArray(yTicks)) horizontal.tickValues(yTicks);
  else horizontal.ticks(yTicks);
  if (yFormat) horizontal.tickFormat(yFormat);
  layer(group.node(), "af-axis-y").attr("transform", `translate(${box.left},0)`).call(horizontal);
  const vertical = axisBottom(x).tickSize(-box.height).tickPadding(8).tickSizeOuter(0);
  if (Array.isArray(xTicks)) vertical.tickValues(xTicks);
  else vertical.ticks(xTicks);
  vertical.tickFormat(xFormat ?? null);
  layer(group.node(), "af-axis-x").attr("transform", `translate(0,${bottom})`).call(vertical);
  layer(group.node(), "af-panel-title", "text").attr("x", box.left).attr("y", box.top - 10).text(title);
  if (xTitle) {
    layer(group.node(), "af-axis-title", "text").attr("x", box.left + box.width).attr("y", bottom + 34)
      .attr("text-anchor", "end").text(xTitle);
  }
  if (yTitle) {
    layer(group.node(), "af-axis-title-y", "text").attr("x", box.left + 6).attr("y", box.top + 16)
      .attr("class", "af-axis-title-y af-axis-title").text(yTitle);
  }
  return group;
}

/** A clip path for a box, so that a curve leaves the frame cleanly. Returns the value for clip-path. */
export function clipTo(root, id, box) {
  const clip = select(root).selectAll(`clipPath[id="${id}"]`).data([0]).join("clipPath").attr("id", id);
  clip.selectAll("rect").data([0]).join("rect").attr("x", box.left).attr("y", box.top)
    .attr("width", box.width).attr("height", box.height);
  return `url(#${id})`;
}

/** Positions for labels at `wanted` heights, at least `gap` apart, inside [low, high], in the same order. */
export function spread(wanted, gap, low, high) {
  const order = wanted.map((y, i) => [y, i]).sort((a, b) => a[0] - b[0]);
  const placed = order.map(([y]) => Math.min(high, Math.max(low, y)));
  for (let k = 1; k < placed.length; k++) placed[k] = Math.max(placed[k], placed[k - 1] + gap);
  for (let k = placed.length - 1; k >= 0; k--) {
    placed[k] = Math.min(placed[k], (k + 1 < placed.length ? placed[k + 1] : high + gap) - gap);
  }
  const result = [];
  order.forEach(([, i], k) => { result[i] = placed[k]; });
  return result;
}

/** Names at the right end of curves: items [{text, y, index, key?, strong?}], one per curve, with a thin leader where moved. */
export function drawEndLabels(group, items, { x, low, high, gap = 17 }) {
  const places = spread(items.map((item) => item.y), gap, low, high);
  const data = items.map((item, i) => ({ ...item, place: places[i] }));
  const labels = layer(group, "af-end-labels").selectAll("g").data(data, (d) => d.key ?? d.index)
    .join((enter) => {
      const g = enter.append("g");
      g.append("path");
      g.append("text");
      return g;
    })
    .attr("class", (d) => `af-line af-line-${d.index}${d.strong === false ? " af-weak" : ""}`);
  labels.select("path").attr("d", (d) => `M${x} ${Math.min(high, Math.max(low, d.y))}L${x + 10} ${d.place}`);
  labels.select("text").attr("x", x + 14).attr("y", d => d.place).attr("dy", "0.35em").text((d) => d.text);
}

// A tenth of a pixel is all a screen shows; this is many times faster than toFixed.
const tenths = (v) => Math.round(10 * v) / 10;

/** Points [[x, y], …] as a path, with a gap where y is not finite. */
export function pathOf(points, x, y) {
  let path = "";
  let pen = "M";
  for (const [u, v] of points) {
    if (!Number.isFinite(v)) {
      pen = "M";
      continue;
    }
    path += `${pen}${tenths(x(u))} ${tenths(y(v))}`;
    pen = "L";
  }
  return path;
}

/** A pattern of slanting lines in the colour of its class; returns the value for fill. */
export function hatch(root, name) {
  const id = `${root.getAttribute("aria-labelledby")}-${name}`;
  layer(layer(root, "af-patterns", "defs").node(), `af-hatch-${name}`, "pattern").attr("id", id).attr("patternUnits", "userSpaceOnUse")
    .attr("width", 6).attr("height", 6).selectAll("path").data([0]).join("path").attr("d", "M-1 7L7 -1M-1 1L1 -1M5 7L7 5");
  return `url(#${id})`;
}

/** A key of marks and words [{mark, path, text, fill?}], in as many lines as it needs. Returns the last line's height. */
export function drawKey(root, items, { left, top, width }) {
  let [x, y] = [left, top];
  const data = items.map((item) => {
    const room = 24 + 6.6 * item.text.length;
    if (x > left && x + room > left + width) [x, y] = [left, y + 18];
    x += room + 14;
    return { ...item, x: x - room - 14, y };
  });
  const entries = layer(root, "af-key").selectAll(".af-key-entry").data(data, (d) => d.mark).join((enter) => {
    const g = enter.append("g").attr("class", "af-key-entry");
    g.append("g").append("path");
    g.append("text").attr("class", "af-note").attr("x", 22).attr("dy", "0.35em");
    return g;
  }).attr("transform", (d) => `translate(${d.x},${d.y})`);
  entries.select("g").attr("class", (d) => d.mark).select("path").attr("d", (d) => d.path).attr("fill", (d) => d.fill ?? null);
  entries.select("text").text((d) => d.text);
  return y;
}
