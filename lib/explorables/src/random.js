// Random numbers that come out the same here and in Python (lib/activations/portable.py): a hash of (seed, stream,
// counter), so that any deviate can be had on its own and a deeper network extends a shallower one.

// The finaliser "lowbias32" of C. Wellons (2018): every input bit changes every output bit with probability near ½.
function mix(h) {
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

const keyOf = (seed, stream) => mix((mix(seed + 1) + Math.imul(stream + 1, 0x9e3779b9)) >>> 0);

/** Numbers 0, 1, … of the stream, uniform in (0, 1): multiples of 2⁻³² plus half of one, so never 0, ½ or 1. */
export function uniforms(count, seed, stream) {
  const key = keyOf(seed, stream);
  const out = new Float64Array(count);
  for (let k = 0; k < count; k++) out[k] = (mix((key + k) >>> 0) + 0.5) / 4294967296;
  return out;
}

/** Fill `out` with standard normal deviates (Box–Muller) number 0, 1, … of the stream. */
export function fillNormals(out, seed, stream) {
  const key = keyOf(seed, stream);
  for (let k = 0; 2 * k < out.length; k++) {
    const u = (mix((key + 2 * k) >>> 0) + 0.5) / 4294967296;
    const v = (mix((key ^ 0x5bd1e995) + 2 * k + 1) + 0.5) / 4294967296;
    const radius = Math.sqrt(-2 * Math.log(u));
    out[2 * k] = radius * Math.cos(2 * Math.PI * v);
    if (2 * k + 1 < out.length) out[2 * k + 1] = radius * Math.sin(2 * Math.PI * v);
  }
  return out;
}

export const normals = (count, seed, stream) => fillNormals(new Float64Array(count), seed, stream);

/** A 32-bit hash of a seed and a text of ASCII characters: the coin of whatever is drawn by name and not by number. */
export function hashText(seed, text) {
  let h = mix((seed + 1) >>> 0);
  for (let i = 0; i < text.length; i++) h = mix((h ^ text.charCodeAt(i)) >>> 0);
  return h;
}
