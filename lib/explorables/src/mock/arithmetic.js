// What the calculator's buttons compute. A question without an answer raises a CalculatorError that says why: NaN is never shown.

export class CalculatorError extends Error {}

const need = (condition, message) => {
  if (!condition) throw new CalculatorError(message);
};
const RADIANS = Math.PI / 180;

// In degrees the angle is first brought between 0 and 90, which is exact; so sin 180° is 0 and cos 60° is ½ to the last bit.
function sine(degrees) {
  let r = Math.abs(degrees) % 360;
  let sign = Math.sign(degrees);
  if (r >= 180) [r, sign] = [r - 180, -sign];
  if (r > 90) r = 180 - r;
  if (r === 30) return sign / 2;
  return sign * (r > 45 ? Math.cos((90 - r) * RADIANS) : Math.sin(r * RADIANS)) + 0;
}

function cosine(degrees) {
  let r = Math.abs(degrees) % 360;
  if (r > 180) r = 360 - r;
  return sine(90 - r);
}

function tangent(degrees) {
  let r = Math.abs(degrees) % 180;
  let sign = Math.sign(degrees);
  if (r > 90) [r, sign] = [180 - r, -sign];
  need(r !== 90, "tan is not defined at 90°, 270° and so on");
  if (r === 45) return sign;
  return sign * (r > 45 ? 1 / Math.tan((90 - r) * RADIANS) : Math.tan(r * RADIANS)) + 0;
}

/** An inverse in degrees: a whole number of degrees where that is the answer. */
function inDegrees(radians, x, back) {
  const whole = Math.round(radians / RADIANS);
  return Math.abs(whole) !== 90 && back(whole) === x ? whole : radians / RADIANS;
}

const inverse = (f, name, back) => (x, angle) => {
  need(Math.abs(x) <= 1, `${name} needs a number from −1 to 1`);
  return angle === "deg" ? inDegrees(f(x), x, back) : f(x);
};

function factorial(n) {
  need(Number.isInteger(n) && n >= 0, "n! needs a whole number, 0 or larger");
  need(n <= 170, "Overflow: 171! and larger ones exceed 1.8×10³⁰⁸");
  let product = 1n;
  for (let i = 2n; i <= n; i += 1n) product *= i;
  return Number(product); // rounded once
}

const logarithm = (f, name) => (x) => {
  need(x > 0, `${name} needs a number above 0`);
  return f(x);
};

/** Functions of the number shown; `angle` is "deg" or "rad". */
export const UNARY = {
  sin: (x, angle) => (angle === "deg" ? sine(x) : Math.sin(x)),
  cos: (x, angle) => (angle === "deg" ? cosine(x) : Math.cos(x)),
  tan: (x, angle) => (angle === "deg" ? tangent(x) : Math.tan(x)),
  asin: inverse(Math.asin, "sin⁻¹", sine),
  acos: inverse(Math.acos, "cos⁻¹", cosine),
  atan: (x, angle) => (angle === "deg" ? inDegrees(Math.atan(x), x, tangent) : Math.atan(x)),
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh(x) {
    need(x >= 1, "cosh⁻¹ needs a number of 1 or more");
    return Math.acosh(x);
  },
  atanh(x) {
    need(Math.abs(x) < 1, "tanh⁻¹ needs a number between −1 and 1");
    return Math.atanh(x);
  },
  exp: Math.exp,
  ln: logarithm(Math.log, "ln"),
  log: logarithm(Math.log10, "log"),
  log2: logarithm(Math.log2, "log₂"),
  tenPower: (x) => power(10, x),
  square: (x) => x * x,
  cube: (x) => x * x * x,
  cbrt: Math.cbrt,
  percent: (x) => x / 100,
  factorial,
  sqrt(x) {
    need(x >= 0, "√ needs a number of 0 or more");
    return Math.sqrt(x);
  },
  reciprocal(x) {
    need(x !== 0, "Division by zero");
    return 1 / x;
  },
};

function power(a, b) {
  need(a !== 0 || b >= 0, "Division by zero");
  need(a >= 0 || Number.isInteger(b), "A negative number has no such power among the real numbers");
  if (a === 10 && Number.isInteger(b)) return Number(`1e${b}`);
  return a ** b;
}

/** The y-th root of x. A negative number has roots of odd order. */
function root(x, y) {
  need(y !== 0, "A root of order 0 is not defined");
  if (x < 0) {
    need(Math.abs(y % 2) === 1, "A negative number has only roots of odd order among the real numbers");
    return -root(-x, y);
  }
  const near = power(x, 1 / y);
  const whole = Math.round(near); // 1 / y is rounded before the power is: ∛125 would be 4.999…
  return whole !== 0 && whole ** y === x ? whole : near;
}

function logarithmTo(x, y) {
  need(x > 0, "log needs a number above 0");
  need(y > 0 && y !== 1, "The base of a logarithm is above 0 and not 1");
  const near = Math.log(x) / Math.log(y);
  const whole = Math.round(near);
  return y ** whole === x ? whole : near;
}

/** Functions of two numbers, the one shown first and the one typed then, and how tightly they bind. */
export const BINARY = {
  add: { f: (a, b) => a + b, sign: "+", binds: 1 },
  subtract: { f: (a, b) => a - b, sign: "−", binds: 1 },
  multiply: { f: (a, b) => a * b, sign: "×", binds: 2 },
  divide: {
    f(a, b) {
      need(b !== 0, "Division by zero");
      return a / b;
    },
    sign: "÷",
    binds: 2,
  },
  power: { f: power, sign: "^", binds: 3 },
  root: { f: (x, y) => root(x, y), sign: "root of order", binds: 3 },
  logBase: { f: logarithmTo, sign: "log to base", binds: 3 },
};

/** The result, or a CalculatorError where doubles have none. */
export function checked(value) {
  need(!Number.isNaN(value), "This is not defined");
  need(Number.isFinite(value), "Overflow: the result exceeds 1.8×10³⁰⁸");
  return value + 0;
}
