// What helps a colleague at a case: who else is here, and how long a reply can still be taken back.
// The page works without it.
"use strict";

(() => {
  // --- a reply that has not left: how many seconds are left, for the eye alone
  const count = () => document.querySelectorAll("[data-until]").forEach((place) => {
    const left = Math.max(0, Math.ceil((new Date(place.dataset.until) - Date.now()) / 1000));
    place.textContent = left ? `in ${left} second${left === 1 ? "" : "s"}` : "now";
  });
  setInterval(count, 500);

  // --- who else is here: said while the page is seen, and no longer
  const place = document.querySelector("[data-here]");
  const token = document.querySelector('[name="csrfmiddlewaretoken"]')?.value;
  const reply = document.querySelector('[data-do="reply"]');
  let typed = 0;
  reply?.addEventListener("input", () => { typed = Date.now(); });
  const body = (more) => new URLSearchParams({ csrfmiddlewaretoken: token, ...more });
  const here = async () => {
    if (document.visibilityState === "hidden") return;
    const writes = reply?.value.trim() && Date.now() - typed < 15000;
    try {
      const answer = await fetch(place.dataset.here, { method: "POST", body: body(writes ? { writes: 1 } : {}), credentials: "same-origin", redirect: "error" });
      const words = answer.ok ? await answer.text() : null;
      // The same words again are not announced again.
      if (words !== null && words.trim() !== place.innerHTML.trim()) place.innerHTML = words;
    } catch { /* the next one asks again */ }
  };
  if (place && token) {
    here();
    setInterval(here, 1500);
    const leave = () => { if (document.visibilityState === "hidden") navigator.sendBeacon(place.dataset.here, body({ gone: 1 })); else here(); };
    addEventListener("visibilitychange", leave);
    addEventListener("pagehide", () => navigator.sendBeacon(place.dataset.here, body({ gone: 1 })));
  }

  // --- canned replies: "/" in an empty reply opens them, letters filter, arrows choose, Enter puts one in
  const box = document.querySelector("details.ready");
  if (!reply || !box) return;
  const links = [...box.querySelectorAll("a[data-use]")];
  const find = Object.assign(document.createElement("input"), { type: "search", autocomplete: "off" });
  find.setAttribute("aria-label", "Find a canned reply");
  box.querySelector("ul").before(find);
  const shown = () => links.filter((link) => !link.closest("li").hidden);
  const filter = () => {
    const wanted = find.value.trim().toLowerCase();
    links.forEach((link) => { link.closest("li").hidden = !link.closest("li").textContent.toLowerCase().includes(wanted); });
  };
  const shut = () => { box.open = false; find.value = ""; filter(); reply.focus(); };
  reply.addEventListener("keydown", (event) => {
    if (event.key !== "/" || reply.value.trim() || event.isComposing) return;
    event.preventDefault();
    box.open = true;
    find.focus();
  });
  find.addEventListener("input", filter);
  box.addEventListener("keydown", (event) => {
    const rows = shown(), on = rows.indexOf(document.activeElement);
    if (event.key === "Escape") shut();
    else if (event.key === "ArrowDown") rows[Math.min(on + 1, rows.length - 1)]?.focus();
    else if (event.key === "ArrowUp") (rows[on - 1] || find).focus();
    else if (event.key === "Enter" && event.target === find) rows[0]?.click();
    else return;
    event.preventDefault();
  });
  box.addEventListener("click", (event) => { if (event.target.closest("a[data-use]")) setTimeout(shut); });
})();
