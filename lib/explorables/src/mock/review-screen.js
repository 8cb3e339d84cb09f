// After a test: the marks in all, by chapter and by kind, what guessing cost, and every question with its reasons.
import { marksText } from "../quiz-score.js";
import { element, uniqueId } from "../ui.js";
import { spokenTime } from "./clock.js";
import { tally, tallyBy } from "./result.js";
import { createReviewed } from "./review-question.js";
import { dateText } from "./start-screen.js";

const KIND_NAMES = { mcq: "one right option (MCQ)", msq: "one or more right options (MSQ)", nat: "a number (NAT)" };
const FILTERS = [["all", "all"], ["wrong", "wrong"], ["blank", "not answered"], ["right", "right"]];

/**
 * @param record the kept record, @param rows its judged questions, @param banks slug → bank with keys.
 * @param reason why the test ended, if not by the reader, @param again called with a seed for a new test, or without one.
 */
export function createReview({ record, rows, banks, reason = "", base, again }) {
  const sum = tally(rows);
  const heading = element("h2", { class: "afq-title", tabindex: "-1", text: `Your marks: ${marksText(sum.thirds)} of ${marksText(sum.possible)}` });
  const used = record.items.reduce((total, { spent }) => total + spent, 0);
  const away = record.used - used;
  const changed = rows.filter(({ verdict }) => verdict === "changed").length;
  const facts = [
    `${sum.right} right, ${sum.wrong} wrong, ${sum.blank} not answered.`,
    sum.lost ? `Marks lost to wrong answers: ${marksText(sum.lost)}.` : "No marks were lost to wrong answers.",
    `Begun ${dateText(record.started)}. ${record.size} questions, seed ${record.seed}. Used ${spokenTime(record.used)} of ${spokenTime(record.seconds)}${away > 5 ? `, of which ${spokenTime(away)} with the page closed` : ""}.`,
  ];
  const button = (text, kind, action) => {
    const node = element("button", { type: "button", class: `afq-button ${kind}`, text });
    node.addEventListener("click", action);
    return node;
  };
  const cards = rows.map((row) => createReviewed(row, banks.get(row.item.slug), base));
  const summary = element("section", { class: "afq-card afm-result" }, heading, reason ? element("p", { class: "afm-unsaved", text: reason }) : null,
    ...facts.map((text) => element("p", { text })),
    changed ? element("p", { class: "afm-unsaved", text: `${changed} of the questions changed since the test and cannot be evaluated.` }) : null,
    element("div", { class: "afm-tallies" }, table("By chapter", tallyBy(rows, [...banks.keys()], ({ item }) => item.slug).map(([slug, part]) => [banks.get(slug).title, part])),
      table("By kind", tallyBy(rows, Object.keys(KIND_NAMES), ({ item }) => item.type).map(([kind, part]) => [KIND_NAMES[kind], part]))),
    element("div", { class: "afq-actions" }, button("A new test", "afq-primary", () => again()), button("The same seed again", "", () => again(record.seed))));
  const list = element("div", { class: "afm-list" }, ...cards.map((card) => card.root));
  const root = element("section", { class: "afm-review", "aria-label": "The result" }, summary, filter(cards, rows), list);
  return { root, focus: () => heading.focus() };
}

function table(caption, parts) {
  const columns = ["", "Right", "Wrong", "Blank", "Marks", "Lost"];
  const head = element("tr", {}, ...columns.map((text) => (text ? element("th", { scope: "col", text }) : element("td"))));
  const body = parts.map(([name, part]) => element("tr", {}, element("th", { scope: "row", text: name }),
    ...[part.right, part.wrong, part.blank, `${marksText(part.thirds)} of ${marksText(part.possible)}`, marksText(part.lost)].map((text) => element("td", { text }))));
  return element("div", { class: "afm-scroll", tabindex: "0", role: "region", "aria-label": `Marks ${caption.toLowerCase()}` },
    element("table", { class: "afm-table" }, element("caption", { text: caption }), element("thead", {}, head), element("tbody", {}, ...body)));
}

/** Which questions are listed. */
function filter(cards, rows) {
  const select = element("select", { class: "afq-number", id: uniqueId("filter") },
    ...FILTERS.map(([value, label]) => element("option", { value, text: `${label} (${value === "all" ? rows.length : rows.filter(({ verdict }) => verdict === value).length})` })));
  select.addEventListener("change", () => cards.forEach((card, i) => {
    card.root.hidden = select.value !== "all" && rows[i].verdict !== select.value;
  }));
  return element("div", { class: "afm-row afm-filter" }, element("label", { class: "afm-label", for: select.id, text: "Show the questions" }), select);
}
