// A real forward and backward pass through a deep network of equal layers, on typed arrays that are used again.
//
// Matrices are stored by rows. A batch is stored unit by unit, so that the examples of one unit lie side by side.
import { fillNormals } from "./random.js";

export const WIDTH = 64;
export const BATCH = 16;
export const DEEPEST = 50;
const SIZE = WIDTH * BATCH;

// Streams of the random numbers: inputs, the readout's weights, its per-example factors, then one for each layer.
const [INPUTS, READOUT, FACTORS, FIRST_LAYER] = [0, 1, 2, 3];

/** The network's random numbers for a seed, made when they are first needed: {inputs, readout, factors, layer(l)}. */
export function createSource(seed) {
  const layers = [];
  return {
    seed,
    inputs: fillNormals(new Float64Array(SIZE), seed, INPUTS),
    readout: fillNormals(new Float64Array(WIDTH), seed, READOUT),
    factors: fillNormals(new Float64Array(BATCH), seed, FACTORS),
    layer: (l) => (layers[l] ??= fillNormals(new Float64Array(WIDTH * WIDTH), seed, FIRST_LAYER + l)),
  };
}

// out = scale · M · batch, two rows and four examples at a time: eight sums stay in registers.
// `row` and `column` are M's strides, so the same loop multiplies by M and by its transpose.
function multiply(out, m, row, column, scale, batch) {
  for (let i = 0; i < WIDTH; i += 2) {
    for (let b = 0; b < BATCH; b += 4) {
      let s0 = 0, s1 = 0, s2 = 0, s3 = 0, t0 = 0, t1 = 0, t2 = 0, t3 = 0;
      let p = i * row;
      let q = b;
      for (let k = 0; k < WIDTH; k++) {
        const u = m[p];
        const v = m[p + row];
        const x0 = batch[q], x1 = batch[q + 1], x2 = batch[q + 2], x3 = batch[q + 3];
        s0 += u * x0; s1 += u * x1; s2 += u * x2; s3 += u * x3;
        t0 += v * x0; t1 += v * x1; t2 += v * x2; t3 += v * x3;
        p += column;
        q += BATCH;
      }
      const o = i * BATCH + b;
      out[o] = scale * s0; out[o + 1] = scale * s1; out[o + 2] = scale * s2; out[o + 3] = scale * s3;
      out[o + BATCH] = scale * t0; out[o + BATCH + 1] = scale * t1;
      out[o + BATCH + 2] = scale * t2; out[o + BATCH + 3] = scale * t3;
    }
  }
}

function norm(values) {
  // The largest entry is divided out first: squares of gradients near 1e-200 would vanish.
  let largest = 0;
  for (let i = 0; i < SIZE; i++) largest = Math.max(largest, Math.abs(values[i]));
  if (!(largest > 0 && largest < Infinity)) return largest;
  let sum = 0;
  for (let i = 0; i < SIZE; i++) sum += (values[i] / largest) * (values[i] / largest);
  return largest * Math.sqrt(sum);
}

const pre = Array.from({ length: DEEPEST }, () => new Float64Array(SIZE));
const post = new Float64Array(SIZE);
const gradient = new Float64Array(SIZE);

/**
 * One forward and one backward pass. The loss is the mean over the batch of r·(a_L·v)/√width.
 *
 * @param activation {f, slope}
 * @param deviation the standard deviation of every weight
 * @returns {gradient: ‖∂L/∂z_l‖, size: root mean square of a_l}, one entry for each layer
 */
export function flow(source, activation, depth, deviation) {
  const { f, slope } = activation;
  const sizes = new Float64Array(depth);
  const gradients = new Float64Array(depth);
  let input = source.inputs;
  for (let l = 0; l < depth; l++) {
    const z = pre[l];
    multiply(z, source.layer(l), WIDTH, 1, deviation, input);
    for (let i = 0; i < SIZE; i++) post[i] = f(z[i]);
    input = post;
    sizes[l] = norm(post) / Math.sqrt(SIZE);
  }
  const share = 1 / (BATCH * Math.sqrt(WIDTH));
  for (let j = 0; j < WIDTH; j++) {
    for (let b = 0; b < BATCH; b++) gradient[j * BATCH + b] = source.readout[j] * source.factors[b] * share;
  }
  for (let l = depth - 1; l >= 0; l--) {
    const z = pre[l];
    for (let i = 0; i < SIZE; i++) gradient[i] *= slope(z[i]);
    gradients[l] = norm(gradient);
    // `post` is free by now and takes the product.
    if (l) {
      multiply(post, source.layer(l), 1, WIDTH, deviation, gradient);
      gradient.set(post);
    }
  }
  return { gradient: gradients, size: sizes };
}
