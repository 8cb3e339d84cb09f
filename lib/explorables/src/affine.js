// Two affine layers of the plane, the one layer they equal, and the one layer that comes nearest to them.
// A matrix is the list [w11, w12, w21, w22], by rows.

export const EDGE = 2;
const SIDE = 17;
const GRID = Array.from({ length: SIDE * SIDE }, (_, k) =>
  [-1, 1].map((_, i) => EDGE * ((2 * (i ? Math.floor(k / SIDE) : k % SIDE)) / (SIDE - 1) - 1)));
export const POINTS = GRID.length;

/** W·x + b as a function of the point [x, y]. */
export const affine = ([a, b, c, d], [s, t]) => ([x, y]) => [a * x + b * y + s, c * x + d * y + t];

/** The one layer {W, b} that two layers without an activation equal: W₂W₁ and W₂b₁ + b₂. */
export function collapse(W1, b1, W2, b2) {
  const [a, c] = affine(W2, [0, 0])([W1[0], W1[2]]);
  const [b, d] = affine(W2, [0, 0])([W1[1], W1[3]]);
  return { W: [a, b, c, d], b: affine(W2, b2)(b1) };
}

/** How many singular values of a matrix differ from 0 by more than rounding. */
export function rank([a, b, c, d]) {
  // s₁² + s₂² is the sum of squares and s₁·s₂ = |det|.
  const half = (a * a + b * b + c * c + d * d) / 2;
  const determinant = Math.abs(a * d - b * c);
  const large = Math.sqrt(half + Math.sqrt(Math.max(0, half * half - determinant * determinant)));
  const tolerance = 1e-9 * Math.max(1, large);
  return large <= tolerance ? 0 : determinant / large <= tolerance ? 1 : 2;
}

/**
 * The affine layer nearest to `map` on the grid of 17 × 17 points of [−2, 2]², by least squares.
 *
 * The grid's coordinates have mean 0 and are uncorrelated: every entry is a mean of products of its own.
 * @param exact {W, b} to measure instead of fitting
 * @returns {W, b, residual: root mean square distance from map, unexplained: its square as a share of the outputs' variance}
 */
export function nearest(map, exact = null) {
  const outputs = GRID.map(map);
  const mean = (of) => GRID.reduce((sum, point, k) => sum + of(point, outputs[k]), 0) / POINTS;
  const centre = [0, 1].map((i) => mean((_, y) => y[i]));
  const square = mean(([x]) => x * x);
  const fitted = { W: [0, 1].flatMap((i) => [0, 1].map((j) => mean((x, y) => y[i] * x[j]) / square)), b: centre };
  const { W, b } = exact ?? fitted;
  const single = affine(W, b);
  const apart = ([x, y], [u, v]) => (x - u) ** 2 + (y - v) ** 2;
  const variance = mean((_, y) => apart(y, centre));
  const error = mean((x, y) => apart(y, single(x)));
  const exactly = Math.sqrt(error) < 1e-12 * (1 + Math.sqrt(variance));
  return { W, b, residual: exactly ? 0 : Math.sqrt(error), unexplained: exactly ? 0 : error / variance };
}
