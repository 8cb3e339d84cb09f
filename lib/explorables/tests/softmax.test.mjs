// The softmax of the page is the library's; its cuts, draws and eigenvalues are what they are called.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EXPLORABLES } from "../src/figures.js";
import { uniforms } from "../src/random.js";
import { draw, keep } from "../src/sampling.js";
import { eigenvalues, entropy, jacobian, logSoftmax, rank, softmax, total } from "../src/softmax.js";
import { defaults } from "../src/state.js";
import { decode, fixture, needsFixture } from "./fixture.mjs";

// A few units in the last place: nothing that cancels may hide here.
const close = (got, want, what, tolerance = 2e-15) =>
  assert.ok(Object.is(got, want) || Math.abs(got - want) <= tolerance * Math.abs(want), `${what}: ${got} ≠ ${want}`);

test("softmax, its logarithm, Jacobian and entropy equal the library's to the last digits", needsFixture, () => {
  for (const { z, temperature, p, log, jacobian: want, entropy: nats } of fixture.softmax) {
    const name = `[${z}] at T = ${temperature}`;
    // An exponent of 700 costs its own rounding, 700 times as large as that of 1.
    const slack = 1e-15 * (2 + Math.max(...z.map((v) => Math.min(750, (Math.max(...z) - v) / temperature))));
    softmax(z, temperature).forEach((got, i) => close(got, p[i], `softmax ${name}`, slack));
    logSoftmax(z, temperature).forEach((got, i) => close(got, decode(log[i]), `log-softmax ${name}`));
    jacobian(z, temperature).forEach((row, i) => row.forEach((got, j) => close(got, want[i][j], `Jacobian ${name}`, 2 * slack)));
    // Near certainty the entropy is a small difference from 1 of p's; the digits lost are p's own.
    assert.ok(Math.abs(entropy(softmax(z, temperature)) - nats) < 1e-14, `entropy ${name}`);
  }
});

test("what top-k and top-p keep is what the library keeps", needsFixture, () => {
  for (const { z, temperature, top_k: k, top_p: p, kept } of fixture.softmax) {
    keep(softmax(z, temperature), k, p).q.forEach((got, i) => close(got, kept[i], `kept of [${z}], k ${k}, p ${p}`, 1e-12));
  }
});

test("a tie is shared at every temperature, and a cut through it keeps the first", () => {
  for (const T of [0.001, 0.05, 1, 20]) {
    const p = softmax([2, 2, 1], T);
    assert.equal(p[0], p[1]);
  }
  assert.deepEqual(softmax([2, 2, 1], 0.001), [0.5, 0.5, 0]);
  assert.deepEqual(keep([0.5, 0.5, 0], 1, 1).q, [1, 0, 0]);
  assert.deepEqual(keep([0.5, 0.5, 0], 3, 0.5).q, [1, 0, 0]);
  assert.deepEqual(keep([0.5, 0.5, 0], 3, 0.51).q, [0.5, 0.5, 0]);
  const state = { ...defaults(EXPLORABLES.temperature.schema), logits: [2, 2, 1], temperature: 0.05, top_k: 1 };
  const { compute, describe } = EXPLORABLES.temperature;
  assert.match(describe(compute(state, null), state), /z₁ = z₂, and only the first is kept\.$/);
  state.top_k = 8;
  assert.match(describe(compute(state, null), state), /z₁ and z₂ tie and share, at every T\.$/);
});

test("uniform numbers equal Python's, are uniform, and a longer stream begins with the shorter", needsFixture, () => {
  for (const { seed, stream, values } of fixture.uniforms) {
    assert.deepEqual([...uniforms(values.length, seed, stream)], values);
    assert.deepEqual([...uniforms(99, seed, stream).subarray(0, values.length)], values);
  }
  const numbers = uniforms(40000, 5, 1);
  const tenths = Array(10).fill(0);
  for (const u of numbers) tenths[Math.floor(10 * u)]++;
  // Five standard deviations of a count of 4000 are 300.
  assert.ok(tenths.every((count) => Math.abs(count - 4000) < 300), tenths.join());
});

test("draws follow the probabilities, never what was cut, and the same seed draws the same", () => {
  const q = [0.5, 0, 0.3, 0.2, 0];
  const counts = draw(q, 10000, 4);
  assert.equal(total(counts), 10000);
  q.forEach((v, i) => assert.ok(Math.abs(counts[i] - 10000 * v) <= 5 * Math.sqrt(10000 * v * (1 - v)), `token ${i}`));
  assert.deepEqual(draw(q, 10000, 4), counts);
  assert.notDeepEqual(draw(q, 10000, 5), counts);
  assert.deepEqual(draw([0, 1], 100, 0), [0, 100]);
});

test("eigenvalues: sum, sum of squares, and those that are known", () => {
  // The second-difference matrix has the eigenvalues 2 − 2 cos(kπ/(n + 1)).
  const n = 6;
  const second = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => [2, -1][Math.abs(i - j)] ?? 0));
  eigenvalues(second).sort((a, b) => a - b).forEach((v, k) => close(v, 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)), `eigenvalue ${k}`, 1e-13));
  assert.equal(rank(second), n);
  const matrix = jacobian([2, 1, 0.5, -1, 3, -4, 0, 1.5], 0.7);
  const values = eigenvalues(matrix);
  close(total(values), total(matrix.map((row, i) => row[i])), "trace", 1e-13);
  close(total(values.map((v) => v * v)), total(matrix.flat().map((v) => v * v)), "squared norm", 1e-13);
});

test("the rank of a softmax's Jacobian is K − 1; of a saturated one, what rounding leaves", () => {
  for (let k = 2; k <= 8; k++) assert.equal(rank(jacobian(Array.from({ length: k }, (_, i) => i / 2))), k - 1);
  assert.equal(rank(jacobian([2, 1, 0.5, -1], 0.05)), 2);
  assert.equal(rank([[0, 0], [0, 0]]), 0);
});

test("no entry of the Jacobian exceeds 1/(4T), and two equal logits far ahead reach it", () => {
  for (const T of [0.05, 1, 20]) {
    for (let seed = 0; seed < 50; seed++) {
      const z = Array.from(uniforms(4, seed, 9), (u) => 10 * u - 5);
      assert.ok(Math.max(...jacobian(z, T).flat().map(Math.abs)) <= 1 / (4 * T) + 1e-15);
    }
  }
  assert.equal(jacobian([3, 3])[0][0], 0.25);
});

test("a logit that is taken away comes back as it was", () => {
  const { compute, controls, schema } = EXPLORABLES.temperature;
  let state = defaults(schema);
  let result = null;
  const setCount = (count) => {
    result = compute(state, result);
    controls(state, (changes) => { state = { ...state, ...changes }; }, result).find((spec) => spec.id === "count").change(count);
  };
  setCount(2);
  assert.deepEqual(state.logits, [2, 1]);
  setCount(5);
  assert.deepEqual(state.logits, [2, 1, 0.5, -1, 0]);
});

test("the gate: the two approximations are as far from GELU as is said, and the means come nearer with more coins", () => {
  const { compute, schema } = EXPLORABLES.gate;
  const at = (changes) => compute({ ...defaults(schema), ...changes }, null).readouts;
  const readouts = at({});
  assert.ok(Math.abs(readouts["tanh.distance"] - 4.73e-4) < 1e-6 && Math.abs(readouts["tanh.distance_at"] - 2.7) < 0.005);
  assert.ok(Math.abs(readouts["quick.distance"] - 0.0203) < 1e-4);
  assert.equal(at({ gate: "sigmoid", beta: 0, x: -3 }).value, -1.5);
  assert.ok(at({ gate: "sigmoid", beta: 20 }).minimum > -0.014);
  const spreads = [10, 100, 1000].map((samples) => at({ samples }).spread);
  assert.ok(spreads[0] > 2 * spreads[1] && spreads[1] > 2 * spreads[2], spreads.join());
});

test("a gentle Swish has its minimum far out, where scaling puts it", () => {
  const { compute, schema } = EXPLORABLES.gate;
  for (const beta of [0.001, 0.02, 1, 20]) {
    const { minimum, minimum_at: place } = compute({ ...defaults(schema), gate: "sigmoid", beta }, null).readouts;
    close(minimum * beta, -0.2784645427610738, `minimum at β = ${beta}`, 1e-9);
    close(place * beta, -1.2784645427610738, `its place at β = ${beta}`, 1e-7);
  }
});
