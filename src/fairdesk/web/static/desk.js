// What only the desk of colleagues needs beside live.js: its lists stay true and still, and many are ticked at once.
"use strict";

// What is shown changes where it stands; what is new waits for a press, so that nothing moves under anybody's hands.
FairdeskLive.prototype.freshen = function freshen(list, fresh) {
  const by = (place) => new Map([...place.querySelectorAll(":scope > li[data-id]")].map((row) => [row.dataset.id, row]));
  const shown = by(list), now = by(fresh), news = [...now.keys()].filter((id) => !shown.has(id));
  const ticked = (row) => row.querySelector("input:checked");
  zone(fresh);
  for (const [id, row] of shown) {
    if (row.contains(document.activeElement) || ticked(row)) continue;
    if (!now.has(id)) row.remove();
    else if (row.textContent !== now.get(id).textContent) row.replaceChildren(...now.get(id).cloneNode(true).childNodes);
  }
  const place = this.part("news");
  if (!place) return;
  const button = place.firstElementChild, said = `${news.length} new`;
  if (place.hidden === Boolean(news.length) || button.textContent !== said) { place.hidden = !news.length; button.textContent = said; }
  button.onclick = () => {
    if (!shown.size) return location.reload();  // an empty list has no menu of what to do with its rows
    const kept = [...list.children].filter(ticked).map((row) => row.dataset.id);
    list.replaceChildren(...fresh.childNodes);
    for (const row of list.children) { const box = row.querySelector("input[type=checkbox]"); if (box) box.checked = kept.includes(row.dataset.id); }
    place.hidden = true;
    list.querySelector(`li[data-id="${news[0]}"] a`)?.focus();
  };
};

// One box ticks all rows of a list, by mouse and by keyboard.
document.addEventListener("change", (event) => {
  if ("all" in event.target.dataset) document.querySelectorAll('input[name="c"]').forEach((box) => { box.checked = event.target.checked; });
});
