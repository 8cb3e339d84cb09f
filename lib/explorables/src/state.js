// The state of a figure: a small JSON object described by a schema, checked whenever it comes from outside.
//
// Kinds of field: {kind: "number", low, high, integer?}, {kind: "choice", options}, {kind: "flag"},
// {kind: "choices", options, most} (a list of 1 to `most` options), {kind: "point", low, high} (two numbers),
// {kind: "numbers", low, high, least, most} (a list of `least` to `most` numbers),
// {kind: "answers", tree} (answers to the questions of a tree, from the root on),
// {kind: "params"} (activation → parameter → number). Each has a `value`, the default.
import { ACTIVATIONS } from "./activations.js";

export const defaults = (schema) =>
  Object.fromEntries(Object.entries(schema).map(([key, field]) => [key, structuredClone(field.value)]));

/** A valid state nearest to `raw`, and what had to be changed, in words: { state, messages }. */
export function validate(schema, raw, base = defaults(schema)) {
  const state = structuredClone(base);
  const messages = [];
  if (raw === null || typeof raw !== "object" || Array.isArray(raw)) {
    return { state, messages: ["The state is not an object of settings; the defaults are shown."] };
  }
  for (const [key, value] of Object.entries(raw)) {
    if (!Object.hasOwn(schema, key)) {
      messages.push(`There is no setting called ${quote(key)}; it was ignored.`);
      continue;
    }
    const [accepted, message] = CHECKS[schema[key].kind](schema[key], value, key);
    if (accepted !== undefined) state[key] = accepted;
    if (message) messages.push(message);
  }
  return { state, messages };
}

// Text of a stranger's is cut short: a message is a line, whatever the link holds.
function quote(value) {
  const text = typeof value === "string" ? value : JSON.stringify(value) ?? String(value);
  return `“${text.length > 24 ? `${text.slice(0, 24)}…` : text}”`;
}

function number(field, value, name) {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    return [undefined, `${name} must be a number; ${quote(value)} was ignored.`];
  }
  const whole = field.integer ? Math.round(value) : value;
  const kept = Math.min(field.high, Math.max(field.low, whole));
  const range = `it goes from ${field.low} to ${field.high}${field.integer ? " in whole steps" : ""}`;
  return [kept, kept === value ? "" : `${name} was moved from ${value} to ${kept}: ${range}.`];
}

function choice(field, value, name) {
  if (field.options.includes(value)) return [value, ""];
  return [undefined, `${name} cannot be ${quote(value)}; it is one of ${field.options.join(", ")}.`];
}

function choices(field, value, name) {
  if (!Array.isArray(value)) return [undefined, `${name} must be a list; ${quote(value)} was ignored.`];
  const known = [...new Set(value)].filter((item) => field.options.includes(item));
  const kept = known.slice(0, field.most);
  const message = kept.length === value.length ? ""
    : `${name} takes 1 to ${field.most} different names of the registry; `
      + `${kept.length ? `kept ${kept.join(", ")}` : "the list was ignored"}.`;
  return [kept.length ? kept : undefined, message];
}

function point(field, value, name) {
  if (!Array.isArray(value) || value.length !== 2) {
    return [undefined, `${name} must be two numbers; ${quote(value)} was ignored.`];
  }
  return several(field, value, name);
}

function numbers(field, value, name) {
  const count = field.least === field.most ? field.least : `${field.least} to ${field.most}`;
  if (!Array.isArray(value) || value.length < field.least || value.length > field.most) {
    return [undefined, `${name} must be a list of ${count} numbers; ${quote(value)} was ignored.`];
  }
  return several(field, value, name);
}

/** Every entry checked as a number; one that cannot be used spoils the list, one out of range is moved. */
function several(field, value, name) {
  const parts = value.map((part, i) => number(field, part, `${name}[${i}]`));
  const message = parts.map((part) => part[1]).filter(Boolean).join(" ");
  return [parts.some((part) => part[0] === undefined) ? undefined : parts.map((part) => part[0]), message];
}

function params(field, value, name) {
  if (value === null || typeof value !== "object") return [undefined, `${name} must be an object; it was ignored.`];
  const kept = {};
  const messages = [];
  for (const [activation, given] of Object.entries(value)) {
    const known = Object.hasOwn(ACTIVATIONS, activation) ? ACTIVATIONS[activation].params : {};
    for (const [key, number_] of Object.entries(given ?? {})) {
      if (!Object.hasOwn(known, key)) {
        messages.push(`${quote(activation)} has no parameter ${quote(key)}; it was ignored.`);
        continue;
      }
      const [accepted, message] = number(known[key], number_, `${activation}.${key}`);
      if (accepted !== undefined) (kept[activation] ??= {})[key] = accepted;
      if (message) messages.push(message);
    }
  }
  return [kept, messages.join(" ")];
}

const flag = (field, value, name) =>
  typeof value === "boolean" ? [value, ""] : [undefined, `${name} must be true or false; ${quote(value)} was ignored.`];

function answers(field, value, name) {
  if (!Array.isArray(value)) return [undefined, `${name} must be a list of answers; ${quote(value)} was ignored.`];
  const kept = [];
  let node = field.tree;
  while (kept.length < value.length && typeof value[kept.length] === "string" && Object.hasOwn(node.answers ?? {}, value[kept.length])) {
    node = node.answers[value[kept.length]];
    kept.push(value[kept.length]);
  }
  if (kept.length === value.length) return [kept, ""];
  const there = node.answers ? `it is one of ${Object.keys(node.answers).join(", ")}` : "there is no further question";
  return [kept, `${name} cannot go on with ${quote(value[kept.length])}; ${there}.`];
}

const CHECKS = { number, choice, choices, point, numbers, answers, params, flag };

/** A copy of a list with one entry replaced: states are never changed in place. */
export const replaced = (list, at, value) => list.map((old, i) => (i === at ? value : old));

/** "#id={…}" → {id, raw} for a figure's deep link, null for any other hash. Unreadable JSON gives raw: undefined. */
export function readHash(hash) {
  const match = /^#([\w-]+)=(.*)$/s.exec(hash);
  if (!match) return null;
  try {
    return { id: match[1], raw: JSON.parse(decodeURIComponent(match[2])) };
  } catch {
    return { id: match[1], raw: undefined };
  }
}

export const writeHash = (id, state) => `#${id}=${encodeURIComponent(JSON.stringify(state))}`;

/** Whether the readouts (or settings) meet a goal such as {"readout": "ratio", "at_least": 0.5} or {"all": […]}. */
export function reached(goal, readouts, state) {
  if (goal.all) return goal.all.every((part) => reached(part, readouts, state));
  const value = goal.readout !== undefined ? readouts[goal.readout] : state[goal.setting];
  if (goal.equals !== undefined) return value === goal.equals;
  if (typeof value !== "number" || Number.isNaN(value)) return false;
  return value >= (goal.at_least ?? -Infinity) && value <= (goal.at_most ?? Infinity);
}
