// The mock test on its page: which screen is shown, and what goes from one to the next.
import { attempt } from "../quiz-score.js";
import { createStore } from "../quiz-store.js";
import { element } from "../ui.js";
import { keyedQuestionOf, loadKeys, loadQuestions, questionOf } from "./bank.js";
import { judged, recordOf } from "./result.js";
import { createReview } from "./review-screen.js";
import { select } from "./select.js";
import { begin, isBlank } from "./session.js";
import { createSitting } from "./sitting.js";
import { createStart } from "./start-screen.js";
import { CURRENT, createStorage } from "./storage.js";

const NOT_LOADED = "The questions could not be loaded. Check the connection, then try again.";
const CHANGED = "Some questions of this test have been changed since it began. They were taken out of it.";

/** @param base the folder of the site's scripts. */
export function mountMock(host, base) {
  const notice = element("p", { class: "afq-notice", role: "alert", hidden: true });
  const stage = element("div", { class: "afm-stage" });
  const storage = createStorage(warn);
  const tab = `${Date.now()}-${Math.random()}`;
  let sitting = null;

  function warn(text) {
    notice.textContent = text;
    notice.hidden = !text;
  }
  function show(screen) {
    sitting?.stop();
    sitting = screen.stop ? screen : null; // before focus(): there a test may find that its time is over
    stage.replaceChildren(screen.root);
    screen.focus?.();
  }

  function showStart(seed, focus = true) {
    const screen = createStart({ seed, results: storage.results(), start, review: showReview });
    show({ root: screen.root, focus: focus ? screen.focus : undefined });
  }

  let starting = false;
  async function start({ size, seed, seconds }) {
    if (starting) return; // pressed twice while the questions are on their way
    starting = true;
    warn("");
    let questions;
    try {
      questions = await loadQuestions(base);
    } catch {
      return warn(NOT_LOADED);
    } finally {
      starting = false;
    }
    const items = select(questions, size, seed).map((item) => {
      const { type, stamp } = questions.find(({ slug, id }) => slug === item.slug && id === item.id);
      return { ...item, type, stamp };
    });
    return sit(begin(items, { size, seed, seconds, started: Date.now() }), questions);
  }

  function sit(state, questions, greeting) {
    show(createSitting({ state: { ...state, tab }, questions, storage, finish, greeting }));
  }

  /** Go on with the test that was left by a reload, a crash or a closed page. Its time went on. */
  async function resume(state) {
    if (state.submitted) return finish(state);
    let questions;
    try {
      questions = await loadQuestions(base);
    } catch {
      return show(message("Your test is running, but its questions could not be loaded. The time goes on.", "Try again", () => resume(storage.current() ?? state)));
    }
    const kept = state.items.filter((item) => questionOf(questions, item));
    if (kept.length < state.items.length) warn(CHANGED);
    if (!kept.length) {
      storage.drop();
      return showStart();
    }
    const open = Math.max(0, kept.indexOf(state.items[state.current]));
    const same = kept[open] === state.items[state.current];
    const draft = same ? state.draft : kept[open].response;
    return sit({ ...state, items: kept, current: open, draft }, questions, "You are back in your test. The time went on meanwhile.");
  }

  /** The test is over: fetch the keys, judge, keep the result, and show it. */
  async function finish(state, reason = "") {
    const ended = { ...state, submitted: true, tab };
    storage.keep(ended);
    show(message("The test is submitted. The keys are being fetched …"));
    let banks;
    try {
      banks = await loadKeys(base, [...new Set(ended.items.map(({ slug }) => slug))]);
    } catch {
      return show(message("Your test is submitted and kept, but its keys could not be loaded. Check the connection.", "Try again", () => finish(ended, reason)));
    }
    const record = recordOf(ended, judgedWith(ended.items, banks));
    storage.add(record);
    storage.drop();
    const rows = judgedWith(record.items, banks);
    report(rows, banks);
    return show(createReview({ record, rows, banks, reason, base, again: showStart }));
  }

  async function showReview(record) {
    try {
      const banks = await loadKeys(base, [...new Set(record.items.map(({ slug }) => slug))]);
      show(createReview({ record, rows: judgedWith(record.items, banks), banks, base, again: showStart }));
    } catch {
      warn(NOT_LOADED);
    }
  }

  // Another window writes to the same test: only one of them may go on, or each would undo the other's answers.
  addEventListener("storage", ({ key, newValue }) => {
    if (key !== CURRENT || !sitting) return;
    if (newValue === null) {
      warn("The test was submitted in another window.");
      showStart();
    } else if (!newValue.includes(JSON.stringify(tab))) {
      show(message("This test goes on in another window.", "Go on here", () => {
        const state = storage.current();
        if (state) resume(state);
        else showStart();
      }));
    }
  });

  host.classList.add("af", "af-mock");
  host.dataset.live = "true";
  host.replaceChildren(notice, stage);
  const left = storage.current();
  if (left) resume(left);
  else showStart(undefined, false);
}

/** A sentence, and at most one thing to do. */
function message(text, label, action) {
  const button = label && element("button", { type: "button", class: "afq-button afq-primary", text: label });
  button?.addEventListener("click", action);
  const root = element("section", { class: "afq-card afm-message" }, element("p", { role: "status", tabindex: "-1", text }), button || null);
  return { root, focus: () => root.querySelector("[tabindex]").focus() };
}

const judgedWith = (items, banks) => judged(items, items.map((item) => keyedQuestionOf(banks, item)));

/** What was answered here for the first time counts as the first attempt in the chapter too. What is there already stays. */
function report(rows, banks) {
  for (const [slug, { questions }] of banks) {
    const answered = rows.filter(({ item, question }) => question && item.slug === slug && !isBlank(item.response));
    const store = createStore(slug, questions.filter(({ id }) => answered.some(({ item }) => item.id === id)));
    for (const { item, question } of answered) {
      if (!store.records[item.id]) store.write(item.id, attempt(question, undefined, item.response, item.variant));
    }
  }
}
