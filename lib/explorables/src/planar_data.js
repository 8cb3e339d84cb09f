// Two classes of points in a plane, drawn from a seed (its twin is lib/activations/figures/training.py).
import { layer } from "./chart.js";
import { normals, uniforms } from "./random.js";

export const COUNT = 200;
export const REACH = 2.6; // the plane is shown from −2.6 to 2.6
export const SHAPES = { circle: "circle in a ring", xor: "exclusive or", spiral: "two spirals", gaussians: "two Gaussians" };
const STREAM = 900;

/** {x, y}: x holds all first coordinates, then all second ones; the label of example i is y[i], 0 or 1. */
export function points(shape, noise, seed) {
  const [u, v] = [uniforms(COUNT, seed, STREAM), uniforms(COUNT, seed, STREAM + 1)];
  const blur = normals(2 * COUNT, seed, STREAM + 2);
  const x = new Float64Array(2 * COUNT);
  const y = new Float64Array(COUNT);
  for (let i = 0; i < COUNT; i++) {
    y[i] = i % 2;
    let [p, q, spread] = [0, 0, noise];
    if (shape === "circle") {
      const radius = y[i] ? 1.3 + 0.7 * u[i] : 0.9 * Math.sqrt(u[i]);
      [p, q] = [radius * Math.cos(2 * Math.PI * v[i]), radius * Math.sin(2 * Math.PI * v[i])];
    } else if (shape === "xor") {
      // A gap of 0.2 on either side of the axes.
      p = (u[i] < 0.5 ? -0.2 : 0.2) + 3.6 * (u[i] - 0.5);
      q = (v[i] < 0.5 ? -0.2 : 0.2) + 3.6 * (v[i] - 0.5);
      y[i] = u[i] < 0.5 === v[i] < 0.5 ? 0 : 1;
    } else if (shape === "spiral") {
      const angle = Math.PI * (3 * u[i] + y[i]);
      [p, q] = [(0.15 + 1.85 * u[i]) * Math.cos(angle), (0.15 + 1.85 * u[i]) * Math.sin(angle)];
    } else {
      [p, q, spread] = [y[i] ? 1 : -1, y[i] ? 1 : -1, 0.35 + noise];
    }
    x[i] = p + spread * blur[2 * i];
    x[COUNT + i] = q + spread * blur[2 * i + 1];
  }
  return { x, y };
}

/** The points: open circles of class 0, filled triangles of class 1. */
export function drawPoints(group, { x, y }, sx, sy) {
  const marks = ["", ""];
  for (let i = 0; i < COUNT; i++) {
    const place = `${sx(x[i]).toFixed(1)} ${sy(x[COUNT + i]).toFixed(1)}`;
    marks[y[i]] += `M${place}${MARKS[y[i]]}`;
  }
  layer(group, "af-examples").selectAll("path").data(marks).join("path").attr("class", (d, i) => `af-example-${i}`).attr("d", (d) => d);
}

const MARKS = ["m-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z", "m0 -4l3.6 6.4h-7.2z"];
export const CLASS_KEY = MARKS.map((path, i) => ({ mark: `af-example-${i}`, path: `M8 0${path}`, text: `class ${i}` }));
