// Checks a guideline as somebody types. Without it the button "Check" does the same.
"use strict";

for (const form of document.querySelectorAll("form[data-checks]")) {
  const place = form.querySelector('[data-part="findings"]');
  let waiting = 0;
  let asked = 0;
  form.elements.text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const mine = ++asked;
      const body = new FormData(form);
      body.set("act", "check");
      try {
        const answer = await fetch(location.pathname, { method: "POST", body: new URLSearchParams(body), headers: { "X-Live": "1" }, credentials: "same-origin" });
        if (answer.ok && mine === asked) place.innerHTML = await answer.text();
      } catch { /* the button is still there */ }
    }, 700);
  });
}
