// A box over the page: the browser's own dialog, which keeps the focus inside, closes with Escape and gives the focus back.
import { element, uniqueId } from "../ui.js";

/** @returns {root, body, open(), close()}; `title` is its heading. */
export function createDialog(title, kind = "") {
  const heading = element("h2", { class: "afq-title", id: uniqueId("dialog"), tabindex: "-1", text: title });
  const body = element("div", { class: "afm-dialog-body" });
  const root = element("dialog", { class: `afm-dialog ${kind}`, "aria-labelledby": heading.id }, heading, body);
  return {
    root,
    body,
    open() {
      root.showModal();
      heading.focus();
    },
    close: () => root.open && root.close(),
  };
}
