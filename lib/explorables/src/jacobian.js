// "jacobian": how every probability of a softmax answers to every logit, as a heat map that follows the logits.
import { scaleBand } from "d3-scale";
import { drawKey, hatch, layer } from "./chart.js";
import { LOGITS, TEMPERATURE, drawLogits, indexed, logitControls, logitText, temperatureControl, tieText, withSpare } from "./logits.js";
import { jacobian as matrixOf, rank, softmax, total } from "./softmax.js";
import { fixed, show } from "./text.js";

export const jacobian = {
  name: "jacobian",
  title: "Every output answers to every input",
  invitation: () => "make the first logit larger and larger: the whole matrix fades. Then look for the largest entry there can be.",
  schema: { logits: LOGITS, temperature: TEMPERATURE },
  compute,
  controls: (state, change, result) => [temperatureControl(state, change), ...logitControls(state, change, result?.spare)],
  height: (width, state) => TOP + state.logits.length * cellHeight(width, state) + (width < 480 ? 56 : 38),
  draw,
  describe,
  readoutTable,
  dataTable,
};

function compute({ logits, temperature: T }, before) {
  const matrix = matrixOf(logits, T);
  const sums = matrix.map(total);
  const readouts = { largest: Math.max(...matrix.flat().map(Math.abs)), bound: 1 / (4 * T), rank: rank(matrix),
    row_sum: Math.max(...sums.map(Math.abs)) };
  return { p: softmax(logits, T), matrix, sums, readouts, spare: withSpare(logits, before) };
}

const TOP = 172; // the panel of the logits, and the names of the columns
const cellHeight = (width, { logits }) => Math.min(width < 480 ? 36 : 46, 240 / Math.sqrt(logits.length));

function draw(root, { p, matrix, readouts }, { width, state, change }) {
  const narrow = width < 480;
  const size = cellHeight(width, state);
  const side = narrow ? 46 : Math.min(190, 0.24 * width);
  const box = { left: narrow ? 28 : 34, top: 28, width: width - (narrow ? 28 : 34) - side, height: 112 };
  const x = scaleBand(p.map((_, i) => i), [box.left, box.left + box.width]);
  const centre = drawLogits(root, box, x, state, change, { title: "Logits: drag the ends", axis: false });
  const columns = layer(root, "af-columns-names").selectAll("text").data(p).join("text").attr("text-anchor", "middle");
  columns.attr("x", (v, i) => centre(i)).attr("y", TOP - 9).text((v, j) => `${x.bandwidth() < 56 ? "" : "by "}${indexed("z", j)}`);
  layer(root, "af-rows-names").selectAll("text").data(p).join("text").attr("x", box.left - 8).attr("text-anchor", "end")
    .attr("dy", "0.35em").attr("y", (v, i) => TOP + (i + 0.5) * size).text((v, i) => indexed("p", i));
  const cells = matrix.flatMap((row, i) => row.map((value, j) => ({ value, i, j, heat: Math.abs(value) / readouts.bound })));
  const negative = hatch(root, "negative");
  const marks = layer(root, "af-cells").selectAll("g").data(cells, (d) => 8 * d.i + d.j).join((enter) => {
    const g = enter.append("g");
    g.append("rect");
    g.append("rect").attr("class", "af-texture");
    g.append("text").attr("class", "af-halo").attr("text-anchor", "middle").attr("dy", "0.35em");
    return g;
  }).attr("class", (d) => `af-cell ${d.value < 0 ? "af-minus" : "af-plus"}`)
    .attr("transform", (d) => `translate(${x(d.j)},${TOP + d.i * size})`);
  marks.selectAll("rect").attr("x", 1).attr("y", 1).attr("width", x.bandwidth() - 2).attr("height", size - 2).attr("rx", 3);
  marks.select("rect").attr("fill-opacity", (d) => 0.5 * Math.sqrt(d.heat));
  marks.select(".af-texture").attr("fill", (d) => (d.value < 0 ? negative : "none")).attr("opacity", (d) => Math.sqrt(d.heat));
  marks.select("text").attr("x", x.bandwidth() / 2).attr("y", size / 2).style("font-size", x.bandwidth() < 58 ? "11px" : null)
    .text((d) => entryText(d.value, x.bandwidth()));
  drawShares(root, p, { left: box.left + box.width + 6, width: side - (narrow ? 8 : 52), size, narrow });
  drawKey(root, [
    { mark: "af-cell af-plus", path: "M1 -6h14v12h-14z", text: "+ pᵢ grows with zⱼ" },
    { mark: "af-cell af-minus", path: "M1 -6h14v12h-14z", fill: negative, text: "− pᵢ shrinks as zⱼ grows" },
  ], { left: box.left, top: TOP + p.length * size + 22, width: width - box.left });
}

/** The probabilities, each beside its row. */
function drawShares(root, p, { left, width, size, narrow }) {
  const group = layer(root, "af-side-shares");
  layer(group.node(), "af-side-title", "text").attr("class", "af-side-title af-note").attr("x", left).attr("y", TOP - 9).text(narrow ? "p" : "probability");
  const row = (i) => TOP + (i + 0.5) * size;
  layer(group.node(), "af-kept").selectAll("rect").data(p).join("rect").attr("x", left).attr("y", (v, i) => row(i) - 7 + (narrow ? 8 : 0))
    .attr("width", (v) => Math.max(0.5, width * v)).attr("height", narrow ? 6 : 14);
  layer(group.node(), "af-side-values").selectAll("text").data(p).join("text").attr("dy", "0.35em")
    .attr("x", (v) => (narrow ? left : left + width * v + 6)).attr("y", (v, i) => row(i) - (narrow ? 7 : 0)).text((v) => fixed(v, 3));
}

/** An entry in a cell `room` pixels wide, with its sign; one too small for the places is said to be nearly 0. */
function entryText(value, room) {
  const places = room < 46 ? 2 : room < 74 ? 3 : 4;
  const sign = value < 0 ? "−" : "+";
  if (Math.abs(value) < 0.5 * 10 ** -places) return `${sign}0`;
  const text = Math.abs(value).toFixed(places);
  return sign + (places === 2 && text.startsWith("0") ? text.slice(1) : text);
}

// The diagonal was summed from the other entries: what is left of a row is rounding, and is said to be.
const sumText = ({ p, readouts: { row_sum: sum, largest } }) => (sum <= p.length * Number.EPSILON * largest ? "0, to rounding" : show(sum, 2));

function describe(result, { logits, temperature: T }) {
  const { p, readouts } = result;
  const tie = tieText(logits);
  return `Logits ${logits.map(logitText).join(", ")} at T = ${show(T, 3)} give probabilities ${p.map((v) => show(v, 3)).join(", ")}. `
    + `The Jacobian has positive entries on its diagonal and negative ones elsewhere; the largest is ${show(readouts.largest)}, `
    + `and none can exceed ${show(readouts.bound)}. Every row sums to ${sumText(result)}; the rank is ${readouts.rank} of ${p.length}.`
    + `${tie ? ` ${tie}.` : ""}`;
}

function readoutTable(result, { temperature: T }) {
  const { p, readouts } = result;
  const fewer = readouts.rank < p.length - 1 ? "; the others are lost in rounding" : "";
  return {
    caption: `The ${p.length}×${p.length} matrix ∂pᵢ/∂zⱼ at T = ${show(T, 3)}`,
    columns: ["quantity", "measured", "what theory says"],
    rows: [
      ["largest sum of a row", sumText(result), "0: the probabilities always sum to 1"],
      ["rank", `${readouts.rank} singular value${readouts.rank === 1 ? "" : "s"} above ${p.length}ε × the largest${fewer}`, `K − 1 = ${p.length - 1}`],
      ["largest entry", show(readouts.largest), `at most 1/(4T) = ${show(readouts.bound)}`],
    ],
  };
}

function dataTable({ matrix, sums }) {
  return {
    caption: "∂pᵢ/∂zⱼ: a row for each probability, a column for each logit",
    columns: ["", ...matrix.map((_, j) => `by ${indexed("z", j)}`), "sum of the row"],
    rows: matrix.map((row, i) => [`∂${indexed("p", i)}`, ...row.map((v) => show(v)), show(sums[i], 2)]),
  };
}
