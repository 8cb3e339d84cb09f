// "choose": the decision tree for an activation. The tree itself is data, the same for the page and for Python.
import tree from "../../activations/data/choice.json" with { type: "json" };
import { select } from "d3-selection";
import { layer } from "./chart.js";
import { element } from "./ui.js";

export const choose = {
  name: "choose",
  title: "Choosing an activation",
  invitation: () => "answer for a network of your own, in the lists or in the tree; then change one answer.",
  schema: { answers: { kind: "answers", tree, value: ["hidden", "feed_forward", "no"] } },
  compute,
  controls,
  height: (width, state) => ROW * rowsOf(state.answers).length + 14,
  draw,
  write,
  describe,
  readoutTable,
  dataTable,
};

/** The nodes from the root to the last answer. */
const nodesOf = (answers) => answers.reduce((nodes, answer) => [...nodes, nodes.at(-1).answers[answer]], [tree]);

function compute({ answers }) {
  const nodes = nodesOf(answers);
  const end = nodes.at(-1);
  return { nodes, end, readouts: { choice: end.use?.[0] ?? null, path: answers.join("/"), answered: answers.length } };
}

function controls({ answers }, change, { nodes }) {
  return nodes.filter((node) => node.answers).map((node, depth) => ({
    id: `question-${depth + 1}`, kind: "select", label: node.question, value: answers[depth] ?? "",
    options: [{ value: "", label: "choose…" }, ...Object.entries(node.answers).map(([value, child]) => ({ value, label: child.answer }))],
    change: (value) => change({ answers: [...answers.slice(0, depth), ...(value ? [value] : [])] }),
  }));
}

const ROW = 27;
const INDENT = 24;

/** The lines of the tree as it stands open: questions, answers, and what the last answer leads to. */
function rowsOf(answers, node = tree, path = []) {
  if (!node.answers) return [{ path, text: node.use.join(", "), kind: "use" }];
  const rows = [{ path, text: node.question, kind: "question" }];
  for (const [key, child] of Object.entries(node.answers)) {
    const own = [...path, key];
    const open = own.every((answer, i) => answer === answers[i]);
    rows.push({ path: own, text: child.answer, kind: "answer", open });
    if (open) rows.push(...rowsOf(answers, child, own));
  }
  return rows;
}

function draw(root, result, { width, state, change }) {
  const rows = rowsOf(state.answers).map((row, i) => ({
    ...row, x: 14 + INDENT * (row.path.length - (row.kind === "answer" ? 1 : 0)), y: ROW * (i + 0.5) + 6,
  }));
  layer(root, "af-branches").selectAll("path").data([false, true].flatMap((open) => rows.filter((row) => row.kind !== "question" && isOpen(row) === open)))
    .join("path")
    .attr("class", (row) => `af-branch${isOpen(row) ? " af-branch-open" : ""}`)
    .attr("d", (row) => branch(row, rows));
  const lines = layer(root, "af-lines").selectAll("g").data(rows, (row) => `${row.kind} ${row.path.join("/")}`).join((enter) => {
    const line = enter.append("g");
    line.append("rect").attr("height", ROW).attr("rx", 5);
    line.append("circle").attr("r", 5);
    line.append("text").attr("dy", "0.35em");
    return line;
  });
  lines.attr("class", (row) => `af-line-${row.kind}${row.open ? " af-chosen" : ""}`)
    .on("click", (event, row) => row.kind === "answer" && change({ answers: row.path }));
  lines.select("rect").attr("x", (row) => row.x - 10).attr("y", (row) => row.y - ROW / 2).attr("width", (row) => Math.max(0, width - row.x + 9));
  lines.select("circle").attr("cx", (row) => row.x).attr("cy", (row) => row.y);
  lines.select("text").attr("x", (row) => row.x + (row.kind === "question" ? -5 : 13)).attr("y", (row) => row.y)
    .text((row) => (row.kind === "use" ? `→ ${row.text}` : row.text));
  select(root).classed("af-tree", true);
}

const isOpen = (row) => Boolean(row.open || row.kind === "use");

// A twig hangs from the line that opened it: down from there, then to the right.
function branch(row, rows) {
  const from = row.kind === "use" ? row.path : row.path.slice(0, -1);
  const above = rows.find((other) => other.kind === "answer" && other.path.join("/") === from.join("/"));
  return above ? `M${above.x} ${above.y + 5}V${row.y}H${row.x - 5}` : "";
}

const shown = new WeakMap();

/** The path as a list: every answer with its reason and evidence, then the choice or the question that is open. */
function write(box, { nodes, end }, { state, linkable }) {
  const key = state.answers.join("/");
  if (shown.get(box) === key) return;
  shown.set(box, key);
  const steps = nodes.slice(1).map((node, i) => element("li", {},
    element("span", { class: "af-asked", text: nodes[i].question }), element("strong", { text: node.answer }),
    ...(node.answers ? [element("p", { text: node.because }), sources(node, linkable)] : [])));
  if (end.answers) steps.push(element("li", { "aria-current": "step" }, element("span", { class: "af-asked", text: end.question }),
    element("em", { text: "Answer, and the branch opens." })));
  const answer = end.choice ? element("div", { class: "af-choice" }, element("p", { class: "af-chosen-one", text: end.choice }),
    element("p", { text: end.because }), sources(end, linkable),
    element("p", {}, element("strong", { text: "If accuracy is stuck at chance, check first: " }), end.check)) : null;
  box.replaceChildren(element("ol", { class: "af-steps", "aria-label": "The path through the tree" }, ...steps), ...(answer ? [answer] : []));
}

const words = (item) => item.source ?? `chapter ${item.chapter.split("_")[0]}, “${item.title}”`;

// In a notebook there are no pages to go to: the section's name has to do.
function sources({ evidence = [] }, linkable) {
  const root = document.documentElement.dataset.content_root ?? "../";
  const items = evidence.map((item) => (item.chapter && linkable
    ? element("a", { href: `${root}chapters/${item.chapter}.html#${item.section}`, text: words(item) })
    : element("span", { text: words(item) })));
  return element("p", { class: "af-evidence" }, "Evidence: ", ...items.flatMap((item, i) => (i ? ["; ", item] : [item])));
}

function describe({ nodes, end }, { answers }) {
  const path = answers.map((answer, i) => `${nodes[i].question} ${nodes[i + 1].answer}.`).join(" ");
  if (end.choice) return `${path} The choice: ${end.choice}. If accuracy is stuck at chance, check first: ${end.check}`;
  return `${path} The open question: ${end.question} ${Object.values(end.answers).map((child) => child.answer).join(", or ")}.`.trim();
}

// What the list shows, as a table for readers without it; the page hides it.
function readoutTable({ nodes, end }) {
  const rows = nodes.slice(1).flatMap((node, i) => [[nodes[i].question, node.answer], ...(node.answers ? [["because", node.because]] : [])]);
  if (end.choice) rows.push(["choice", end.choice], ["why", end.because], ["check first", end.check]);
  else rows.push([end.question, `? (${Object.values(end.answers).map((child) => child.answer).join(", or ")})`]);
  if (end.evidence) rows.push(["evidence", end.evidence.map(words).join("; ")]);
  return { caption: "The questions answered, and what follows", columns: ["question", "answer"], rows };
}

function dataTable() {
  const rows = [];
  const walk = (node, path) => {
    if (!node.answers) rows.push([path.join(" → "), node.choice, node.use.join(", ")]);
    for (const child of Object.values(node.answers ?? {})) walk(child, [...path, child.answer]);
  };
  walk(tree, []);
  return { caption: "The whole tree", columns: ["path", "choice", "functions"], rows };
}
