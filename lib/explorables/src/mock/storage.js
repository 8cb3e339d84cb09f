// Where tests live in the browser. Two keys of localStorage, each a JSON object with a version:
//
//   af:mock:current  the test that is being sat: {version, tab, size, seed, seconds, started, elapsed, submitted, current,
//                    draft, items}. `started` in milliseconds since 1970, `seconds` the time allowed, `elapsed` the milliseconds used at the last
//                    writing, `tab` the page that wrote last, `current` the open question, `draft` what is chosen there and not yet
//                    saved. items: as below without `verdict` and `thirds`, and with `visited` (true or false).
//   af:mock:results  finished tests, the newest last: {version, tests: [{started, size, seed, seconds, used, thirds, possible, lost,
//                    count, right, wrong, blank, items}]}. `thirds` marks gained, `possible` marks to be had and `lost` marks taken
//                    by wrong answers are in thirds of a mark; `used` is in seconds; `count` questions were evaluated. `items` is
//                    null where the browser had no room for it, else a list of
//                    {slug, id, variant, order, type, stamp, response, marked, spent, verdict, thirds}: `slug` and `id` name the
//                    question, `variant` its wording, `order` the options' indices as they were shown, `stamp` the wording's stamp,
//                    `response` an index (mcq), a list of indices (msq) or a typed text (nat) in the bank's own order, blank: null,
//                    [] or ""; `spent` the time in seconds (in af:mock:current milliseconds); `verdict` right, wrong, blank, changed.
//   af:mock:unread   what stood in one of the two and could not be read, as text. Nothing reads it; it is kept for its owner.
import { readable, readableItem } from "./session.js";

const VERSION = 1;
export const CURRENT = "af:mock:current";
const RESULTS = "af:mock:results";
const UNREAD = "af:mock:unread";
const DETAILED = 20; // tests kept with all their answers, about 10 KB each

const BLOCKED = "This browser does not let the page store anything. The test works, but do not reload or close the page: it would be gone.";
const FULL = "The browser’s storage is full. The test goes on, but a reload would go back to what was stored last. Free some room and go on.";
const UNREADABLE = "A stored test could not be read. It was put aside and the page starts afresh.";

const isResult = (test) =>
  ["started", "size", "seed", "seconds", "used", "thirds", "possible", "lost", "count", "right", "wrong", "blank"].every((key) => Number.isFinite(test?.[key]))
  && (test.items === null || (Array.isArray(test.items) && test.items.every(readableItem)));
const areResults = ({ tests }) => Array.isArray(tests) && tests.every(isResult);

/** @param warn called with a sentence for the reader when storing or reading fails, and with "" when storing works again. */
export function createStorage(warn, storage = () => globalThis.localStorage) {
  let failing = false;

  function write(key, value) {
    try {
      storage().setItem(key, JSON.stringify({ version: VERSION, ...value }));
      if (failing) warn("");
      failing = false;
      return true;
    } catch (error) {
      failing = true;
      warn(error?.name === "QuotaExceededError" || error?.name === "NS_ERROR_DOM_QUOTA_REACHED" ? FULL : BLOCKED);
      return false;
    }
  }

  function read(key, good) {
    let text = null;
    try {
      text = storage().getItem(key);
    } catch {
      warn(BLOCKED);
    }
    if (text === null) return null;
    try {
      const { version, ...value } = JSON.parse(text);
      if (version === VERSION && good(value)) return value;
    } catch {
      // Not JSON: put aside below.
    }
    warn(UNREADABLE);
    try {
      storage().setItem(UNREAD, text);
      storage().removeItem(key);
    } catch {
      // It stays where it is until something else is written there.
    }
    return null;
  }

  let tests = read(RESULTS, areResults)?.tests ?? [];

  return {
    /** The test that was being sat when the page was left, or null. */
    current: () => read(CURRENT, readable),
    keep: (state) => write(CURRENT, state),
    drop() {
      try {
        storage().removeItem(CURRENT);
      } catch {
        warn(BLOCKED);
      }
    },
    results: () => tests,
    /** Add a finished test. Where there is no room, the answers of the oldest tests go first. */
    add(result) {
      // Another page may have added one meanwhile.
      const known = read(RESULTS, areResults)?.tests ?? tests;
      tests = [...known.filter((test) => test.started !== result.started), result].map((test, i, all) => (i < all.length - DETAILED ? { ...test, items: null } : test));
      if (write(RESULTS, { tests })) return;
      for (let i = 0; i < tests.length - 1; i += 1) {
        const short = tests.map((test, k) => (k <= i ? { ...test, items: null } : test));
        if (tests[i].items && write(RESULTS, { tests: short })) {
          tests = short;
          return;
        }
      }
    },
  };
}
