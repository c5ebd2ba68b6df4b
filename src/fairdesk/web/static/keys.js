// Single keys for the desk. A page marks what a key reaches with data-do; nothing happens while somebody writes.
"use strict";

(() => {
  const actions = JSON.parse(document.body.dataset.keys || "[]");
  const spoken = document.body.appendChild(Object.assign(document.createElement("p"), { className: "unseen" }));
  spoken.setAttribute("role", "status");
  const tell = (words) => { spoken.textContent = ""; setTimeout(() => { spoken.textContent = words; }, 50); };

  const writes = (element) => !!element.closest?.("input, textarea, select, [contenteditable]");

  // A field is opened and stood in; whatever else it is, is pressed.
  const reach = (element) => {
    if (!writes(element)) return element.click();
    for (let box = element.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    element.focus();
    element.scrollIntoView({ block: "nearest" });
  };

  const along = (step) => {
    const rows = [...document.querySelectorAll('[data-part="queue"] a')];
    const on = rows.indexOf(document.activeElement.closest?.("a"));
    const open = rows.findIndex((row) => row.hasAttribute("aria-current"));
    const to = on >= 0 ? on + step : open >= 0 ? open + step : step > 0 ? 0 : rows.length - 1;
    (rows[to] || rows[on])?.focus();
  };

  const help = () => {
    const box = document.body.appendChild(document.createElement("dialog"));
    box.className = "stack tight";
    const name = Object.assign(document.createElement("h2"), { id: "keys-name", textContent: "Keys" });
    box.setAttribute("aria-labelledby", name.id);
    const list = Object.assign(document.createElement("dl"), { className: "facts" });
    for (const { key, label } of [...actions, { key: "Ctrl+Enter", label: "Send what you write" }, { key: "Esc", label: "Leave a field" }]) {
      if (!key) continue;
      const term = document.createElement("dt");
      key.split(" ").forEach((one) => term.append(Object.assign(document.createElement("kbd"), { textContent: one }), " "));
      list.append(term, Object.assign(document.createElement("dd"), { textContent: label }));
    }
    const change = Object.assign(document.createElement("a"), { className: "button", href: "/desk/keyboard", textContent: "Change them or turn them off" });
    const shut = Object.assign(document.createElement("button"), { className: "button main", textContent: "Close" });
    shut.addEventListener("click", () => box.close());
    const last = Object.assign(document.createElement("div"), { className: "row" });
    last.append(shut, change);
    box.append(name, list, last);
    box.addEventListener("close", () => box.remove());
    box.showModal();
    shut.focus();
  };

  const act = ({ do: what, label }) => {
    if (what === "help") return help();
    if (what === "next" || what === "previous") return along(what === "next" ? 1 : -1);
    const there = document.querySelector(`[data-do="${what}"]:not([disabled])`);
    if (there) reach(there); else tell(`${label}: not here`);
  };

  let before = "", forget = 0;
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (writes(event.target)) {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) {
        event.preventDefault();
        event.target.form.requestSubmit();
      }
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1 || document.querySelector("dialog[open]")) return;
    const pressed = before ? `${before} ${event.key}` : event.key;
    clearTimeout(forget);
    before = "";
    const meant = actions.find(({ key }) => key === pressed);
    if (meant) { event.preventDefault(); act(meant); return; }
    if (actions.some(({ key }) => key.startsWith(`${event.key} `))) {
      before = event.key;
      forget = setTimeout(() => { before = ""; }, 1500);
    }
  });
})();
