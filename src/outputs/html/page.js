// Search, theme and copying. Without this script the page shows everything, in the colours of the system.
"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);

  // --- theme ---------------------------------------------------------------------------------------
  const root = document.documentElement;
  const button = one("#theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const kept = (() => {
    try { return localStorage.getItem("lockstep-theme"); } catch { return null; }
  })();
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  const tell = () => button.setAttribute("aria-pressed", String(isDark()));
  if (kept === "dark" || kept === "light") root.dataset.theme = kept;
  button.hidden = false;
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("lockstep-theme", root.dataset.theme); } catch { /* a file may not keep anything */ }
    tell();
  });
  dark.addEventListener("change", tell);
  tell();

  // --- search --------------------------------------------------------------------------------------
  const entries = all("[data-find]").map((element) => ({
    element,
    text: `${element.dataset.find} ${element.textContent}`.toLowerCase(),
    class: element.dataset.class,
    severity: element.dataset.severity,
  }));
  if (entries.length > 0) {
    const input = one("#find");
    const chips = all(".chip");
    const found = one("#found");
    const folds = all(".chapter, .group");
    const holders = all(".findable, .chapter, .group");
    const wasOpen = new Map();
    one(".find").hidden = false;
    one(".filters").hidden = false;

    const pressed = (of) =>
      chips.filter((chip) => chip.dataset.of === of && chip.ariaPressed === "true").map((chip) => chip.dataset.word);

    const filter = () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      const classes = pressed("class");
      const severities = pressed("severity");
      const active = words.length + classes.length + severities.length > 0;
      let shown = 0;
      for (const entry of entries) {
        const fits = words.every((word) => entry.text.includes(word))
          && (classes.length === 0 || classes.includes(entry.class))
          && (severities.length === 0 || severities.includes(entry.severity));
        entry.element.hidden = !fits;
        if (fits) shown += 1;
      }
      for (const holder of holders) holder.hidden = active && !holder.querySelector("[data-find]:not([hidden])");
      // What is found is unfolded; afterwards everything is as the reader left it.
      for (const fold of folds) {
        if (active && !wasOpen.has(fold)) wasOpen.set(fold, fold.open);
        if (active) fold.open = true;
        else if (wasOpen.has(fold)) fold.open = wasOpen.get(fold);
      }
      if (!active) wasOpen.clear();
      document.body.classList.toggle("filtered", active);
      found.textContent = active ? `${shown} of ${entries.length} shown` : `${entries.length} changes and findings`;
    };

    input.addEventListener("input", filter);
    for (const chip of chips) {
      chip.addEventListener("click", () => {
        chip.ariaPressed = String(chip.ariaPressed !== "true");
        filter();
      });
    }
    document.addEventListener("keydown", (event) => {
      const typing = event.target.matches("input, textarea");
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        input.focus();
        input.select();
      } else if (event.key === "Escape" && event.target === input) {
        input.value = "";
        filter();
        input.blur();
      }
    });
    filter();
  }

  // --- copying SQL -----------------------------------------------------------------------------------
  for (const copy of all("button.copy")) {
    const sql = copy.closest("section").querySelector("pre.sql");
    copy.hidden = false;
    copy.addEventListener("click", async (event) => {
      event.preventDefault();
      try {
        await navigator.clipboard.writeText(sql.textContent);
        copy.textContent = "Copied";
      } catch {
        // A page that may not write to the clipboard can still mark what is to be copied.
        const fold = sql.closest("details");
        if (fold) fold.open = true;
        getSelection().selectAllChildren(sql);
        copy.textContent = "Marked";
      }
      setTimeout(() => { copy.textContent = "Copy"; }, 2000);
    });
  }

  // --- paper has no folds --------------------------------------------------------------------------
  const closed = [];
  addEventListener("beforeprint", () => {
    closed.push(...all("details:not([open])"));
    for (const fold of closed) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of closed.splice(0)) fold.open = false;
  });
})();
