// A test that is sat, without a page: states of the palette, saving, the clock, storage, marks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { keyedQuestionOf, questionOf } from "../src/mock/bank.js";
import { clockText, createClock, passed, secondsLeft, spokenTime, warnings } from "../src/mock/clock.js";
import { judged, recordOf, tally, tallyBy } from "../src/mock/result.js";
import { begin, clear, counts, readable, save, spend, stateOf, unsaved, visit, withDraft } from "../src/mock/session.js";
import { CURRENT, createStorage } from "../src/mock/storage.js";

const item = (id, type) => ({ slug: "s", id, variant: 0, order: type === "nat" ? [] : [1, 0, 2], type, stamp: id });
const items = [item("a", "mcq"), item("b", "msq"), item("c", "nat"), item("d", "mcq")];
const fresh = () => begin(items, { size: 4, seed: 3, seconds: 600, started: 1000 });
const states = (state) => state.items.map(stateOf);
const option = (correct) => ({ text: "", correct, why: "" });
const key = {
  a: { id: "a", slug: "s", type: "mcq", marks: 1, stamp: "a", options: [option(false), option(true), option(false)] },
  b: { id: "b", slug: "s", type: "msq", marks: 2, stamp: "b", options: [option(true), option(false), option(true)] },
  c: { id: "c", slug: "t", type: "nat", marks: 2, stamp: "c", answer: { low: 0.2, high: 0.3 } },
  d: { id: "d", slug: "t", type: "mcq", marks: 2, stamp: "d", options: [option(true), option(false), option(false)] },
};

test("the five states, by the exam's buttons", () => {
  let state = fresh();
  assert.deepEqual(states(state), ["unanswered", "unseen", "unseen", "unseen"]);
  state = save(withDraft(state, 1), false);
  state = save(withDraft(state, [0, 2]), true);
  state = save(state, true);
  assert.deepEqual(states(state), ["answered", "both", "marked", "unanswered"]);
  assert.deepEqual(counts(state), { unseen: 0, unanswered: 1, answered: 1, marked: 1, both: 1 });
  state = save(state, false);
  assert.equal(state.current, 0);
  state = clear(visit(state, 1));
  assert.deepEqual(states(state), ["answered", "unanswered", "marked", "unanswered"]);
  state = save(withDraft(visit(state, 2), "0.25"), false);
  assert.deepEqual(states(state), ["answered", "unanswered", "answered", "unanswered"]);
});

test("jumping does not save; a blank number is no answer", () => {
  let state = withDraft(fresh(), 2);
  assert.ok(unsaved(state));
  state = visit(state, 3);
  assert.ok(!unsaved(state));
  assert.equal(state.items[0].response, null);
  state = visit(state, 0);
  assert.equal(state.draft, null);
  state = save(withDraft(visit(state, 2), "  "), false);
  assert.equal(state.items[2].response, "");
});

test("time goes to the open question, but not while the page was away", () => {
  let state = spend(fresh(), 4000);
  state = spend(visit(state, 1), 9000);
  state = spend(state, 60000, true);
  assert.deepEqual(state.items.map(({ spent }) => spent), [4000, 5000, 0, 0]);
  assert.equal(state.elapsed, 60000);
});

test("the clock goes on while the page is closed and gives nothing to a clock set back", () => {
  let [wall, steady] = [1000, 0];
  const clock = createClock({ started: 1000 }, () => wall, () => steady);
  const pass = (ms) => {
    wall += ms;
    steady += ms;
    return clock.elapsed();
  };
  assert.equal(pass(5000), 5000);
  wall -= 3600000;
  assert.equal(pass(1000), 6000, "set back while the page is open: the time goes on");
  wall += 3600000 + 20000;
  assert.equal(clock.elapsed(), 26000, "asleep: the steady clock stood still, the wall clock counts");
  const again = createClock({ started: 1000, elapsed: 26000 }, () => 500, () => 70);
  assert.equal(again.elapsed(), 26000, "set back while the page was closed: what was seen stays");
  const later = createClock({ started: 1000, elapsed: 26000 }, () => 901000, () => 70);
  assert.equal(later.elapsed(), 900000);
});

test("seconds left, warnings, and how times are written", () => {
  assert.deepEqual([secondsLeft(60, 0), secondsLeft(60, 1), secondsLeft(60, 59999), secondsLeft(60, 60000), secondsLeft(60, 1e9)], [60, 60, 1, 0, 0]);
  assert.deepEqual(warnings(10800), [5400, 600, 300, 60]);
  assert.deepEqual(warnings(600), [300, 60]);
  assert.equal(passed([600, 300, 60], 601, 600), 600);
  assert.equal(passed([600, 300, 60], 600, 599), null);
  assert.equal(passed([600, 300, 60], 700, 50), 60);
  assert.deepEqual([0, 65, 3725, 600].map(clockText), ["0:00", "1:05", "1:02:05", "10:00"]);
  assert.deepEqual([0, 1, 65, 3600, 7325].map(spokenTime), ["0 seconds", "1 second", "1 minute 5 seconds", "1 hour", "2 hours 2 minutes 5 seconds"]);
});

test("marks, what guessing cost, and the parts by chapter and kind", () => {
  let state = fresh();
  for (const draft of [0, [0, 2], "0.25", 1]) state = save(withDraft(state, draft), draft === "0.25");
  const rows = judged(state.items, ["a", "b", "c", "d"].map((id) => key[id]));
  assert.deepEqual(rows.map(({ verdict, thirds }) => [verdict, thirds]), [["wrong", -1], ["right", 6], ["right", 6], ["wrong", -2]]);
  assert.deepEqual(tally(rows), { count: 4, right: 2, wrong: 2, blank: 0, thirds: 9, possible: 21, lost: 3 });
  assert.deepEqual(tallyBy(rows, ["s", "t", "u"], ({ question }) => question.slug).map(([name, { thirds }]) => [name, thirds]), [["s", 5], ["t", 4]]);
  const record = recordOf(spend(state, 700000), rows);
  assert.equal(record.used, 600);
  assert.equal(record.items[2].marked, true);
  assert.equal("visited" in record.items[0], false);
});

test("marked without an answer earns and costs nothing; a changed question is not counted", () => {
  const state = save(fresh(), true);
  const [first, second] = judged(state.items, [key.a, null]);
  assert.deepEqual([first.verdict, first.thirds], ["blank", 0]);
  assert.deepEqual([second.verdict, tally([first, second]).count], ["changed", 1]);
  assert.equal(questionOf([{ ...key.a, stamp: "other" }], items[0]), null);
  assert.equal(questionOf([key.a], items[0]), key.a);
  assert.equal(keyedQuestionOf(new Map([["s", { slug: "s", questions: [key.a] }]]), items[0]).id, "a");
  assert.equal(keyedQuestionOf(new Map(), items[0]), null);
});

/** A storage with room for `room` characters; room < 0: blocked. */
function memory(room = Infinity, data = {}) {
  const check = () => {
    if (room < 0) throw Object.assign(new Error("blocked"), { name: "SecurityError" });
  };
  return {
    data,
    getItem(name) {
      check();
      return data[name] ?? null;
    },
    setItem(name, text) {
      check();
      const used = Object.entries(data).reduce((sum, [key_, value]) => sum + (key_ === name ? 0 : value.length), 0);
      if (used + text.length > room) throw Object.assign(new Error("full"), { name: "QuotaExceededError" });
      data[name] = text;
    },
    removeItem(name) {
      check();
      delete data[name];
    },
  };
}
const stored = (place) => {
  const said = [];
  return { said, storage: createStorage((text) => said.push(text), () => place) };
};

test("a running test comes back from storage as it was", () => {
  const place = memory();
  const { storage, said } = stored(place);
  const state = save(withDraft(fresh(), 1), true);
  assert.ok(storage.keep({ ...state, tab: "t" }));
  assert.deepEqual(stored(place).storage.current(), { ...state, tab: "t" });
  storage.drop();
  assert.equal(stored(place).storage.current(), null);
  assert.deepEqual(said, []);
});

test("what cannot be read is told and put aside, never lost", () => {
  const good = fresh();
  const broken = [
    "{", "null", "[]", JSON.stringify({ version: 2, ...good }), JSON.stringify({ version: 1, ...good, current: 9 }),
    JSON.stringify({ version: 1, ...good, items: [{ ...good.items[0], response: "x" }] }), JSON.stringify({ version: 1, ...good, started: null }),
  ];
  for (const text of broken) {
    const place = memory(Infinity, { [CURRENT]: text });
    const { storage, said } = stored(place);
    assert.equal(storage.current(), null, text);
    assert.match(said.join(), /could not be read/);
    assert.equal(place.data["af:mock:unread"], text);
    assert.ok(!(CURRENT in place.data));
  }
  assert.ok(readable(good) && !readable({ ...good, items: [] }) && !readable(null) && !readable({ ...good, submitted: 1 }));
});

test("blocked and full storage are told, and storing that works again takes the word back", () => {
  const blocked = stored(memory(-1));
  assert.equal(blocked.storage.keep(fresh()), false);
  assert.match(blocked.said.at(-1), /does not let the page store/);
  const place = memory(10);
  const full = stored(place);
  full.storage.keep(fresh());
  assert.match(full.said.at(-1), /storage is full/);
  const roomy = memory();
  place.setItem = roomy.setItem;
  full.storage.keep(fresh());
  assert.equal(full.said.at(-1), "");
});

test("results are kept, the newest with their answers; a full storage loses answers before marks", () => {
  const result = (started) => ({ ...recordOf({ ...fresh(), started }, judged(fresh().items, Object.values(key))) });
  const place = memory();
  const { storage } = stored(place);
  for (let i = 0; i < 25; i += 1) storage.add(result(i));
  const tests = stored(place).storage.results();
  assert.equal(tests.length, 25);
  assert.deepEqual(tests.map(({ items: kept }) => Boolean(kept)).lastIndexOf(false), 4);
  storage.add(result(24));
  assert.equal(storage.results().length, 25, "the same test is not added twice");

  const one = JSON.stringify({ version: 1, tests: [result(0)] }).length;
  const tight = memory(one * 2.2);
  const small = stored(tight);
  for (let i = 0; i < 4; i += 1) small.storage.add(result(i));
  const kept = stored(tight).storage.results();
  assert.deepEqual(kept.map(({ started }) => started), [0, 1, 2, 3]);
  assert.ok(kept.at(-1).items && !kept[0].items);
});
