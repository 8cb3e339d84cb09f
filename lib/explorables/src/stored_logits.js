// The logits of two trained classifiers, stored as text. Python's figures/stored_logits.py says how and why.

/** Where the text is (calibration_data.js); undefined until its script has run. */
export const data = () => globalThis.afLogits;

const SCALE = 2;
const STEP = 0.1;
const FIRST = "#".charCodeAt(0);
export const CLASSES = 10;
const kept = new Map();

/** A part of a model, {logits: rows of ten after each other, in falling order, the largest 0; labels: columns}. */
export function stored(model, part) {
  const key = `${model}.${part}`;
  if (!kept.has(key)) kept.set(key, decode(data()[model][part]));
  return kept.get(key);
}

function decode({ steps, places }) {
  const count = places.length;
  const logits = new Float64Array(count * CLASSES);
  for (let i = 0; i < count; i++) {
    let level = 0;
    for (let j = 1; j < CLASSES; j++) {
      level += steps.charCodeAt((j - 1) * count + i) - FIRST;
      logits[i * CLASSES + j] = -SCALE * Math.expm1(STEP * level);
    }
  }
  return { logits, labels: Uint8Array.from(places) };
}
