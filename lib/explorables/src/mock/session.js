// A test that is being sat: what was answered, marked and seen. Pure functions from one state to the next; no page, no clock.

export const STATES = ["unseen", "unanswered", "answered", "marked", "both"];
/** The exam's names of the five states; the last one counts, marked alone does not. */
export const STATE_NAMES = {
  unseen: "not visited",
  unanswered: "not answered",
  answered: "answered",
  marked: "marked for review",
  both: "answered and marked for review (is evaluated)",
};
const BLANK = { mcq: null, msq: [], nat: "" };

export const blank = (type) => BLANK[type];
export const isBlank = (response) => response === null || (Array.isArray(response) ? !response.length : !String(response).trim());

/** @param items {slug, id, variant, order, type, stamp} of the test's questions. */
export function begin(items, { size, seed, seconds, started }) {
  const fresh = items.map((item) => ({ ...item, response: blank(item.type), marked: false, visited: false, spent: 0 }));
  return visit({ size, seed, seconds, started, elapsed: 0, submitted: false, current: 0, draft: null, items: fresh }, 0);
}

export function stateOf({ visited, marked, response }) {
  if (!visited) return "unseen";
  if (isBlank(response)) return marked ? "marked" : "unanswered";
  return marked ? "both" : "answered";
}

/** How many questions are in each of the five states. */
export function counts({ items }) {
  const found = Object.fromEntries(STATES.map((state) => [state, 0]));
  for (const item of items) found[stateOf(item)] += 1;
  return found;
}

const change = (state, index, changes) => ({ ...state, items: state.items.map((item, i) => (i === index ? { ...item, ...changes } : item)) });

/** Open a question. What was chosen in the one that is left, and not saved, is gone: only the buttons save, as in the exam. */
export function visit(state, index) {
  return { ...change(state, index, { visited: true }), current: index, draft: state.items[index].response };
}

/** Whether the open question holds a choice that differs from the saved one. */
export const unsaved = ({ items, current, draft }) => JSON.stringify(draft) !== JSON.stringify(items[current].response);

export const withDraft = (state, draft) => ({ ...state, draft });

/** Save & Next, or Mark for Review & Next: both save the choice and open the next question, after the last the first. */
export function save(state, marked) {
  const response = isBlank(state.draft) ? blank(state.items[state.current].type) : state.draft;
  return visit(change(state, state.current, { response, marked }), (state.current + 1) % state.items.length);
}

/** Clear Response: the saved answer and the mark go too. */
export function clear(state) {
  const response = blank(state.items[state.current].type);
  return { ...change(state, state.current, { response, marked: false }), draft: response };
}

/** Let the clock go on to `elapsed`; the time goes to the open question, unless the page was `away`. */
export function spend(state, elapsed, away = false) {
  const spent = state.items[state.current].spent + (away ? 0 : Math.max(0, elapsed - state.elapsed));
  return { ...change(state, state.current, { spent }), elapsed };
}

const isTime = (value) => Number.isFinite(value) && value >= 0;
const isResponse = { mcq: (r) => r === null || Number.isInteger(r), msq: (r) => Array.isArray(r) && r.every(Number.isInteger), nat: (r) => typeof r === "string" };

/** Whether a stored item names a question and has an answer of its kind. */
export function readableItem(item) {
  const { slug, id, variant, order, type, stamp, response, marked, spent } = item ?? {};
  return [slug, id, stamp].every((text) => typeof text === "string") && Number.isInteger(variant) && Array.isArray(order) && order.every(Number.isInteger)
    && Object.hasOwn(BLANK, type) && isResponse[type](response) && typeof marked === "boolean" && isTime(spent);
}

/** Whether what was stored is a test that can be gone on with. */
export function readable(state) {
  const { size, seed, seconds, started, elapsed, submitted, current, draft, items } = state ?? {};
  return typeof submitted === "boolean" && [size, seed, seconds, started, elapsed].every(isTime) && Array.isArray(items) && items.length > 0
    && items.every((item) => readableItem(item) && typeof item.visited === "boolean")
    && Number.isInteger(current) && current >= 0 && current < items.length && isResponse[items[current].type](draft);
}
