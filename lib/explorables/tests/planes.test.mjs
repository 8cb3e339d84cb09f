// "collapse" and "universal": the plane's affine maps, the basis of random units, and what is computed again and what is not.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bind } from "../src/activations.js";
import { affine, collapse as product, nearest, rank } from "../src/affine.js";
import { EXPLORABLES } from "../src/figures.js";
import { MOST, POINTS, XS, createBasis, project } from "../src/random_features.js";
import { defaults, validate } from "../src/state.js";
import { fixture, needsFixture } from "./fixture.mjs";

const { collapse, universal } = EXPLORABLES;
const near = (got, want, tolerance, what = "") => assert.ok(Math.abs(got - want) <= tolerance, `${what}: ${got} ≠ ${want}`);

test("one layer does what two do, point for point, and least squares finds that layer", () => {
  const [W1, b1, W2, b2] = [[1.5, -0.5, 0.25, 2], [0.3, -1], [-1, 0.7, 2, 0.1], [0.5, -2]];
  const { W, b } = product(W1, b1, W2, b2);
  const two = (point) => affine(W2, b2)(affine(W1, b1)(point));
  for (const point of [[0, 0], [1, 0], [0, 1], [-3.7, 12]]) {
    affine(W, b)(point).forEach((v, i) => near(v, two(point)[i], 1e-13, `at ${point}`));
  }
  const found = nearest(two);
  [...found.W, ...found.b].forEach((v, i) => near(v, [...W, ...b][i], 1e-13, `entry ${i}`));
  assert.deepEqual([found.residual, found.unexplained], [0, 0]);
});

test("the nearest layer to |x| is flat, and misses what the variance of |x| says", () => {
  const { W, b, residual, unexplained } = nearest(([x]) => [Math.abs(x), 0]);
  // On k/4, k = −8 … 8: the mean of |x| is 72/68 and the mean of x² is 2·204/17/16.
  near(Math.max(...W.map(Math.abs)), 0, 1e-15);
  near(b[0], 72 / 68, 1e-14);
  near(residual, Math.sqrt(1.5 - (72 / 68) ** 2), 1e-14);
  near(unexplained, 1, 1e-14);
});

test("a map onto a point is met exactly", () => {
  assert.deepEqual(nearest(() => [3, -1]).residual, 0);
});

test("rank: none, one, two, and one that rounding hides", () => {
  for (const [W, want] of [[[0, 0, 0, 0], 0], [[1, 2, 0.5, 1], 1], [[0.1, 0.3, 0.3, 0.9], 1], [[0, 1, 0, 0], 1], [[1, 0, 0, 1], 2],
    [[0.05, 0, 0, 0.05], 2], [[1e-17, 0, 1e-17, 1e-17], 0]]) assert.equal(rank(W), want, W);
});

test("the basis is orthonormal, for units of which many are numerically sums of others too", () => {
  for (const f of [bind("sigmoid").f, bind("relu").f, (x) => x ** 3, () => 0]) {
    const basis = createBasis(f, 4);
    for (let i = 0; i <= MOST; i++) {
      for (let j = 0; j <= i; j++) {
        near(basis[i].reduce((sum, v, k) => sum + v * basis[j][k], 0), i === j ? 1 : 0, 1e-13, `columns ${i} and ${j}`);
      }
    }
  }
});

test("fits are those of NumPy's lstsq, value for value and for every K", needsFixture, () => {
  for (const { unit, seed, units, values } of fixture.fits) {
    const f = { square: (x) => x * x, cube: (x) => x * x * x }[unit] ?? bind(unit).f;
    const fit = project(createBasis(f, seed), XS.map((x) => Math.sin(3 * Math.PI * x))).fit(units);
    values.forEach((want, i) => near(fit[i], want, 1e-7, `${units} ${unit} units at point ${i}`));
  }
});

test("a polynomial stops at its degree: x² at 3 dimensions, x³ at 4", () => {
  const y = XS.map(Math.exp);
  for (const [degree, f] of [[2, (x) => x * x], [3, (x) => x * x * x]]) {
    const { rms } = project(createBasis(f, 2), y);
    assert.ok(rms[degree] < 0.5 * rms[degree - 1]);
    for (let k = degree; k <= MOST; k++) near(rms[k], rms[degree], 1e-9, `K = ${k}`);
    // Legendre: what exp has beyond the degree, up to the sum's being over cells.
    const rest = { 2: 0.0268382, 3: 0.00333833 }[degree];
    near(rms[MOST] / rest, 1, 1e-3, `degree ${degree}`);
  }
});

test("what the units can do exactly is missed by no more than the ridge asks", () => {
  const line = XS.map((x) => 0.5 - 0.25 * x);
  for (const [f, least] of [[(x) => x, 1], [Math.abs, 2], [(x) => x * x, 2], [Math.tanh, 40]]) {
    const { rms, sup } = project(createBasis(f, 0), f === Math.tanh ? line.map(() => 0.5) : line);
    near(Math.max(...rms.slice(least), ...sup.slice(least)), 0, 1e-7, `${f}`);
  }
  assert.equal(project(createBasis(Math.tanh, 0), new Float64Array(POINTS).fill(0.5)).sup[0], 0);
});

test("moving K computes nothing again; another target keeps the bases; another seed does not", () => {
  const state = defaults(universal.schema);
  const first = universal.compute(state, null);
  const moved = universal.compute({ ...state, units: 3 }, first);
  moved.fits.forEach((one, i) => assert.equal(one.all, first.fits[i].all));
  const other = universal.compute({ ...state, target: "abs" }, moved);
  other.fits.forEach((one, i) => assert.ok(one.basis === first.fits[i].basis && one.all !== first.fits[i].all));
  const drawn = universal.compute({ ...state, target: "drawn" }, other);
  const knots = state.knots.map((v) => -v);
  const redrawn = universal.compute({ ...state, target: "drawn", knots }, drawn);
  assert.deepEqual(redrawn.readouts, universal.compute({ ...state, target: "drawn", knots }, null).readouts);
  near(redrawn.readouts.rms, drawn.readouts.rms, 1e-9, "the error of the mirrored curve");
  const seeded = universal.compute({ ...state, seed: 1 }, first);
  seeded.fits.forEach((one, i) => assert.notEqual(one.basis, first.fits[i].basis));
});

test("the keys for a drawn target are there when it is drawn, and move one point", () => {
  const ids = (state) => universal.controls(state, () => {}).map((spec) => spec.id);
  const state = { ...defaults(universal.schema), target: "drawn", knot: 17 };
  assert.ok(!ids(defaults(universal.schema)).includes("height") && ids(state).includes("height"));
  let changed = null;
  universal.controls(state, (changes) => { changed = changes; }).find((spec) => spec.id === "height").change(1.5);
  assert.deepEqual(changed.knots.slice(0, 16), state.knots.slice(0, 16));
  assert.equal(validate(universal.schema, changed, state).state.knots[16], 1.5);
  assert.equal(state.knots[16], 0);
});

test("the description says that one layer does the same, or by how much it misses", () => {
  const say = (changes) => {
    const state = { ...defaults(collapse.schema), ...changes };
    return collapse.describe(collapse.compute(state), state);
  };
  assert.match(say({}), /without an activation: a single layer does exactly the same.*rank is 2/);
  assert.match(say({ W1: [1, 2, 0.5, 1] }), /rank is 1/);
  assert.match(say({ activation: "relu" }), /relu between them: the nearest single layer misses them by 0\.\d+.*% of their spread/);
});
