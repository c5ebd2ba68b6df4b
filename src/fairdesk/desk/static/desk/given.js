// While a colleague types, says what the customer gave already. Without it, Send says the same.
"use strict";

const draft = document.querySelector("form[data-given]");
if (draft) {
  const field = draft.querySelector("textarea[name=text]"), place = draft.querySelector('[data-part="given"]');
  let soon = 0, latest = 0;
  const ask = async () => {
    const mine = ++latest;
    const body = new URLSearchParams({ text: field.value, csrfmiddlewaretoken: draft.elements.csrfmiddlewaretoken.value });
    try {
      const answer = await fetch(draft.dataset.given, { method: "POST", body, credentials: "same-origin", redirect: "error" });
      const html = answer.ok ? (await answer.text()).trim() : "";
      // Only the newest question counts, and the same words are not announced again.
      if (mine !== latest || place.dataset.said === html) return;
      place.dataset.said = html;
      place.innerHTML = html;
    } catch { /* Send asks the same of the server */ }
  };
  field.addEventListener("input", () => { clearTimeout(soon); soon = setTimeout(ask, 400); });
}
