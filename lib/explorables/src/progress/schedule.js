// When a question comes back: FSRS, the scheduler of the spaced-repetition community, by way of ts-fsrs. Whole days, no chance.
import { createEmptyCard, fsrs, Rating } from "ts-fsrs";

// Chance would move a due day; steps of minutes would ask again within the hour. Neither suits a page that is opened once a day.
const scheduler = fsrs({ enable_fuzz: false, enable_short_term: false });

export const RATINGS = { again: Rating.Again, hard: Rating.Hard, good: Rating.Good, easy: Rating.Easy };
export const DAY = 24 * 60 * 60 * 1000;
const NUMBERS = ["stability", "difficulty", "elapsed_days", "scheduled_days", "reps", "lapses", "learning_steps", "state"];

/** Whether something is a card as this module keeps it: the scheduler's numbers, times in milliseconds, whether the last answer was right. */
export function isCard(card) {
  return typeof card === "object" && card !== null && NUMBERS.every((name) => Number.isFinite(card[name]) && card[name] >= 0)
    && card.state <= 3 && isDate(card.due) && isDate(card.last_review) && typeof card.right === "boolean" && typeof card.stamp === "string" && card.stamp.length <= 20;
}

const isDate = (value) => Number.isFinite(value) && value >= 0 && value < 8e15;

/** The card after an answer rated "again", "hard", "good" or "easy" at `now`; without a card, a new one. */
export function grade(card, rating, now, stamp) {
  const { card: next } = scheduler.next(card ?? createEmptyCard(now), now, RATINGS[rating]);
  const kept = Object.fromEntries(NUMBERS.map((name) => [name, next[name]]));
  return { ...kept, due: next.due.getTime(), last_review: next.last_review.getTime(), right: rating !== "again", stamp };
}

/** In how many days the card would come back for each rating. */
export const intervals = (card, now) =>
  Object.fromEntries(Object.keys(RATINGS).map((rating) => [rating, grade(card, rating, now, "").scheduled_days]));

/** How an answer given in a chapter or in a mock test is rated: by its attempts. */
export const ratingOf = ({ right, tries }) => (right ? (tries === 1 ? "good" : "hard") : "again");

/**
 * The deck: a card for every question that was answered. Answers that have none yet enter with the day they were given.
 * @param questions Map "slug:id" → question; cards of questions that are gone or reworded are left out (not deleted from the storage).
 */
export function deck(questions, records, cards, now) {
  const found = {};
  for (const [key, question] of questions) {
    const card = cards[key];
    if (card?.stamp === question.stamp) {
      found[key] = card;
      continue;
    }
    const record = records[key];
    if (record?.tries && record.stamp === question.stamp) found[key] = grade(null, ratingOf(record), Math.min(record.at ?? now, now), question.stamp);
  }
  return found;
}

/** The end of the reader's own day: a question due later today is due now. */
export const endOfDay = (now) => new Date(now).setHours(23, 59, 59, 999);

/** Keys of the cards that are due today, the longest overdue first. */
export const dueKeys = (cards, now) =>
  Object.keys(cards).filter((key) => cards[key].due <= endOfDay(now)).sort((a, b) => cards[a].due - cards[b].due || (a < b ? -1 : 1));

/** Keys of all cards, those first that the reader is least likely to know today. */
export const weakestKeys = (cards, now) =>
  Object.keys(cards).map((key) => [scheduler.get_retrievability(cards[key], now, false), key]).sort(([a, k], [b, l]) => a - b || (k < l ? -1 : 1)).map(([, key]) => key);
