// The selection of a mock test: Python's, question by question; the exam's mix; spread over chapters and sections.
import assert from "node:assert/strict";
import { test } from "node:test";
import { LARGEST_SEED, SIZES, plan, readSeed, select } from "../src/mock/select.js";
import { optionOrder } from "../src/quiz-order.js";
import { hashText } from "../src/random.js";
import { fixture, needsFixture } from "./fixture.mjs";

const KINDS = ["mcq", "msq", "nat"];
// 40 questions of each kind and 8 chapters, in half of them one mark.
const bank = Array.from({ length: 120 }, (_, i) => ({
  slug: `chapter_${i % 8}`, id: `question_${i}`, type: KINDS[i % 3], marks: 1 + (Math.floor(i / 3) % 2), section: `section_${i % 5}`,
  options: i % 3 === 2 ? undefined : ["a", "b", "c", "d"],
}));
const of = (items) => items.map(({ id }) => bank.find((question) => question.id === id));

test("a plan is the exam's in proportion", () => {
  assert.deepEqual(plan(65), { kinds: { mcq: 29, msq: 18, nat: 18 }, ones: 30, marks: 100, seconds: 180 * 60 });
  for (const size of SIZES) {
    const { kinds, ones, marks, seconds } = plan(size);
    assert.equal(kinds.mcq + kinds.msq + kinds.nat, size);
    assert.equal(marks, ones + 2 * (size - ones));
    assert.ok(Math.abs(seconds / 60 - (180 * size) / 65) <= 0.5 && Math.abs(marks / size - 100 / 65) < 0.02);
  }
});

test("hash, questions, order and shuffling equal Python's for every size and seed tried", needsFixture, () => {
  const { hashes, banks } = fixture.mock;
  for (const [seed, text, value] of hashes) assert.equal(hashText(seed, text), value, `${seed} ${text}`);
  for (const { questions, tests } of banks) {
    assert.ok(tests.length >= 12);
    for (const { size, seed, items } of tests) assert.deepEqual(select(questions, size, seed), items, `size ${size}, seed ${seed}`);
  }
  const wordings = banks[1].tests.flatMap(({ items }) => items.map(({ variant }) => variant));
  assert.deepEqual([...new Set(wordings)].sort(), [0, 1, 2, 3]);
});

test("a test has the mix it promises, no question twice, one mark first", () => {
  for (const size of SIZES) {
    for (let seed = 0; seed < 40; seed += 1) {
      const asked = of(select(bank, size, seed));
      assert.equal(new Set(asked).size, size);
      for (const kind of KINDS) assert.equal(asked.filter(({ type }) => type === kind).length, plan(size).kinds[kind]);
      const marks = asked.map((question) => question.marks);
      assert.equal(marks.filter((mark) => mark === 1).length, plan(size).ones);
      assert.deepEqual(marks, [...marks].sort());
    }
  }
});

test("every chapter gives its share, and sections are not repeated while others are unused", () => {
  for (let seed = 0; seed < 40; seed += 1) {
    const asked = of(select(bank, 30, seed));
    for (let k = 0; k < 8; k += 1) {
      const sections = asked.filter(({ slug }) => slug === `chapter_${k}`).map(({ section }) => section);
      assert.ok(sections.length >= 2 && sections.length <= 6, `chapter ${k} of seed ${seed}: ${sections.length}`);
    }
  }
});

test("options are shuffled, each order in its turn, and the seed decides", () => {
  const places = [0, 0, 0, 0];
  for (let seed = 0; seed < 400; seed += 1) {
    for (const { id, order } of select(bank, 15, seed)) {
      if (of([{ id }])[0].type === "nat") assert.deepEqual(order, []);
      else {
        assert.deepEqual([...order].sort(), [0, 1, 2, 3]);
        places[order.indexOf(0)] += 1;
      }
    }
  }
  const all = places.reduce((a, b) => a + b);
  // Five standard deviations of a fair shuffle.
  for (const count of places) assert.ok(Math.abs(count - all / 4) < 5 * Math.sqrt(all * 3 / 16), String(places));
  assert.deepEqual(select(bank, 30, 5), select([...bank].reverse(), 30, 5));
  assert.notDeepEqual(select(bank, 30, 5), select(bank, 30, 6));
});

test("locked options and questions that are not shuffled keep their places, in a test too", () => {
  const [, , , question] = bank;
  const orders = Array.from({ length: 200 }, (_, seed) => optionOrder({ ...question, locked: [0, 3] }, seed, "a"));
  for (const order of orders) assert.deepEqual([order[0], order[3], [...order].sort()], [0, 3, [0, 1, 2, 3]]);
  assert.equal(new Set(orders.map(String)).size, 2);
  assert.deepEqual(optionOrder({ ...question, shuffle: false }, 7, "a"), [0, 1, 2, 3]);
  const kept = bank.map((each) => ({ ...each, shuffle: false }));
  for (const { order } of select(kept, 30, 3)) assert.deepEqual(order, order.map((_, i) => i));
  assert.deepEqual(optionOrder({}, 1, "a"), []);
});

test("where one-mark questions of a kind are few, others make up for them; where a kind is short, it is said", () => {
  const scarce = bank.filter(({ type, marks }, i) => type !== "msq" || marks === 2 || i < 12);
  const asked = of(select(scarce, 65, 1));
  assert.equal(asked.filter(({ marks }) => marks === 1).length, plan(65).ones);
  assert.throws(() => select(bank.filter(({ type }) => type !== "nat"), 15, 1), /needs 4 questions of kind nat; the bank has 0/);
});

test("a seed is a whole number of at most six digits", () => {
  assert.deepEqual(["0", " 7 ", "999999", "007"].map(readSeed), [0, 7, LARGEST_SEED, 7]);
  for (const text of ["", "-1", "1.5", "1e3", "1000000", "abc", "7 8"]) assert.ok(Number.isNaN(readSeed(text)), text);
});
