// Where the questions join the figures: finds them on the page, loads their data, hands them to the quiz component.

export function mountQuestions() {}
export function renderQuestion() {}
