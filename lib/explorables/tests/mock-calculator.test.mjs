// The calculator: values against mpmath's, errors by name, and the machine button by button.
import assert from "node:assert/strict";
import { test } from "node:test";
import { BINARY, CalculatorError, UNARY, checked } from "../src/mock/arithmetic.js";
import { calculator, format, line, press, shown } from "../src/mock/calculator.js";
import { fixture, needsFixture } from "./fixture.mjs";

const pressed = (keys, from = calculator()) => keys.split(" ").reduce((state, key) => press(state, { "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "=": "equals", "(": "open", ")": "close", ".": "point" }[key] ?? key), from);
const show = (keys) => shown(pressed(keys));

test("every function agrees with mpmath to four units in the last place, and is an error where that has no real value", needsFixture, () => {
  const seen = new Set();
  for (const { key, args, angle, value } of fixture.calculator) {
    const compute = () => checked(key in UNARY ? UNARY[key](args[0], angle) : BINARY[key].f(...args));
    const what = `${key}(${args}) ${angle}`;
    seen.add(key);
    if (value === null) assert.throws(compute, CalculatorError, what);
    else assert.ok(Math.abs(compute() - value) <= 4 * 2.3e-16 * Math.abs(value), `${what}: ${compute()} ≠ ${value}`);
  }
  assert.deepEqual([...seen].sort(), [...Object.keys(UNARY), ...Object.keys(BINARY)].sort());
});

test("what is exact on paper is exact here", () => {
  const exact = {
    "1 8 0 sin": "0", "3 0 sin": "0.5", "6 0 cos": "0.5", "9 0 cos": "0", "4 5 tan": "1", "3 6 0 0 0 0 0 0 cos": "1", "1 3 5 tan": "−1", "2 7 0 sin": "−1",
    ". 5 asin": "30", "1 acos": "0", "1 atan": "45", "1 asin": "90", "1 0 0 0 log": "3", "1 0 2 4 log2": "10", "1 0 0 0 logBase 1 0 =": "3",
    "1 2 5 root 3 =": "5", "8 sign root 3 =": "−2", "1 7 0 factorial": "7.257415615308×10³⁰⁶", "5 factorial": "120", "0 factorial": "1",
    "2 power 1 0 =": "1024", "2 sign power 3 =": "−8", "3 tenPower": "1000", ". 1 + . 2 =": "0.3", "1 / 3 =": "0.333333333333333",
  };
  for (const [keys, text] of Object.entries(exact)) assert.equal(show(keys), text, keys);
});

test("the usual order, from left to right, with brackets", () => {
  const sums = {
    "2 + 3 * 4 =": "14", "2 * 3 + 4 =": "10", "8 - 3 - 2 =": "3", "8 / 4 / 2 =": "1", "2 power 3 power 2 =": "64", "2 * 3 power 2 =": "18",
    "( 2 + 3 ) * 4 =": "20", "2 * ( 3 + ( 4 - 1 ) * 2 ) =": "18", "2 ( 3 + 4 ) =": "14", "2 * ( 3 + 4 =": "14", "1 + ( 2 + 3": "3",
    "2 + 3 = * 4 =": "20", "2 + 3 = 7 =": "7", "5 * =": "A number is missing at the end", "( ) ": "A number is missing before the bracket", ")": "There is no open bracket to close",
  };
  for (const [keys, text] of Object.entries(sums)) assert.equal(show(keys.trim()), text, keys);
});

test("a sign pressed after a sign takes its place", () => {
  assert.equal(show("2 + * 3 ="), "6");
  assert.equal(show("2 + 3 + * 4 ="), "14");
  assert.equal(show("2 * 3 + - 4 ="), "2");
});

test("typing: point, sign, power of ten, deleting, and no more digits than a double holds", () => {
  assert.equal(show("0 0 7"), "7");
  assert.equal(show(". 5"), "0.5");
  assert.equal(show("1 . 2 . 3"), "1.23");
  assert.equal(show("1 2 3 back"), "12");
  assert.equal(show("5 sign back back"), "0");
  assert.equal(show("1 . 5 exponent 3"), "1.5×10³");
  assert.equal(show("1 . 5 exponent 3 sign ="), "0.0015");
  assert.equal(show("exponent 2 ="), "100");
  assert.equal(show("5 sign"), "−5");
  assert.equal(show("2 sqrt back"), format(Math.SQRT2));
  assert.equal(show("1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8"), "1234567890123456");
  assert.equal(show("exponent 3 0 8 * 1 0 ="), "Overflow: the result exceeds 1.8×10³⁰⁸");
  assert.equal(show("exponent 9 9 9 ="), "Overflow: the result exceeds 1.8×10³⁰⁸");
});

test("memory and constants", () => {
  assert.equal(show("5 memoryStore clear 2 * memoryRecall ="), "10");
  assert.equal(show("5 memoryAdd 3 memoryAdd 1 memorySubtract memoryRecall"), "7");
  assert.equal(show("5 memoryStore memoryClear memoryRecall"), "0");
  assert.equal(show("2 + memoryStore 3 ="), "5");
  assert.equal(show("pi cos"), format(Math.cos(Math.PI * Math.PI / 180)));
  assert.equal(show("rad pi cos"), "−1");
  assert.equal(show("e ln"), "1");
  assert.equal(show("rad 1 clear deg 9 0 sin"), "1");
  assert.equal(pressed("rad 1 clear").angle, "rad");
});

test("an error says what is wrong, keeps until C, and is never a NaN", () => {
  const errors = {
    "1 / 0 =": "Division by zero", "0 reciprocal": "Division by zero", "0 ln": "ln needs a number above 0", "5 sign log": "log needs a number above 0",
    "2 asin": "sin⁻¹ needs a number from −1 to 1", "9 0 tan": "tan is not defined at 90°, 270° and so on", "1 sign sqrt": "√ needs a number of 0 or more",
    "2 . 5 factorial": "n! needs a whole number, 0 or larger", "1 7 1 factorial": "Overflow: 171! and larger ones exceed 1.8×10³⁰⁸",
    "8 logBase 1 =": "The base of a logarithm is above 0 and not 1", "5 sign power . 5 =": "A negative number has no such power among the real numbers",
  };
  for (const [keys, text] of Object.entries(errors)) {
    const state = pressed(keys);
    assert.equal(shown(state), text, keys);
    assert.equal(shown(pressed("7 + 1 =", state)), text, "only C goes on");
    assert.equal(shown(pressed("clear 7 + 1 =", state)), "8");
  }
  assert.equal(pressed("rad", pressed("1 / 0 =")).angle, "rad");
});

test("what was pressed stands above the result", () => {
  assert.equal(line(pressed("2 + 3 0 sin * ( 4 - 1 ) =")), "2 + sin(30) × (4 − 1) =");
  assert.equal(line(pressed("3 sign power 2 =")), "(−3) ^ 2 =");
  assert.equal(line(pressed("2 + 3 = + 4 =")), "5 + 4 =");
});

test("ten thousand random presses never throw and never show a NaN", () => {
  const keys = [..."0123456789", "point", "exponent", "back", "sign", "open", "close", "equals", "deg", "rad", "memoryStore", "memoryRecall", "memoryAdd", "pi", "e", ...Object.keys(UNARY), ...Object.keys(BINARY)];
  let h = 1;
  let state = calculator();
  for (let i = 0; i < 10000; i += 1) {
    h = (Math.imul(h, 1664525) + 1013904223) >>> 0;
    state = press(state, state.error ? "clear" : keys[Math.floor((h / 2 ** 32) * keys.length)]);
    assert.doesNotMatch(shown(state) + line(state), /NaN|Infinity|undefined|null/);
    assert.ok(Number.isFinite(state.memory));
  }
});
