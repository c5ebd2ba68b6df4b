"use strict";
// A suggested passage goes into the reply where the colleague stands, without a reload.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-use]");
  const field = link && document.querySelector("#work textarea[name=text]");
  if (!field) return;
  event.preventDefault();
  field.value = [field.value.trim(), document.getElementById(link.dataset.use).textContent.trim()].filter(Boolean).join("\n\n");
  field.focus();
});
