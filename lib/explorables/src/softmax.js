// Softmax, its logarithm, its Jacobian and its entropy, formula for formula those of lib/activations/softmax.py.
// Logits are finite, or −∞ for a masked entry.

// (z − max z)/T: the largest first, then the temperature, so that no exponent is positive.
function scaled(z, temperature) {
  const top = Math.max(...z);
  return z.map((v) => (v - top) / temperature);
}

export const total = (values) => values.reduce((sum, v) => sum + v, 0);

/** softmax(z/T), a list of probabilities. */
export function softmax(z, temperature = 1) {
  const e = scaled(z, temperature).map(Math.exp);
  const sum = total(e);
  return e.map((v) => v / sum);
}

/** log softmax(z/T), finite where the probability itself would be stored as 0. */
export function logSoftmax(z, temperature = 1) {
  const s = scaled(z, temperature);
  const best = s.indexOf(0);
  // The largest entry stays out of the sum: log1p adds its 1.
  const log = Math.log1p(total(s.filter((v, i) => i !== best).map(Math.exp)));
  return s.map((v) => v - log);
}

/** ∂softmax(z/T)ᵢ/∂zⱼ as a list of rows. */
export function jacobian(z, temperature = 1) {
  const p = softmax(z, temperature);
  return p.map((own, i) => {
    const row = p.map((other, j) => (i === j ? 0 : -own * other));
    // pᵢ(1 − pᵢ) cancels when pᵢ is nearly 1; the sum of the other entries of the row does not.
    row[i] = -total(row);
    return row.map((v) => v / temperature);
  });
}

/** H(p) = −Σ pᵢ log pᵢ in nats, with 0·log 0 = 0. */
export const entropy = (p) => total(p.map((v) => (v > 0 ? -v * Math.log(v) : 0)));

/** The eigenvalues of a symmetric matrix, by Jacobi's rotations: each makes one pair of entries zero. */
export function eigenvalues(matrix) {
  const a = matrix.map((row) => [...row]);
  const n = a.length;
  for (let sweep = 0; sweep < 30; sweep++) {
    let rotated = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (Math.abs(a[p][q]) <= 1e-18 * Math.sqrt(Math.abs(a[p][p] * a[q][q]))) continue;
        rotated = true;
        const half = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        const t = (half < 0 ? -1 : 1) / (Math.abs(half) + Math.hypot(half, 1));
        const c = 1 / Math.hypot(t, 1);
        rotate(a, p, q, c, t * c);
      }
    }
    if (!rotated) break;
  }
  return a.map((row, i) => row[i]);
}

// a ← RᵀaR for the rotation R of rows p and q that has cosine c and sine s.
function rotate(a, p, q, c, s) {
  for (const row of a) [row[p], row[q]] = [c * row[p] - s * row[q], s * row[p] + c * row[q]];
  for (let k = 0; k < a.length; k++) [a[p][k], a[q][k]] = [c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]];
  a[p][q] = a[q][p] = 0;
}

/** How many singular values of a symmetric K×K matrix exceed K·ε times the largest: NumPy's rule for a rank. */
export function rank(matrix) {
  const sizes = eigenvalues(matrix).map(Math.abs);
  const floor = Math.max(...sizes) * matrix.length * Number.EPSILON;
  return sizes.filter((size) => size > floor).length;
}
