// What an answer is worth: reading numbers, judging, marks in exact thirds. Pure functions, no page.

const RAISED = { "⁻": "-", "⁺": "+", "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8", "⁹": "9" };
const PLAIN = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)`;
const DECIMAL = new RegExp(`^${PLAIN}(?:e[+-]?\\d+)?$`);
const POWER = new RegExp(`^(?:(${PLAIN})[*x])?([+-])?10\\^\\(?([+-]?\\d+)\\)?$`);
const FRACTION = new RegExp(`^(${PLAIN})/(${PLAIN})$`);

/**
 * The number a reader typed, or NaN. Reads 0.25, .25, 0,25, 1 024, 1,024, −3 (any minus sign), 1e-3, 10^-3, 2×10⁻³, 3/8.
 * One comma is a decimal comma, unless it splits thousands as in 1,024.
 */
export function parseNumber(text) {
  let clean = String(text).toLowerCase().replace(/[\s_'’]/g, "").replace(/[−–‒—﹣-]/g, "-").replace(/[×·]/g, "*");
  clean = clean.replace(/[⁻⁺⁰¹²³⁴-⁹]+/g, (raised) => `^${[...raised].map((c) => RAISED[c]).join("")}`);
  if (/^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/.test(clean)) clean = clean.replaceAll(",", "");
  else if (/^[^,]*,[^,]*$/.test(clean) && !clean.includes(".")) clean = clean.replace(",", ".");
  if (DECIMAL.test(clean)) return finite(Number(clean));
  const power = POWER.exec(clean);
  // Number("2e-3") rounds once; 2 * 10 ** -3 would round twice.
  if (power) return finite((power[2] === "-" ? -1 : 1) * Number(`${power[1] ?? 1}e${power[3]}`));
  const fraction = FRACTION.exec(clean);
  return fraction ? finite(Number(fraction[1]) / Number(fraction[2])) : NaN;
}

const finite = (value) => (Number.isFinite(value) ? value + 0 : NaN);

// The ends of a range are decimals: a last-bit difference must not cost the answer.
const within = (value, { low, high }) => {
  const slack = 1e-12 * Math.max(Math.abs(low), Math.abs(high));
  return value >= low - slack && value <= high + slack;
};

/** How many wordings a question has. */
export const variantCount = ({ variants }) => variants?.length ?? 1;

/** A question in one of its wordings: entry `variant` holds what differs from the question as written, so entry 0 is empty. */
export const wording = (question, variant = 0) => (question.variants ? { ...question, ...question.variants[variant] } : question);

/** Why a response cannot be judged, in words for the reader, or "" if it can. Blanks are never judged. */
export function problemWith(question, response) {
  if (question.type === "mcq") return Number.isInteger(response) ? "" : "Choose an option first.";
  if (question.type === "msq") return response?.length ? "" : "Choose at least one option first.";
  if (question.type === "order") return response?.length ? "" : "Put steps into your derivation first.";
  if (!String(response ?? "").trim()) return "Type a number first.";
  return Number.isNaN(parseNumber(response)) ? "This is not a number that can be read. Examples: 0.25, −3, 1e-3, 3/8." : "";
}

/**
 * Where a derivation goes wrong: the place of the first step that belongs nowhere or comes before one it needs. If all that
 * stands there may stand there, but steps are missing, that is its length; −1 if it is complete. Steps that need nothing of
 * each other may stand in either order.
 */
export function firstWrong({ steps }, response) {
  const place = response.findIndex((i, k) => !steps[i].belongs || steps[i].after.some((needed) => !response.slice(0, k).includes(needed)));
  if (place >= 0) return place;
  return response.length < steps.filter(({ belongs }) => belongs).length ? response.length : -1;
}

/** {right, slip}: whether a response is right, and for a number the index of the known slip it shows, or −1. */
export function judge(question, response) {
  if (question.type === "mcq") return { right: Boolean(question.options[response]?.correct), slip: -1 };
  if (question.type === "msq") {
    const chosen = new Set(response);
    return { right: question.options.every((option, i) => option.correct === chosen.has(i)), slip: -1 };
  }
  if (question.type === "order") return { right: firstWrong(question, response) < 0, slip: -1 };
  const value = parseNumber(response);
  const right = within(value, question.answer);
  return { right, slip: right ? -1 : (question.slips ?? []).findIndex((slip) => within(value, slip)) };
}

/** GATE marks of one response, in thirds of a mark: a wrong MCQ costs a third of its marks, nothing else costs anything. */
export function thirds(question, response) {
  if (problemWith(question, response)) return 0;
  if (judge(question, response).right) return 3 * question.marks;
  return question.type === "mcq" ? -question.marks : 0;
}

/** Thirds of a mark as text: 7 → "2⅓", −2 → "−⅔". */
export function marksText(count) {
  const size = Math.abs(count);
  const part = ["", "⅓", "⅔"][size % 3];
  const whole = Math.floor(size / 3);
  return `${count < 0 ? "−" : ""}${whole || !part ? whole : ""}${part}`;
}

/** What may be gained and lost, in words. */
export function worth({ type, marks }) {
  const gain = `${marks} mark${marks > 1 ? "s" : ""}`;
  if (type === "mcq") return `${gain}, ${marksText(-marks)} if wrong`;
  return type === "msq" || type === "order" ? `${gain}, all or nothing` : gain;
}

/**
 * The standing of a set of questions. `records` maps id → {first, firstVariant, right, shown, tries}.
 * Right counts any attempt before the answer was shown; marks count the first attempt only, as an exam would.
 */
export function score(questions, records) {
  const standing = { right: 0, attempted: 0, total: questions.length, thirds: 0, possible: 0 };
  for (const question of questions) {
    const record = records[question.id];
    standing.possible += 3 * question.marks;
    if (!record?.tries) continue;
    standing.attempted += 1;
    standing.thirds += thirds(wording(question, record.firstVariant), record.first);
    if (record.right) standing.right += 1;
  }
  return standing;
}

/** Whether a stored record can be used for this question: same wording, and a response of the right kind. */
export function usable(question, record) {
  if (typeof record !== "object" || record === null || record.stamp !== question.stamp) return false;
  if (question.type === "guess") return Number.isFinite(record.value);
  const below = (i, count) => Number.isInteger(i) && i >= 0 && i < count;
  const fits = (response) => {
    if (question.type === "nat") return typeof response === "string" && !problemWith(question, response);
    const index = (i) => below(i, (question.options ?? question.steps).length);
    if (question.type === "mcq") return index(response);
    return Array.isArray(response) && response.length > 0 && response.every(index) && new Set(response).size === response.length;
  };
  const known = [record.variant ?? 0, record.firstVariant ?? 0].every((variant) => below(variant, variantCount(question)));
  return known && Number.isInteger(record.tries) && record.tries > 0 && fits(record.first) && fits(record.last);
}

/**
 * The record after one more attempt, at the given wording. What was shown cannot be earned any more. `variant` and
 * `firstVariant` name the wordings of the last and the first response; a question with one wording has neither.
 */
export function attempt(question, record, response, variant = 0) {
  const { right } = judge(wording(question, variant), response);
  return {
    stamp: question.stamp,
    tries: (record?.tries ?? 0) + 1,
    first: record?.tries ? record.first : response,
    last: response,
    right: right && !record?.shown,
    shown: Boolean(record?.shown),
    ...(variantCount(question) > 1 && { variant, firstVariant: record?.tries ? record.firstVariant ?? 0 : variant }),
  };
}
