// The Progress page: objectives, what is due, exercises, mock tests, and the file that carries it all to another browser.
import { marksText } from "../quiz-score.js";
import { element, uniqueId } from "../ui.js";
import { STATES, standing } from "./objectives.js";
import { button, card, count, mountPage, onOtherWindow, questionsOf, table } from "./page.js";
import { forget, merge, read, write } from "./records.js";
import { deck, dueKeys } from "./schedule.js";

const MARKS = { met: "✓", begun: "…", weak: "!", untouched: "–" };
const LARGEST_FILE = 5e6;

export function mountProgress(host, base) {
  return mountPage(host, base, "af-progress", ({ stage, banks, warn, storage }) => {
    const said = element("p", { class: "afp-said", role: "status", tabindex: "-1" });
    const body = element("div", {});

    function show() {
      const data = storage.read();
      const cards = deck(questionsOf(banks), data.quiz, data.review, Date.now());
      body.replaceChildren(...[summary(banks, data, cards, base), objectives(banks, data, cards, base), exercises(data), tests(data)].filter(Boolean));
    }
    function say(text) {
      said.textContent = text;
      said.focus();
    }

    stage.replaceChildren(said, body, carry({ storage, warn, say, show }));
    show();
    onOtherWindow(show);
    // A page that comes back from the browser's memory shows what was answered meanwhile.
    addEventListener("pageshow", (event) => event.persisted && show());
  });
}

const pageOf = (base, page) => new URL(`../${page}`, base).href;

function summary(banks, data, cards, base) {
  const all = banks.flatMap(({ slug, questions }) => questions.map(({ id }) => `${slug}:${id}`));
  const answered = all.filter((key) => data.quiz[key]?.tries || data.review[key]).length;
  const due = dueKeys(cards, Date.now()).length;
  const met = standing(banks, data.quiz, cards).flatMap(({ objectives: list }) => list);
  const facts = [
    [`${met.filter(({ state }) => state === "met").length} of ${met.length}`, "objectives met"],
    [String(met.filter(({ state }) => state === "weak").length), "weak"],
    [`${answered} of ${all.length}`, "questions answered"],
    [String(due), "due for review today"],
  ];
  const list = element("dl", { class: "afp-facts" }, ...facts.map(([number, text]) => element("div", {}, element("dt", { text }), element("dd", { text: number }))));
  const next = due
    ? element("p", {}, element("a", { href: pageOf(base, "practice/review.html"), text: `Review ${count(due, "question")}` }))
    : element("p", { text: answered ? "Nothing is due today." : "Nothing is stored in this browser yet. Answer a question in any chapter, and it appears here." });
  return card("Where you stand", list, next);
}

function objectives(banks, data, cards, base) {
  const due = new Set(dueKeys(cards, Date.now()));
  const chapters = standing(banks, data.quiz, cards).map(({ slug, title, page, objectives: list }) => {
    const mine = [...due].filter((key) => key.startsWith(`${slug}:`)).length;
    const done = list.filter(({ state }) => state === "met").length;
    const rows = list.map(({ text, total, right, wrong, state }) => [
      text, element("span", { class: "afp-state", "data-state": state }, element("span", { "aria-hidden": "true", text: MARKS[state] }), ` ${STATES[state]}`),
      `${right} of ${total}${wrong ? `, ${wrong} wrong` : ""}`]);
    const facts = [`${done} of ${list.length} met`, mine && `${mine} due`].filter(Boolean).join(" · ");
    return element("details", { class: "afp-chapter", open: list.some(({ state }) => state !== "untouched") },
      element("summary", {}, element("strong", { text: title }), ` ${facts}`),
      table(`Objectives: ${title}`, ["You can", "State", "Right"], rows),
      element("p", {}, element("a", { href: pageOf(base, page), text: "Open the chapter" })));
  });
  return card("Objectives", ...chapters);
}

function exercises({ exercises: results }) {
  const names = Object.keys(results);
  if (!names.length) {
    return card("Exercises", element("p", { text: "Exercises are done in Jupyter. There, check.save(\"progress.json\") writes a file; import it below, and its results appear here." }));
  }
  const chapters = [...new Set(names.map((name) => name.split(".")[0]))].sort();
  const of = (chapter, state) => names.filter((name) => name.startsWith(`${chapter}.`) && (!state || results[name].state === state)).length;
  return card("Exercises", table("Exercises, from the imported files", ["Chapter", "Done", "Begun", "Not attempted"],
    chapters.map((chapter) => [chapter, ...["done", "not yet", "not attempted"].map((state) => String(of(chapter, state)))])));
}

function tests({ mock }) {
  if (!mock.length) return null;
  const date = (at) => new Date(at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  return card("Mock tests", table("Mock tests you have sat", ["Begun", "Questions", "Marks"],
    [...mock].reverse().map((test) => [date(test.started), String(test.size), `${marksText(test.thirds)} of ${marksText(test.possible)}`])));
}

/** Export, import, and forgetting everything. */
function carry({ storage, warn, say, show }) {
  const file = element("input", { type: "file", accept: ".json,application/json", id: uniqueId("file") });
  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    if (!chosen) return;
    warn("");
    say(await bringIn(chosen, storage));
    file.value = "";
    show();
  });

  const ask = element("div", { class: "afq-confirm", role: "group", "aria-label": "Forget everything", hidden: true });
  const open = button("Forget everything …", () => {
    ask.hidden = false;
    keep.focus();
  }, "afq-quiet");
  const close = () => {
    ask.hidden = true;
    open.focus();
  };
  const keep = button("Keep it", close);
  const remove = button("Forget it", () => {
    try {
      forget(localStorage);
    } catch {
      // Blocked storage holds nothing that could be forgotten.
    }
    ask.hidden = true;
    show();
    say("Everything was forgotten.");
  });
  ask.addEventListener("keydown", (event) => event.key === "Escape" && close());
  ask.append(element("p", { text: "Delete all answers, reviews, exercises and mock tests stored in this browser? A file that you exported can bring them back." }), keep, remove);

  return card("Take it with you",
    element("p", { text: "All this is stored in this browser and nowhere else. A file carries it to another browser, or keeps it safe." }),
    element("div", { class: "afq-actions" }, button("Export", () => say(save(storage.read())), "afq-primary")),
    element("div", { class: "afp-row" }, element("label", { for: file.id, text: "Import a file" }), file),
    element("p", { class: "afq-hint", text: "Importing adds to what is here. Where both have an answer, the attempts are put together." }),
    element("div", { class: "afq-actions" }, open), ask);
}

function save(data) {
  const link = element("a", { href: URL.createObjectURL(new Blob([write(data, Date.now())], { type: "application/json" })), download: "activations-progress.json" });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  return "Exported as activations-progress.json.";
}

const PARTS = { quiz: ["answer"], review: ["review"], exercises: ["exercise"], mock: ["mock test"] };

/** Merge a file into the storage; a sentence for the reader. */
async function bringIn(chosen, storage) {
  if (chosen.size > LARGEST_FILE) return "This file is larger than any progress file. Nothing was imported.";
  const { data, dropped, problem } = read(await chosen.text());
  if (problem) return `${problem} Nothing was imported.`;
  const merged = merge(storage.read(), data);
  const parts = Object.entries(PARTS).filter(([part]) => merged.changes[part]).map(([part, words]) => count(merged.changes[part], ...words));
  const left = dropped ? ` ${count(dropped, "entry", "entries")} of the file could not be read and ${dropped === 1 ? "was" : "were"} left out.` : "";
  if (!parts.length) return `The file holds nothing that is not here already.${left}`;
  if (!storage.write(merged.data)) return "Not everything of the file could be stored.";
  return `Imported: ${parts.join(", ")}.${left}`;
}
