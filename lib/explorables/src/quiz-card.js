// One question: asked, judged, explained. Its state is the stored record and whether the reader is trying again.
import { choices, numberField } from "./quiz-answer.js";
import { built } from "./quiz-host.js";
import { optionOrder } from "./quiz-order.js";
import { attempt, judge, marksText, problemWith, thirds, variantCount, wording, worth } from "./quiz-score.js";
import { steps } from "./quiz-steps.js";
import { element, uniqueId } from "./ui.js";

const HOW = { mcq: "Choose one", msq: "Choose one or more", nat: "Type a number", order: "Put the steps in order" };
const ANSWERS = { nat: numberField, order: steps };

/**
 * @param question as compiled, with all of its wordings; a new attempt is asked in the next one.
 * @param links {section(anchor) → node or null, next(id) → node or null}
 * @param variant the wording of the first attempt.
 * @returns {root, refresh(), focus()}
 */
export function createCard(question, { label, store, links, changed, variant: opening = 0 }) {
  let retrying = false;
  let asked = null; // the question in the wording on show
  let answer = null;
  let posed = "";
  const ids = { stem: uniqueId("stem"), hint: uniqueId("hint") };
  const verdict = element("p", { class: "afq-verdict", role: "status", "aria-live": "polite", tabindex: "-1" });
  const reasons = element("div", { class: "afq-reasons" });
  const check = element("button", { type: "submit", class: "afq-button afq-primary", text: "Check" });
  const again = element("button", { type: "button", class: "afq-button", text: "Try again" });
  const show = element("button", { type: "button", class: "afq-button afq-quiet", text: "Show the answer" });
  const legend = element("legend", {},
    element("span", { class: "afq-kicker", text: `${label} · ${HOW[question.type]} · ${worth(question)}` }),
    element("span", { class: "afq-title", text: question.title }));
  const fields = element("fieldset", { "aria-describedby": ids.stem });
  const form = element("form", { novalidate: true, autocomplete: "off" }, fields, verdict, reasons, element("div", { class: "afq-actions" }, check, again, show));
  const root = element("section", { class: `afq-card afq-${question.type}`, "data-question": question.id }, form);

  /** Which wording, at which attempt: that of the last response, or of the next one if the question is open. */
  function turn(record, open) {
    if (!record) return { variant: opening, count: 0 };
    if (!open) return { variant: record.variant ?? 0, count: record.tries - 1 };
    return { variant: ((record.variant ?? 0) + 1) % variantCount(question), count: record.tries };
  }

  function pose({ variant, count }) {
    // Options stand in another order at each attempt; a number or steps stay where the reader left them.
    const now = question.options ? `${variant}/${count}` : `${variant}`;
    if (now === posed) return false;
    posed = now;
    asked = wording(question, variant);
    answer = (ANSWERS[question.type] ?? choices)(asked, ids, optionOrder(asked, count, question.id));
    fields.replaceChildren(legend, built("div", { class: "afq-stem", id: ids.stem }, asked.question), answer.root);
    return true;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (check.hidden) return;
    const response = answer.read();
    const problem = problemWith(question, response);
    if (problem) {
      say(problem, "hint");
      answer.focus();
      return;
    }
    const { variant } = turn(store.records[question.id], true);
    retrying = false;
    store.write(question.id, attempt(question, store.records[question.id], response, variant));
    update();
    changed();
    (store.records[question.id].right ? verdict : again).focus();
  });
  again.addEventListener("click", () => {
    retrying = true;
    update();
    answer.focus();
  });
  show.addEventListener("click", () => {
    retrying = false;
    store.write(question.id, { ...store.records[question.id], shown: true });
    update();
    changed();
    verdict.focus();
  });

  function say(text, kind) {
    root.dataset.state = kind;
    verdict.textContent = text;
  }

  function update() {
    const record = store.records[question.id];
    const open = !record || retrying;
    const done = Boolean(record) && !retrying && (record.right || record.shown);
    const fresh = pose(turn(record, open));
    check.hidden = !open;
    again.hidden = open || done;
    // The answer belongs to the wording that was answered, not to the next one.
    show.hidden = !record || done || (retrying && variantCount(question) > 1);
    reasons.replaceChildren();
    if (open) {
      answer.ask(fresh || !record);
      say(record && variantCount(question) > 1 ? "The numbers have changed: read the question again." : "", "open");
      return;
    }
    const { slip, right } = judge(asked, record.last);
    answer.judged(record.last, done);
    if (record.right) say(`Right. ${gained(asked, record)}`, "right");
    else if (record.shown) say(right ? "Right, after the answer was shown." : `Answer: ${answer.key()}`, "shown");
    else say(`Not right yet.${question.type === "msq" ? ` ${missing(asked, record.last)}` : ""}`, "wrong");
    if (slip >= 0 && !done) reasons.append(built("p", { class: "afq-why" }, asked.slips[slip].why));
    if (answer.problem && !done) reasons.append(built("p", { class: "afq-why" }, answer.problem(record.last)));
    if (done) reasons.append(built("div", { class: "afq-explanation" }, asked.explanation), ...further(asked));
    const way = [links.section(question.section), done ? links.next(question.next) : null].filter(Boolean);
    if (way.length) reasons.append(element("p", { class: "afq-links" }, ...way));
  }

  update();
  return {
    root,
    refresh() {
      retrying = false;
      update();
    },
    focus() {
      root.scrollIntoView({ block: "center" });
      (answer.usable() ? answer : verdict).focus();
    },
  };
}

const gained = (question, { first, tries }) => {
  if (tries > 1) return `Found at attempt ${tries}.`;
  const marks = thirds(question, first);
  return `${marksText(marks)} mark${marks > 3 ? "s" : ""}.`;
};

const missing = ({ options }, chosen) =>
  chosen.every((i) => options[i].correct)
    ? "What you chose is right, but something is missing."
    : "At least one of the chosen options does not hold.";

/** What else leads astray, folded away: every reason can be read once the question is settled. */
function further({ slips = [], steps: all = [] }) {
  const nowhere = all.filter(({ belongs }) => !belongs);
  const items = slips.length ? slips.map(({ why }) => built("li", {}, why)) : nowhere.map(({ text, why }) => built("li", {}, `${text} ${why}`));
  if (!items.length) return [];
  return [element("details", { class: "afq-slips" },
    element("summary", { text: slips.length ? "Slips that lead to other numbers" : "Steps that belong nowhere" }), element("ul", {}, ...items))];
}
