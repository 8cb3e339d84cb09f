// What a page does besides its figures and questions: light and dark, the navigation on small screens, the highlighted
// entry of the page's contents, sortable tables, copy buttons, and opened details in print. Without this script the page stays readable.
(() => {
  const root = document.documentElement;
  const all = (selector) => [...document.querySelectorAll(selector)];

  function setUpMode() {
    const button = document.querySelector(".book-mode");
    const prefersDark = matchMedia("(prefers-color-scheme: dark)");
    const names = { auto: "as the system", light: "light", dark: "dark" };
    const apply = (mode) => {
      root.dataset.mode = mode;
      root.dataset.theme = mode === "auto" ? (prefersDark.matches ? "dark" : "light") : mode;
      button.setAttribute("aria-label", `Colours: ${names[mode]}`);
      button.title = `Colours: ${names[mode]}`;
    };
    button.addEventListener("click", () => {
      const order = prefersDark.matches ? ["auto", "light", "dark"] : ["auto", "dark", "light"];
      const mode = order[(order.indexOf(root.dataset.mode) + 1) % order.length];
      apply(mode);
      try {
        localStorage.setItem("af:mode", mode);
      } catch {
        button.title += " (not remembered: this browser blocks storage)";
      }
    });
    prefersDark.addEventListener("change", () => apply(root.dataset.mode));
    apply(root.dataset.mode);
  }

  function setUpNavigation() {
    const button = document.querySelector(".book-nav-toggle");
    const nav = document.getElementById("book-nav");
    const toggle = (open) => {
      root.classList.toggle("book-nav-open", open);
      button.setAttribute("aria-expanded", String(open));
      if (open) nav.querySelector("a, input").focus();
    };
    button.addEventListener("click", () => toggle(!root.classList.contains("book-nav-open")));
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (root.classList.contains("book-nav-open")) {
        toggle(false);
        button.focus();
      }
      closeMenus();
    });
    document.addEventListener("click", (event) => {
      const outside = !nav.contains(event.target) && !button.contains(event.target);
      if (outside && root.classList.contains("book-nav-open")) toggle(false);
      closeMenus(event.target);
    });
  }

  function closeMenus(except) {
    for (const menu of all(".book-menu[open]")) if (!menu.contains(except ?? null)) menu.open = false;
  }

  function setUpContents() {
    const links = all(".book-toc a[href^='#']");
    const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
    const seen = new Set();
    const observer = new IntersectionObserver((entries) => {
      for (const entry of entries) entry.isIntersecting ? seen.add(entry.target) : seen.delete(entry.target);
      const current = headings.findLastIndex((heading) => seen.has(heading));
      if (current < 0) return;
      links.forEach((link, i) => {
        if (i === current) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      });
    }, { rootMargin: "-64px 0px -70% 0px" });
    headings.filter(Boolean).forEach((heading) => observer.observe(heading));
  }

  function setUpCopying() {
    if (!navigator.clipboard) return;
    for (const block of all(".book-article div.highlight")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "book-copy";
      button.textContent = "Copy";
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(block.querySelector("pre").innerText.trimEnd());
          button.textContent = "Copied";
        } catch {
          button.textContent = "Select and copy by hand";
        }
        setTimeout(() => { button.textContent = "Copy"; }, 1500);
      });
      block.append(button);
    }
  }

  function setUpSorting() {
    // Numbers by size, other words by the alphabet, a dash last. The minus and the infinity of print are read, too.
    const number = (text) => parseFloat(text.replace(/^[[(]/, "").replaceAll("−", "-").replace("∞", "Infinity"));
    const compare = (a, b) => (number(a) - number(b)) || isNaN(number(a)) - isNaN(number(b)) || a.localeCompare(b);
    for (const table of all("table.af-sortable")) {
      const heads = [...table.tHead.rows[0].cells];
      const body = table.tBodies[0];
      heads.forEach((head, column) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "book-sort";
        button.append(...head.childNodes);
        head.append(button);
        button.addEventListener("click", () => {
          const turn = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
          heads.forEach((other) => other.removeAttribute("aria-sort"));
          head.setAttribute("aria-sort", turn > 0 ? "ascending" : "descending");
          const text = (row) => row.cells[column].textContent;
          const last = (row) => text(row) === "–";
          body.append(...[...body.rows].sort((a, b) => last(a) - last(b) || turn * compare(text(a), text(b))));
        });
      });
    }
  }

  function setUpScrolling() {
    // A box that scrolls must be reachable by keyboard. Boxes are looked at as they come into view, after their layout.
    const observer = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting && target.scrollWidth > target.clientWidth + 1) target.tabIndex = 0;
      }
    });
    const boxes = ".book-article pre, .book-article .katex-display, .pst-scrollable-table-container, .output.text_html";
    all(boxes).forEach((box) => observer.observe(box));
  }

  /** The element a hash names: a section, or a figure with its state behind an equals sign. */
  function named(hash) {
    try {
      return document.getElementById(decodeURIComponent(hash.slice(1).split("=")[0]));
    } catch {
      return null; // not an encoded name
    }
  }

  function openAround(target) {
    for (let box = target?.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  }

  // The browser goes to a section before figures and questions above it have come to life and grown. So the section is
  // held at the top while the page grows, until the reader does anything.
  function setUpArrival() {
    const LASTS = 4000; // milliseconds
    let growth = null;
    const letGo = () => growth?.disconnect();
    const arrive = (target) => {
      letGo();
      openAround(target);
      const own = new ResizeObserver(() => target.scrollIntoView());
      own.observe(document.querySelector(".book-article"));
      setTimeout(() => own.disconnect(), LASTS);
      growth = own;
    };
    for (const event of ["wheel", "touchstart", "pointerdown", "keydown"]) addEventListener(event, letGo, { passive: true });
    addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      const elsewhere = !link || link.origin + link.pathname + link.search !== location.origin + location.pathname + location.search;
      if (elsewhere || event.ctrlKey || event.metaKey || event.shiftKey || !named(link.hash)) return;
      arrive(named(link.hash));
    });
    addEventListener("hashchange", () => openAround(named(location.hash)));
    // Who comes back or loads again is put by the browser where they were.
    const [{ type }] = performance.getEntriesByType("navigation");
    if (named(location.hash)) type === "navigate" ? arrive(named(location.hash)) : openAround(named(location.hash));
  }

  function setUpDetails() {
    let opened = [];
    addEventListener("beforeprint", () => {
      opened = all(".book-article details:not([open])");
      opened.forEach((box) => { box.open = true; });
    });
    addEventListener("afterprint", () => opened.forEach((box) => { box.open = false; }));
  }

  setUpMode();
  setUpNavigation();
  setUpContents();
  setUpArrival();
  setUpDetails();
  setUpSorting();
  const later = window.requestIdleCallback ?? ((task) => setTimeout(task, 200));
  later(setUpCopying);
  later(setUpScrolling);
})();
