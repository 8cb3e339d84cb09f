// Scores the sequences of answers in the file named on the command line with the page's own code; prints thirds of marks.
import { readFileSync } from "node:fs";
import { judged, tally } from "../lib/explorables/src/mock/result.js";

const { tests, sequences } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const totals = sequences.map(({ test, responses }) => {
  const questions = tests[test];
  const items = questions.map(({ type }, i) => ({ type, response: responses[i] }));
  const { thirds, lost, right, wrong, blank } = tally(judged(items, questions));
  return [thirds, lost, right, wrong, blank];
});
process.stdout.write(JSON.stringify(totals));
