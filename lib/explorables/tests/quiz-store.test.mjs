import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { attempt } from "../src/quiz-score.js";
import { createStore } from "../src/quiz-store.js";

const nat = (id) => ({ id, type: "nat", marks: 1, stamp: "s", answer: { low: 2, high: 2 }, slips: [] });
const questions = [nat("a"), nat("b")];
const key = "af:quiz:chapter:a";

function install(storage) {
  Object.defineProperty(globalThis, "localStorage", { configurable: true, get: storage });
}

let kept;
beforeEach(() => {
  kept = new Map();
  install(() => ({
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, text) => kept.set(name, text),
    removeItem: (name) => kept.delete(name),
  }));
  const bus = new EventTarget();
  globalThis.addEventListener = bus.addEventListener.bind(bus);
  globalThis.removeEventListener = bus.removeEventListener.bind(bus);
  globalThis.dispatchEvent = bus.dispatchEvent.bind(bus);
});

test("an answer survives a reload and a reset removes exactly this quiz's keys", () => {
  kept.set("af:quiz:other:a", "untouched");
  createStore("chapter", questions).write("a", attempt(questions[0], undefined, "2"));
  const warnings = [];
  const again = createStore("chapter", questions, { warn: (text) => warnings.push(text) });
  assert.equal(again.records.a.right, true);
  assert.deepEqual(warnings, []);
  again.clear();
  assert.deepEqual([...kept.keys()], ["af:quiz:other:a"]);
  assert.deepEqual(createStore("chapter", questions).records, {});
});

test("corrupted, foreign and outdated records are dropped with a message", () => {
  const good = JSON.stringify({ version: 1, ...attempt(questions[0], undefined, "2") });
  for (const text of ["{", "null", "3", "[]", good.replace('"version":1', '"version":0'), good.replace('"s"', '"older"')]) {
    kept.set(key, text);
    const warnings = [];
    const store = createStore("chapter", questions, { warn: (message) => warnings.push(message) });
    assert.deepEqual(store.records, {}, text);
    assert.match(warnings.join(), /could not be read/, text);
    assert.equal(kept.has(key), false, text);
  }
});

test("blocked storage gives a message and the answers stay in memory", () => {
  install(() => {
    throw new Error("SecurityError");
  });
  const warnings = [];
  const store = createStore("chapter", questions, { warn: (text) => warnings.push(text) });
  store.write("a", attempt(questions[0], undefined, "2"));
  assert.equal(store.records.a.right, true);
  assert.ok(warnings.length && warnings.every((text) => /does not let the page store/.test(text)));
  store.clear();
  assert.deepEqual(store.records, {});
});

test("full storage is told too", () => {
  install(() => ({ getItem: () => null, setItem: () => { throw new Error("QuotaExceededError"); }, removeItem() {} }));
  const warnings = [];
  createStore("chapter", questions, { warn: (text) => warnings.push(text) }).write("a", attempt(questions[0], undefined, "1"));
  assert.equal(warnings.length, 1);
});

test("the notebook's answers win over stored ones, and it hears of every change", () => {
  createStore("chapter", questions).write("a", attempt(questions[0], undefined, "1"));
  const heard = [];
  const store = createStore("chapter", questions, { answers: { a: attempt(questions[0], undefined, "2") }, onAnswer: (all) => heard.push(all) });
  assert.equal(store.records.a.right, true);
  assert.deepEqual(heard, []);
  store.write("b", attempt(questions[1], undefined, "5"));
  assert.deepEqual(Object.keys(heard.at(-1)), ["a", "b"]);
  const stored = [];
  createStore("chapter", questions, { onAnswer: (all) => stored.push(all) });
  assert.equal(stored.length, 1, "answers found in the browser go to the notebook");
});

test("two places that show one question agree", () => {
  const [one, two] = [createStore("chapter", questions), createStore("chapter", questions.slice(0, 1))];
  const changed = [];
  const stop = two.follow((id) => changed.push(id));
  one.write("a", attempt(questions[0], undefined, "2"));
  one.write("b", attempt(questions[1], undefined, "2"));
  assert.deepEqual(changed, ["a"]);
  assert.equal(two.records.a.right, true);
  one.clear();
  assert.equal(two.records.a, undefined);
  stop();
  one.write("a", attempt(questions[0], undefined, "2"));
  assert.equal(two.records.a, undefined);
});
