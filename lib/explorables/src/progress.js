// The script of the Progress and the Review page. One classic script, also from file://.
import { mountProgress } from "./progress/overview.js";
import { mountReview } from "./progress/review.js";

const { src } = document.currentScript;
const MOUNT = { ".af-progress": mountProgress, ".af-review": mountReview };
function start() {
  for (const [host, mount] of Object.entries(MOUNT)) {
    document.querySelectorAll(`${host}:not([data-live])`).forEach((element) => mount(element, new URL(".", src).href));
  }
}
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
