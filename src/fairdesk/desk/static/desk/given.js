// While a colleague types, says what the customer gave already, and how the draft reads. Without it, Send says the first
// and a button the second.
"use strict";

const draft = document.querySelector("form[data-given]");
if (draft) {
  const field = draft.querySelector("textarea[name=text]");
  const asking = (url, place) => {
    let latest = 0;
    return async () => {
      const mine = ++latest;
      const body = new URLSearchParams({ text: field.value, csrfmiddlewaretoken: draft.elements.csrfmiddlewaretoken.value });
      try {
        const answer = await fetch(url, { method: "POST", body, credentials: "same-origin", redirect: "error" });
        const html = answer.ok ? (await answer.text()).trim() : "";
        // Only the newest question counts, and the same words are not announced again.
        if (mine !== latest || place.dataset.said === html) return;
        place.dataset.said = html;
        place.innerHTML = html;
      } catch { /* the server says the same without scripts */ }
    };
  };
  const asks = ["given", "reads"].filter((part) => draft.dataset[part])
    .map((part) => asking(draft.dataset[part], draft.querySelector(`[data-part="${part}"]`)));
  let soon = 0;
  field.addEventListener("input", () => { clearTimeout(soon); soon = setTimeout(() => asks.forEach((ask) => ask()), 400); });
}
