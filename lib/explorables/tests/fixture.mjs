// What the Python library says, written by tests/test_figures.py; its path comes in AF_FIXTURE.
import { readFileSync } from "node:fs";

const path = process.env.AF_FIXTURE;
export const fixture = path ? JSON.parse(readFileSync(path, "utf8")) : null;
export const needsFixture = { skip: path ? false : "needs the library's values: run pytest tests/test_figures.py" };

/** JSON has no NaN, no infinities and no −0: those are strings. */
export const decode = (value) => (typeof value === "string" ? Number(value) : value);
