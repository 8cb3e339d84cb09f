// Where the questions join the figures: finds them on the page, loads their data, hands them to the quiz component.
import { mountGuess, mountQuiz } from "./quiz.js";
import { element } from "./ui.js";

const loading = new Map();

/** The compiled questions of a chapter. A script element, because a page opened from a disk may not fetch. */
function load(base, slug) {
  if (!loading.has(slug)) {
    loading.set(slug, new Promise((resolve, reject) => {
      const known = () => window.afQuizData?.[slug];
      if (known()) return resolve(known());
      const script = element("script", { src: `${base}quizzes/${encodeURIComponent(slug)}.js` });
      script.addEventListener("load", () => (known() ? resolve(known()) : reject(new Error(slug))));
      script.addEventListener("error", () => reject(new Error(slug)));
      document.head.append(script);
    }));
  }
  return loading.get(slug);
}

/** Bring every `.af-quiz` and `.af-guess` of the page to life. `base` is the folder of the site's script. */
export function mountQuestions(base) {
  const hosts = [...document.querySelectorAll(".af-quiz[data-quiz], .af-guess[data-quiz]")].filter((host) => !host.dataset.live);
  const slugs = [...new Set(hosts.map((host) => host.dataset.quiz))];
  return Promise.all(slugs.map((slug) =>
    load(base, slug).then((data) => mountAll(hosts.filter((host) => host.dataset.quiz === slug), data), () => {
      for (const host of hosts.filter((each) => each.dataset.quiz === slug)) {
        host.prepend(element("p", { class: "afq-notice", role: "status", text: "The questions could not be loaded. Here they are without the checking." }));
      }
    })));
}

function mountAll(hosts, data) {
  let number = 1;
  for (const host of hosts) {
    const questions = chosen(host, data);
    if (host.matches(".af-guess")) mountGuess(host, { ...data, questions }, { reveal: host.dataset.reveal === "true" });
    else {
      mountQuiz(host, { ...data, questions }, { number });
      number += questions.length;
    }
  }
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
