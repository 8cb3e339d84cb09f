// Runs before the first paint: marks that scripts work, applies the reader's choice of light or dark, and on pages with
// mathematics asks for KaTeX's two main fonts early, so that formulas do not change width when these arrive.
(() => {
  const script = document.currentScript;
  const root = document.documentElement;
  let mode = "auto";
  try {
    mode = localStorage.getItem("af:mode") || "auto";
  } catch {
    // Storage is blocked: the system's preference decides.
  }
  const dark = mode === "dark" || (mode !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.mode = ["light", "dark"].includes(mode) ? mode : "auto";
  root.dataset.theme = dark ? "dark" : "light";
  root.classList.add("js");
  // Where one of the page's scripts is lost on the way, the page is shown as it is without any.
  addEventListener("error", ({ target }) => {
    if (target instanceof HTMLScriptElement && target.parentNode === document.head) root.classList.remove("js");
  }, true);
  if ("math" in script.dataset && location.protocol !== "file:") {
    for (const font of ["KaTeX_Main-Regular", "KaTeX_Math-Italic"]) {
      const href = new URL(`katex/fonts/${font}.woff2`, script.src).href;
      document.head.append(Object.assign(document.createElement("link"), {
        rel: "preload", as: "font", type: "font/woff2", crossOrigin: "anonymous", href,
      }));
    }
  }
})();
