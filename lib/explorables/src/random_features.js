// A hidden layer whose inner weights are random and stay; its output weights are the best there are (least squares).
//
// The columns 1, f(w₁x + b₁), f(w₂x + b₂), … are made orthonormal one after the other. The fit of K units uses the first
// K + 1 of them, so one pass gives the error of every K, and another target needs no new basis.
import { normals } from "./random.js";

export const MOST = 64;
export const POINTS = 200;
const RIDGE = 1e-8;
const SPREAD = 3;
const ROWS = POINTS + MOST + 1;
const ROOT = Math.sqrt(POINTS);

/** The middles of equal cells of [−1, 1]: a mean over them is the integral's. */
export const XS = Float64Array.from({ length: POINTS }, (_, i) => (2 * i + 1) / POINTS - 1);

function dot(a, b, length) {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += a[i] * b[i];
  return sum;
}

// Take from `column` what lies along each of the first `count` columns of `basis`: four at a time, which halves the time.
function takeAway(column, basis, count) {
  let j = 0;
  for (; j + 3 < count; j += 4) {
    const [p, q, r, s] = [basis[j], basis[j + 1], basis[j + 2], basis[j + 3]];
    const length = POINTS + j + 4;
    let a = 0, b = 0, c = 0, d = 0;
    for (let i = 0; i < length; i++) {
      const v = column[i];
      a += p[i] * v;
      b += q[i] * v;
      c += r[i] * v;
      d += s[i] * v;
    }
    for (let i = 0; i < length; i++) column[i] -= a * p[i] + b * q[i] + c * r[i] + d * s[i];
  }
  for (; j < count; j++) {
    const [q, length] = [basis[j], POINTS + j + 1];
    const share = dot(q, column, length);
    for (let i = 0; i < length; i++) column[i] -= share * q[i];
  }
}

/**
 * The orthonormal basis of 1 and the outputs of MOST units f(w·x + b), w and b normal with deviation 3.
 *
 * Below the points, column k has RIDGE in a row of its own: least squares then also keeps the weights small, and columns
 * that are numerically sums of others do no harm. Each column has size 1 before.
 */
export function createBasis(f, seed) {
  const [w, b] = [normals(MOST, seed, 0), normals(MOST, seed, 1)];
  const basis = [];
  for (let k = 0; k <= MOST; k++) {
    const column = new Float64Array(ROWS);
    for (let i = 0; i < POINTS; i++) column[i] = k ? f(SPREAD * w[k - 1] * XS[i] + SPREAD * b[k - 1]) : 1;
    const size = Math.sqrt(dot(column, column, POINTS)) || 1;
    for (let i = 0; i < POINTS; i++) column[i] /= size;
    column[POINTS + k] = RIDGE;
    // Gram–Schmidt twice: once alone leaves what the rounding of nearly equal columns leaves.
    takeAway(column, basis, k);
    takeAway(column, basis, k);
    const rest = Math.sqrt(dot(column, column, POINTS + k + 1));
    for (let i = 0; i <= POINTS + k; i++) column[i] /= rest;
    basis.push(column);
  }
  return basis;
}

// What is left below this is rounding.
const tidy = (v) => (v < 1e-12 ? 0 : v);

/** The best fits of `y` (POINTS values) by the first K units, K = 0 … MOST: {rms[K], sup[K], fit(K)}. */
export function project(basis, y) {
  const rest = new Float64Array(ROWS);
  for (let i = 0; i < POINTS; i++) rest[i] = y[i] / ROOT;
  const rests = [];
  const rms = [];
  const sup = [];
  basis.forEach((q, k) => {
    const length = POINTS + k + 1;
    const share = dot(q, rest, length);
    for (let i = 0; i < length; i++) rest[i] -= share * q[i];
    let largest = 0;
    for (let i = 0; i < POINTS; i++) largest = Math.max(largest, Math.abs(rest[i]));
    rests.push(rest.slice(0, POINTS));
    rms.push(tidy(Math.sqrt(dot(rest, rest, POINTS))));
    sup.push(tidy(largest * ROOT));
  });
  return { rms, sup, fit: (k) => rests[k].map((v, i) => y[i] - v * ROOT) };
}
