// A test while it is sat: every action goes through here into the stored state; the clock runs, warns, and submits at its end.
import { problemWith } from "../quiz-score.js";
import { createClock, passed, secondsLeft, spokenTime, warnings } from "./clock.js";
import { questionOf } from "./bank.js";
import { STATE_NAMES, clear, save, spend, stateOf, unsaved, visit, withDraft } from "./session.js";
import { createTestScreen } from "./test-screen.js";

const STORE_EVERY = 5; // seconds

/**
 * @param state a test begun or left, @param questions without keys, @param finish called with (state, reason) once, at the end.
 * @returns {root, focus(), stop()}
 */
export function createSitting({ state: given, questions, storage, finish, greeting = "" }) {
  let state = given;
  const clock = createClock(state);
  const moments = warnings(state.seconds);
  const asked = state.items.map((item) => questionOf(questions, item));
  let left = secondsLeft(state.seconds, state.elapsed);
  const screen = createTestScreen({
    questions: asked, state, left,
    on: { draft, save: (marked) => leave(() => save(state, marked), marked), clear: clearResponse, jump, submit: () => end("") },
  });

  function update(next) {
    state = spend(next, clock.elapsed());
    storage.keep(state);
    screen.render(state);
  }

  function draft(response) {
    update(withDraft(state, response));
  }

  /** Save and go to the next question, unless what was typed cannot be read. */
  function leave(next) {
    const { current, draft: response, items } = state;
    const problem = asked[current].type === "nat" && String(response).trim() ? problemWith(asked[current], response) : "";
    if (problem) return screen.say(`${problem} It is not saved yet.`, true);
    update(next());
    screen.open(state);
    const round = state.current === 0 && items.length > 1 ? " That was the last one: you are back at the first." : "";
    return screen.say(`Question ${current + 1}: ${STATE_NAMES[stateOf(state.items[current])]}.${round}`);
  }

  function clearResponse() {
    update(clear(state));
    screen.open(state);
    screen.say(`Question ${state.current + 1}: cleared.`);
  }

  function jump(index) {
    const dropped = unsaved(state) && index !== state.current;
    const from = state.current + 1;
    if (index !== state.current) update(visit(state, index));
    screen.open(state);
    screen.say(dropped ? `What you had chosen at question ${from} was not saved: only the two “Next” buttons save.` : "");
  }

  function end(reason) {
    stop();
    finish(spend(state, clock.elapsed()), reason);
  }

  function tick() {
    state = spend(state, clock.elapsed());
    const now = secondsLeft(state.seconds, state.elapsed);
    if (now === left) return;
    const moment = passed(moments, left, now);
    left = now;
    screen.time(left);
    if (moment !== null && left > 0) screen.warn(`${spokenTime(moment)} left.`);
    if (left % STORE_EVERY === 0) storage.keep(state);
    if (left === 0) end("The time ran out, and the test was submitted by itself. What was saved counts.");
  }

  const leaving = () => storage.keep(spend(state, clock.elapsed()));
  const timer = setInterval(tick, 250);
  addEventListener("pagehide", leaving);
  document.addEventListener("visibilitychange", tick);
  function stop() {
    clearInterval(timer);
    removeEventListener("pagehide", leaving);
    document.removeEventListener("visibilitychange", tick);
    screen.close();
  }

  return {
    root: screen.root,
    focus() {
      // What passed while the page was closed belongs to no question.
      state = spend(state, clock.elapsed(), true);
      left = secondsLeft(state.seconds, state.elapsed);
      if (left === 0) return end("The time ran out while the page was closed. What was saved counts.");
      storage.keep(state);
      screen.time(left);
      screen.open(state);
      return screen.say(greeting);
    },
    stop,
  };
}
