// The on-screen calculator as a pure machine: press(state, key) → state. Functions act on the number shown; +, −, × and ÷ follow the
// usual order, powers, roots and logarithms to a base bind tightest, and what binds equally is worked off from left to right.
import { minus, superscript } from "../text.js";
import { BINARY, CalculatorError, UNARY, checked } from "./arithmetic.js";

const DIGITS = 16;
const CONSTANTS = { pi: [Math.PI, "π"], e: [Math.E, "e"] };
const NAMES = {
  asin: "sin⁻¹", acos: "cos⁻¹", atan: "tan⁻¹", asinh: "sinh⁻¹", acosh: "cosh⁻¹", atanh: "tanh⁻¹", log2: "log₂", exp: "exp", tenPower: "10^",
  square: "sqr", cube: "cube", sqrt: "√", cbrt: "∛", percent: "percent", factorial: "fact", reciprocal: "1÷",
};
const level = () => ({ before: "", values: [], signs: [] });

/** The machine as it is switched on: degrees, 0, an empty memory. */
export const calculator = () => ({ entry: "", value: 0, given: false, text: "", levels: [level()], trail: "", undo: null, memory: 0, angle: "deg", error: "" });

/** The number shown, as text. */
export function shown({ entry, value, error }) {
  if (error) return error;
  if (!entry) return format(value);
  const [mantissa, exponent] = entry.split("e");
  return minus(mantissa) + (exponent === undefined ? "" : `×10${superscript(exponent) || "^"}`);
}

/** What was pressed so far, as a line of text. */
export const line = (state) => state.trail || state.levels.map(({ before }) => before).join("");

/** At most 15 digits: what a double holds. */
export function format(value) {
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-6 && size < 1e15)) return minus(String(Number(value.toPrecision(15))));
  const [mantissa, exponent] = value.toExponential(14).split("e");
  return `${minus(trimmed(mantissa))}×10${superscript(String(Number(exponent)))}`;
}

const trimmed = (text) => text.replace(/\.?0+$/, "");

/** The state after a press; `key` is a digit, a name from UNARY or BINARY, or one of the keys below. */
export function press(state, key) {
  if (key === "clear") return { ...calculator(), memory: state.memory, angle: state.angle };
  if (state.error && key !== "deg" && key !== "rad") return state;
  try {
    if (/^\d$/.test(key)) return digit(state, key);
    if (Object.hasOwn(UNARY, key)) return unary(state, key);
    if (Object.hasOwn(BINARY, key)) return binary(state, key);
    if (Object.hasOwn(CONSTANTS, key)) return { ...state, entry: "", value: CONSTANTS[key][0], text: CONSTANTS[key][1], given: true, trail: "" };
    return KEYS[key](state);
  } catch (error) {
    if (!(error instanceof CalculatorError)) throw error;
    return { ...state, error: error.message };
  }
}

const KEYS = {
  point: (state) => (/[.e]/.test(state.entry) ? state : typed(state, `${state.entry || "0"}.`)),
  // The power of ten: 1.5 Exp 3 is 1.5×10³.
  exponent: (state) => (state.entry.includes("e") ? state : typed(state, `${state.entry || "1"}e`)),
  back: (state) => (state.entry ? typed(state, state.entry.slice(0, -1).replace(/^-$|e-$/, (rest) => (rest === "-" ? "" : "e"))) : state),
  sign,
  open,
  close,
  equals,
  deg: (state) => ({ ...state, angle: "deg" }),
  rad: (state) => ({ ...state, angle: "rad" }),
  memoryStore: (state) => ({ ...settled(state), memory: number(state) }),
  memoryRecall: (state) => ({ ...state, entry: "", value: state.memory, text: format(state.memory), given: true, trail: "" }),
  memoryClear: (state) => ({ ...state, memory: 0 }),
  memoryAdd: (state) => ({ ...settled(state), memory: checked(state.memory + number(state)) }),
  memorySubtract: (state) => ({ ...settled(state), memory: checked(state.memory - number(state)) }),
};

const number = ({ entry, value }) => (entry ? checked(Number(entry.replace(/e-?$/, ""))) : value);
const plain = (state) => (state.entry ? format(number(state)) : state.text || format(state.value));
const textOf = (state) => (plain(state).startsWith("−") ? `(${plain(state)})` : plain(state));
// The memory's buttons end the typing of a number, no more.
const settled = (state) => (state.entry ? { ...state, value: number(state), text: plain(state), entry: "" } : state);
const typed = (state, entry) => ({ ...state, entry, value: entry ? state.value : 0, text: "", given: true, trail: "" });

function digit(state, key) {
  const { entry } = state;
  const [mantissa, exponent] = entry.split("e");
  if (exponent !== undefined) return exponent.replace("-", "").length < 3 ? typed(state, entry + key) : state;
  if (mantissa.replace(/[-.]/g, "").length >= DIGITS) return state;
  return typed(state, /^-?0$/.test(entry) ? entry.replace("0", key) : entry + key);
}

function sign(state) {
  const { entry, value, text } = state;
  if (!entry) return { ...state, value: -value + 0, text: text && `−(${text})`, given: true, trail: "" };
  const [mantissa, exponent] = entry.split("e");
  const flip = (digits) => (digits.startsWith("-") ? digits.slice(1) : `-${digits}`);
  return typed(state, exponent === undefined ? flip(mantissa) : `${mantissa}e${flip(exponent)}`);
}

function unary(state, key) {
  const value = checked(UNARY[key](number(state), state.angle));
  return { ...state, entry: "", value, text: `${NAMES[key] ?? key}(${plain(state)})`, given: true, trail: "" };
}

const replaced = (levels, last) => [...levels.slice(0, -1), last];

/** Work off, in the innermost bracket, every waiting operation that binds at least as tightly as `binds`. */
function reduced({ values, signs }, value, binds) {
  const [numbers, waiting] = [[...values], [...signs]];
  let result = value;
  while (waiting.length && BINARY[waiting.at(-1)].binds >= binds) result = checked(BINARY[waiting.pop()].f(numbers.pop(), result));
  return { values: numbers, signs: waiting, value: result };
}

function binary(state, key) {
  const inner = state.levels.at(-1);
  // A sign right after another one takes its place, as if the first had not been pressed.
  if (!state.given && inner.signs.length) return binary(state.undo, key);
  const { values, signs, value } = reduced(inner, number(state), BINARY[key].binds);
  const before = `${inner.before}${textOf(state)} ${BINARY[key].sign} `;
  const levels = replaced(state.levels, { before, values: [...values, value], signs: [...signs, key] });
  return { ...state, levels, entry: "", value, text: "", given: false, trail: "", undo: { ...state, undo: null } };
}

/** A bracket right behind a number multiplies, as on paper. */
function open(state) {
  const ready = state.given && !state.trail && (state.entry || state.text) ? binary(state, "multiply") : state;
  return { ...ready, levels: [...ready.levels, { ...level(), before: "(" }], entry: "", value: 0, text: "", given: false, trail: "" };
}

function close(state) {
  if (state.levels.length === 1) throw new CalculatorError("There is no open bracket to close");
  const inner = state.levels.at(-1);
  if (!state.given) throw new CalculatorError("A number is missing before the bracket");
  const { value } = reduced(inner, number(state), 0);
  return { ...state, levels: state.levels.slice(0, -1), entry: "", value, text: `${inner.before}${textOf(state)})`, given: true, trail: "" };
}

/** Closes what is open; the result can be gone on with. */
function equals(state) {
  if (state.levels.length > 1) return equals(close(state));
  const [inner] = state.levels;
  if (!state.given && inner.signs.length) throw new CalculatorError("A number is missing at the end");
  const { value } = reduced(inner, number(state), 0);
  return { ...state, levels: [level()], entry: "", value, text: "", given: true, trail: `${inner.before}${textOf(state)} =` };
}
