// In which order the options of a question stand. Its twin is `option_order` in tools/mock_selection.py.
import { hashText } from "./random.js";

/**
 * The options' indices in the order shown: shuffled by the seed and the question's name, unless its author said
 * `shuffle: false`. An option whose index is in `locked` keeps its place.
 */
export function optionOrder({ options = [], shuffle = true, locked = [] }, seed, name) {
  const places = options.map((_, i) => i);
  const free = shuffle ? places.filter((i) => !locked.includes(i)) : [];
  for (let i = free.length - 1; i > 0; i -= 1) {
    const [a, b] = [free[i], free[hashText(seed, `option ${i}/${name}`) % (i + 1)]];
    [places[a], places[b]] = [places[b], places[a]];
  }
  return places;
}
