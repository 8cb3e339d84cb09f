// The question paper: all questions at a glance, without a way to answer them, and a way to each.
import { worth } from "../quiz-score.js";
import { built } from "../quiz-host.js";
import { element } from "../ui.js";
import { createDialog } from "./dialog.js";
import { HOW } from "./question-view.js";

/** @param jump called with a question's index. */
export function createPaper(questions, items, jump) {
  const dialog = createDialog("Question paper", "afm-paper");
  const close = () => {
    const button = element("button", { type: "button", class: "afq-button", text: "Back to the test" });
    button.addEventListener("click", dialog.close);
    return element("p", { class: "afm-close" }, button);
  };

  function entry(question, i) {
    const options = (items[i].order ?? []).map((k) => built("li", {}, question.options[k]));
    const go = element("button", { type: "button", class: "afq-button afq-quiet", text: `Go to question ${i + 1}` });
    go.addEventListener("click", () => {
      dialog.close();
      jump(i);
    });
    return element("section", { class: "afm-entry" },
      element("h3", { class: "afq-kicker", text: `Question ${i + 1} · ${HOW[question.type]} · ${worth(question)}` }), built("div", { class: "afq-stem" }, question.question),
      options.length ? element("ol", { type: "A" }, ...options) : element("p", { class: "afq-hint", text: question.accepts }), go);
  }
  return {
    root: dialog.root,
    open() {
      // Built when asked for: with 65 questions it is the larger part of the page.
      if (!dialog.body.children.length) dialog.body.append(close(), ...questions.map(entry), close());
      dialog.open();
      dialog.root.scrollTop = 0;
    },
    close: dialog.close,
  };
}
