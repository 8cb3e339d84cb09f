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

/** Why a response cannot be judged, in words for the reader, or "" if it can. Blanks are never judged. */
export function problemWith(question, response) {
  if (question.type === "mcq") return Number.isInteger(response) ? "" : "Choose an option first.";
  if (question.type === "msq") return response?.length ? "" : "Choose at least one option first.";
  if (!String(response ?? "").trim()) return "Type a number first.";
  return Number.isNaN(parseNumber(response)) ? "This is not a number that can be read. Examples: 0.25, −3, 1e-3, 3/8." : "";
}

/** {right, slip}: whether a response is right, and for a number the index of the known slip it shows, or −1. */
export function judge(question, response) {
  if (question.type === "mcq") return { right: Boolean(question.options[response]?.correct), slip: -1 };
  if (question.type === "msq") {
    const chosen = new Set(response);
    return { right: question.options.every((option, i) => option.correct === chosen.has(i)), slip: -1 };
  }
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
  return type === "msq" ? `${gain}, all or nothing` : gain;
}

/**
 * The standing of a set of questions. `records` maps id → {first, right, shown, tries}.
 * Right counts any attempt before the answer was shown; marks count the first attempt only, as an exam would.
 */
export function score(questions, records) {
  const standing = { right: 0, attempted: 0, total: questions.length, thirds: 0, possible: 0 };
  for (const question of questions) {
    const record = records[question.id];
    standing.possible += 3 * question.marks;
    if (!record?.tries) continue;
    standing.attempted += 1;
    standing.thirds += thirds(question, record.first);
    if (record.right) standing.right += 1;
  }
  return standing;
}

/** Whether a stored record can be used for this question: same wording, and a response of the right kind. */
export function usable(question, record) {
  if (typeof record !== "object" || record === null || record.stamp !== question.stamp) return false;
  if (question.type === "guess") return Number.isFinite(record.value);
  const fits = (response) => {
    if (question.type === "nat") return typeof response === "string" && !problemWith(question, response);
    const index = (i) => Number.isInteger(i) && i >= 0 && i < question.options.length;
    return question.type === "mcq" ? index(response) : Array.isArray(response) && response.length > 0 && response.every(index);
  };
  return Number.isInteger(record.tries) && record.tries > 0 && fits(record.first) && fits(record.last);
}

/** The record after one more attempt. What was shown cannot be earned any more. */
export function attempt(question, record, response) {
  const { right } = judge(question, response);
  return {
    stamp: question.stamp,
    tries: (record?.tries ?? 0) + 1,
    first: record?.tries ? record.first : response,
    last: response,
    right: right && !record?.shown,
    shown: Boolean(record?.shown),
  };
}
