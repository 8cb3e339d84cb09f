// One question after the test: what was answered, what is right, and why.
import { judge, marksText } from "../quiz-score.js";
import { built } from "../quiz-host.js";
import { element } from "../ui.js";
import { clockText } from "./clock.js";
import { HOW, LETTERS } from "./question-view.js";

const VERDICTS = { right: "✓ right", wrong: "✗ wrong", blank: "○ not answered", changed: "changed since the test" };

/** @param bank the chapter's bank, for the section's title; @param base the folder of the site's scripts, one below the book's. */
export function createReviewed({ item, question, number, verdict, thirds }, bank, base) {
  const title = question?.title ?? "This question";
  const summary = element("summary", {},
    element("span", { class: "afm-verdict", text: VERDICTS[verdict] }), element("strong", { text: `${number}. ${title}` }),
    element("span", { class: "afq-kicker", text: [`${marksText(thirds)}${question ? ` of ${question.marks}` : ""}`, clockText(item.spent), item.marked ? "marked for review" : ""].filter(Boolean).join(" · ") }));
  const root = element("details", { class: "afq-card afm-reviewed", "data-verdict": verdict, "data-question": item.id }, summary);
  if (!question) {
    root.append(element("p", { text: "Its wording has changed, so that your answer no longer belongs to it." }));
    return { root };
  }
  const answer = question.type === "nat" ? typed(question, item) : options(question, item);
  root.append(built("div", { class: "afq-stem" }, question.question), element("p", { class: "afq-kicker", text: HOW[question.type] }), ...answer,
    built("div", { class: "afq-explanation" }, question.explanation),
    element("p", { class: "afq-links" }, element("a", { href: `${new URL("..", base).href}chapters/${item.slug}.html#${question.section}`, text: `Reread: ${bank.sections[question.section]}` })));
  root.open = verdict === "wrong";
  return { root };
}

function options(question, item) {
  const chosen = new Set([item.response].flat());
  return [element("div", { class: "afq-choices" }, ...item.order.map((i, place) => {
    const { correct, text, why } = question.options[i];
    const mark = [chosen.has(i) ? "your answer" : "", correct ? "✓ right" : chosen.has(i) ? "✗ not right" : "not right"].filter(Boolean).join(", ");
    return element("div", { class: "afq-choice", "data-verdict": correct ? "right" : "wrong", "data-chosen": String(chosen.has(i)) },
      element("div", { class: "afq-option afm-option" }, element("span", { class: "afq-letter", text: LETTERS[place] }), built("span", { class: "afq-text" }, text), element("span", { class: "afq-mark", text: mark })),
      built("p", { class: "afq-why" }, why));
  }))];
}

function typed(question, item) {
  const { answer } = question;
  const pair = (kind, term, text) => element("div", { class: `afq-value afq-${kind}` }, element("dt", { text: term }), element("dd", { text }));
  const given = item.response.trim();
  const right = [answer.shown, answer.unit].filter(Boolean).join(" ");
  const slip = given ? judge(question, item.response).slip : -1;
  return [element("dl", { class: "afq-pair" }, pair("yours", "Your answer", given || "none"), pair("measured", "Right answer", right)),
    slip >= 0 ? built("p", { class: "afq-why" }, question.slips[slip].why) : null].filter(Boolean);
}
