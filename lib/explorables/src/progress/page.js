// What the Progress and the Review page share: the banks, the stored records, and messages.
import { load, loadQuiz } from "../load.js";
import { element } from "../ui.js";
import { collect, empty, store } from "./records.js";

const NOT_LOADED = "The questions could not be loaded. Check the connection, then reload the page.";
const BLOCKED = "This browser does not let the page store anything. What you do here is gone when you leave the page.";
const FULL = "The browser’s storage is full: this was not stored. Export your progress to a file, then free some room.";

/** All banks of the book: {slug, title, page, sections, objectives, questions}, guesses left out. */
export async function loadBanks(base) {
  const index = await load(`${base}quizzes/index.js`, () => window.afQuizIndex);
  return Promise.all(index.map(async ({ slug, page }) => {
    const bank = await loadQuiz(base, slug);
    return { ...bank, page, questions: bank.questions.filter((question) => question.type !== "guess") };
  }));
}

/** Map "slug:id" → question, with the bank it is from. */
export function questionsOf(banks) {
  return new Map(banks.flatMap((bank) => bank.questions.map((question) => [`${bank.slug}:${question.id}`, { ...question, bank }])));
}

/**
 * A page's frame: a place for messages, and what the browser holds. `show(root, banks)` is called once the questions are there.
 */
export async function mountPage(host, base, kind, show) {
  const notice = element("p", { class: "afq-notice", role: "alert", hidden: true });
  const stage = element("div", { class: "afp-stage" });
  const warn = (text) => {
    notice.textContent = text;
    notice.hidden = !text;
  };
  host.classList.add("af", kind);
  host.dataset.live = "true";
  host.replaceChildren(notice, stage);
  let banks;
  try {
    banks = await loadBanks(base);
  } catch {
    warn(NOT_LOADED);
    return;
  }
  show({ stage, banks, warn, storage: createKeeper(warn) });
}

/** The stored records, and a message instead of an exception where the browser refuses. */
function createKeeper(warn) {
  let memory = empty();
  return {
    read() {
      try {
        const { data, unread } = collect(localStorage);
        if (unread.length) warn(unreadText(unread));
        memory = data;
      } catch {
        warn(BLOCKED);
      }
      return memory;
    },
    /** Keep `data` (or the named parts of it). False, and a message, where that failed: it is then kept until the page is left. */
    write(data, parts) {
      memory = data;
      try {
        store(localStorage, data, parts);
        return true;
      } catch (error) {
        warn(/quota/i.test(error?.name ?? "") ? FULL : BLOCKED);
        return false;
      }
    },
  };
}

const unreadText = (keys) =>
  `${keys.length === 1 ? "One stored entry" : `${keys.length} stored entries`} could not be read (damaged, or from another version of this book) and ${keys.length === 1 ? "was" : "were"} left as found: ${keys.slice(0, 3).join(", ")}${keys.length > 3 ? ", …" : ""}.`;

/** Call `changed` when another window writes. */
export function onOtherWindow(changed) {
  addEventListener("storage", ({ key }) => {
    if (key === null || key.startsWith("af:")) changed();
  });
}

/** An element with a heading in the site's card form. */
export const card = (title, ...children) => element("section", { class: "afq-card afp-card" }, element("h2", { class: "afq-title", text: title }), ...children);

/** A table that scrolls inside itself where it must. Cells are texts or nodes; the first of a row is its header. */
export function table(caption, columns, rows) {
  const cell = (tag, content, attributes) => element(tag, attributes, content instanceof Node ? content : document.createTextNode(content));
  const head = element("tr", {}, ...columns.map((text) => element("th", { scope: "col", text })));
  const body = rows.map(([first, ...rest]) => element("tr", {}, cell("th", first, { scope: "row" }), ...rest.map((content) => cell("td", content, {}))));
  return element("div", { class: "afp-scroll", tabindex: "0", role: "region", "aria-label": caption },
    element("table", { class: "afp-table" }, element("caption", { text: caption }), element("thead", {}, head), element("tbody", {}, ...body)));
}

export const button = (label, action, kind = "") => {
  const made = element("button", { type: "button", class: `afq-button ${kind}`, text: label });
  made.addEventListener("click", action);
  return made;
};

export const count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;
