// Numbers and names as the reader sees them.

const SUPERSCRIPT = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

/** A number to `digits` significant digits: 0.25, −1.279, 2.4×10⁻¹². */
export function show(value, digits = 4) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e5) return minus(String(+value.toPrecision(digits)));
  const [mantissa, exponent] = value.toExponential(Math.min(digits, 3) - 1).split("e");
  return `${minus(String(+mantissa))}×10${superscript(String(+exponent))}`;
}

export const superscript = (text) => [...text].map((c) => SUPERSCRIPT[c]).join("");
export const minus = (text) => text.replace("-", "−");
export const percent = (share) => `${(100 * share).toFixed(1)}\u00a0%`;
export const fixed = (value, places) => minus(value.toFixed(places));

/** Text for a screen reader's slider: the raised digits of show() are not read out by every voice. */
export function spoken(text) {
  const plain = Object.fromEntries(Object.entries(SUPERSCRIPT).map(([key, raised]) => [raised, key]));
  return text.replace(/×10([⁻⁰-⁹¹²³]+)/g, (all, raised) => ` times 10 to the ${[...raised].map((c) => plain[c]).join("")}`)
    .replaceAll("−", "minus ").replaceAll("the -", "the minus ");
}
