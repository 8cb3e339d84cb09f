// The steps of a derivation, to be put in order: a list that grows, and what is left to choose from. Every move is a button, the
// focus stays on the step that was moved, and its new place is said.
import { firstWrong } from "./quiz-score.js";
import { built } from "./quiz-host.js";
import { element, uniqueId } from "./ui.js";

/** @returns the same as the other answers, and `problem(response)`: why the first wrong step cannot stand where it stands, as HTML. */
export function steps(question, ids) {
  let chosen = [];
  let open = true;
  let wrong = -1;
  const said = element("p", { class: "afq-hint", role: "status" });
  const yours = element("p", { class: "afq-kicker", id: uniqueId("yours"), text: "Your derivation" });
  const rest = element("p", { class: "afq-kicker", id: uniqueId("rest"), text: "Steps to choose from (some belong nowhere)" });
  const list = element("ol", { class: "afq-steps", "aria-labelledby": yours.id });
  const pool = element("ul", { class: "afq-steps afq-pool", "aria-labelledby": rest.id });
  const hint = element("p", { class: "afq-hint", id: ids.hint, text: "Add the steps that belong, then move them. Steps that do not depend on each other may stand in either order." });
  const rows = question.steps.map((step, i) => {
    const text = built("div", { class: "afq-text", id: uniqueId("step") }, step.text);
    const make = (name, move) => {
      const button = element("button", { type: "button", class: "afq-button", text: name, "aria-describedby": text.id });
      button.addEventListener("click", () => move(i, button));
      return button;
    };
    const buttons = { add: make("Add", add), earlier: make("Earlier", (_, button) => shift(i, -1, button)), later: make("Later", (_, button) => shift(i, 1, button)), out: make("Take out", takeOut) };
    const mark = element("span", { class: "afq-mark" });
    return { buttons, mark, root: element("li", { class: "afq-step", "data-step": i }, text, mark, element("div", { class: "afq-moves" }, ...Object.values(buttons))) };
  });

  function render() {
    for (const [i, { root, buttons, mark }] of rows.entries()) {
      const place = chosen.indexOf(i);
      const home = place < 0 ? pool : list;
      if (root.parentNode !== home) home.append(root);
      buttons.add.hidden = place >= 0 || !open;
      for (const name of ["earlier", "later", "out"]) buttons[name].hidden = place < 0 || !open;
      buttons.earlier.disabled = place === 0;
      buttons.later.disabled = place === chosen.length - 1;
      root.dataset.verdict = place >= 0 && place === wrong ? "wrong" : "";
      mark.textContent = place >= 0 && place === wrong ? "✗ not here" : "";
    }
    list.append(...chosen.map((i) => rows[i].root));
    list.dataset.empty = chosen.length ? "" : "Nothing yet.";
    pool.hidden = rest.hidden = !pool.children.length || !open;
  }

  function moved(i, text, button) {
    wrong = -1;
    render();
    // The button pressed, or where it is of no use any more the next one of the same step.
    [button, ...Object.values(rows[i].buttons)].find((each) => !each.hidden && !each.disabled).focus();
    said.textContent = text;
  }
  const placeOf = (i) => `step ${chosen.indexOf(i) + 1} of ${chosen.length}`;
  function add(i, button) {
    chosen.push(i);
    moved(i, `Added as ${placeOf(i)}.`, button);
  }
  function takeOut(i, button) {
    chosen = chosen.filter((each) => each !== i);
    moved(i, "Taken out.", button);
  }
  function shift(i, by, button) {
    const place = chosen.indexOf(i);
    chosen.splice(place, 1);
    chosen.splice(place + by, 0, i);
    moved(i, `Now ${placeOf(i)}.`, button);
  }

  render();
  return {
    root: element("div", { class: "afq-choices" }, hint, yours, list, said, rest, pool),
    read: () => [...chosen],
    ask(fresh) {
      open = true;
      if (fresh) chosen = [];
      wrong = -1;
      said.textContent = "";
      render();
    },
    judged(response, all) {
      open = false;
      wrong = firstWrong(question, response);
      chosen = all && wrong >= 0 ? question.key : [...response];
      if (all) wrong = -1;
      said.textContent = "";
      render();
    },
    problem(response) {
      const place = firstWrong(question, response);
      if (place === response.length) return "What stands there may stand there, in this order. But it is not complete: a step is still missing.";
      const step = question.steps[response[place]];
      return `Step ${place + 1} cannot stand there. ${step.belongs ? step.early : step.why}`;
    },
    key: () => "the order above",
    usable: () => open,
    focus: () => (list.querySelector("button:enabled:not([hidden])") ?? pool.querySelector("button")).focus(),
  };
}
