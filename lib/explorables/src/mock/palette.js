// The question palette: each question's state by shape, sign and words, never by colour alone; and the count of each state.
import { element } from "../ui.js";
import { STATES, STATE_NAMES, counts, stateOf } from "./session.js";

/** @param jump called with the index of a question whose button is pressed. */
export function createPalette(size, jump) {
  const numbers = Array.from({ length: size }, (_, i) => {
    const button = element("button", { type: "button", class: "afm-number" }, element("span", { text: i + 1 }));
    button.addEventListener("click", () => jump(i));
    return button;
  });
  const amounts = Object.fromEntries(STATES.map((state) => [state, element("strong")]));
  const legend = element("ul", { class: "afm-legend", "aria-label": "How many questions are in each state" },
    ...STATES.map((state) => element("li", {}, element("span", { class: "afm-number afm-sample", "data-state": state, "aria-hidden": "true" }), amounts[state],
      element("span", { text: STATE_NAMES[state] }))));
  const root = element("nav", { class: "afm-palette", "aria-label": "Question palette" }, legend,
    element("ol", { class: "afm-numbers" }, ...numbers.map((button) => element("li", {}, button))));
  return {
    root,
    render(state) {
      const found = counts(state);
      for (const name of STATES) amounts[name].textContent = found[name];
      state.items.forEach((item, i) => {
        const name = stateOf(item);
        numbers[i].dataset.state = name;
        numbers[i].setAttribute("aria-label", `Question ${i + 1}: ${STATE_NAMES[name]}`);
        if (i === state.current) numbers[i].setAttribute("aria-current", "true");
        else numbers[i].removeAttribute("aria-current");
      });
    },
  };
}
