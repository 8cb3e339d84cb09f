// One question: asked, judged, explained. Its state is the stored record and whether the reader is trying again.
import { attempt, judge, problemWith, thirds, marksText, worth } from "./quiz-score.js";
import { built } from "./quiz-host.js";
import { element, uniqueId } from "./ui.js";

const HOW = { mcq: "Choose one", msq: "Choose one or more", nat: "Type a number" };
const LETTERS = "ABCDEF";

/**
 * @param links {section(anchor) → node or null, next(id) → node or null}
 * @returns {root, refresh(), focus()}
 */
export function createCard(question, { label, store, links, changed }) {
  let retrying = false;
  const ids = { stem: uniqueId("stem"), hint: uniqueId("hint") };
  const answer = question.type === "nat" ? numberField(question, ids) : choices(question, ids);
  const verdict = element("p", { class: "afq-verdict", role: "status", "aria-live": "polite", tabindex: "-1" });
  const reasons = element("div", { class: "afq-reasons" });
  const check = element("button", { type: "submit", class: "afq-button afq-primary", text: "Check" });
  const again = element("button", { type: "button", class: "afq-button", text: "Try again" });
  const show = element("button", { type: "button", class: "afq-button afq-quiet", text: "Show the answer" });
  const legend = element("legend", {},
    element("span", { class: "afq-kicker", text: `${label} · ${HOW[question.type]} · ${worth(question)}` }),
    element("span", { class: "afq-title", text: question.title }));
  const form = element("form", { novalidate: true, autocomplete: "off" },
    element("fieldset", { "aria-describedby": ids.stem }, legend, built("div", { class: "afq-stem", id: ids.stem }, question.question), answer.root),
    verdict, reasons, element("div", { class: "afq-actions" }, check, again, show));
  const root = element("section", { class: `afq-card afq-${question.type}`, "data-question": question.id }, form);

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
    retrying = false;
    store.write(question.id, attempt(question, store.records[question.id], response));
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
    check.hidden = !open;
    again.hidden = open || done;
    show.hidden = !record || done;
    reasons.replaceChildren();
    if (open) {
      answer.ask(!record);
      say("", "open");
      return;
    }
    const { slip, right } = judge(question, record.last);
    answer.judged(record.last, done);
    if (record.right) say(`Right. ${gained(question, record)}`, "right");
    else if (record.shown) say(right ? "Right, after the answer was shown." : `Answer: ${answer.key()}`, "shown");
    else say(`Not right yet.${question.type === "msq" ? ` ${missing(question, record.last)}` : ""}`, "wrong");
    if (slip >= 0 && !done) reasons.append(built("p", { class: "afq-why" }, question.slips[slip].why));
    if (done) reasons.append(built("div", { class: "afq-explanation" }, question.explanation), ...slipList(question));
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

/** The known slips of a number, folded away: every reason can be read once the question is settled. */
function slipList(question) {
  if (!question.slips?.length) return [];
  const items = question.slips.map((slip) => built("li", {}, slip.why));
  return [element("details", { class: "afq-slips" },
    element("summary", { text: "Slips that lead to other numbers" }), element("ul", {}, ...items))];
}

function choices(question, ids) {
  const kind = question.type === "mcq" ? "radio" : "checkbox";
  const name = uniqueId("choice");
  const rows = order(question).map((i, place) => {
    const option = question.options[i];
    const input = element("input", { type: kind, name, value: i });
    const mark = element("span", { class: "afq-mark" });
    const why = built("p", { class: "afq-why", id: uniqueId("why"), hidden: true }, option.why);
    const label = element("label", { class: "afq-option" }, input,
      element("span", { class: "afq-letter", text: LETTERS[place], "aria-hidden": "true" }), built("span", { class: "afq-text" }, option.text), mark);
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

/** Options keep the author's order unless the question asks for another one each time it is opened. */
function order({ options, shuffle }) {
  const indices = options.map((_, i) => i);
  if (!shuffle) return indices;
  for (let i = indices.length - 1; i > 0; i -= 1) {
    const j = Math.floor(Math.random() * (i + 1));
    [indices[i], indices[j]] = [indices[j], indices[i]];
  }
  return indices;
}

function numberField(question, ids) {
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
