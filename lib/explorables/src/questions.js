// Where the questions join the figures: finds them on the page, loads their data, hands them to the quiz component.
import { loadQuiz } from "./load.js";
import { mountGuess, mountQuiz } from "./quiz.js";
import { below, element } from "./ui.js";

/** Bring every `.af-quiz` and `.af-guess` of the page to life. `base` is the folder of the site's script. */
export function mountQuestions(base) {
  const hosts = [...document.querySelectorAll(".af-quiz[data-quiz], .af-guess[data-quiz]")].filter((host) => !host.dataset.live);
  const slugs = [...new Set(hosts.map((host) => host.dataset.quiz))];
  return Promise.all(slugs.map((slug) => {
    const own = hosts.filter((host) => host.dataset.quiz === slug);
    return loadQuiz(base, slug).then((data) => prepareAll(own, data), () => own.forEach(tellMissing));
  }));
}

// A host is mounted when it comes near the window, in a task of its own: a chapter can be read before its last question is built.
const NEAR = 600;
const waiting = new Map();
const observer = globalThis.IntersectionObserver && new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) setTimeout(() => mountNow(target));
}, { rootMargin: `${NEAR}px 0px` });

function mountNow(host) {
  observer.unobserve(host);
  waiting.get(host)?.();
  waiting.delete(host);
}

function prepareAll(hosts, data) {
  let number = 1;
  let far = false;
  for (const host of hosts) {
    const questions = chosen(host, data);
    const first = number;
    if (host.matches(".af-guess")) waiting.set(host, () => mountGuess(host, { ...data, questions }, { reveal: host.dataset.reveal === "true" }));
    else {
      waiting.set(host, () => mountQuiz(host, { ...data, questions }, { number: first }));
      number += questions.length;
    }
    host.addEventListener("af:mount", () => mountNow(host));
    // Asking where a host stands lays the page out anew, so nobody asks below the window's edge.
    far ||= below(host);
    if (far) observer.observe(host);
    else mountNow(host);
  }
  addEventListener("beforeprint", () => hosts.forEach(mountNow));
}

function tellMissing(host) {
  host.prepend(element("p", { class: "afq-notice", role: "status", text: "The questions could not be loaded. Here they are without the checking." }));
}

function chosen({ dataset }, { questions }) {
  const ids = (dataset.id ?? dataset.ids ?? "").split(" ").filter(Boolean);
  if (!ids.length) return questions.filter((question) => question.type !== "guess");
  return ids.map((id) => questions.find((question) => question.id === id)).filter(Boolean);
}

/** The view of a notebook's widget; `answers` goes back to Python. */
export function renderQuestion({ model, el }) {
  const data = { slug: model.get("slug"), questions: model.get("questions"), sections: model.get("sections") };
  const mount = model.get("kind") === "guess" ? mountGuess : mountQuiz;
  const view = mount(el, data, {
    answers: model.get("answers"),
    katex: false,
    reveal: model.get("reveal"),
    onAnswer(answers) {
      model.set("answers", answers);
      model.save_changes();
    },
  });
  return view.destroy;
}
