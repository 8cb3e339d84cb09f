// The frame every explorable stands in: title, what to try, goal, controls, chart, readouts, data table, buttons.
import { createChart } from "./chart.js";
import { createPlayer } from "./play.js";
import { defaults, reached, validate, writeHash } from "./state.js";
import { createAnnouncer, createControls, element, fillTable, uniqueId } from "./ui.js";

/**
 * Mount an explorable into `host`.
 *
 * @param explorable {name, title, invitation, schema, controls, compute, describe, readoutTable, dataTable, draw, write?}:
 *   `draw` works on the chart; `write(element, result, {state, linkable})` on words beside it, for a figure that has them
 *   `needs: {script, read}` names a script that a page has to load before, and how to know that it is there
 *   `play: {field, noun, fastest}`, for what runs in steps: see play.js
 * @param host an element; what it holds stays, except the static fallback, which is hidden
 * @param options {state, goal, id, linkable, caption} of which all may be missing
 * @param onChange (state, {readouts, reached}) called after every repaint that a reader caused
 * @returns {set(raw, message), state(), repaint(), destroy()}
 */
export function mount(explorable, host, options = {}, onChange = () => {}) {
  const { schema } = explorable;
  const opening = validate(schema, options.state ?? {});
  const goal = options.goal ?? null;
  const id = options.id || uniqueId(explorable.name);
  let state = opening.state;
  let result = null;
  let waiting = 0;
  let met = false;

  const parts = build(explorable, state, goal, options);
  host.prepend(parts.root);
  host.classList.add("af");
  host.dataset.live = "true";
  const chart = createChart(uniqueId(explorable.name));
  parts.stage.append(chart.node);
  const showControls = createControls(parts.controls);
  const announcer = createAnnouncer(parts.live);

  const player = explorable.play
    ? createPlayer(explorable.play, schema, { stage: parts.stage, before: parts.reset, state: () => state, advance, stopped: tell })
    : null;

  function paint(fromReader) {
    waiting = 0;
    const width = Math.floor(parts.stage.clientWidth);
    if (!width) return; // hidden: painted when the observer sees it
    result = explorable.compute(state, result);
    showControls(explorable.controls(state, change, result));
    const height = explorable.height(width, state);
    chart.resize(width, height);
    explorable.draw(chart.node, result, { width, height, state, change });
    explorable.write?.(parts.words, result, { state, linkable: options.linkable });
    chart.describe(explorable.title, explorable.describe(result, state));
    fillTable(parts.readouts, explorable.readoutTable(result, state));
    if (parts.details.open) fillTable(parts.data, explorable.dataTable(result, state));
    if (goal) checkGoal();
    if (!fromReader) return;
    announcer.say(met ? `Goal reached. ${explorable.describe(result, state)}` : explorable.describe(result, state));
    if (!player?.playing()) tell();
  }

  function tell() {
    if (result) onChange(state, { readouts: result.readouts, reached: met });
  }

  /** While it plays: this many steps at once, painted in the frame that asks for them. */
  function advance(value) {
    state = { ...state, [explorable.play.field]: value };
    paint(true);
  }

  function schedule(fromReader) {
    // Many input events, one repaint: the browser asks for the next frame once.
    if (waiting) cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => paint(fromReader));
  }

  function change(changes) {
    // A control cannot leave its range, but a drag can; the clamp is the same as for a link.
    state = validate(schema, changes, state).state;
    say("");
    schedule(true);
  }

  function say(text) {
    if (parts.message.textContent !== text) parts.message.textContent = text;
    parts.message.hidden = !text;
  }

  function checkGoal() {
    met = reached(goal, result.readouts, state);
    parts.goal.classList.toggle("af-goal-reached", met);
    const text = met ? "Goal reached" : "Not yet";
    if (parts.verdict.textContent !== text) parts.verdict.textContent = text;
  }

  function set(raw, message = "") {
    const checked = validate(schema, raw);
    player?.pause();
    state = checked.state;
    say([message, ...checked.messages].filter(Boolean).join(" "));
    schedule(false);
  }

  parts.details.addEventListener("toggle", () => {
    if (parts.details.open && result) fillTable(parts.data, explorable.dataTable(result, state));
  });
  parts.reset.addEventListener("click", () => {
    player?.pause();
    change(validate(schema, options.state ?? {}, defaults(schema)).state);
  });
  parts.copy?.addEventListener("click", () => copyLink(parts, id, state));

  say(opening.messages.join(" "));
  const observer = new ResizeObserver(() => schedule(false));
  observer.observe(parts.stage);
  paint(false);

  return {
    set,
    state: () => state,
    readouts: () => result?.readouts,
    repaint: () => paint(false),
    destroy() {
      observer.disconnect();
      player?.destroy();
      announcer.stop();
      if (waiting) cancelAnimationFrame(waiting);
      parts.root.remove();
    },
  };
}

function build(explorable, state, goal, options) {
  const p = {
    stage: element("div", { class: "af-stage" }),
    words: explorable.write ? element("div", { class: "af-words" }) : null,
    controls: element("div", { class: "af-controls", role: "group", "aria-label": `Settings of “${explorable.title}”` }),
    readouts: element("table", { class: "af-readouts" }),
    data: element("table", { class: "af-data" }),
    message: element("p", { class: "af-message", role: "alert", hidden: true }),
    live: element("p", { class: "af-visually-hidden", "aria-live": "polite" }),
    reset: element("button", { type: "button", class: "af-button af-reset", text: "Reset" }),
    copy: options.linkable ? element("button", { type: "button", class: "af-button af-copy", text: "Copy link to this state" }) : null,
    link: element("input", { type: "text", class: "af-link", readonly: true, hidden: true, "aria-label": "Link to this state" }),
    copied: element("span", { class: "af-copied", role: "status" }),
  };
  if (goal) {
    p.verdict = element("strong", { class: "af-verdict", role: "status" });
    p.goal = element("p", { class: "af-goal" }, element("span", { text: `Goal: ${goal.text ?? goalText(goal)}` }), p.verdict);
  }
  p.details = element("details", { class: "af-details" }, element("summary", { text: "Show the data as a table" }),
    element("div", { class: "af-scroll", tabindex: "0", role: "region", "aria-label": "Data table" }, p.data));
  p.root = element("div", { class: "af-live", "data-name": explorable.name },
    element("p", { class: "af-title", text: explorable.title }),
    element("p", { class: "af-try" }, element("strong", { text: "Try: " }), explorable.invitation(state)),
    p.goal, p.message,
    element("div", { class: "af-body" },
      p.stage,
      element("div", { class: "af-side" }, p.controls,
        element("div", { class: "af-buttons" }, p.reset, p.copy, p.copied), p.link),
      p.words, p.readouts),
    p.details, p.live);
  return p;
}

function goalText(goal) {
  if (goal.all) return goal.all.map(goalText).join(" and ");
  const name = goal.readout ?? goal.setting;
  if (goal.equals !== undefined) return `${name} = ${goal.equals}`;
  return [goal.at_least !== undefined && `${name} ≥ ${goal.at_least}`, goal.at_most !== undefined && `${name} ≤ ${goal.at_most}`]
    .filter(Boolean).join(" and ");
}

async function copyLink(parts, id, state) {
  const link = `${location.href.split("#")[0]}${writeHash(id, state)}`;
  try {
    await navigator.clipboard.writeText(link);
    parts.copied.textContent = "Link copied";
  } catch {
    // No clipboard (an old browser, a refused permission): show the link, selected, to be copied by hand.
    parts.link.hidden = false;
    parts.link.value = link;
    parts.link.select();
    parts.copied.textContent = "Copy the link below";
  }
}
