// Drawing one of K tokens: top-k, top-p and seeded draws, as lib/activations/experiments/sampling.py has them.
import { uniforms } from "./random.js";
import { total } from "./softmax.js";

/**
 * The probabilities after the `topK` largest, then the fewest of those that hold `topP` of the rest, were kept: {q, order,
 * number}, where `order` has the tokens from the most to the least probable (ties in their own order).
 */
export function keep(p, topK, topP) {
  const order = p.map((_, i) => i).sort((i, j) => p[j] - p[i]);
  let number = Math.min(topK, p.length);
  if (topP < 1) {
    let sum = 0;
    const sums = order.slice(0, number).map((i) => (sum += p[i]));
    number = sums.findIndex((part) => part >= topP * sum) + 1;
  }
  const chosen = order.slice(0, number);
  const kept = p.map((v, i) => (chosen.includes(i) ? v : 0));
  const sum = total(kept);
  return { q: kept.map((v) => v / sum), order, number };
}

let stream = null;

/** How often each token comes up in `draws` draws: a uniform number falls into the stretch that is the token's own. */
export function draw(q, draws, seed) {
  if (stream?.seed !== seed || stream.numbers.length < draws) stream = { seed, numbers: uniforms(draws, seed, 0) };
  let sum = 0;
  const ends = q.map((v) => (sum += v));
  const counts = q.map(() => 0);
  const last = q.length - 1;
  for (let k = 0; k < draws; k++) {
    let i = 0;
    while (i < last && ends[i] <= stream.numbers[k]) i++;
    counts[i]++;
  }
  return counts;
}
