// Before a test: its size, its time, its seed; and the tests of earlier days.
import { marksText } from "../quiz-score.js";
import { element, uniqueId } from "../ui.js";
import { clockText, spokenTime } from "./clock.js";
import { LARGEST_SEED, SIZES, plan, readSeed } from "./select.js";

// A part of the time, for readers who need more of it.
const TIMES = [[1, "as in the exam"], [4 / 3, "a third more"], [2, "twice as much"]];

/**
 * @param seed the seed to offer; without one, a random one.
 * @param start called with {size, seed, seconds}; @param review called with an earlier test's record.
 */
export function createStart({ seed = randomSeed(), results, start, review }) {
  const name = uniqueId("size");
  const sizes = SIZES.map((size) => element("input", { type: "radio", name, value: size, checked: size === SIZES[0] }));
  const facts = (size) => [spokenTime(plan(size).seconds), `${plan(size).marks} marks`].map((text) => element("span", { class: "afq-hint", text }));
  const choices = element("fieldset", {}, element("legend", { class: "afm-label", text: "How many questions?" }),
    element("div", { class: "afm-sizes" }, ...SIZES.map((size, i) =>
      element("div", { class: "afq-choice" }, element("label", { class: "afq-option afm-size" }, sizes[i], element("span", {}, element("strong", { text: `${size} questions` }), ...facts(size)))))));
  const time = element("select", { id: uniqueId("time"), class: "afq-number" }, ...TIMES.map(([factor, label]) => element("option", { value: factor, text: label })));
  const field = element("input", { type: "text", inputmode: "numeric", id: uniqueId("seed"), class: "afq-number", size: "8", autocomplete: "off", spellcheck: "false" });
  field.value = seed;
  const hint = element("p", { class: "afq-hint", id: uniqueId("hint"), text: "A class that types the same seed and size sits the same test." });
  field.setAttribute("aria-describedby", hint.id);
  const another = element("button", { type: "button", class: "afq-button", text: "Another seed" });
  another.addEventListener("click", () => {
    field.value = randomSeed();
  });
  const problem = element("p", { class: "afm-say", role: "status" });
  const heading = element("h2", { class: "afq-title", tabindex: "-1", text: "Your test" });
  const form = element("form", { class: "afq-card afm-start", novalidate: true, autocomplete: "off" }, heading, choices,
    element("div", { class: "afm-row" }, element("label", { class: "afm-label", for: time.id, text: "Time" }), time),
    element("div", { class: "afm-row" }, element("label", { class: "afm-label", for: field.id, text: "Seed" }), field, another), element("div", {}, hint),
    element("p", { text: "The time runs from the moment you press Start, also while the page is closed. It cannot be paused." }),
    element("div", { class: "afq-actions" }, element("button", { type: "submit", class: "afq-button afq-primary", text: "Start the test" })), problem);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = readSeed(field.value);
    if (Number.isNaN(chosen)) {
      problem.dataset.problem = "true";
      problem.textContent = `A seed is a whole number from 0 to ${LARGEST_SEED}, written with digits only.`;
      field.setAttribute("aria-invalid", "true");
      field.focus();
      return;
    }
    const size = Number(sizes.find((input) => input.checked).value);
    start({ size, seed: chosen, seconds: Math.round(plan(size).seconds * Number(time.value)) });
  });
  return { root: element("div", {}, form, history(results, review)), focus: () => heading.focus() };
}

const randomSeed = () => 1 + Math.floor(Math.random() * 9999);

/** A date as the reader's own calendar writes it. */
export const dateText = (started) => new Date(started).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });

function history(results, review) {
  if (!results.length) return null;
  const rows = [...results].reverse().map((test) => {
    const button = test.items && element("button", { type: "button", class: "afq-button afq-quiet", text: "Review", "aria-label": `Review the test of ${dateText(test.started)}` });
    button?.addEventListener("click", () => review(test));
    return element("tr", {}, element("th", { scope: "row", text: dateText(test.started) }), element("td", { text: test.size }), element("td", { text: test.seed }),
      element("td", { text: `${marksText(test.thirds)} of ${marksText(test.possible)}` }), element("td", { text: clockText(test.used) }), element("td", {}, button ?? "answers not kept"));
  });
  const head = element("tr", {}, ...["Begun", "Questions", "Seed", "Marks", "Time used", "Answers"].map((text) => element("th", { scope: "col", text })));
  return element("section", { class: "afq-card" }, element("div", { class: "afm-scroll", tabindex: "0", role: "region", "aria-label": "Tests you have sat" },
    element("table", { class: "afm-table" }, element("caption", { text: "Tests you have sat" }), element("thead", {}, head), element("tbody", {}, ...rows))));
}
