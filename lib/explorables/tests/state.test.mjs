// State: whatever a link says, the figure gets a valid state and the reader a sentence.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EXPLORABLES } from "../src/figures.js";
import { defaults, reached, readHash, validate, writeHash } from "../src/state.js";
import { fixture, needsFixture } from "./fixture.mjs";

const { shape, gradient_flow: flow, zigzag } = EXPLORABLES;

test("the schemas are those of Python", needsFixture, () => {
  for (const [name, { schema }] of Object.entries(EXPLORABLES)) {
    const mine = Object.fromEntries(Object.entries(schema).map(([key, field]) => [key, { integer: false, ...field }]));
    const theirs = fixture.schemas[name];
    assert.deepEqual(Object.keys(mine), Object.keys(theirs), name);
    for (const [key, field] of Object.entries(theirs)) {
      for (const [part, value] of Object.entries(field)) assert.deepEqual(mine[key][part], value, `${name}.${key}.${part}`);
    }
  }
});

test("an empty state gives the defaults, without a message", () => {
  for (const { schema } of Object.values(EXPLORABLES)) {
    assert.deepEqual(validate(schema, {}), { state: defaults(schema), messages: [] });
    assert.deepEqual(validate(schema, defaults(schema)), { state: defaults(schema), messages: [] });
  }
});

test("defaults are copies: changing one figure's state leaves the next one's alone", () => {
  defaults(zigzag.schema).start[0] = 99;
  assert.deepEqual(defaults(zigzag.schema).start, [-2, 1.5]);
});

for (const [what, explorable, raw, key, want] of [
  ["a number too large is clamped", flow, { depth: 900 }, "depth", 50],
  ["a number too small is clamped", shape, { x: -1e300 }, "x", -6],
  ["a broken number of layers is rounded", flow, { depth: 7.4 }, "depth", 7],
  ["text for a number is refused", shape, { x: "3" }, "x", 3],
  ["null for a number is refused", flow, { gain: null }, "gain", 1],
  ["an unknown scheme is refused", flow, { scheme: "orthogonal" }, "scheme", "xavier"],
  ["a name from Object.prototype is no activation", shape, { functions: ["constructor", "toString"] }, "functions", ["sigmoid", "tanh"]],
  ["repeated names are kept once", shape, { functions: ["relu", "relu"] }, "functions", ["relu"]],
  ["five functions become four", shape, { functions: ["relu", "gelu", "silu", "mish", "elu"] }, "functions", ["relu", "gelu", "silu", "mish"]],
  ["a list for a list of names only", shape, { functions: "relu" }, "functions", ["sigmoid", "tanh"]],
  ["an unknown parameter is ignored", shape, { params: { relu: { alpha: 1 }, elu: { alpha: 2 } } }, "params", { elu: { alpha: 2 } }],
  ["a parameter is clamped", shape, { params: { elu: { alpha: 99 } } }, "params", { elu: { alpha: 3 } }],
  ["a prototype's parameter is ignored", shape, JSON.parse('{"params": {"__proto__": {"x": 1}}}'), "params", {}],
  ["a point needs two numbers", zigzag, { start: [1] }, "start", [-2, 1.5]],
  ["a point is clamped part by part", zigzag, { start: [9, -9] }, "start", [3, -3]],
  ["an unknown setting is ignored", zigzag, { speed: 1 }, "mean", 2],
]) {
  test(`${what}, and the reader is told`, () => {
    const { state, messages } = validate(explorable.schema, raw);
    assert.deepEqual(state[key], want);
    assert.equal(messages.length, 1, messages.join("; "));
    assert.match(messages[0], /\w.*[.]$/);
    assert.deepEqual(Object.keys(state), Object.keys(explorable.schema));
  });
}

test("a list of numbers has its length and each of its numbers checked", () => {
  const schema = { logits: { kind: "numbers", low: -5, high: 5, least: 2, most: 3, value: [0, 1] } };
  const check = (logits) => validate(schema, { logits });
  assert.deepEqual(check([1, 2, 3]), { state: { logits: [1, 2, 3] }, messages: [] });
  assert.deepEqual(check([1, 9]).state.logits, [1, 5]);
  for (const bad of [[1], [1, 2, 3, 4], "12", [1, null], null]) {
    const { state, messages } = check(bad);
    assert.deepEqual(state.logits, [0, 1]);
    assert.equal(messages.length, 1);
  }
});

test("a state that is no object is refused as a whole", () => {
  for (const raw of [null, 3, "x", [1, 2]]) {
    const { state, messages } = validate(shape.schema, raw);
    assert.deepEqual(state, defaults(shape.schema));
    assert.equal(messages.length, 1);
  }
});

test("a message never repeats more than a line of what a link says", () => {
  const { messages } = validate(shape.schema, { ["x".repeat(5000)]: 1, x: "y".repeat(5000) });
  assert.ok(messages.every((message) => message.length < 120), messages.join("\n"));
});

test("a state comes back from its link", () => {
  const state = { ...defaults(shape.schema), params: { elu: { alpha: 0.5 } }, x: -1.25 };
  assert.deepEqual(readHash(writeHash("fig-shape-1", state)), { id: "fig-shape-1", raw: state });
});

test("other hashes are left alone, broken ones are known as such", () => {
  assert.equal(readHash("#saturation"), null);
  assert.equal(readHash(""), null);
  assert.deepEqual(readHash("#fig-1=%7Bx"), { id: "fig-1", raw: undefined });
  assert.deepEqual(readHash("#fig-1=%E0%A4%A"), { id: "fig-1", raw: undefined });
});

test("goals: at least, at most, equal, settings, all", () => {
  const [readouts, state] = [{ ratio: 0.5, steps: null }, { scheme: "he", depth: 20 }];
  for (const [goal, want] of [
    [{ readout: "ratio", at_least: 0.5 }, true], [{ readout: "ratio", at_least: 0.51 }, false],
    [{ readout: "ratio", at_most: 0.5, at_least: 0.4 }, true], [{ readout: "ratio", at_most: 0.49 }, false],
    [{ readout: "steps", at_most: 100 }, false], [{ readout: "nothing", at_least: 0 }, false],
    [{ setting: "scheme", equals: "he" }, true], [{ setting: "depth", at_least: 21 }, false],
    [{ all: [{ setting: "scheme", equals: "he" }, { readout: "ratio", at_least: 0.1 }] }, true],
    [{ all: [{ setting: "scheme", equals: "lecun" }, { readout: "ratio", at_least: 0.1 }] }, false],
  ]) assert.equal(reached(goal, readouts, state), want, JSON.stringify(goal));
});
