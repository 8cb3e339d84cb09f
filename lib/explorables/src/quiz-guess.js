// The opening guess: asked before reading, stored, never graded; later shown beside what was measured.
import { built, prepare } from "./quiz-host.js";
import { parseNumber } from "./quiz-score.js";
import { createStore } from "./quiz-store.js";
import { minus } from "./text.js";
import { element, uniqueId } from "./ui.js";

/**
 * @param data {slug, questions}: the first question is the guess.
 * @param options as for mountQuiz, and `reveal`: show the measured value as soon as there is a guess.
 */
export function mountGuess(host, data, options = {}) {
  const question = data.questions[0];
  const { notice, warn } = prepare(host, "af-guess", options);
  const store = createStore(data.slug, [question], { answers: options.answers, onAnswer: options.onAnswer, warn });
  const body = element("div", { class: "afq-body" });
  const stem = built("div", { class: "afq-stem", id: uniqueId("stem") }, question.question);
  const card = element("section", { class: "afq-card afq-guess", "data-question": question.id },
    element("p", { class: "afq-kicker", text: options.reveal ? "Your guess, and what was measured" : "Your guess · not graded" }),
    element("p", { class: "afq-title", text: question.title }), stem, body);
  let changing = false;
  let gaveUp = false;

  function update(focus) {
    const record = store.records[question.id];
    if (options.reveal && (record || gaveUp)) body.replaceChildren(...comparison(question, record?.value));
    else if (record && !changing) body.replaceChildren(...kept(question, record.value, change));
    else body.replaceChildren(form(question, record?.value, stem.id, save, options.reveal && giveUp));
    if (focus) body.querySelector("[data-focus]")?.focus();
  }
  function save(value) {
    changing = false;
    store.write(question.id, { stamp: question.stamp, value });
    update(true);
  }
  function change() {
    changing = true;
    update(true);
  }
  function giveUp() {
    gaveUp = true;
    update(true);
  }

  host.replaceChildren(notice, card);
  update(false);
  const stop = store.follow(() => update(false));
  return {
    destroy() {
      stop();
      host.replaceChildren();
    },
  };
}

const named = ({ answer }, text) => [answer.label && `${answer.label} =`, text, answer.unit].filter(Boolean).join(" ");
const plain = (value) => minus(String(+value.toPrecision(6)));

function form(question, value, stem, save, giveUp) {
  const number = element("input", { type: "text", inputmode: "decimal", class: "afq-number", id: uniqueId("guess"), size: "8", "aria-describedby": stem, "data-focus": true });
  const slider = element("input", {
    type: "range", min: question.low, max: question.high, step: question.step, class: "afq-slider", "aria-label": "Your guess, by slider", "aria-describedby": stem,
  });
  slider.value = value ?? question.start;
  number.value = value === undefined ? "" : plain(value);
  const problem = element("p", { class: "afq-verdict", role: "status" });
  slider.addEventListener("input", () => {
    number.value = plain(slider.valueAsNumber);
  });
  number.addEventListener("input", () => {
    const typed = parseNumber(number.value);
    if (!Number.isNaN(typed)) slider.value = typed;
  });
  const label = question.answer.label ? `Your guess for ${question.answer.label}` : "Your guess";
  const root = element("form", { novalidate: true, autocomplete: "off" },
    element("div", { class: "afq-field" }, element("label", { for: number.id, text: label }), number,
      question.answer.unit ? element("span", { text: question.answer.unit }) : null),
    element("div", { class: "afq-track" }, element("span", { text: plain(question.low), "aria-hidden": "true" }), slider,
      element("span", { text: plain(question.high), "aria-hidden": "true" })),
    element("div", { class: "afq-actions" }, element("button", { type: "submit", class: "afq-button afq-primary", text: "Store my guess" }),
      giveUp ? withClick(element("button", { type: "button", class: "afq-button afq-quiet", text: "Show it without a guess" }), giveUp) : null), problem);
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = parseNumber(number.value);
    if (!Number.isNaN(typed)) save(typed);
    else {
      problem.textContent = number.value.trim() ? "This is not a number that can be read. Examples: 4, 2.5, −3." : "Type a number or move the slider first.";
      number.focus();
    }
  });
  return root;
}

function withClick(button, action) {
  button.addEventListener("click", action);
  return button;
}

function kept(question, value, change) {
  return [
    element("p", { class: "afq-kept", role: "status", tabindex: "-1", "data-focus": true }, element("strong", { text: `Your guess: ${named(question, plain(value))}` }),
      element("span", { text: "It is kept. The measured value comes at the end of the chapter." })),
    element("div", { class: "afq-actions" }, withClick(element("button", { type: "button", class: "afq-button", text: "Change it" }), change)),
  ];
}

function comparison(question, value) {
  const { low, high, answer } = question;
  const given = value !== undefined;
  const place = (x) => `${(100 * (Math.min(high, Math.max(low, x)) - low)) / (high - low)}%`;
  const pin = (kind, x) => {
    const node = element("span", { class: `afq-pin afq-pin-${kind}` });
    node.style.left = place(x);
    return node;
  };
  const line = element("div", { class: "afq-line", "aria-hidden": "true" }, given ? pin("yours", value) : null, pin("measured", answer.value));
  const pair = (kind, term, text) => element("div", { class: `afq-value afq-${kind}` }, element("dt", { text: term }), element("dd", { text }));
  return [
    element("dl", { class: "afq-pair", tabindex: "-1", "data-focus": true }, pair("yours", "Your guess", given ? named(question, plain(value)) : "none"),
      pair("measured", "Measured", named(question, answer.shown))),
    element("div", { class: "afq-track" }, element("span", { text: plain(low), "aria-hidden": "true" }), line, element("span", { text: plain(high), "aria-hidden": "true" })),
    element("p", { class: "afq-difference", text: given ? difference(value, answer) : "" }),
    built("div", { class: "afq-explanation" }, question.explanation),
  ];
}

function difference(value, answer) {
  // Differences at the precision that was measured, not the float's.
  const places = (answer.shown.split(".")[1] ?? "").length;
  const gap = Math.abs(value - answer.value).toFixed(places);
  if (Number(gap) === 0) return "Your guess agrees with the measured value.";
  return `Your guess is ${gap} ${value < answer.value ? "below" : "above"} the measured value.`;
}
