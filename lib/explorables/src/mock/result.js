// What a test is worth: marks in exact thirds, by chapter and by kind, and what guessing cost. Pure functions, no page.
import { judge, thirds } from "../quiz-score.js";
import { isBlank } from "./session.js";

/**
 * @param items the test's items, with their saved responses.
 * @param questions for each item its question with key and reasons, or null if it has changed since the test was drawn.
 * @returns rows {item, question, number, verdict, thirds}; verdict is right, wrong, blank or changed (not counted).
 */
export function judged(items, questions) {
  return items.map((item, i) => {
    const question = questions[i];
    const row = { item, question, number: i + 1, verdict: "changed", thirds: 0 };
    if (!question) return row;
    if (isBlank(item.response)) return { ...row, verdict: "blank" };
    return { ...row, verdict: judge(question, item.response).right ? "right" : "wrong", thirds: thirds(question, item.response) };
  });
}

/** Counts and marks (in thirds) of some rows; `lost` is what wrong answers took away. */
export function tally(rows) {
  const sum = { count: 0, right: 0, wrong: 0, blank: 0, thirds: 0, possible: 0, lost: 0 };
  for (const { question, verdict, thirds: gained } of rows) {
    if (verdict === "changed") continue;
    sum.count += 1;
    sum[verdict] += 1;
    sum.thirds += gained;
    sum.possible += 3 * question.marks;
    sum.lost += Math.max(0, -gained);
  }
  return sum;
}

/** [[key, tally], …] of the rows grouped by `key(row)`, in the order of first appearance in `keys`. */
export function tallyBy(rows, keys, key) {
  return keys.map((name) => [name, tally(rows.filter((row) => key(row) === name))]).filter(([, sum]) => sum.count);
}

/** The record of a finished test, as it is kept (see storage.js). */
export function recordOf(state, rows) {
  const { count, right, wrong, blank, thirds: gained, possible, lost } = tally(rows);
  return {
    started: state.started,
    size: state.size,
    seed: state.seed,
    seconds: state.seconds,
    used: Math.min(state.seconds, Math.round(state.elapsed / 1000)),
    thirds: gained, possible, lost, count, right, wrong, blank,
    items: state.items.map(({ visited, ...item }, i) => ({ ...item, spent: Math.round(item.spent / 1000), verdict: rows[i].verdict, thirds: rows[i].thirds })),
  };
}
