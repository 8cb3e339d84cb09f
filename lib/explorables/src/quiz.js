// The quiz: cards for its questions, a line with the score, one reset. And the opening guess.
import { createCard } from "./quiz-card.js";
import { score, marksText } from "./quiz-score.js";
import { prepare } from "./quiz-host.js";
import { createStore } from "./quiz-store.js";
import { element } from "./ui.js";

export { mountGuess } from "./quiz-guess.js";

/**
 * Show questions in `element`, in place of what it holds.
 *
 * @param data {slug, questions, sections}: compiled by tools/build_quizzes.py; guesses among the questions are left out.
 * @param options {answers, onAnswer, katex, number, page}: `answers` are records by id that win over stored ones, `onAnswer` gets
 *   all of them after each change, `katex` tells whether KaTeX's style sheet is there, `number` is the first question's number,
 *   `page` the address of the chapter if the questions stand elsewhere.
 * @returns {destroy()}
 */
export function mountQuiz(host, data, options = {}) {
  const questions = data.questions.filter((question) => question.type !== "guess");
  const { notice, warn } = prepare(host, "af-quiz", options);
  const store = createStore(data.slug, questions, { answers: options.answers, onAnswer: options.onAnswer, warn });
  const links = { section: (anchor) => sectionLink(anchor, data.sections, options), next: (id) => nextLink(id, host) };
  const footer = createFooter(questions, store, () => cards.forEach((card) => card.refresh()));
  const first = options.number ?? 1;
  const cards = questions.map((question, i) =>
    createCard(question, { label: `Question ${first + i}`, store, links, changed: footer.update }));
  cards.forEach((card, i) => {
    card.root.id = freeId(`question-${questions[i].id}`);
    card.root.addEventListener("af:focus", card.focus);
  });
  host.replaceChildren(notice, ...cards.map((card) => card.root), footer.root);
  footer.update();
  const stop = store.follow((id) => {
    cards[questions.findIndex((question) => question.id === id)].refresh();
    footer.update();
  });
  return {
    destroy() {
      stop();
      host.replaceChildren();
    },
  };
}

const freeId = (id) => (document.getElementById(id) ? null : id) ?? `${id}-again`;

function sectionLink(anchor, sections, { page = "" }) {
  const title = sections?.[anchor];
  if (!title) return null;
  const here = document.getElementById(anchor);
  if (!here && !page) return element("span", { text: `Reread: ${title}` });
  return element("a", { href: `${here ? "" : page}#${anchor}`, text: `Reread: ${title}` });
}

/** A link to the question to try next, if it stands on this page. It may still wait to be mounted. */
function nextLink(id, host) {
  const find = () => host.querySelector(`[data-question="${id}"]`) ?? document.querySelector(`[data-question="${id}"]`);
  const target = id && find();
  if (!target) return null;
  const link = element("a", { href: `#question-${id}`, text: `Try next: ${target.querySelector(".afq-title").textContent}` });
  link.addEventListener("click", (event) => {
    event.preventDefault();
    find().closest(".af-quiz").dispatchEvent(new CustomEvent("af:mount"));
    find().dispatchEvent(new CustomEvent("af:focus"));
  });
  return link;
}

function createFooter(questions, store, cleared) {
  const line = element("p", { class: "afq-score" });
  const reset = element("button", { type: "button", class: "afq-button afq-quiet", text: "Reset" });
  const yes = element("button", { type: "button", class: "afq-button", text: "Delete them" });
  const no = element("button", { type: "button", class: "afq-button", text: "Keep them" });
  const ask = element("p", { class: "afq-ask" });
  const confirm = element("div", { class: "afq-confirm", role: "group", "aria-label": "Reset this quiz", hidden: true }, ask, yes, no);
  const root = element("div", { class: "afq-footer" }, line, reset, confirm);

  function update() {
    const standing = score(questions, store.records);
    const marks = `${marksText(standing.thirds)} of ${marksText(standing.possible)}`;
    line.replaceChildren(element("strong", { text: `${standing.right} of ${standing.total} answered right` }),
      element("span", { text: standing.attempted ? `GATE marks, first attempts only: ${marks}` : "" }));
    reset.disabled = !standing.attempted;
  }
  function close() {
    confirm.hidden = true;
    reset.hidden = false;
  }
  reset.addEventListener("click", () => {
    const count = score(questions, store.records).attempted;
    ask.textContent = count === 1 ? "Delete the answer stored for this quiz?" : `Delete the ${count} answers stored for this quiz?`;
    confirm.hidden = false;
    reset.hidden = true;
    no.focus();
  });
  no.addEventListener("click", () => {
    close();
    reset.focus();
  });
  confirm.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    no.click();
  });
  yes.addEventListener("click", () => {
    store.clear();
    close();
    cleared();
    update();
    line.tabIndex = -1;
    line.focus();
  });
  return { root, update };
}
