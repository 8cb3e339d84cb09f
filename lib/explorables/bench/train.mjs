// Examples per second of the training engine and of the plain way: an object for every node and link, one example at a
// time. The same 2-8-8-1 tanh network, batches of 32 on two spirals; prints JSON. Run by tools/bench.py.
import { bind } from "../src/activations.js";
import { points } from "../src/planar_data.js";
import { fillNormals, uniforms } from "../src/random.js";
import { createNetwork, evaluate, trainStep } from "../src/train.js";

const [WIDTHS, BATCH, RATE, SEED] = [[2, 8, 8, 1], 32, 0.1, 0];
const data = points("spiral", 0.1, SEED);
const COUNT = data.y.length;

class Link {
  constructor(from, to, weight) {
    Object.assign(this, { from, to, weight, slope: 0 });
  }
}

class Node {
  constructor(activation) {
    Object.assign(this, { activation, inputs: [], outputs: [], bias: 0, total: 0, output: 0, slopeOfTotal: 0, slope: 0 });
  }

  forward() {
    this.total = this.bias;
    for (const { from, weight } of this.inputs) this.total += weight * from.output;
    this.output = this.activation.f(this.total);
  }

  backward(slopeOfOutput) {
    this.slopeOfTotal = slopeOfOutput * this.activation.slope(this.total);
    this.slope += this.slopeOfTotal;
    for (const link of this.inputs) link.slope += this.slopeOfTotal * link.from.output;
  }

  update(rate) {
    this.bias -= rate * this.slope;
    this.slope = 0;
    for (const link of this.inputs) {
      link.weight -= rate * link.slope;
      link.slope = 0;
    }
  }
}

function build() {
  const [tanh, linear] = [bind("tanh"), bind("identity")];
  const layers = WIDTHS.map((n, l) => Array.from({ length: n }, () => new Node(l < WIDTHS.length - 1 ? tanh : linear)));
  for (let l = 1; l < layers.length; l++) {
    const inputs = WIDTHS[l - 1];
    const weights = fillNormals(new Float64Array(WIDTHS[l] * inputs), SEED, l - 1);
    layers[l].forEach((to, j) => layers[l - 1].forEach((from, i) => {
      const link = new Link(from, to, weights[j * inputs + i] * Math.sqrt(2 / inputs));
      to.inputs.push(link);
      from.outputs.push(link);
    }));
  }
  return layers;
}

function stepOnObjects(layers, step) {
  const chosen = uniforms(BATCH, SEED, 1000 + step);
  for (let k = 0; k < BATCH; k++) {
    const at = Math.floor(chosen[k] * COUNT);
    layers[0][0].output = data.x[at];
    layers[0][1].output = data.x[COUNT + at];
    for (let l = 1; l < layers.length; l++) for (const node of layers[l]) node.forward();
    const [last] = layers.at(-1);
    last.backward(1 / (1 + Math.exp(-last.output)) - data.y[at]);
    for (let l = layers.length - 2; l > 0; l--) {
      for (const node of layers[l]) {
        let slope = 0;
        for (const link of node.outputs) slope += link.weight * link.to.slopeOfTotal;
        node.backward(slope);
      }
    }
  }
  for (const layer of layers) for (const node of layer) node.update(RATE / BATCH);
}

const [STEPS, ROUNDS] = [2000, 21];
// Examples per second, the trainers taking turns; the medians after the first round, which is the compiler's.
function examplesPerSecond(trainers) {
  const rates = trainers.map(() => []);
  for (let round = 0; round <= ROUNDS; round++) {
    trainers.forEach((step, t) => {
      const start = performance.now();
      for (let k = 0; k < STEPS; k++) step(round * STEPS + k);
      rates[t].push((STEPS * BATCH * 1000) / (performance.now() - start));
    });
  }
  return rates.map((found) => found.slice(1).sort((a, b) => a - b)[(ROUNDS - 1) / 2]);
}

const net = createNetwork({ widths: WIDTHS, activation: "tanh", seed: SEED, room: COUNT });
const layers = build();
// Both train the same network: after ten steps their weights are the same.
for (let step = 0; step < 10; step++) {
  trainStep(net, data, { rate: RATE, size: BATCH, seed: SEED, step });
  stepOnObjects(layers, step);
}
const difference = Math.max(...layers[1].flatMap((node, j) => node.inputs.map((link, i) => Math.abs(link.weight - net.layers[0].W[2 * j + i]))));
if (!(difference < 1e-12)) throw new Error(`the two trainers differ by ${difference}`);

const [objects, engine] = examplesPerSecond([
  (step) => stepOnObjects(layers, step),
  (step) => trainStep(net, data, { rate: RATE, size: BATCH, seed: SEED, step }),
]);
process.stdout.write(JSON.stringify({ engine, objects, ratio: engine / objects, loss: evaluate(net, data).loss }));
