// The elementwise activation functions and their derivatives, formula for formula those of
// lib/activations/functions.py; a test holds the two equal. Derivatives at a kink follow PyTorch.
// NaN in gives NaN out, ±∞ gives the limit.
import { erfcx } from "./erfcx.js";

const { abs, exp, expm1, log1p, max, min, sqrt, PI } = Math;
const clamp = (x, low, high) => max(low, min(high, x));
const step = (x) => (x > 0 ? 1 : x <= 0 ? 0 : NaN);
const finite = (x) => clamp(x, -Number.MAX_VALUE, Number.MAX_VALUE);
// a·x with 0·(±∞) = 0: a parameter set to zero switches its term off.
const times = (a, x) => (a ? a * x : a * clamp(x, -1, 1));
// A function with f(x) + f(−x) = 1, from its value at −|x|.
const reflected = (x, small) => (x > 0 ? 1 - small : small);

function sigmoid(x) {
  const e = exp(-abs(x));
  return (x >= 0 ? 1 : e) / (1 + e);
}
function sigmoidSlope(x) {
  const e = exp(-abs(x));
  return e / ((1 + e) * (1 + e));
}
function tanhSlope(x) {
  const e = exp(-abs(x));
  const half = e / (1 + e * e);
  return 4 * half * half;
}
const softplus = (x) => max(x, 0) + log1p(exp(-abs(x)));

// exp(−a²/2) with a² split at a multiple of 1/64, so that its rounding is not exponentiated.
function gauss(a) {
  const h = Math.round(64 * a) / 64;
  return exp((-h * h) / 2) * exp((-(a - h) * (a + h)) / 2);
}
function gelu(x) {
  const a = min(abs(x), 40);
  return max(x, 0) - 0.5 * a * erfcx(a * Math.SQRT1_2) * gauss(a);
}
function geluSlope(x) {
  const a = min(abs(x), 40);
  return reflected(x, (0.5 * erfcx(a * Math.SQRT1_2) - a / sqrt(2 * PI)) * gauss(a));
}

const CUBIC = 0.044715;
const TWICE_ROOT = 2 * sqrt(2 / PI);
function geluTanh(x) {
  const a = min(abs(x), 25);
  const e = exp(-TWICE_ROOT * a * (1 + CUBIC * a * a));
  return max(x, 0) - (a * e) / (1 + e);
}
function geluTanhSlope(x) {
  const a = min(abs(x), 25);
  const e = exp(-TWICE_ROOT * a * (1 + CUBIC * a * a));
  const steepness = TWICE_ROOT * (1 + 3 * CUBIC * a * a);
  return reflected(x, (e / (1 + e)) * (1 - (a * steepness) / (1 + e)));
}

const silu = (x) => max(x, -Number.MAX_VALUE) * sigmoid(x);
function siluSlope(t) {
  const a = min(abs(t), 1000);
  const e = exp(-a);
  return reflected(t, (e / (1 + e)) * (1 - a / (1 + e)));
}
function swish(x, beta) {
  const gate = sigmoid(times(beta, x));
  return gate === 0 ? 0 : x * gate;
}

// With eˣ = u/v and one of u, v equal to 1, Mish's gate is a ratio of polynomials that cannot overflow.
function mish(x) {
  const e = exp(-abs(x));
  const [u, v] = x >= 0 ? [1, e] : [e, 1];
  const n = u * (u + 2 * v);
  return max(x, -Number.MAX_VALUE) * (n / (n + 2 * v * v));
}
function mishSlope(x) {
  const e = exp(-abs(x));
  const [u, v] = x >= 0 ? [1, e] : [e, 1];
  const n = u * (u + 2 * v);
  const d = n + 2 * v * v;
  return n / d + (clamp(x, -1000, 1000) * (4 * u * v * v * (u + v))) / (d * d);
}

const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

const record = (f, slope, params = {}, kinks = []) => ({ f, slope, params, kinks });
const param = (value, low, high) => ({ value, low, high });

/** name → { f(x, ...params), slope(x, ...params), params: {name: {value, low, high}}, kinks }. One line each. */
export const ACTIVATIONS = {
  sigmoid: record(sigmoid, sigmoidSlope),
  logsigmoid: record((x) => min(x, 0) - log1p(exp(-abs(x))), (x) => sigmoid(-x)),
  tanh: record(Math.tanh, tanhSlope),
  softsign: record((x) => finite(x) / (1 + abs(finite(x))), (x) => (1 / (1 + abs(x))) ** 2),
  softplus: record(softplus, sigmoid),
  relu: record((x) => max(x, 0), step, {}, [0]),
  relu6: record((x) => clamp(x, 0, 6), (x) => step(x) * step(6 - x), {}, [0, 6]),
  leaky_relu: record((x, a) => max(x, 0) + times(a, min(x, 0)), (x, a) => step(x) + a * (1 - step(x)), { negative_slope: param(0.01, 0, 1) }, [0]),
  prelu: record((x, a) => max(x, 0) + times(a, min(x, 0)), (x, a) => step(x) + a * (1 - step(x)), { weight: param(0.25, 0, 1) }, [0]),
  elu: record((x, a) => max(x, 0) + a * expm1(min(x, 0)), (x, a) => (x > 0 ? 1 : a * exp(x)), { alpha: param(1, 0.1, 3) }),
  celu: record((x, a) => max(x, 0) + a * expm1(min(x, 0) / a), (x, a) => exp(min(x, 0) / a), { alpha: param(1, 0.1, 3) }),
  selu: record((x) => SELU_SCALE * max(x, 0) + SELU_SCALE * SELU_ALPHA * expm1(min(x, 0)), (x) => (x > 0 ? SELU_SCALE : SELU_SCALE * SELU_ALPHA * exp(x)), {}, [0]),
  gelu: record(gelu, geluSlope),
  gelu_tanh: record(geluTanh, geluTanhSlope),
  silu: record(silu, siluSlope),
  swish: record(swish, (x, beta) => siluSlope(times(beta, x)), { beta: param(1, 0, 20) }),
  mish: record(mish, mishSlope),
  hardsigmoid: record((x) => clamp(x + 3, 0, 6) / 6, (x) => (step(x + 3) * step(3 - x)) / 6, {}, [-3, 3]),
  hardtanh: record((x) => clamp(x, -1, 1), (x) => step(x + 1) * step(1 - x), {}, [-1, 1]),
  hardswish: record((x) => max(x, -3) * (clamp(x + 3, 0, 6) / 6), (x) => (abs(x) < 3 ? (x + 1.5) / 3 : step(x)), {}, [-3, 3]),
  identity: record((x) => x, (x) => (x === x ? 1 : NaN)),
};

export const NAMES = Object.keys(ACTIVATIONS);

/** The activation with its parameters filled in: { name, key, f(x), slope(x), kinks, label }. */
export function bind(name, given = {}) {
  const { f, slope, params, kinks } = ACTIVATIONS[name];
  const values = Object.entries(params).map(([key, p]) => given[key] ?? p.value);
  // ELU has a kink only where its two slopes at 0, 1 and α, differ.
  const corners = name === "elu" && values[0] !== 1 ? [0] : kinks;
  const changed = Object.keys(params).filter((key, i) => values[i] !== params[key].value);
  const label = changed.length ? `${name}(${values.map((v) => +v.toPrecision(3)).join(", ")})` : name;
  const bound = { name, key: [name, ...values].join(), kinks: corners, label };
  if (!values.length) return { ...bound, f, slope };
  return { ...bound, f: (x) => f(x, ...values), slope: (x) => slope(x, ...values) };
}

/** The largest |slope| on [−40, 40]: what one layer can multiply a gradient by, its weights aside. */
export function steepest({ slope }) {
  let [centre, width, best] = [0, 1 / 64, -Infinity];
  // A grid of 64ths, exact in binary so that 0 itself is on it; then twice a finer one around the best place.
  for (const reach of [2560, 64, 64]) {
    let place = 0;
    for (let i = -reach; i <= reach; i++) {
      const size = abs(slope(centre + width * i));
      if (size > best) [best, place] = [size, i];
    }
    centre += width * place;
    width /= 64;
  }
  return best;
}
