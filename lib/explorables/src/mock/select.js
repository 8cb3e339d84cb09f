// Which questions a mock test asks, in which order. Its twin is tools/mock_selection.py: the same seed gives the class that sits
// the test in the browser and the class that has it on paper the same questions.
import { optionOrder } from "../quiz-order.js";
import { variantCount } from "../quiz-score.js";
import { hashText } from "../random.js";

export const SIZES = [15, 30, 65];
const WHOLE = { questions: 65, minutes: 180, ones: 30 }; // the exam: 30 questions of one mark, 35 of two
const SHARES = { mcq: 45, msq: 27, nat: 28 }; // percent, as in GATE DA 2024 to 2026
const SCARCEST_FIRST = ["msq", "nat", "mcq"];
export const LARGEST_SEED = 999999;

// Half up, in whole numbers: the twin must round the same way.
const share = (part, whole, amount) => Math.floor((2 * part * amount + whole) / (2 * whole));

/** {kinds, ones, marks, seconds} of a test: how many of each kind, how many of one mark, the marks and the time in all. */
export function plan(size) {
  const [mcq, msq] = [share(SHARES.mcq, 100, size), share(SHARES.msq, 100, size)];
  const ones = share(WHOLE.ones, WHOLE.questions, size);
  const seconds = 60 * share(WHOLE.minutes, WHOLE.questions, size);
  return { kinds: { mcq, msq, nat: size - mcq - msq }, ones, marks: 2 * size - ones, seconds };
}

/** The seed that a reader typed, or NaN. */
export function readSeed(text) {
  const clean = String(text).trim();
  return /^\d{1,6}$/.test(clean) ? Number(clean) : NaN;
}

/**
 * The questions of a test, those of one mark first.
 *
 * @param questions of all banks, each with {slug, id, type, marks, section, options}; in any order.
 * @returns items {slug, id, variant, order}: which of a question's wordings, and the order of its options.
 * @throws RangeError if the bank is too small.
 */
export function select(questions, size, seed) {
  const { kinds, ones } = plan(size);
  const draw = drawer(questions, seed);
  const left = { ones, all: size };
  const chosen = SCARCEST_FIRST.flatMap((kind) => {
    const [one, two] = [1, 2].map((marks) => questions.filter((question) => question.type === kind && question.marks === marks));
    const quota = kinds[kind];
    if (one.length + two.length < quota) throw new RangeError(`A test of ${size} needs ${quota} questions of kind ${kind}; the bank has ${one.length + two.length}.`);
    // Where one kind has too few questions of one mark, the kinds after it make up for them.
    const wanted = share(left.ones, left.all, quota);
    const count = Math.max(quota - two.length, Math.min(one.length, wanted));
    left.ones -= count;
    left.all -= quota;
    return [...draw(one, count), ...draw(two, quota - count)];
  });
  const place = (question) => hashText(seed, `place/${name(question)}`);
  chosen.sort((a, b) => a.marks - b.marks || place(a) - place(b) || (name(a) < name(b) ? -1 : 1));
  return chosen.map((question) => ({ slug: question.slug, id: question.id, variant: variant(question, seed), order: optionOrder(question, seed, name(question)) }));
}

const name = ({ slug, id }) => `${slug}/${id}`;

/** Draws from a pool, always from the chapter that has given the smallest part of its questions, there from a new section. */
function drawer(questions, seed) {
  const sizes = new Map();
  const taken = new Map();
  const add = (counts, key) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const { slug } of questions) add(sizes, slug);
  const rank = (question) => [
    (taken.get(question.slug) ?? 0) / sizes.get(question.slug),
    taken.get(`${question.slug}#${question.section}`) ?? 0,
    hashText(seed, name(question)),
  ];
  return (pool, count) => {
    const rest = [...pool];
    return Array.from({ length: count }, () => {
      const ranks = new Map(rest.map((question) => [question, rank(question)]));
      const next = rest.reduce((best, question) => (before(ranks.get(question), ranks.get(best)) ? question : best));
      rest.splice(rest.indexOf(next), 1);
      add(taken, next.slug);
      add(taken, `${next.slug}#${next.section}`);
      return next;
    });
  };
}

/** Whether one list of numbers comes before another, as words in a dictionary do. */
function before(a, b) {
  const i = a.findIndex((value, k) => value !== b[k]);
  return i >= 0 && a[i] < b[i];
}

const variant = (question, seed) => hashText(seed, `variant/${name(question)}`) % variantCount(question);
