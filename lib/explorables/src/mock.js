// The script of the mock test's page. One classic script, also from file://.
import { mountMock } from "./mock/app.js";

const { src } = document.currentScript;
const start = () => document.querySelectorAll(".af-mock:not([data-live])").forEach((host) => mountMock(host, new URL(".", src).href));
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
