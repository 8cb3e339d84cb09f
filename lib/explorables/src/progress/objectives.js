// What the answers say about the objectives of each chapter. Pure functions.

export const STATES = { met: "met", begun: "begun", weak: "weak", untouched: "not begun" };
const ENOUGH = 3;

/** The objectives a question belongs to, each as "slug:key". */
export function objectivesOf(question, slug) {
  return [question.objective, ...(question.also ?? [])].filter(Boolean).map((name) => (name.includes(":") ? name : `${slug}:${name}`));
}

/** Whether the latest answer to a question is right, or null if there is none: a review later than the chapter's answer wins. */
export function latest(question, record, card) {
  const answered = record?.tries && record.stamp === question.stamp ? record.right : null;
  if (card?.stamp === question.stamp && (answered === null || card.reps > 1)) return card.right;
  return answered;
}

/**
 * Per chapter {slug, title, page, objectives: [{key, text, total, right, wrong, state}]}.
 * An objective is met when three of its questions (all, if it has fewer) are right and at least two thirds of those answered are; it is weak
 * when more than half of those answered are wrong.
 */
export function standing(banks, records, cards) {
  const sums = new Map();
  for (const { slug, questions } of banks) {
    for (const question of questions) {
      const right = latest(question, records[`${slug}:${question.id}`], cards[`${slug}:${question.id}`]);
      for (const objective of objectivesOf(question, slug)) {
        const sum = sums.get(objective) ?? { total: 0, right: 0, wrong: 0 };
        sum.total += 1;
        if (right !== null) sum[right ? "right" : "wrong"] += 1;
        sums.set(objective, sum);
      }
    }
  }
  return banks.map(({ slug, title, page, objectives }) => ({
    slug, title, page,
    objectives: Object.entries(objectives).map(([key, text]) => {
      const sum = sums.get(`${slug}:${key}`) ?? { total: 0, right: 0, wrong: 0 };
      return { key, text, ...sum, state: stateOf(sum) };
    }),
  }));
}

function stateOf({ total, right, wrong }) {
  if (!right && !wrong) return "untouched";
  if (right >= Math.min(ENOUGH, total) && right >= 2 * wrong) return "met";
  return wrong > right ? "weak" : "begun";
}
