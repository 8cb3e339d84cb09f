// The page's formulas against values from SciPy and from the Python library (tests/test_figures.py writes them).
import assert from "node:assert/strict";
import { test } from "node:test";
import { ACTIVATIONS, bind, steepest } from "../src/activations.js";
import { erfcx } from "../src/erfcx.js";
import { decode, fixture, needsFixture } from "./fixture.mjs";

/** Relative error at most 1e-12, or absolute at most 1e-300; NaN equals NaN, an infinity itself. */
function agree(got, want) {
  if (Number.isNaN(want) || !Number.isFinite(want)) return Object.is(got, want);
  const error = Math.abs(got - want);
  return error <= 1e-300 || error <= 1e-12 * Math.abs(want);
}

test("every activation of the registry is here, with the same parameters and kinks", needsFixture, () => {
  assert.deepEqual(Object.keys(ACTIVATIONS), Object.keys(fixture.registry));
  for (const [name, { params, kinks }] of Object.entries(fixture.registry)) {
    const mine = Object.entries(ACTIVATIONS[name].params).map(([key, p]) => [key, [p.value, p.low, p.high]]);
    assert.deepEqual(Object.fromEntries(mine), params, name);
    assert.deepEqual(ACTIVATIONS[name].kinks, kinks, name);
  }
});

test("values and slopes equal the library's, far tails, zeros and infinities included", needsFixture, () => {
  const xs = fixture.x.map(decode);
  for (const { name, params, value, slope } of fixture.activations) {
    const mine = bind(name, params);
    xs.forEach((x, i) => {
      assert.ok(agree(mine.f(x), decode(value[i])), `${mine.label}(${x}) is ${mine.f(x)}, should be ${value[i]}`);
      assert.ok(agree(mine.slope(x), decode(slope[i])), `${mine.label}′(${x}) is ${mine.slope(x)}, should be ${slope[i]}`);
    });
  }
});

test("the largest slope equals the library's", needsFixture, () => {
  for (const { name, params, steepest: want } of fixture.activations) {
    assert.ok(Math.abs(steepest(bind(name, params)) - want) <= 1e-12 * want, `${name}: ${steepest(bind(name, params))} ≠ ${want}`);
  }
});

test("erfcx equals SciPy's to 2e-15", needsFixture, () => {
  for (const [x, want] of fixture.erfcx) {
    assert.ok(Math.abs(erfcx(x) - want) <= 2e-15 * want, `erfcx(${x}) is ${erfcx(x)}, should be ${want}`);
  }
});

test("every derivative is the slope of its function", () => {
  for (const name of Object.keys(ACTIVATIONS)) {
    const { f, slope, kinks } = bind(name);
    for (let x = -7.93; x < 8; x += 0.31) {
      if (kinks.some((kink) => Math.abs(kink - x) < 0.01)) continue;
      const difference = (f(x + 1e-5) - f(x - 1e-5)) / 2e-5;
      assert.ok(Math.abs(slope(x) - difference) < 1e-9 + 1e-8 * Math.abs(difference), `${name}′(${x}): ${slope(x)} against ${difference}`);
    }
  }
});

test("ELU has a kink only where its two slopes differ", () => {
  assert.deepEqual(bind("elu").kinks, []);
  assert.deepEqual(bind("elu", { alpha: 2 }).kinks, [0]);
});
