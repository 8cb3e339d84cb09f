// The training engine: its steps are PyTorch's, its gradients the loss's derivatives, and a run carried on is the run done again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { NAMES } from "../src/activations.js";
import { EXPLORABLES } from "../src/figures.js";
import { COUNT, SHAPES, points } from "../src/planar_data.js";
import { defaults } from "../src/state.js";
import { backward, createNetwork, evaluate, forward, tanh, trainStep } from "../src/train.js";
import { fixture, needsFixture } from "./fixture.mjs";

const close = (got, want, what) => assert.ok(Math.abs(got - want) <= 1e-9 * Math.max(1, Math.abs(want)), `${what}: ${got} ≠ ${want}`);
const closeAll = (got, want, what) => {
  assert.equal(got.length, want.length, what);
  want.forEach((v, i) => close(got[i], v, `${what}[${i}]`));
};

test("training steps are PyTorch's", needsFixture, () => {
  for (const { widths, activation, seed, scale, bias, norm, size, rate, steps, layers, norms } of fixture.training) {
    const net = createNetwork({ widths, activation, seed, scale, bias, norm, room: COUNT });
    const data = points("spiral", 0.1, seed);
    for (let step = 0; step < steps; step++) trainStep(net, data, { rate, size, seed, step });
    layers.forEach(([W, b], l) => {
      closeAll(net.layers[l].W, W, `${activation} W${l}`);
      closeAll(net.layers[l].b, b, `${activation} b${l}`);
    });
    norms.forEach(([gamma, beta], l) => {
      closeAll(net.layers[l].gamma, gamma, "γ");
      closeAll(net.layers[l].beta, beta, "β");
    });
  }
});

test("gradients are the derivative of the loss, for every activation of the registry", () => {
  const data = points("circle", 0.2, 1);
  for (const [activation, norm] of [...NAMES.map((name) => [name, false]), ["tanh", true], ["gelu", true]]) {
    const net = createNetwork({ widths: norm ? [2, 5, 1] : [2, 5, 4, 1], activation, seed: 4, norm, room: COUNT });
    evaluate(net, data);
    for (const [l, { W, dW }] of net.layers.entries()) {
      const want = dW[1];
      const kept = W[1];
      const h = 1e-6;
      const at = (value) => { W[1] = value; return evaluate(net, data).loss; };
      const slope = (at(kept + h) - at(kept - h)) / (2 * h);
      W[1] = kept;
      // A kink inside the step moves the quotient by up to h.
      assert.ok(Math.abs(slope - want) < 2e-5, `${activation}, layer ${l}: ${slope} ≠ ${want}`);
    }
  }
});

test("tanh by table is Math.tanh to 1e-15 of it", () => {
  for (const x of [0, -0, 1e-300, 1e-9, 1 / 128, 0.0078125001, 0.5, 19.999, 20, 700, Infinity]) {
    for (const s of [x, -x]) assert.ok(Math.abs(tanh(s) - Math.tanh(s)) <= 1e-15 * Math.abs(Math.tanh(s)), `${s}`);
  }
  for (let x = -25; x < 25; x += 0.00137) assert.ok(Math.abs(tanh(x) - Math.tanh(x)) <= 1e-15 * Math.abs(Math.tanh(x)), `${x}`);
  assert.ok(Number.isNaN(tanh(NaN)));
});

test("the parts of a batch are computed as the whole", () => {
  const data = points("xor", 0, 3);
  const net = createNetwork({ widths: [2, 6, 3, 1], activation: "mish", seed: 1, room: COUNT });
  const whole = forward(net, data.x, COUNT).slice(0, COUNT);
  for (const i of [0, 57, 199]) close(forward(net, Float64Array.of(data.x[i], data.x[COUNT + i]), 1)[0], whole[i], `example ${i}`);
  forward(net, data.x, COUNT);
  backward(net, data.y, COUNT);
  assert.ok(net.layers[0].dW.every(Number.isFinite));
});

test("every shape has both classes, about half and half", () => {
  for (const shape of Object.keys(SHAPES)) {
    const ones = points(shape, 0, 0).y.reduce((sum, v) => sum + v, 0);
    assert.ok(ones >= 75 && ones <= 125, `${shape}: ${ones}`);
  }
});

for (const name of ["dying_relu", "playground"].filter((one) => EXPLORABLES[one])) {
  test(`${name}: going on, going back and starting anew give the same state`, () => {
    const { compute, schema } = EXPLORABLES[name];
    const state = { ...defaults(schema), step: 20 };
    const at = (step, previous) => compute({ ...state, step }, previous);
    const once = at(20, null).readouts;
    let result = at(0, null);
    for (const step of [1, 3, 10, 20]) result = at(step, result);
    assert.deepEqual(result.readouts, once);
    assert.deepEqual(at(20, at(33, result)).readouts, once);
    assert.notDeepEqual(compute({ ...state, seed: 1 }, result).readouts, once);
  });
}

test("dying_relu: a switch keeps the weights, and switching ahead of time changes nothing yet", () => {
  const { compute, schema } = EXPLORABLES.dying_relu;
  const state = defaults(schema);
  const plain = compute(state, null).readouts;
  assert.deepEqual(compute({ ...state, then: "elu", switch_step: state.step + 1 }, null).readouts, plain);
  const switched = compute({ ...state, then: "leaky_relu" }, null);
  assert.equal(switched.readouts.silent, plain.silent);
  assert.equal(switched.readouts.dead, 0);
  assert.ok(compute({ ...state, then: "elu", step: state.step + 150 }, null).readouts.revived > 10);
});

test("dying_relu: a dead ReLU unit never comes back by itself", () => {
  const { compute, schema } = EXPLORABLES.dying_relu;
  const dead = (step) => compute({ ...defaults(schema), step }, null).units.flatMap(({ dead: gone, line }, j) => (gone ? [[j, ...line]] : []));
  const before = dead(100);
  assert.ok(before.length >= 16);
  // None of its 200 examples reaches it: its weights stay as they are, bit for bit.
  const after = new Map(dead(1000).map(([j, ...line]) => [j, line]));
  for (const [j, ...line] of before) assert.deepEqual(after.get(j), line, `unit ${j + 1}`);
});
