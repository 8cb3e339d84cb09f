// Before a test is submitted: what stands where, and what would not count.
import { element } from "../ui.js";
import { createDialog } from "./dialog.js";
import { STATES, STATE_NAMES, counts, unsaved } from "./session.js";

const EVALUATED = { answered: true, both: true };

/** @param submit called when the reader confirms. */
export function createSubmit(submit) {
  const dialog = createDialog("Submit the test?");
  const action = (text, kind, act) => {
    const button = element("button", { type: "button", class: `afq-button ${kind}`, text });
    button.addEventListener("click", () => {
      dialog.close();
      act();
    });
    return button;
  };
  return {
    root: dialog.root,
    open(state, left) {
      const found = counts(state);
      const rows = STATES.map((name) =>
        element("tr", {}, element("th", { scope: "row", text: STATE_NAMES[name].replace(" (is evaluated)", "") }), element("td", { text: found[name] }),
          element("td", { text: EVALUATED[name] ? "yes" : "no" })));
      const head = element("tr", {}, ...["State", "Questions", "Evaluated"].map((text) => element("th", { scope: "col", text })));
      dialog.body.replaceChildren(
        element("p", { text: `${left} left. After this nothing can be changed.` }),
        ...(unsaved(state) ? [element("p", { class: "afm-unsaved", text: `Your choice at question ${state.current + 1} is not saved and will not count. Go back and press Save & Next to keep it.` })] : []),
        element("table", { class: "afm-table" }, element("caption", { text: "Your questions" }), element("thead", {}, head), element("tbody", {}, ...rows)),
        element("div", { class: "afq-actions" }, action("Back to the test", "", () => {}), action("Submit", "afq-primary", submit)));
      dialog.open();
    },
    close: dialog.close,
  };
}
