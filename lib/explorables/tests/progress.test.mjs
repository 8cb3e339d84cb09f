// Progress: what is stored is read, merged and judged; whatever a file holds, nothing breaks and nothing is lost.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmptyCard, fsrs, Rating } from "ts-fsrs";
import { latest, objectivesOf, standing } from "../src/progress/objectives.js";
import { FORMAT, collect, empty, forget, merge, read, store, write } from "../src/progress/records.js";
import { DAY, deck, dueKeys, endOfDay, grade, intervals, isCard, ratingOf, weakestKeys } from "../src/progress/schedule.js";

const NOW = new Date(2026, 0, 15, 12).getTime();

function memory(entries = {}) {
  const map = new Map(Object.entries(entries));
  return {
    get length() { return map.size; },
    key: (i) => [...map.keys()][i],
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => map.set(key, value),
    removeItem: (key) => map.delete(key),
  };
}

const record = (changes = {}) => ({ stamp: "s", tries: 1, first: 0, last: 0, right: true, shown: false, at: NOW, ...changes });
const quizzes = (list) => ({ ...empty(), quiz: Object.fromEntries(list) });

test("what is stored comes back, also through a file", () => {
  const data = { quiz: { "a:q1": record(), "a:guess": { stamp: "g", value: 3, at: 1 } }, review: { "a:q1": grade(null, "good", NOW, "s") },
    exercises: { "2.3": { state: "done", score: 1, at: 5 }, "A.1": { state: "not yet", score: 0.5, at: 6 } },
    mock: [{ started: 1, size: 15, seed: 2, seconds: 9, used: 3, thirds: 4, possible: 60, items: null }] };
  const storage = memory({ "af:mode": "dark", "other": "x" });
  store(storage, data);
  assert.deepEqual(collect(storage), { data, unread: [] });
  assert.deepEqual(read(write(data, NOW)), { data, dropped: 0 });
  forget(storage);
  assert.deepEqual(collect(storage).data, empty());
  assert.equal(storage.getItem("af:mode"), "dark");
});

test("what cannot be read is named and left where it is", () => {
  const entries = { "af:quiz:a:q1": "{", "af:quiz:a:q2": JSON.stringify({ version: 7, ...record() }), "af:quiz:a:q3": JSON.stringify({ version: 1, ...record() }),
    "af:review": "[]", "af:exercises": JSON.stringify({ version: 1, results: null }) };
  const storage = memory(entries);
  const { data, unread } = collect(storage);
  assert.deepEqual(Object.keys(data.quiz), ["a:q3"]);
  assert.deepEqual(unread.sort(), ["af:exercises", "af:quiz:a:q1", "af:quiz:a:q2", "af:review"]);
  for (const [key, text] of Object.entries(entries)) assert.equal(storage.getItem(key), text);
});

for (const [what, text, problem] of [
  ["text", "hello", /not readable as JSON/],
  ["a list", "[]", /not a progress file/],
  ["another program's file", JSON.stringify({ format: "anki", version: 1 }), /not a progress file/],
  ["a later version", JSON.stringify({ format: FORMAT, version: 2 }), /version 2/],
]) {
  test(`a file that is ${what} is refused with a reason`, () => assert.match(read(text).problem, problem));
}

test("of a file, only what is sound comes in, and the rest is counted", () => {
  const bad = [["a:<img>", record()], ["a:q2", record({ tries: "many" })], ["a:q3", record({ first: { html: 1 } })], ["a:q4", record({ stamp: "x".repeat(500) })], ["a:q5", null],
    ["a:q6", record({ at: -1 })], ["__proto__x", record()]];
  const text = JSON.stringify({ format: FORMAT, version: 1, quiz: Object.fromEntries([["a:q1", record()], ...bad]), review: { "a:q1": { due: "soon" } },
    exercises: { "2.3": { state: "perfect", score: 1 }, "2.4": { state: "done", score: 9 } }, mock: [{}, 3], extra: "ignored" });
  const { data, dropped } = read(text);
  assert.deepEqual(data, quizzes([["a:q1", record()]]));
  assert.equal(dropped, bad.length + 1 + 2 + 2);
  assert.equal(read('{"format": "activations-measured progress", "version": 1, "quiz": {"__proto__": {"tries": 1}}}').dropped, 1);
  assert.equal({}.tries, undefined);
});

test("merging puts attempts together, keeps what was earned, and counts what changed", () => {
  const mine = quizzes([["a:q1", record({ tries: 2, first: 1, last: 0, at: 10 })], ["a:q2", record({ right: false, at: 30 })], ["a:q3", record()]]);
  const theirs = quizzes([["a:q1", record({ tries: 1, first: 3, last: 3, right: false, at: 20 })], ["a:q2", record({ last: 2, at: 20 })], ["b:q1", record()]]);
  const { data, changes } = merge(mine, theirs);
  assert.deepEqual(data.quiz["a:q1"], record({ tries: 2, first: 1, last: 3, right: true, at: 20 }));
  assert.equal(data.quiz["a:q2"].right, true);
  assert.deepEqual(Object.keys(data.quiz), ["a:q1", "a:q2", "a:q3", "b:q1"]);
  assert.deepEqual(changes, { quiz: 3, review: 0, exercises: 0, mock: 0 });
  assert.deepEqual(merge(data, theirs).changes, { quiz: 0, review: 0, exercises: 0, mock: 0 });
  assert.deepEqual(merge(data, data).data, data);
});

test("a newer wording wins over an older one; the better exercise and the further review win", () => {
  const mine = { ...quizzes([["a:q1", record({ stamp: "old", at: 5 })]]), exercises: { 2.3: { state: "done", score: 1, at: 1 } }, review: { "a:q1": grade(null, "good", NOW, "s") } };
  const further = grade(mine.review["a:q1"], "good", NOW + 3 * DAY, "s");
  const theirs = { ...quizzes([["a:q1", record({ stamp: "new", right: false, at: 9 })]]), exercises: { 2.3: { state: "not yet", score: 0.5, at: 2 } }, review: { "a:q1": further } };
  const { data } = merge(mine, theirs);
  assert.deepEqual([data.quiz["a:q1"].stamp, data.quiz["a:q1"].right], ["new", false]);
  assert.equal(data.exercises["2.3"].score, 1);
  assert.deepEqual(data.review["a:q1"], further);
  assert.deepEqual(merge(theirs, mine).data, data);
});

test("the schedule is that of ts-fsrs, and survives being written as JSON", () => {
  const plain = fsrs({ enable_fuzz: false, enable_short_term: false });
  let mine = null;
  let theirs = createEmptyCard(NOW);
  let now = NOW;
  for (const [rating, code] of [["good", Rating.Good], ["again", Rating.Again], ["hard", Rating.Hard], ["easy", Rating.Easy], ["good", Rating.Good]]) {
    mine = JSON.parse(JSON.stringify(grade(mine, rating, now, "s")));
    theirs = plain.next(theirs, now, code).card;
    assert.ok(isCard(mine));
    assert.deepEqual([mine.due, mine.stability, mine.difficulty, mine.reps, mine.lapses], [theirs.due.getTime(), theirs.stability, theirs.difficulty, theirs.reps, theirs.lapses]);
    now = mine.due;
  }
});

test("wrong comes back tomorrow, right later, and each right answer makes the pause longer", () => {
  assert.equal(grade(null, "again", NOW, "s").scheduled_days, 1);
  let card = null;
  let now = NOW;
  let last = 0;
  for (let i = 0; i < 6; i += 1) {
    card = grade(card, "good", now, "s");
    assert.ok(card.scheduled_days > last);
    last = card.scheduled_days;
    now = card.due;
  }
  const { again, hard, good, easy } = intervals(card, now);
  assert.ok(again < hard && hard < good && good < easy);
});

test("the deck: an answer enters on its day, a reworded question leaves, a card of the same wording stays", () => {
  const questions = new Map([["a:new", { stamp: "s" }], ["a:kept", { stamp: "s" }], ["a:reworded", { stamp: "t" }], ["a:unanswered", { stamp: "s" }]]);
  const kept = grade(null, "easy", NOW, "s");
  const found = deck(questions, { "a:new": record({ right: false, at: NOW - 5 * DAY }), "a:reworded": record() }, { "a:kept": kept, "a:reworded": kept, "a:gone": kept }, NOW);
  assert.deepEqual(Object.keys(found), ["a:new", "a:kept"]);
  assert.equal(found["a:new"].due, NOW - 4 * DAY);
  assert.deepEqual(dueKeys(found, NOW), ["a:new"]);
  assert.equal(weakestKeys(found, NOW)[0], "a:new");
  // A clock that was wrong when the answer was given must not hide the question for years.
  const [[, future]] = Object.entries(deck(questions, { "a:new": record({ at: NOW + 900 * DAY }) }, {}, NOW));
  assert.ok(future.due < NOW + 30 * DAY);
});

test("a question due later today is due; tomorrow's is not", () => {
  const card = (due) => ({ ...grade(null, "good", NOW, "s"), due });
  const cards = { late: card(endOfDay(NOW)), tomorrow: card(endOfDay(NOW) + 1), old: card(NOW - 9 * DAY) };
  assert.deepEqual(dueKeys(cards, NOW), ["old", "late"]);
});

test("an answer's rating follows from its attempts", () => {
  assert.deepEqual([record(), record({ tries: 3 }), record({ right: false }), record({ right: false, shown: true, tries: 2 })].map(ratingOf), ["good", "hard", "again", "again"]);
});

test("objectives: three right are met, mostly wrong is weak, and a later review counts", () => {
  const questions = [1, 2, 3, 4].map((i) => ({ id: `q${i}`, stamp: "s", objective: "o1" }));
  const bank = { slug: "a", title: "A", page: "a.html", objectives: { o1: "one", o2: "two" }, questions };
  const state = (answers, cards = {}) => standing([bank], Object.fromEntries(answers.map((right, i) => [`a:q${i + 1}`, record({ right })])), cards)[0].objectives[0].state;
  assert.equal(state([]), "untouched");
  assert.equal(state([true, true]), "begun");
  assert.equal(state([true, true, true]), "met");
  assert.equal(state([true, true, true, false]), "met");
  assert.equal(state([false, true]), "begun");
  assert.equal(state([false, false, true]), "weak");
  const reviewed = grade(grade(null, "again", NOW - 3 * DAY, "s"), "good", NOW, "s");
  assert.equal(state([true, true, false], { "a:q3": reviewed }), "met");
  assert.equal(standing([bank], {}, {})[0].objectives[1].total, 0);
});

test("an objective with one question is met by it; a question may serve objectives of other chapters", () => {
  const asked = { id: "q", stamp: "s", objective: "o1", also: ["b:o2"] };
  assert.deepEqual(objectivesOf(asked, "a"), ["a:o1", "b:o2"]);
  const banks = [{ slug: "a", title: "", page: "", objectives: { o1: "" }, questions: [asked] }, { slug: "b", title: "", page: "", objectives: { o2: "" }, questions: [] }];
  const [a, b] = standing(banks, { "a:q": record() }, {});
  assert.deepEqual([a.objectives[0].state, b.objectives[0].state], ["met", "met"]);
});

test("an answer to an older wording says nothing", () => {
  assert.equal(latest({ stamp: "new" }, record({ stamp: "old" }), undefined), null);
  assert.equal(latest({ stamp: "s" }, record({ right: false }), grade(null, "good", NOW, "s")), false);
});
