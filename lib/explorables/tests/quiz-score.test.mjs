import assert from "node:assert/strict";
import { test } from "node:test";
import { attempt, firstWrong, judge, marksText, parseNumber, problemWith, score, thirds, usable, variantCount, wording, worth } from "../src/quiz-score.js";

const option = (correct) => ({ text: "", correct, why: "" });
const mcq = { id: "m", type: "mcq", marks: 1, stamp: "s", options: [option(false), option(true), option(false)] };
const mcq2 = { ...mcq, id: "m2", marks: 2 };
const msq = { id: "q", type: "msq", marks: 2, stamp: "s", options: [option(true), option(false), option(true)] };
const nat = {
  id: "n", type: "nat", marks: 1, stamp: "s", answer: { low: 0.29, high: 0.31 }, slips: [{ low: -0.31, high: -0.29 }, { low: 3, high: 3 }],
};

test("numbers are read as people type them", () => {
  const readings = {
    "0.25": 0.25, ".25": 0.25, "5.": 5, "+5": 5, " 0.25 ": 0.25, "0,25": 0.25, "-0,375": -0.375,
    "−3": -3, "–3": -3, "1e-3": 0.001, "1E−3": 0.001, "10^-3": 0.001, "10^(-3)": 0.001, "10⁻³": 0.001, "-10^2": -100,
    "2*10^-3": 0.002, "2×10⁻³": 0.002, "2 x 10^3": 2000, "2.5·10^2": 250, "1 024": 1024, "1\u202f024": 1024, "1,024": 1024, "12,345,678.5": 12345678.5,
    "3/8": 0.375, "-1/4": -0.25, "0": 0, "-0": 0,
  };
  for (const [text, value] of Object.entries(readings)) assert.equal(parseNumber(text), value, text);
});

test("what is not a number is NaN, never a guess", () => {
  for (const text of ["", " ", "abc", "1.2.3", "1,2,3", "--3", "1e", "e5", "10^", "1/0", "0x10", "1e999", "Infinity", "NaN", "5%", "1;2", "<b>1</b>", "1,024,5"]) {
    assert.ok(Number.isNaN(parseNumber(text)), `${JSON.stringify(text)} was read as ${parseNumber(text)}`);
  }
});

test("a blank is a problem, never an attempt", () => {
  for (const [question, response] of [[mcq, undefined], [msq, []], [nat, ""], [nat, "  "]]) {
    assert.match(problemWith(question, response), /first\.$/);
    assert.equal(thirds(question, response), 0);
  }
  assert.match(problemWith(nat, "three"), /not a number/);
  for (const [question, response] of [[mcq, 0], [msq, [0]], [nat, "3"]]) assert.equal(problemWith(question, response), "");
});

test("an MSQ is right with all and only the right options", () => {
  const right = (response) => judge(msq, response).right;
  assert.deepEqual([[0, 2], [0], [2], [0, 1, 2], [1]].map(right), [true, false, false, false, false]);
});

test("a NAT accepts its range with both ends and names a known slip", () => {
  assert.deepEqual(judge(nat, "0.3"), { right: true, slip: -1 });
  for (const end of ["0.29", "0.31", "0,31"]) assert.equal(judge(nat, end).right, true, end);
  for (const beyond of ["0.2899", "0.3101"]) assert.deepEqual(judge(nat, beyond), { right: false, slip: -1 }, beyond);
  assert.deepEqual(judge(nat, "-0.3"), { right: false, slip: 0 });
  assert.deepEqual(judge(nat, "3"), { right: false, slip: 1 });
});

test("GATE marks are exact thirds; only an MCQ costs something", () => {
  assert.deepEqual([thirds(mcq, 1), thirds(mcq, 0), thirds(mcq2, 1), thirds(mcq2, 2)], [3, -1, 6, -2]);
  assert.deepEqual([thirds(msq, [0, 2]), thirds(msq, [1]), thirds(nat, "0.3"), thirds(nat, "7")], [6, 0, 3, 0]);
  assert.deepEqual([0, 1, 2, 3, 7, -1, -2, -3, -4, 18].map(marksText), ["0", "⅓", "⅔", "1", "2⅓", "−⅓", "−⅔", "−1", "−1⅓", "6"]);
  assert.deepEqual([mcq, mcq2, msq, nat].map(worth), ["1 mark, −⅓ if wrong", "2 marks, −⅔ if wrong", "2 marks, all or nothing", "1 mark"]);
});

test("marks count the first attempt, right counts any attempt before the answer was shown", () => {
  const wrong = attempt(mcq, undefined, 0);
  assert.deepEqual(wrong, { stamp: "s", tries: 1, first: 0, last: 0, right: false, shown: false });
  const found = attempt(mcq, wrong, 1);
  assert.equal(found.right, true);
  assert.equal(found.first, 0);
  const afterShown = attempt(mcq, { ...wrong, shown: true }, 1);
  assert.equal(afterShown.right, false);
  const questions = [mcq, mcq2, msq, nat];
  const standing = score(questions, { m: found, m2: attempt(mcq2, undefined, 2), q: attempt(msq, undefined, [0, 2]) });
  assert.deepEqual(standing, { right: 2, attempted: 3, total: 4, thirds: -1 - 2 + 6, possible: 18 });
  assert.deepEqual(score(questions, {}), { right: 0, attempted: 0, total: 4, thirds: 0, possible: 18 });
});

test("a stored record is used only if it fits the question", () => {
  const good = attempt(mcq, undefined, 1);
  assert.equal(usable(mcq, good), true);
  for (const bad of [null, undefined, 3, "x", {}, { ...good, stamp: "old" }, { ...good, last: 9 }, { ...good, first: "1" }, { ...good, tries: 0 }]) {
    assert.equal(usable(mcq, bad), false, JSON.stringify(bad));
  }
  assert.equal(usable(msq, attempt(msq, undefined, [0])), true);
  for (const last of [[], [7], "0", 0]) assert.equal(usable(msq, { ...attempt(msq, undefined, [0]), last }), false);
  assert.equal(usable(nat, attempt(nat, undefined, "0.3")), true);
  assert.equal(usable(nat, { ...attempt(nat, undefined, "0.3"), last: "<img>" }), false);
  const guess = { type: "guess", stamp: "s" };
  assert.deepEqual([usable(guess, { stamp: "s", value: 0 }), usable(guess, { stamp: "s", value: "3" }), usable(guess, { stamp: "s" })], [true, false, false]);
});

// Five steps: 0 and 1 in either order, then 2, then 3; 4 belongs nowhere.
const belongs = (...after) => ({ text: "", early: "", belongs: true, after });
const order = {
  id: "o", type: "order", marks: 2, stamp: "s", key: [0, 1, 2, 3],
  steps: [belongs(), belongs(), belongs(0, 1), belongs(2), { text: "", why: "", belongs: false, after: [] }],
};

test("a derivation is right in every order that its steps allow, and in no other", () => {
  for (const response of [[0, 1, 2, 3], [1, 0, 2, 3]]) assert.equal(firstWrong(order, response), -1);
  const places = { "0,2,1,3": 1, "3": 0, "0,1,3,2": 2, "0,4,1,2,3": 1, "0,1,2,3,4": 4, "0,1": 2, "0": 1, "0,1,2": 3 };
  for (const [text, place] of Object.entries(places)) {
    const response = text.split(",").map(Number);
    assert.equal(firstWrong(order, response), place, text);
    assert.deepEqual(judge(order, response), { right: false, slip: -1 });
    assert.equal(thirds(order, response), 0, text);
  }
  assert.deepEqual([thirds(order, [1, 0, 2, 3]), thirds(order, []), worth(order)], [6, 0, "2 marks, all or nothing"]);
  assert.match(problemWith(order, []), /first\.$/);
  const good = attempt(order, undefined, [0, 1]);
  assert.equal(usable(order, good), true);
  for (const last of [[], [0, 0], [9], 3, "0,1"]) assert.equal(usable(order, { ...good, last }), false, JSON.stringify(last));
});

const varied = { ...nat, variants: [{}, { answer: { low: 5, high: 5 }, slips: [{ low: 50, high: 50 }] }, { answer: { low: 6, high: 6 } }] };

test("each wording has its own key and slips; what it does not change is the question's", () => {
  assert.deepEqual([variantCount(nat), variantCount(varied)], [1, 3]);
  assert.equal(wording(varied).answer, nat.answer);
  assert.deepEqual(wording(varied, 2).slips, nat.slips);
  assert.deepEqual(judge(wording(varied, 1), "50"), { right: false, slip: 0 });
  assert.deepEqual(wording(nat, 0), nat);
});

test("a record names the wordings of its first and its last response, and marks count the first", () => {
  const first = attempt(varied, undefined, "0.3", 1);
  assert.deepEqual(first, { stamp: "s", tries: 1, first: "0.3", last: "0.3", right: false, shown: false, variant: 1, firstVariant: 1 });
  const second = attempt(varied, first, "6", 2);
  assert.deepEqual([second.right, second.variant, second.firstVariant], [true, 2, 1]);
  assert.equal(score([varied], { n: second }).thirds, 0);
  assert.equal(score([varied], { n: attempt(varied, attempt(varied, undefined, "0.3", 0), "1", 1) }).thirds, 3);
  assert.equal("variant" in attempt(nat, undefined, "0.3"), false);
});

test("a record from before there were wordings counts as the first wording; an unknown wording is refused", () => {
  const old = { stamp: "s", tries: 2, first: "7", last: "0.3", right: true, shown: false };
  assert.equal(usable(varied, old), true);
  const next = attempt(varied, old, "5", 1);
  assert.deepEqual([next.variant, next.firstVariant, next.tries], [1, 0, 3]);
  for (const variant of [3, -1, 0.5, "1", null]) assert.equal(usable(varied, { ...old, variant }), variant === null, String(variant));
  assert.equal(usable(varied, { ...old, firstVariant: 3 }), false);
});
