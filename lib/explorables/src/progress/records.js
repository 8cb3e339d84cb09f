// Everything the book keeps in the browser about one learner, as one object: read, written, merged. Pure functions over a
// storage that has length, key(i), getItem, setItem and removeItem, as localStorage does.
//
//   af:quiz:<slug>:<id>  one answer: {version, stamp, tries, first, last, right, shown, at} or, for a guess, {version, stamp, value}
//   af:review            {version, cards: {"<slug>:<id>": card}}, see schedule.js
//   af:exercises         {version, results: {"2.3": {state, score, at}}}: brought in from a notebook's file
//   af:mock:results      {version, tests: [...]}, see mock/storage.js
//
// The same object, as a file: {format, version, exported, quiz, review, exercises, mock}. `quiz` and `review` have keys "<slug>:<id>".
import { isCard } from "./schedule.js";

export const FORMAT = "activations-measured progress";
const VERSION = 1;
const QUIZ = "af:quiz:";
const REVIEW = "af:review";
const EXERCISES = "af:exercises";
const MOCK = "af:mock:results";

const KEY = /^[a-z0-9_]{1,60}:[a-z0-9_]{1,60}$/;
const EXERCISE = /^[0-9A-Z]{1,2}\.[0-9]{1,2}[a-z]?$/;
const STATES = ["done", "not yet", "not attempted"];
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isTime = (value) => value === undefined || (Number.isFinite(value) && value >= 0);
const isText = (value) => typeof value === "string" && value.length <= 200;
const isResponse = (value) => isText(value) || Number.isInteger(value) || (Array.isArray(value) && value.length <= 20 && value.every((part) => Number.isInteger(part) || isText(part)));

/** Whether something is the record of an answer or of a guess, whatever the question. The wording's stamp is compared later. */
export function isRecord(record) {
  if (!isObject(record) || !isText(record.stamp) || !isTime(record.at)) return false;
  if ("value" in record) return Number.isFinite(record.value);
  return Number.isInteger(record.tries) && record.tries > 0 && record.tries < 1e4 && isResponse(record.first) && isResponse(record.last)
    && typeof record.right === "boolean" && typeof record.shown === "boolean";
}

const isExercise = (result) => isObject(result) && STATES.includes(result.state) && result.score >= 0 && result.score <= 1 && isTime(result.at);
const isTest = (test) => isObject(test) && ["started", "size", "seed", "seconds", "used", "thirds", "possible"].every((name) => Number.isFinite(test[name]))
  && (test.items === null || Array.isArray(test.items));

const PARTS = {
  quiz: (given) => entries(given, KEY, isRecord),
  review: (given) => entries(given, KEY, isCard),
  exercises: (given) => entries(given, EXERCISE, isExercise),
  mock: (given) => {
    const list = Array.isArray(given) ? given.slice(0, 500) : [];
    return { kept: list.filter(isTest), dropped: Array.isArray(given) ? given.length - list.filter(isTest).length : Number(given !== undefined) };
  },
};

function entries(given, key, good) {
  if (given === undefined) return { kept: {}, dropped: 0 };
  if (!isObject(given)) return { kept: {}, dropped: 1 };
  const all = Object.entries(given);
  const kept = all.filter(([name, value]) => key.test(name) && good(value));
  return { kept: Object.fromEntries(kept), dropped: all.length - kept.length };
}

export const empty = () => ({ quiz: {}, review: {}, exercises: {}, mock: [] });

/** Only what can be used of an object that may be anything: {data, dropped}, `dropped` counts what was left out. */
export function sound(given) {
  const data = empty();
  let dropped = 0;
  for (const [part, check] of Object.entries(PARTS)) {
    const found = check(given[part]);
    data[part] = found.kept;
    dropped += found.dropped;
  }
  return { data, dropped };
}

/** What the browser holds: {data, unread}; `unread` lists the keys whose content could not be read. They are left as they are. */
export function collect(storage) {
  const raw = empty();
  const unread = [];
  const parse = (key, take) => {
    const text = storage.getItem(key);
    if (text === null) return;
    try {
      const value = JSON.parse(text);
      if (!isObject(value) || value.version !== VERSION || take(value) === false) unread.push(key);
    } catch {
      unread.push(key);
    }
  };
  for (let i = 0; i < storage.length; i += 1) {
    const key = storage.key(i);
    if (!key.startsWith(QUIZ)) continue;
    parse(key, ({ version, ...record }) => {
      const name = key.slice(QUIZ.length);
      if (!KEY.test(name) || !isRecord(record)) return false;
      raw.quiz[name] = record;
      return true;
    });
  }
  parse(REVIEW, ({ cards }) => isObject(cards) && Boolean(raw.review = cards));
  parse(EXERCISES, ({ results }) => isObject(results) && Boolean(raw.exercises = results));
  parse(MOCK, ({ tests }) => Array.isArray(tests) && Boolean(raw.mock = tests));
  return { data: sound(raw).data, unread };
}

/** Write everything. Throws what the storage throws; a part that was written stays written. */
export function store(storage, data, parts = Object.keys(PARTS)) {
  const write = (key, value) => storage.setItem(key, JSON.stringify({ version: VERSION, ...value }));
  if (parts.includes("quiz")) for (const [name, record] of Object.entries(data.quiz)) write(QUIZ + name, record);
  if (parts.includes("review")) write(REVIEW, { cards: data.review });
  if (parts.includes("exercises")) write(EXERCISES, { results: data.exercises });
  if (parts.includes("mock") && data.mock.length) write(MOCK, { tests: data.mock });
}

/** Forget answers, reviews, exercises and tests; settings of the page, such as its colours, stay. */
export function forget(storage) {
  const keys = Array.from({ length: storage.length }, (_, i) => storage.key(i));
  for (const key of keys) if (key.startsWith(QUIZ) || [REVIEW, EXERCISES, MOCK].includes(key)) storage.removeItem(key);
}

/** The file's text. */
export const write = (data, now) => `${JSON.stringify({ format: FORMAT, version: VERSION, exported: new Date(now).toISOString(), ...data }, null, 1)}\n`;

/** Read a file's text: {data, dropped} or {problem}, a sentence that says what is wrong and what would be right. */
export function read(text) {
  let given;
  try {
    given = JSON.parse(text);
  } catch {
    return { problem: "This file is not readable as JSON. Choose a file that “Export” on this page, or check.save() in a notebook, has written." };
  }
  if (!isObject(given) || given.format !== FORMAT) {
    return { problem: "This is not a progress file of this book. Choose a file that “Export” on this page, or check.save() in a notebook, has written." };
  }
  if (given.version !== VERSION) {
    return { problem: `This file has version ${String(given.version).slice(0, 20)}, and this page reads version ${VERSION}. Reload the page, or export the file again with the book it came from.` };
  }
  return sound(given);
}

/** Two answers to one question: what came first, what came last, and what was earned in either. */
function mergeRecords(mine, theirs) {
  const [early, late] = (mine.at ?? 0) <= (theirs.at ?? 0) ? [mine, theirs] : [theirs, mine];
  if (mine.stamp !== theirs.stamp || "value" in late || "value" in early) return late;
  const variant = "firstVariant" in late && { firstVariant: early.firstVariant ?? 0 };
  return { ...late, ...variant, first: early.first, tries: Math.max(mine.tries, theirs.tries), right: mine.right || theirs.right, shown: mine.shown || theirs.shown };
}

const RULES = {
  quiz: mergeRecords,
  review: (mine, theirs) => (mine.reps > theirs.reps || (mine.reps === theirs.reps && mine.due >= theirs.due) ? mine : theirs),
  exercises: (mine, theirs) => (mine.score >= theirs.score ? mine : theirs),
};

/** Both together, and how many entries of each part are new or changed: {data, changes}. Nothing of either is lost to the other. */
export function merge(mine, theirs) {
  const data = empty();
  const changes = {};
  for (const [part, rule] of Object.entries(RULES)) {
    data[part] = { ...mine[part] };
    for (const [key, value] of Object.entries(theirs[part])) data[part][key] = key in mine[part] ? rule(mine[part][key], value) : value;
    changes[part] = Object.keys(data[part]).filter((key) => JSON.stringify(data[part][key]) !== JSON.stringify(mine[part][key])).length;
  }
  const known = new Set(mine.mock.map((test) => test.started));
  const added = theirs.mock.filter((test) => !known.has(test.started));
  data.mock = [...mine.mock, ...added].sort((a, b) => a.started - b.started);
  changes.mock = added.length;
  return { data, changes };
}
