// How a question is answered: options to choose from, or a field for a number. Each knows how to ask, to read and to show the verdict.
import { built } from "./quiz-host.js";
import { element, uniqueId } from "./ui.js";

export const LETTERS = "ABCDEF";

/** Options in the given order. @returns the same as `numberField` and `steps`: {root, read, ask, judged, key, usable, focus} */
export function choices(question, ids, order) {
  const kind = question.type === "mcq" ? "radio" : "checkbox";
  const name = uniqueId("choice");
  const rows = order.map((i, place) => {
    const option = question.options[i];
    const input = element("input", { type: kind, name, value: i });
    const mark = element("span", { class: "afq-mark" });
    const why = built("p", { class: "afq-why", id: uniqueId("why"), hidden: true }, option.why);
    const label = element("label", { class: "afq-option" }, input,
      element("span", { class: "afq-letter", text: LETTERS[place] }), built("span", { class: "afq-text" }, option.text), mark);
    return { i, option, letter: LETTERS[place], input, mark, why, root: element("div", { class: "afq-choice" }, label, why) };
  });
  const inputs = rows.map((row) => row.input);
  function mark(row, chosen, explained) {
    const verdict = explained ? (row.option.correct ? "right" : "wrong") : "";
    row.root.dataset.verdict = verdict;
    row.root.dataset.chosen = chosen;
    row.mark.textContent = verdict && (verdict === "right" ? "✓ right" : `${chosen ? "✗ " : ""}not right`);
    row.why.hidden = !explained;
    if (explained) row.input.setAttribute("aria-describedby", row.why.id);
    else row.input.removeAttribute("aria-describedby");
  }
  return {
    root: element("div", { class: "afq-choices", id: ids.hint }, ...rows.map((row) => row.root)),
    read() {
      const chosen = rows.filter((row) => row.input.checked).map((row) => row.i).sort((a, b) => a - b);
      return kind === "radio" ? chosen[0] : chosen;
    },
    ask() {
      for (const row of rows) {
        row.input.checked = row.input.disabled = false;
        mark(row, false, false);
      }
    },
    judged(response, all) {
      const chosen = new Set([response].flat());
      for (const row of rows) {
        row.input.checked = chosen.has(row.i);
        row.input.disabled = true;
        mark(row, chosen.has(row.i), all || chosen.has(row.i));
      }
    },
    key: () => rows.filter((row) => row.option.correct).map((row) => row.letter).join(" and "),
    usable: () => !inputs[0].disabled,
    focus: () => (inputs.find((input) => input.checked) ?? inputs[0]).focus(),
  };
}

export function numberField(question, ids) {
  const input = element("input", {
    type: "text", inputmode: "decimal", class: "afq-number", id: uniqueId("number"), "aria-describedby": ids.hint, size: "12", spellcheck: "false",
  });
  const row = element("div", { class: "afq-field" },
    element("label", { for: input.id, text: "Your number" }), input,
    question.answer.unit ? element("span", { text: question.answer.unit }) : null);
  return {
    root: element("div", { class: "afq-choices" }, row, element("p", { class: "afq-hint", id: ids.hint, text: question.answer.accepts })),
    read: () => input.value,
    ask(fresh) {
      input.disabled = false;
      if (fresh) input.value = "";
    },
    judged(response) {
      input.value = response;
      input.disabled = true;
    },
    key: () => [question.answer.shown, question.answer.unit].filter(Boolean).join(" "),
    usable: () => !input.disabled,
    focus() {
      input.focus();
      input.select();
    },
  };
}
