// Logarithmic axes: a scale around some sizes, ticks and their text.
import { scaleLog } from "d3-scale";
import { superscript } from "./text.js";

// Below this a value is not drawn: a dead layer's exact 0 has no place on a logarithmic axis.
const SMALLEST = 1e-300;
export const drawable = (v) => v > SMALLEST && v < Infinity;

/** A logarithmic y scale over `box` that shows every drawable value, and 1. */
export function logScale(values, box) {
  const kept = values.filter(drawable);
  let low = Math.log10(Math.min(1, ...kept));
  let high = Math.log10(Math.max(1, ...kept));
  const pad = Math.max(0.08 * (high - low), high - low < 1 ? (1 - high + low) / 2 : 0.1);
  low -= pad;
  high += pad;
  return scaleLog([10 ** low, 10 ** high], [box.top + box.height, box.top]);
}

/** Where a value stands on the scale; one that cannot be drawn stands at the edge of the box. */
export function place(y, value, box) {
  if (drawable(value)) return y(value);
  return value > 1 ? box.top : box.top + box.height;
}

/** Ticks for a logarithmic scale: powers of ten; within two decades also twice and five times a power. */
export function sizes(y) {
  const [low, high] = y.domain().map(Math.log10);
  const every = Math.max(1, Math.ceil((high - low) / 6));
  const ticks = [];
  for (let e = Math.floor(low / every) * every; e <= high; e += every) {
    for (const factor of high - low < 2 ? [1, 2, 5] : [1]) ticks.push(factor * 10 ** e);
  }
  return ticks.filter((v) => v >= 10 ** low && v <= 10 ** high);
}

export function sizeText(v) {
  if (v > 0.009 && v < 1000) return String(+v.toPrecision(1));
  return `10${superscript(String(Math.round(Math.log10(v))))}`;
}
