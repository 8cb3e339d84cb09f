// The questions of all chapters: without keys while the test runs (mock/questions.js), with them after it (quizzes/<slug>.js).
import { load, loadQuiz } from "../load.js";
import { wording } from "../quiz-score.js";

/** All questions, flat, without keys and reasons; made by tools/build_mock.py. */
export const loadQuestions = (base) => load(`${base}mock/questions.js`, () => window.afMockQuestions);

/** slug → the chapter's compiled bank, with keys and reasons. */
export async function loadKeys(base, slugs) {
  const banks = await Promise.all(slugs.map((slug) => loadQuiz(base, slug)));
  return new Map(banks.map((bank) => [bank.slug, bank]));
}

/** The question of an item in the wording that was drawn, or null if it is gone or has changed since. */
export function questionOf(questions, item) {
  const question = questions.find(({ slug, id }) => slug === item.slug && id === item.id);
  return question?.stamp === item.stamp && question.type === item.type ? wording(question, item.variant) : null;
}

/** The same with key and reasons. */
export const keyedQuestionOf = (banks, item) => {
  const { questions = [], slug } = banks.get(item.slug) ?? {};
  return questionOf(questions.map((question) => ({ ...question, slug })), item);
};
