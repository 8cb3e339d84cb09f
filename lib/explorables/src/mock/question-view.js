// The open question with its options or its field for a number. It knows no key: nothing here could tell right from wrong.
import { problemWith, worth } from "../quiz-score.js";
import { built } from "../quiz-host.js";
import { element, uniqueId } from "../ui.js";

export const HOW = { mcq: "Choose one", msq: "Choose one or more", nat: "Type a number" };
export const LETTERS = "ABCDEF";

/** @param changed called with the response whenever the reader changes it. */
export function createAsked(questions, changed) {
  const root = element("div", { class: "afq-card afm-question" });
  let focusInput = () => {};

  function open({ items, current, draft }) {
    const question = questions[current];
    const stem = built("div", { class: "afq-stem", id: uniqueId("stem") }, question.question);
    const heading = element("h2", { class: "afq-title", tabindex: "-1", text: `Question ${current + 1} of ${items.length}` });
    const answer = question.type === "nat" ? number(question, draft, changed) : options(question, items[current].order, draft, changed);
    root.replaceChildren(heading, element("p", { class: "afq-kicker", text: `${HOW[question.type]} · ${worth(question)}` }), stem,
      element("fieldset", { "aria-describedby": stem.id }, element("legend", { class: "afm-hidden", text: `Your answer to question ${current + 1}` }), answer.root));
    focusInput = answer.focus;
    heading.focus();
  }
  return { root, open, focusInput: () => focusInput() };
}

function options(question, order, draft, changed) {
  const type = question.type === "mcq" ? "radio" : "checkbox";
  const name = uniqueId("answer");
  const inputs = order.map((i) => element("input", { type, name, value: i, checked: [draft].flat().includes(i) }));
  const rows = order.map((i, place) =>
    element("div", { class: "afq-choice" }, element("label", { class: "afq-option" }, inputs[place],
      element("span", { class: "afq-letter", text: LETTERS[place] }), built("span", { class: "afq-text" }, question.options[i]))));
  const root = element("div", { class: "afq-choices" }, ...rows);
  root.addEventListener("change", () => {
    const chosen = inputs.filter((input) => input.checked).map((input) => Number(input.value)).sort((a, b) => a - b);
    changed(type === "radio" ? chosen[0] : chosen);
  });
  return { root, focus: () => inputs[0].focus() };
}

function number(question, draft, changed) {
  const hint = uniqueId("hint");
  const input = element("input", {
    type: "text", inputmode: "decimal", class: "afq-number", id: uniqueId("number"), "aria-describedby": hint, size: "12", spellcheck: "false", autocomplete: "off",
  });
  input.value = draft;
  input.addEventListener("input", () => {
    if (!problemWith(question, input.value)) input.removeAttribute("aria-invalid");
    changed(input.value);
  });
  const root = element("div", { class: "afq-choices" },
    element("div", { class: "afq-field" }, element("label", { for: input.id, text: "Your number" }), input, question.unit ? element("span", { text: question.unit }) : null),
    element("p", { class: "afq-hint", id: hint, text: question.accepts }));
  return {
    root,
    focus() {
      input.setAttribute("aria-invalid", "true");
      input.focus();
      input.select();
    },
  };
}
