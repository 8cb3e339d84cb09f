// Gradient descent on a linear unit of two weights that learns eight examples with squared error.
//
// The inputs lie on a circle around (mean, mean) and are scaled so that their covariance is the identity: with mean 0
// the loss ½⟨(w·x − w*·x)²⟩ is the same in every direction, and its Hessian I + mean²·(1 1; 1 1) shows the mean alone.

export const TARGET = [1, -1];
export const TOLERANCE = 0.05;
export const MOST_STEPS = 400;
const EXAMPLES = 8;
const FAR = 1000;

/** The eight inputs [[x1, x2], …] for a mean. */
export function inputs(mean) {
  return Array.from({ length: EXAMPLES }, (_, k) => {
    const angle = (2 * Math.PI * (k + 0.5)) / EXAMPLES;
    return [mean + Math.SQRT2 * Math.cos(angle), mean + Math.SQRT2 * Math.sin(angle)];
  });
}

/** Largest learning rate with which a whole-batch step does not overshoot for ever: 2 over the largest curvature. */
export const largestRate = (mean) => 2 / (1 + 2 * mean * mean);

function batchGradient(points, e1, e2) {
  let g1 = 0, g2 = 0;
  for (const [x1, x2] of points) {
    const error = (e1 * x1 + e2 * x2) / EXAMPLES;
    g1 += error * x1;
    g2 += error * x2;
  }
  return [g1, g2];
}

/**
 * Descend from `start` until the weights are within TOLERANCE of the target, or too far, or MOST_STEPS are made.
 *
 * @param update "one" (an example at a time, every third one round the circle) or "batch"
 * @returns {path, steps (null if the tolerance is not reached), length, angle, same, diverged}; `angle` is the mean angle in
 *   degrees between a step and the straight line to the target, `same` the share of steps in which both weights move in the same direction
 */
export function descend({ mean, learning_rate: rate, start, update }) {
  const points = inputs(mean);
  let [w1, w2] = start;
  const path = [[w1, w2]];
  let [length, angles, same] = [0, 0, 0];
  let distance = Math.hypot(w1 - TARGET[0], w2 - TARGET[1]);
  while (distance > TOLERANCE && distance < FAR && path.length <= MOST_STEPS) {
    const [e1, e2] = [w1 - TARGET[0], w2 - TARGET[1]];
    const one = points[(3 * (path.length - 1)) % EXAMPLES];
    const [g1, g2] = update === "batch" ? batchGradient(points, e1, e2) : batchOfOne(one, e1, e2);
    const step = rate * Math.hypot(g1, g2);
    // atan2 of cross and dot product: exact at 0°, where arccos would return the rounding.
    angles += step ? Math.abs(Math.atan2(g1 * e2 - g2 * e1, g1 * e1 + g2 * e2)) : 0;
    if (g1 * g2 > 0) same++;
    length += step;
    w1 -= rate * g1;
    w2 -= rate * g2;
    path.push([w1, w2]);
    distance = Math.hypot(w1 - TARGET[0], w2 - TARGET[1]);
  }
  const made = path.length - 1;
  return {
    path, length, steps: distance <= TOLERANCE ? made : null, diverged: distance >= FAR,
    angle: made ? ((angles / made) * 180) / Math.PI : 0, same: made ? same / made : 0,
  };
}

function batchOfOne([x1, x2], e1, e2) {
  const error = e1 * x1 + e2 * x2;
  return [error * x1, error * x2];
}
