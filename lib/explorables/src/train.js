// A small multilayer perceptron trained by stochastic gradient descent, whole batches at a time on typed arrays.
//
// Arrays of a batch hold unit after unit, each with its `count` examples side by side: the inner loops run along them.
// The output is one logit; the loss is the binary cross-entropy of its sigmoid.
import { bind } from "./activations.js";
import { fillNormals, uniforms } from "./random.js";

const EPSILON = 1e-5; // added to the variance by batch normalisation, as in PyTorch
const BATCHES = 1000; // step k draws its batch from stream 1000 + k

const KNOTS = 64;
const LARGEST = 20; // beyond it tanh is 1 in double precision
const MIDDLE = KNOTS * LARGEST;
const TABLE = Float64Array.from({ length: 2 * MIDDLE + 1 }, (_, i) => Math.tanh((i - MIDDLE) / KNOTS));

/** tanh by its addition theorem from the nearest 64th: Math.tanh took half of all time. */
export function tanh(x) {
  if (!(x * x < LARGEST * LARGEST)) return Number.isNaN(x) ? x : Math.sign(x);
  const i = (KNOTS * x + (MIDDLE + 0.5)) | 0;
  const d = x - (i - MIDDLE) / KNOTS;
  const s = d * d;
  const t = d - d * s * (1 / 3 - s * (2 / 15 - s * (17 / 315)));
  const knot = TABLE[i];
  return (knot + t) / (1 + knot * t);
}

/**
 * A network for batches of up to `room` examples: weights normal with deviation scale·√(2/n_in) (He), numbers of stream
 * l for layer l; hidden biases `bias`, the output's 0. `norm` puts batch normalisation before each hidden activation.
 */
export function createNetwork({ widths, activation, seed, scale = 1, bias = 0, norm = false, room }) {
  const layers = widths.slice(1).map((n, l) => {
    const inputs = widths[l];
    const hidden = l < widths.length - 2;
    const W = fillNormals(new Float64Array(n * inputs), seed, l);
    for (let i = 0; i < W.length; i++) W[i] *= scale * Math.sqrt(2 / inputs);
    const array = (size) => new Float64Array(size);
    return { n, inputs, hidden, norm: norm && hidden, W, b: array(n).fill(hidden ? bias : 0), dW: array(W.length), db: array(n),
      z: array(n * room), a: array(n * room), dz: array(n * room), slope: array(n * room),
      ...(norm && hidden && { gamma: array(n).fill(1), beta: array(n), dGamma: array(n), dBeta: array(n), mean: array(n), inverse: array(n), unit: array(n * room) }) };
  });
  return { layers, act: bind(activation), x: new Float64Array(widths[0] * room), y: new Float64Array(room), input: null };
}

/** Fill every layer's z and a for `count` examples x; the output's z are the logits. */
export function forward(net, x, count) {
  net.input = x;
  let from = x;
  for (const layer of net.layers) {
    multiply(layer.z, layer.W, layer.n, layer.inputs, layer.inputs, 1, from, count, layer.b);
    if (layer.norm) normalise(layer, count);
    if (layer.hidden) activate(net.act, layer.z, layer.a, layer.n * count);
    from = layer.a;
  }
  return net.layers.at(-1).z;
}

/**
 * out = M·x (+ b): two rows and four examples at a time, so that eight sums stay in registers. `down` and `across` are
 * the steps from one row and one column of M to the next: the same loop multiplies by W and by its transpose. A last odd
 * row is its own second; the last four examples may overlap the four before.
 */
function multiply(out, m, rows, columns, down, across, x, count, b) {
  if (count < 4) return multiplyFew(out, m, rows, columns, down, across, x, count, b);
  for (let j = 0; j < rows; j += 2) {
    const more = j + 1 < rows ? 1 : 0;
    const first = b ? b[j] : 0;
    const second = b ? b[j + more] : 0;
    for (let at = 0; at < count; at += 4) {
      const k = Math.min(at, count - 4);
      let s0 = first, s1 = first, s2 = first, s3 = first;
      let t0 = second, t1 = second, t2 = second, t3 = second;
      for (let i = 0, p = j * down, q = k; i < columns; i++, p += across, q += count) {
        const u = m[p];
        const v = m[p + more * down];
        const x0 = x[q], x1 = x[q + 1], x2 = x[q + 2], x3 = x[q + 3];
        s0 += u * x0;
        s1 += u * x1;
        s2 += u * x2;
        s3 += u * x3;
        t0 += v * x0;
        t1 += v * x1;
        t2 += v * x2;
        t3 += v * x3;
      }
      const o = j * count + k;
      const n = o + more * count;
      out[o] = s0; out[o + 1] = s1; out[o + 2] = s2; out[o + 3] = s3;
      out[n] = t0; out[n + 1] = t1; out[n + 2] = t2; out[n + 3] = t3;
    }
  }
}

function multiplyFew(out, m, rows, columns, down, across, x, count, b) {
  for (let j = 0; j < rows; j++) {
    for (let k = 0; k < count; k++) {
      let sum = b ? b[j] : 0;
      for (let i = 0; i < columns; i++) sum += m[j * down + i * across] * x[i * count + k];
      out[j * count + k] = sum;
    }
  }
}

function activate({ name, f }, z, a, size) {
  if (name === "tanh") for (let i = 0; i < size; i++) a[i] = tanh(z[i]);
  else if (name === "relu") for (let i = 0; i < size; i++) a[i] = Math.max(z[i], 0);
  else for (let i = 0; i < size; i++) a[i] = f(z[i]);
}

function slopes({ name, slope: f }, z, a, out, size) {
  if (name === "tanh") for (let i = 0; i < size; i++) out[i] = 1 - a[i] * a[i];
  else if (name === "relu") for (let i = 0; i < size; i++) out[i] = z[i] > 0 ? 1 : 0;
  else for (let i = 0; i < size; i++) out[i] = f(z[i]);
}

/** z of every unit to mean 0 and variance 1 over this very batch, then γz + β. */
function normalise({ n, z, unit, gamma, beta, mean, inverse }, count) {
  for (let j = 0; j < n; j++) {
    const row = j * count;
    let [sum, squares] = [0, 0];
    for (let k = 0; k < count; k++) sum += z[row + k];
    mean[j] = sum / count;
    for (let k = 0; k < count; k++) squares += (z[row + k] - mean[j]) ** 2;
    inverse[j] = 1 / Math.sqrt(squares / count + EPSILON);
    for (let k = 0; k < count; k++) {
      unit[row + k] = (z[row + k] - mean[j]) * inverse[j];
      z[row + k] = gamma[j] * unit[row + k] + beta[j];
    }
  }
}

/** Gradients of the mean loss by backpropagation, after forward() on the same examples. */
export function backward(net, y, count) {
  const { layers, act } = net;
  const { z: logits, dz: slope } = layers.at(-1);
  for (let k = 0; k < count; k++) slope[k] = (sigmoid(logits[k]) - y[k]) / count;
  for (let l = layers.length - 1; l >= 0; l--) {
    const { n, inputs, W, dW, db, dz } = layers[l];
    if (layers[l].norm) throughNorm(layers[l], count);
    const below = layers[l - 1];
    outer(dW, db, dz, n, below ? below.a : net.input, inputs, count);
    if (!below) continue;
    multiply(below.dz, W, inputs, n, 1, inputs, dz, count, null);
    slopes(act, below.z, below.a, below.slope, inputs * count);
    for (let k = 0; k < inputs * count; k++) below.dz[k] *= below.slope[k];
  }
}

/** dW = dz·aᵀ and db, the sums of dz over the batch: two units and two inputs at a time, as in multiply(). */
function outer(dW, db, dz, n, a, inputs, count) {
  for (let j = 0; j < n; j += 2) {
    const row = j * count;
    const down = j + 1 < n ? 1 : 0;
    for (let i = 0; i < inputs; i += 2) {
      const at = i * count;
      const across = i + 1 < inputs ? 1 : 0;
      let s = 0, t = 0, u = 0, v = 0, sums = 0, others = 0;
      for (let k = 0; k < count; k++) {
        const d = dz[row + k];
        const e = dz[row + down * count + k];
        const x = a[at + k];
        const y = a[at + across * count + k];
        s += d * x;
        t += d * y;
        u += e * x;
        v += e * y;
        sums += d;
        others += e;
      }
      const o = j * inputs + i;
      // Last and first unit or input may be the same: then all four sums are.
      dW[o] = s;
      dW[o + across] = t;
      dW[o + down * inputs] = u;
      dW[o + down * inputs + across] = v;
      db[j] = sums;
      db[j + down] = others;
    }
  }
}

const sigmoid = (z) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : 1 - 1 / (1 + Math.exp(z)));

function throughNorm({ n, dz, unit, gamma, dGamma, dBeta, inverse }, count) {
  for (let j = 0; j < n; j++) {
    const row = j * count;
    let [sum, product] = [0, 0];
    for (let k = 0; k < count; k++) {
      sum += dz[row + k];
      product += dz[row + k] * unit[row + k];
    }
    [dBeta[j], dGamma[j]] = [sum, product];
    for (let k = 0; k < count; k++) dz[row + k] = gamma[j] * inverse[j] * (dz[row + k] - (sum + unit[row + k] * product) / count);
  }
}

const descend = (values, gradient, rate) => {
  for (let i = 0; i < values.length; i++) values[i] -= rate * gradient[i];
};

export function update(net, rate) {
  for (const layer of net.layers) {
    descend(layer.W, layer.dW, rate);
    descend(layer.b, layer.db, rate);
    if (!layer.norm) continue;
    descend(layer.gamma, layer.dGamma, rate);
    descend(layer.beta, layer.dBeta, rate);
  }
}

/** One step on `size` examples drawn with replacement: which ones depends on the seed and the step alone. */
export function trainStep(net, data, { rate, size, seed, step }) {
  const count = data.y.length;
  const inputs = data.x.length / count;
  const chosen = uniforms(size, seed, BATCHES + step);
  for (let k = 0; k < size; k++) {
    const at = (chosen[k] * count) | 0;
    net.y[k] = data.y[at];
    for (let i = 0; i < inputs; i++) net.x[i * size + k] = data.x[i * count + at];
  }
  forward(net, net.x, size);
  backward(net, net.y, size);
  update(net, rate);
}

/** Mean loss and accuracy on all the data, and with them every layer's values and gradients there. */
export function evaluate(net, { x, y }) {
  const count = y.length;
  const z = forward(net, x, count);
  backward(net, y, count);
  let [loss, right] = [0, 0];
  for (let k = 0; k < count; k++) {
    loss += Math.max(z[k], 0) - y[k] * z[k] + Math.log1p(Math.exp(-Math.abs(z[k])));
    if (z[k] > 0 === (y[k] > 0)) right++;
  }
  return { loss: loss / count, accuracy: right / count };
}

/** The run that `state` asks for, after state.step steps: that of `previous` carried on if only the step grew. */
export function carryOn(previous, state, start, advance) {
  const key = JSON.stringify({ ...state, step: 0 });
  let run = previous?.run;
  if (run?.key !== key || run.step > state.step) run = { ...start(state), key, step: 0 };
  for (; run.step < state.step; run.step++) advance(run, state);
  return run;
}

/** Per unit of a hidden layer: the share of `count` examples with z > 0, and whether no example lets a gradient through. */
export function activity({ n, z, slope }, count) {
  return Array.from({ length: n }, (_, j) => {
    let [active, largest] = [0, 0];
    for (let k = j * count; k < (j + 1) * count; k++) {
      if (z[k] > 0) active++;
      largest = Math.max(largest, Math.abs(slope[k]) || 0);
    }
    return { share: active / count, largest, dead: largest < DEAD };
  });
}

// A unit none of whose slopes reaches this hardly learns any more. ReLU's dead units have slope 0 exactly.
export const DEAD = 1e-3;
