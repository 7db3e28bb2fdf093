// Betters pages that already work: nothing here is needed to book, pay or answer.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const euros = new Intl.NumberFormat("fr-FR", { style: "currency", currency: "EUR" });
  document.documentElement.classList.add("js");

  /** Say a sentence to screen readers, twice in a row if need be. */
  const announce = (sentence) => {
    const live = $("#live");
    if (!live) return;
    live.textContent = "";
    setTimeout(() => { live.textContent = sentence; }, 60);
  };

  // Boxes: « tout », and the sum of what is ticked (cents in data-cents, never a float).
  const refresh = (root = document) => {
    for (const all of $$("[data-check-all]", root)) {
      const boxes = $$(`input[name="${CSS.escape(all.dataset.checkAll)}"]`, all.form || document);
      const ticked = boxes.filter((box) => box.checked).length;
      all.checked = ticked > 0 && ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
    }
    for (const out of $$("[data-sum], [data-count]")) {
      const name = out.dataset.sum || out.dataset.count;
      const scope = out.closest("form") || document;
      const ticked = $$(`input[name="${CSS.escape(name)}"]:checked`, scope);
      const sum = ticked.reduce((total, box) => total + parseInt(box.dataset.cents || "0", 10), 0);
      const text = out.dataset.sum ? euros.format(sum / 100) : String(ticked.length);
      if (out.textContent !== text) out.textContent = text;
    }
    for (const button of $$("[data-needs]")) {
      const name = CSS.escape(button.dataset.needs);
      button.disabled = !$(`input[name="${name}"]:checked`, button.form || document);
    }
  };

  const open = (id) => {
    const box = document.getElementById(id);
    if (box && box.showModal) box.showModal();
    return Boolean(box && box.showModal);
  };

  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.dataset.checkAll) {
      const name = CSS.escape(box.dataset.checkAll);
      for (const one of $$(`input[name="${name}"]`, box.form || document)) {
        if (!one.disabled) one.checked = box.checked;
      }
    }
    if (box.type === "checkbox" || box.type === "radio") refresh();
    if (box.hasAttribute("data-autosubmit") && box.form) box.form.requestSubmit();
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener && open(opener.dataset.dialog)) event.preventDefault();
    const closer = event.target.closest("[data-close]");
    if (closer) closer.closest("dialog").close();
    if (event.target.matches("dialog")) event.target.close();

    const asked = event.target.closest("a[data-confirm]");
    if (asked && !window.confirm(asked.dataset.confirm)) event.preventDefault();

    const eye = event.target.closest("[data-reveal]");
    if (eye) {
      const input = document.getElementById(eye.dataset.reveal);
      const shown = input.type === "password";
      input.type = shown ? "text" : "password";
      eye.setAttribute("aria-pressed", String(shown));
    }

    const copy = event.target.closest("[data-copy]");
    if (copy && navigator.clipboard) {
      navigator.clipboard.writeText(copy.dataset.copy).then(() => announce("Copié."));
    }
    if (event.target.closest("[data-print]")) window.print();
    for (const menu of $$("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  // One press sends once; a page taken back from the browser's cache is ready again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    const question = (button && button.dataset.confirm) || form.dataset.confirm;
    if (form.dataset.busy || (question && !window.confirm(question))) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const htmx = form.matches("[hx-post], [hx-get]") || (button && button.matches("[hx-post]"));
    if (htmx || form.method === "dialog" || form.target || event.defaultPrevented) return;
    form.dataset.busy = "1";
    if (button && button.matches(".btn")) button.setAttribute("aria-busy", "true");
  }, true);
  window.addEventListener("pageshow", () => {
    for (const form of $$("form[data-busy]")) delete form.dataset.busy;
    for (const button of $$("[aria-busy]")) button.removeAttribute("aria-busy");
    refresh();
  });

  // Arrow keys walk the calendar: left and right by day, up and down by week.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = event.target.closest("details.menu[open]");
      if (menu) { menu.open = false; $("summary", menu).focus(); }
    }
    const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    const step = steps[event.key];
    const here = event.target.closest(".month .cell");
    if (!step || !here || event.altKey || event.ctrlKey || event.metaKey) return;
    const rows = $$("tbody tr", here.closest("table")).map((row) => $$("td", row));
    const day = here.closest("td");
    const place = $$(".cell", day).indexOf(here);
    let row = rows.findIndex((cells) => cells.includes(day));
    let column = rows[row].indexOf(day);
    event.preventDefault();
    for (;;) {
      row += step[0];
      column += step[1];
      if (rows[row] && step[1] && !rows[row][column]) {
        row += step[1];
        column = step[1] > 0 ? 0 : (rows[row] || []).length - 1;
      }
      const next = rows[row] && rows[row][column];
      if (!rows[row]) return;
      const cells = next ? $$(".cell", next) : [];
      if (cells.length) { (cells[place] || cells[0]).focus(); return; }
    }
  });

  document.addEventListener("toggle", (event) => {
    const key = event.target.dataset && event.target.dataset.keep;
    if (key) sessionStorage.setItem(`open:${key}`, event.target.open ? "1" : "");
  }, true);

  const ready = (root) => {
    for (const details of $$("details[data-keep]", root)) {
      const kept = sessionStorage.getItem(`open:${details.dataset.keep}`);
      if (kept !== null) details.open = kept === "1";
    }
    // Tabs that do not fit scroll: the one in hand must be seen.
    for (const tab of $$(".tabs [aria-current]", root)) {
      tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 24;
    }
    const first = $("[data-focus]", root);
    if (first) first.focus();
    refresh();
  };
  document.addEventListener("DOMContentLoaded", () => ready(document));
  document.addEventListener("htmx:load", (event) => ready(event.target.parentNode || document));
  // A response may carry HX-Trigger: {"announce": "21,00 € à payer maintenant"}.
  document.addEventListener("announce", (event) => announce(event.detail.value));
  const broken = () => announce("La connexion a échoué. Réessayez.");
  document.addEventListener("htmx:sendError", broken);
  document.addEventListener("htmx:responseError", broken);
})();
