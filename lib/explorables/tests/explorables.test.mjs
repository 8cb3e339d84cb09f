// What the figures compute, without a page: readouts equal Python's, and controls change the state they say they change.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bind } from "../src/activations.js";
import "../src/calibration_data.js";
import { spread } from "../src/chart.js";
import { TARGET, descend, inputs, largestRate } from "../src/descent.js";
import { EXPLORABLES } from "../src/figures.js";
import { BATCH, WIDTH, createSource, flow } from "../src/passes.js";
import { normals } from "../src/random.js";
import { defaults, validate } from "../src/state.js";
import { fixed, show, spoken } from "../src/text.js";
import { decode, fixture, needsFixture } from "./fixture.mjs";

const close = (got, want, tolerance, what) =>
  assert.ok(Object.is(got, want) || Math.abs(got - want) <= tolerance * Math.abs(want), `${what}: ${got} ≠ ${want}`);

test("random numbers equal Python's, whatever the length asked for", needsFixture, () => {
  for (const { seed, stream, values } of fixture.normals) {
    values.forEach((want, i) => close(normals(values.length, seed, stream)[i], want, 1e-13, `normals(${seed}, ${stream})[${i}]`));
    assert.equal(normals(3, seed, stream)[2], normals(100, seed, stream)[2]);
  }
});

test("random numbers are standard normal and streams independent", () => {
  const [a, b] = [normals(40000, 0, 5), normals(40000, 0, 6)];
  const mean = (values) => values.reduce((sum, v) => sum + v, 0) / values.length;
  // Five standard errors each: 1/√n, √(2/n), √(15/n) (the skewness' is √6/√n), 1/√n.
  assert.ok(Math.abs(mean(a)) < 0.025);
  assert.ok(Math.abs(mean(a.map((v) => v * v)) - 1) < 0.036);
  assert.ok(Math.abs(mean(a.map((v) => v ** 3))) < 0.1);
  assert.ok(Math.abs(mean(a.map((v, i) => v * b[i]))) < 0.025);
});

test("numbers are written as Python writes them", needsFixture, () => {
  for (const [value, digits, want] of fixture.shown) assert.equal(show(decode(value), digits), want);
  for (const [value, places, want] of fixture.fixed) assert.equal(fixed(value, places), want);
  assert.equal(spoken("−2.4×10⁻¹²"), "minus 2.4 times 10 to the minus 12");
});

test("per-layer gradients and sizes are those of the library's backward pass on the same weights", needsFixture, () => {
  for (const { activation, params, depth, deviation, seed, gradient, size } of fixture.flows) {
    const mine = flow(createSource(seed), bind(activation, params), depth, deviation);
    gradient.forEach((want, l) => close(mine.gradient[l], want, 1e-9, `${activation}, layer ${l + 1} of ${depth}, gradient`));
    size.forEach((want, l) => close(mine.size[l], want, 1e-9, `${activation}, layer ${l + 1} of ${depth}, size`));
  }
});

test("the backward pass is the derivative of the loss", () => {
  // The loss is linear in a last layer without an activation: L = Σ over the gradient of z · z.
  const source = createSource(3);
  const { gradient } = flow(source, bind("identity"), 1, 0.1);
  let sum = 0;
  for (let b = 0; b < BATCH; b++) for (let j = 0; j < WIDTH; j++) sum += (source.readout[j] * source.factors[b]) ** 2;
  close(gradient[0], Math.sqrt(sum) / (BATCH * Math.sqrt(WIDTH)), 1e-12, "norm of the readout's gradient");
});

test("readouts equal Python's", needsFixture, () => {
  for (const { figure, state, readouts } of fixture.states) {
    const explorable = EXPLORABLES[figure];
    const checked = validate(explorable.schema, state);
    assert.deepEqual(checked.messages, []);
    const mine = explorable.compute(checked.state, null).readouts;
    assert.deepEqual(Object.keys(mine).sort(), Object.keys(readouts).sort(), figure);
    for (const [key, value] of Object.entries(readouts)) {
      // Python's text is a number that JSON does not have, unless the page's is text as well.
      if (value === null || typeof mine[key] === "string") assert.equal(mine[key], value, `${figure} ${key}`);
      // Beside 0° and at a minimum's place the rounding is all there is: an absolute allowance.
      else if (Math.abs(mine[key] - decode(value)) > 1e-6) close(mine[key], decode(value), 1e-9, `${figure} ${key}`);
    }
  }
});

test("a whole-batch path is (I − ηH)ᵏ of the start, for both inputs", () => {
  const [rate, mean, start] = [0.15, 1.5, [-1, 2]];
  const { path } = descend({ mean, learning_rate: rate, start, update: "batch" });
  const along = 1 - rate * (1 + 2 * mean * mean);
  const across = 1 - rate;
  const [u, v] = [start[0] - TARGET[0], start[1] - TARGET[1]];
  path.forEach(([w1, w2], k) => {
    const [p, m] = [((u + v) / 2) * along ** k, ((u - v) / 2) * across ** k];
    assert.ok(Math.abs(w1 - TARGET[0] - p - m) < 1e-12 && Math.abs(w2 - TARGET[1] - p + m) < 1e-12, `step ${k}`);
  });
});

test("inputs have covariance 1 and the mean asked for; the largest rate is where batch descent stops converging", () => {
  for (const mean of [0, 1.3, 2]) {
    const points = inputs(mean);
    const average = (f) => points.reduce((sum, p) => sum + f(p), 0) / points.length;
    assert.ok(Math.abs(average((p) => p[0]) - mean) < 1e-12);
    assert.ok(Math.abs(average((p) => (p[0] - mean) ** 2) - 1) < 1e-12);
    assert.ok(Math.abs(average((p) => (p[0] - mean) * (p[1] - mean))) < 1e-12);
    const rate = largestRate(mean);
    const run = (factor) => descend({ mean, learning_rate: rate * factor, start: [-2, 1.5], update: "batch" });
    assert.ok(run(0.95).steps !== null && run(1.05).steps === null);
  }
});

test("one example at a time with positive inputs, both weights always move in the same direction", () => {
  const run = (mean) => descend({ mean, learning_rate: 0.08, start: [-2, 1.5], update: "one" });
  assert.equal(run(2).same, 1);
  assert.ok(run(0).same < 0.6);
});

test("a start at the minimum takes no step", () => {
  const run = descend({ mean: 2, learning_rate: 0.1, start: [1, -1], update: "one" });
  assert.deepEqual([run.steps, run.length, run.angle, run.same], [0, 0, 0, 0]);
});

for (const [name, explorable] of Object.entries(EXPLORABLES)) {
  test(`${name}: every control's change is a valid state that differs, and has a label`, () => {
    const state = { ...defaults(explorable.schema), ...(name === "shape" ? { functions: ["elu", "tanh"] } : {}) };
    let changed = null;
    const specs = explorable.controls(state, (changes) => { changed = changes; }, explorable.compute(state, null));
    assert.equal(new Set(specs.map((spec) => spec.id)).size, specs.length);
    for (const spec of specs) {
      assert.ok(spec.label, spec.id);
      changed = null;
      const other = spec.kind === "select" ? spec.options.find((option) => option.value !== spec.value).value
        : spec.kind === "checkbox" ? !spec.value
        : spec.value === spec.high ? spec.low : spec.high;
      spec.change(other);
      const { state: after, messages } = validate(explorable.schema, changed, state);
      assert.deepEqual(messages, [], spec.id);
      assert.notDeepEqual(after, state, spec.id);
    }
  });

  test(`${name}: texts and tables are complete for extreme states`, () => {
    const lows = Object.entries(explorable.schema).filter(([, field]) => field.kind === "number");
    for (const end of ["low", "high"]) {
      const { state } = validate(explorable.schema, Object.fromEntries(lows.map(([key, field]) => [key, field[end]])));
      const result = explorable.compute(state, null);
      const tables = [explorable.readoutTable(result, state), explorable.dataTable(result, state)];
      for (const { columns, rows } of tables) for (const row of rows) assert.equal(row.length, columns.length);
      const words = [explorable.describe(result, state), ...tables.flatMap((table) => table.rows.flat().map((cell) => cell.text ?? cell))];
      for (const text of words) assert.doesNotMatch(String(text), /NaN|undefined|null|Infinity/);
    }
  });
}

test("minima: a point, a flat half-line, a limit, none", () => {
  const { compute, readoutTable } = EXPLORABLES.shape;
  const state = { ...defaults(EXPLORABLES.shape.schema), functions: ["gelu", "relu", "sigmoid", "identity"] };
  const texts = readoutTable(compute(state, null), state).rows.map((row) => row[3]);
  assert.deepEqual(texts, ["−0.17 at x = −0.7518", "0 for x ≤ 0", "none: tends to 0 as x → −∞", "none: falls without end"]);
});

test("labels keep their order and their distance, inside the frame", () => {
  assert.deepEqual(spread([10, 11, 12], 10, 0, 100), [10, 20, 30]);
  assert.deepEqual(spread([99, 98], 10, 0, 100), [100, 90]);
  assert.deepEqual(spread([50], 10, 0, 40), [40]);
});
