// Where answers live: in memory, in localStorage where the browser allows it, and in the notebook's model where there is one.
import { usable } from "./quiz-score.js";

const VERSION = 1;
const CHANGED = "af:answer";
const BLOCKED = "This browser does not let the page store answers. Everything works, but they are gone when you leave the page.";
const DROPPED = "A stored answer could not be read or belongs to an older wording. It was dropped.";

/**
 * @param slug the quiz; the keys are af:quiz:<slug>:<id>.
 * @param answers records that win over stored ones (the notebook's), by id.
 * @param warn called with a sentence for the reader when storing fails.
 * @param onAnswer called with all records after each change.
 */
export function createStore(slug, questions, { answers = {}, onAnswer = () => {}, warn = () => {} } = {}) {
  const records = {};
  const key = (id) => `af:quiz:${slug}:${id}`;
  const byId = new Map(questions.map((question) => [question.id, question]));

  function guarded(action) {
    try {
      return action(globalThis.localStorage);
    } catch {
      warn(BLOCKED);
      return null;
    }
  }

  function load(question) {
    if (usable(question, answers[question.id])) return answers[question.id];
    const text = guarded((storage) => storage.getItem(key(question.id)));
    if (text === null || text === undefined) return undefined;
    try {
      const { version, ...record } = JSON.parse(text);
      if (version === VERSION && usable(question, record)) return record;
    } catch {
      // Falls through: what cannot be read is dropped below.
    }
    warn(DROPPED);
    guarded((storage) => storage.removeItem(key(question.id)));
    return undefined;
  }

  for (const question of questions) {
    const record = load(question);
    if (record) records[question.id] = record;
  }
  if (Object.keys(records).some((id) => !answers[id])) onAnswer({ ...records });

  function announce(id) {
    onAnswer({ ...records });
    globalThis.dispatchEvent?.(new CustomEvent(CHANGED, { detail: { slug, id, record: records[id], from: records } }));
  }

  return {
    records,
    write(id, record) {
      records[id] = record;
      guarded((storage) => storage.setItem(key(id), JSON.stringify({ version: VERSION, ...record, at: Date.now() })));
      announce(id);
    },
    clear() {
      for (const id of byId.keys()) {
        delete records[id];
        guarded((storage) => storage.removeItem(key(id)));
        announce(id);
      }
    },
    /** Follow the same questions shown elsewhere on the page or in another window. Returns a function that stops it. */
    follow(changed) {
      const take = (id, record) => {
        if (record) records[id] = record;
        else delete records[id];
        changed(id);
      };
      const listen = ({ detail }) => {
        if (detail.slug === slug && detail.from !== records && byId.has(detail.id)) take(detail.id, detail.record);
      };
      const listenOutside = ({ key: stored, newValue }) => {
        const id = stored?.startsWith(key("")) && stored.slice(key("").length);
        if (byId.has(id)) take(id, newValue && load(byId.get(id)));
      };
      globalThis.addEventListener?.(CHANGED, listen);
      globalThis.addEventListener?.("storage", listenOutside);
      return () => {
        globalThis.removeEventListener?.(CHANGED, listen);
        globalThis.removeEventListener?.("storage", listenOutside);
      };
    },
  };
}
