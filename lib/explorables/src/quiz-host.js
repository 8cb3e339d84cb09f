// What quiz and guess share: the element they live in, and the one door for HTML.
import { element } from "./ui.js";

/** An element around HTML that tools/build_quizzes.py made; nothing else ever comes in this way. */
export const built = (tag, attributes, html) => {
  const node = element(tag, attributes);
  node.innerHTML = html;
  return node;
};

/** Class names, key handling, and a place for messages to the reader. */
export function prepare(host, kind, { katex = true }) {
  host.classList.add("af", kind);
  host.classList.toggle("af-no-katex", !katex);
  // JupyterLab would take arrow keys and letters for itself, and it cancels the event by which Enter submits a form.
  host.dataset.lmSuppressShortcuts = "true";
  host.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input")) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });
  host.dataset.live = "true";
  const notice = element("p", { class: "afq-notice", role: "status", hidden: true });
  const warn = (text) => {
    notice.textContent = text;
    notice.hidden = false;
  };
  return { notice, warn };
}
