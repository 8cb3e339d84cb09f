// What the Progress page reads of a file: prints {data, dropped} or {problem} for the one named on the command line.
import { readFileSync } from "node:fs";
import { read } from "../lib/explorables/src/progress/records.js";

process.stdout.write(JSON.stringify(read(readFileSync(process.argv[2], "utf8"))));
