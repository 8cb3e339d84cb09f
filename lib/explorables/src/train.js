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
const TABLE = Float64Array.from({ length: KNOTS * LARGEST + 1 }, (_, i) => Math.tanh(i / KNOTS));

/** tanh by its addition theorem from the nearest 64th: Math.tanh took half of all time. */
export function tanh(x) {
  const u = Math.abs(x);
  if (!(u < LARGEST)) return Number.isNaN(x) ? x : Math.sign(x);
  const i = (KNOTS * u + 0.5) | 0;
  const d = u - i / KNOTS;
  const s = d * d;
  const t = d * (1 - s * (1 / 3 - s * (2 / 15 - s * (17 / 315))));
  const value = (TABLE[i] + t) / (1 + TABLE[i] * t);
  return x < 0 ? -value : value;
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
    const { n, inputs, W, b, z } = layer;
    for (let j = 0; j < n; j++) {
      const row = j * count;
      for (let k = 0; k < count; k++) z[row + k] = b[j];
      // Two inputs at a time: half as many walks along the batch.
      for (let i = 0; i < inputs; i += 2) {
        const [u, at] = [W[j * inputs + i], i * count];
        if (i + 1 === inputs) {
          for (let k = 0; k < count; k++) z[row + k] += u * from[at + k];
          break;
        }
        const [v, next] = [W[j * inputs + i + 1], at + count];
        for (let k = 0; k < count; k++) z[row + k] = z[row + k] + u * from[at + k] + v * from[next + k];
      }
    }
    if (layer.norm) normalise(layer, count);
    if (layer.hidden) activate(net.act, z, layer.a, n * count);
    from = layer.a;
  }
  return net.layers.at(-1).z;
}

function activate({ name, f }, z, a, size) {
  if (name === "tanh") for (let i = 0; i < size; i++) a[i] = tanh(z[i]);
  else if (name === "relu") for (let i = 0; i < size; i++) a[i] = z[i] > 0 ? z[i] : 0 * z[i];
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
    const a = below ? below.a : net.input;
    if (below) below.dz.fill(0, 0, inputs * count);
    for (let j = 0; j < n; j++) {
      const row = j * count;
      let total = 0;
      for (let k = 0; k < count; k++) total += dz[row + k];
      db[j] = total;
      for (let i = 0; i < inputs; i += 2) dotTwo(a, dz, dW, row, i, j * inputs, inputs, count);
      if (below) for (let i = 0; i < inputs; i++) addTimes(below.dz, W[j * inputs + i], dz, i * count, row, count);
    }
    if (!below) continue;
    slopes(act, below.z, below.a, below.slope, inputs * count);
    for (let k = 0; k < inputs * count; k++) below.dz[k] *= below.slope[k];
  }
}

/** dW of inputs i and i + 1 (if there is one): two sums that do not wait for each other. */
function dotTwo(a, dz, dW, row, i, first, inputs, count) {
  const at = i * count;
  const next = i + 1 < inputs ? at + count : at;
  let [sum, other] = [0, 0];
  for (let k = 0; k < count; k++) {
    sum += dz[row + k] * a[at + k];
    other += dz[row + k] * a[next + k];
  }
  dW[first + i] = sum;
  if (i + 1 < inputs) dW[first + i + 1] = other;
}

function addTimes(out, w, dz, at, row, count) {
  for (let k = 0; k < count; k++) out[at + k] += w * dz[row + k];
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
    const at = Math.floor(chosen[k] * count);
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
