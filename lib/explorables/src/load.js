// Data that comes as a script: a page opened from a disk may not fetch.
import { element } from "./ui.js";

const loading = new Map();

/** What `read()` finds once the script is there. A script that failed to load is asked for again by the next call. */
export function load(src, read) {
  if (!loading.has(src)) {
    const loaded = new Promise((resolve, reject) => {
      if (read()) return resolve(read());
      const script = element("script", { src });
      script.addEventListener("load", () => (read() ? resolve(read()) : reject(new Error(src))));
      script.addEventListener("error", () => reject(new Error(src)));
      document.head.append(script);
    });
    loading.set(src, loaded);
    loaded.catch(() => loading.delete(src));
  }
  return loading.get(src);
}

/** The compiled questions of a chapter, with keys and reasons. `base` is the folder of the site's script. */
export const loadQuiz = (base, slug) => load(`${base}quizzes/${encodeURIComponent(slug)}.js`, () => window.afQuizData?.[slug]);
