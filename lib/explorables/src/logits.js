// Logits as bars that can be dragged, with a slider each: what the figures about the softmax have in common.
import { scaleLinear } from "d3-scale";
import { select } from "d3-selection";
import { drawPanel, layer, onDrag } from "./chart.js";
import { replaced } from "./state.js";
import { fixed, minus, show } from "./text.js";

const REACH = 5;
export const LOGITS = { kind: "numbers", low: -REACH, high: REACH, least: 2, most: 8, value: [2, 1, 0.5, -1] };
export const TEMPERATURE = { kind: "number", low: 0.05, high: 20, value: 1 };

const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈";
/** "z₁" for the first of the logits, "p₁" for its probability. */
export const indexed = (letter, i) => `${letter}${SUBSCRIPTS[i + 1]}`;
export const logitText = (v) => minus(String(+v.toFixed(2)));

/** The logits followed by those taken away before, so that a reader who brings them back finds them as they were. */
export const withSpare = (logits, before) => [...logits, ...(before?.spare ?? []).slice(logits.length)];

export const temperatureControl = (state, change) => ({
  id: "temperature", kind: "range", label: "Temperature T", low: TEMPERATURE.low, high: TEMPERATURE.high, log: true,
  value: state.temperature, format: (v) => show(v, 3), change: (temperature) => change({ temperature }),
});

/** A slider for the number of logits and one for each of them. */
export function logitControls({ logits }, change, spare = logits) {
  return [
    { id: "count", kind: "range", label: "Number of logits", low: LOGITS.least, high: LOGITS.most, step: 1, value: logits.length,
      format: String, change: (count) => change({ logits: Array.from({ length: count }, (_, i) => spare[i] ?? 0) }) },
    ...logits.map((value, i) => ({ id: `logit-${i + 1}`, kind: "range", label: `Logit ${indexed("z", i)}`, low: -REACH, high: REACH,
      step: 0.1, value, format: logitText, change: (v) => change({ logits: replaced(logits, i, v) }) })),
  ];
}

/** The logits as bars above or below 0, in columns with centres x(i); a bar's end is a handle. */
export function drawLogits(root, box, x, { logits }, change, { title, axis }) {
  const y = scaleLinear([-REACH - 1.7, REACH + 1.7], [box.top + box.height, box.top]);
  const group = drawPanel(root, "af-logits", box, { x, y, xTicks: axis ? logits.map((_, i) => i) : [], xFormat: (i) => indexed("z", i),
    yTicks: [-5, 0, 5], yFormat: (v) => minus(String(v)), title });
  group.classed("af-columns", true);
  const wide = Math.min(44, 0.56 * x.bandwidth());
  const centre = (i) => x(i) + x.bandwidth() / 2;
  const place = (i, height) => {
    const v = Math.min(REACH, Math.max(-REACH, y.invert(height)));
    change({ logits: replaced(logits, i, Math.round(10 * v) / 10) });
  };
  const bars = layer(group.node(), "af-bars").selectAll("g").data(logits).join((enter) => {
    const g = enter.append("g");
    g.append("rect");
    g.append("circle").attr("class", "af-handle");
    g.append("text").attr("class", "af-halo").attr("text-anchor", "middle");
    return g;
  });
  bars.select("rect").attr("x", (v, i) => centre(i) - wide / 2).attr("width", wide).attr("y", (v) => y(Math.max(0, v)))
    .attr("height", (v) => Math.abs(y(v) - y(0)));
  bars.select("circle").attr("r", Math.min(8, 0.27 * x.bandwidth())).attr("cx", (v, i) => centre(i)).attr("cy", (v) => y(v));
  bars.select("text").attr("x", (v, i) => centre(i)).attr("y", (v) => y(v) + (v < 0 ? 22 : -12)).text(logitText);
  bars.each(function follow(_, i) {
    onDrag(select(this), root, (u, v) => place(i, v));
  });
  layer(group.node(), "af-zero", "path").attr("d", `M${box.left} ${y(0)}h${box.width}`);
  return centre;
}

/** The logits that tie at the top, in words: "z₁ and z₂ tie"; "" when one leads. */
export function tieText(logits) {
  const top = Math.max(...logits);
  const names = logits.flatMap((v, i) => (v === top ? [indexed("z", i)] : []));
  if (names.length > 3) return `${names.length} logits tie`;
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)} tie` : "";
}

export const entropyText = (nats) => `${fixed(nats, 3)} nats = ${fixed(nats / Math.LN2, 3)} bits`;
