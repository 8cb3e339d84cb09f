// The screen of a running test: the open question, its buttons, the palette, the time, and what can be opened beside them.
import { element } from "../ui.js";
import { createCalculator } from "./calculator-view.js";
import { clockText, spokenTime } from "./clock.js";
import { createPalette } from "./palette.js";
import { createPaper } from "./paper-view.js";
import { createAsked } from "./question-view.js";
import { createSubmit } from "./submit-dialog.js";

const LOW = 300; // seconds: from here on the time is shown with emphasis

/** @param on {draft(response), save(marked), clear(), jump(index), submit()}. */
export function createTestScreen({ questions, state, left, on }) {
  let shown = state;
  let seconds = left;
  const button = (text, action, kind = "") => {
    const node = element("button", { type: "button", class: `afq-button ${kind}`, text });
    node.addEventListener("click", action);
    return node;
  };
  const asked = createAsked(questions, on.draft);
  const palette = createPalette(state.items.length, on.jump);
  const calculator = createCalculator();
  const paper = createPaper(questions, state.items, on.jump);
  const submit = createSubmit(on.submit);

  const time = element("span", { class: "afm-time", role: "timer", "aria-label": "Time left" });
  const open = button("Calculator", () => calculator.toggle(), "afm-tool");
  calculator.openedBy(open);
  const bar = element("div", { class: "afm-bar" },
    element("p", { class: "afm-clock" }, element("span", { text: "Time left " }), time),
    element("div", { class: "afm-tools" }, button("Question paper", () => paper.open(), "afm-tool"), open,
      button("Submit test", () => submit.open(shown, spokenTime(seconds)), "afm-tool")));
  const say = element("p", { class: "afm-say", role: "status" });
  const warning = element("p", { class: "afm-warning", role: "alert" });
  const actions = element("div", { class: "afq-actions afm-actions" },
    button("Save & Next", () => on.save(false), "afq-primary"), button("Mark for Review & Next", () => on.save(true)),
    button("Clear Response", () => on.clear(), "afq-quiet"));
  const root = element("section", { class: "afm-test", "aria-label": "The test" }, bar, warning,
    element("div", { class: "afm-columns" },
      element("div", { class: "afm-main" }, asked.root, calculator.root, actions, say), palette.root),
    paper.root, submit.root);

  function render(next) {
    shown = next;
    palette.render(next);
  }
  function showTime(now) {
    seconds = now;
    time.textContent = clockText(now);
    bar.dataset.low = String(now <= LOW);
  }
  showTime(left);

  return {
    root,
    render,
    time: showTime,
    /** Show the open question and take the reader there. */
    open(next) {
      render(next);
      asked.open(next);
    },
    /** A sentence under the buttons; as a problem it is marked as one. */
    say(text, problem = false) {
      say.textContent = text;
      say.dataset.problem = String(problem);
      if (problem) asked.focusInput();
    },
    warn(text) {
      warning.textContent = text;
    },
    close() {
      paper.close();
      submit.close();
    },
  };
}
