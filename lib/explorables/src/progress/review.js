// The Review page: the questions that are due, one after the other, and when each comes back.
import { createCard } from "../quiz-card.js";
import { variantCount } from "../quiz-score.js";
import { element } from "../ui.js";
import { button, card, count, mountPage, questionsOf } from "./page.js";
import { DAY, deck, dueKeys, endOfDay, grade, intervals, weakestKeys } from "./schedule.js";

const AHEAD = 10; // questions of a round that the reader asks for although nothing is due

export function mountReview(host, base) {
  return mountPage(host, base, "af-review", ({ stage, banks, storage }) => {
    const questions = questionsOf(banks);
    const cards = () => {
      const { quiz, review } = storage.read();
      return deck(questions, quiz, review, Date.now());
    };

    /** The page between rounds: what is due, or when the next question will be. */
    function overview(done) {
      const all = cards();
      const due = dueKeys(all, Date.now());
      const text = element("p", { role: "status", tabindex: "-1", text: [done, due.length ? `${count(due.length, "question is", "questions are")} due today.` : nextText(all)].filter(Boolean).join(" ") });
      const actions = element("div", { class: "afq-actions" });
      if (due.length) actions.append(button(done ? "Go on" : "Begin", () => round(due), "afq-primary"));
      else if (Object.keys(all).length) actions.append(button("Practise the weakest ones", () => round(weakestKeys(all, Date.now()).slice(0, AHEAD))));
      stage.replaceChildren(card("Review", text, actions));
      if (done) text.focus();
    }

    function round(keys) {
      let place = 0;
      const next = () => {
        if (place === keys.length) return overview(`Round finished: ${count(keys.length, "question")}.`);
        const key = keys[place];
        place += 1;
        return ask(key, `Review ${place} of ${keys.length}`, next);
      };
      next();
    }

    function ask(key, label, next) {
      const question = questions.get(key);
      const { bank } = question;
      const page = new URL(`../${bank.page}`, base).href;
      // The answer of a review lives until the next question: the chapter's own record stays what it was.
      const store = { records: {}, write(id, record) { this.records[id] = record; } };
      const links = {
        section: (anchor) => bank.sections?.[anchor] && element("a", { href: `${page}#${anchor}`, text: `Reread: ${bank.sections[anchor]}` }),
        next: () => null,
      };
      const foot = element("div", { class: "afp-rate" });
      const view = createCard(question, { label, store, links, changed: judged, variant: cards()[key].reps % variantCount(question) });

      function judged() {
        const record = store.records[question.id];
        if (foot.childElementCount || !record) return;
        const before = cards()[key];
        if (record.right) foot.append(...easeButtons(before, keep));
        else foot.append(element("p", { text: `It comes back ${inDays(keep("again"))}. Look at the reasons, then go on.` }), button("Next question", next, "afq-primary"));
      }
      function keep(rating) {
        const data = storage.read();
        const graded = grade(cards()[key], rating, Date.now(), question.stamp);
        storage.write({ ...data, review: { ...data.review, [key]: graded } }, ["review"]);
        return graded.scheduled_days;
      }
      function easeButtons(before, rate) {
        const days = intervals(before, Date.now());
        const choose = (rating, text) => button(`${text}: ${inDays(days[rating])}`, () => {
          rate(rating);
          next();
        }, rating === "good" ? "afq-primary" : "");
        return [element("p", { text: "How did it go? It comes back:" }),
          element("div", { class: "afq-actions" }, choose("hard", "With effort"), choose("good", "Well"), choose("easy", "At once"))];
      }

      stage.replaceChildren(element("p", { class: "afq-kicker", text: bank.title }), view.root, foot);
      view.root.querySelector("input, button")?.focus();
    }

    overview("");
  });
}

const inDays = (days) => (days <= 1 ? "tomorrow" : `in ${days} days`);

function nextText(cards) {
  const times = Object.values(cards).map(({ due }) => due);
  if (!times.length) return "There is nothing to review yet. Answer questions in the chapters or in the mock test; each comes back here when it is due.";
  const first = Math.min(...times);
  const days = Math.max(1, Math.ceil((first - endOfDay(Date.now())) / DAY));
  const same = times.filter((time) => endOfDay(time) === endOfDay(first)).length;
  return `Nothing is due today. ${count(same, "question comes", "questions come")} back ${inDays(days)}.`;
}
