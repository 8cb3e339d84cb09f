// What a reliability diagram shows: confidence against accuracy, the loss, the calibration error, the best temperature.
import { CLASSES } from "./stored_logits.js";

/** Confidence, accuracy, NLL and calibration error of logits in falling order divided by T, with the bins behind them. */
export function judge({ logits, labels }, temperature, bins) {
  const counts = new Float64Array(bins);
  const sums = new Float64Array(bins);
  const right = new Float64Array(bins);
  let loss = 0;
  labels.forEach((label, i) => {
    let total = 0;
    for (let j = 0; j < CLASSES; j++) total += Math.exp(logits[i * CLASSES + j] / temperature);
    // The largest logit is 0 and stands first: the answer is right if the label does, and its probability is 1/total.
    const bin = binOf(1 / total, bins);
    counts[bin]++;
    sums[bin] += 1 / total;
    if (label === 0) right[bin]++;
    loss += Math.log(total) - logits[i * CLASSES + label] / temperature;
  });
  const n = labels.length;
  const whole = (values) => values.reduce((sum, v) => sum + v, 0);
  const groups = Array.from(counts, (count, k) => ({
    from: edge(k, bins), to: edge(k + 1, bins), count, confidence: sums[k] / count, accuracy: right[k] / count,
  }));
  const ece = whole(groups.filter((group) => group.count).map((g) => g.count * Math.abs(g.accuracy - g.confidence))) / n;
  return { groups, accuracy: whole(right) / n, confidence: whole(sums) / n, nll: loss / n, ece };
}

// NumPy's linspace, to the last bit: whole multiples of the width, and 1 at the end.
const edge = (k, bins) => (k === bins ? 1 : k * (1 / bins));

/** Bins are open on the left and closed on the right, as Python's are. */
function binOf(confidence, bins) {
  let k = Math.ceil(confidence * bins);
  while (k > 1 && edge(k - 1, bins) >= confidence) k--;
  while (k < bins && edge(k, bins) < confidence) k++;
  return Math.max(k, 1) - 1;
}

/** The T with the least NLL: where the logit that the softmax expects is on average the label's, by bisection of log(1/T). */
export function fitTemperature({ logits, labels }) {
  const slope = (beta) => {
    let sum = 0;
    labels.forEach((label, i) => {
      let [total, expected] = [0, 0];
      for (let j = 0; j < CLASSES; j++) {
        const z = logits[i * CLASSES + j];
        const weight = Math.exp(beta * z);
        total += weight;
        expected += weight * z;
      }
      sum += expected / total - logits[i * CLASSES + label];
    });
    return sum;
  };
  let [low, high] = [Math.log(1e-4), Math.log(1e4)];
  for (let k = 0; k < 48; k++) {
    const middle = (low + high) / 2;
    if (slope(Math.exp(middle)) < 0) low = middle;
    else high = middle;
  }
  return Math.exp(-(low + high) / 2);
}
