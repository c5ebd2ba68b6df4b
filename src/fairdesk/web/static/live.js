// Makes a page live. The page works without it: whatever goes wrong here falls back to plain links and forms.
"use strict";

const zone = (root) => root.querySelectorAll("time[data-show]").forEach((time) => {
  const at = new Date(time.dateTime);
  if (isNaN(at) || time.dataset.local) return;
  const day = time.dataset.show === "day";
  const lang = document.documentElement.lang;  // English alone would mean a clock of twelve hours
  time.textContent = at.toLocaleString(lang === "en" ? "en-GB" : lang, day
    ? { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZoneName: "short" }
    : { hour: "2-digit", minute: "2-digit" });
  time.dataset.local = "1";
});

const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

const store = (act, ...given) => { try { return sessionStorage[act](...given); } catch { return null; } };

// Two parts of a page share one connection.
const streams = new Map();
const stream = (address) => {
  if (![0, 1].includes(streams.get(address)?.readyState)) streams.set(address, new EventSource(address));
  return streams.get(address);
};

// --- leaving at once: the page is blank before anything is asked
const leave = (elsewhere, ask) => {
  document.title = " ";
  document.body.replaceChildren();
  try { sessionStorage.clear(); } catch { /* there is nothing to clear */ }
  // The answer is not waited for: the browser sends this even when the page is gone.
  if (ask) fetch(ask, { credentials: "same-origin", redirect: "manual", keepalive: true }).catch(() => {});
  location.replace(elsewhere);
};

const way = document.querySelector("a[data-leave]");
if (way) {
  way.addEventListener("click", (event) => { event.preventDefault(); leave(way.dataset.leave, way.href); });
  // Shift alone, three times within five seconds, and no other key between (GOV.UK, "Exit this page").
  const told = document.body.appendChild(Object.assign(document.createElement("p"), { className: "leaving" }));
  told.setAttribute("role", "status");
  let pressed = 0, alone = false, forget = 0;
  const count = (now) => {
    pressed = now;
    told.textContent = now ? way.dataset.again.replace("{left}", 3 - now) : "";
    clearTimeout(forget);
    if (now) forget = setTimeout(() => count(0), 5000);
  };
  addEventListener("keydown", (event) => {
    alone = event.key === "Shift";  // with another key it only writes a capital
    if (!alone && pressed) count(0);
  });
  addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return;
    if (pressed === 2) leave(way.dataset.leave, way.href); else count(pressed + 1);
  });
}
// A page kept for the way back is asked for again: it may be nobody's by now.
addEventListener("pageshow", (event) => { if (event.persisted && way) location.reload(); });

class FairdeskLive extends HTMLElement {
  connectedCallback() {
    this.busy = Promise.resolve();
    this.form = this.querySelector("form[data-say]");
    this.spoken = this.part("spoken");
    if (this.form) this.composer();
    if (this.dataset.events) this.listen();
    addEventListener("offline", () => this.offline(true));
    addEventListener("online", () => { this.offline(false); this.refresh(); });
    document.addEventListener("visibilitychange", () => { if (this.news) this.unread(0); });
    addEventListener("pagehide", () => this.source && this.source.close());
    addEventListener("pageshow", (event) => { if (event.persisted && this.dataset.events) this.listen(); });
  }

  part(name) { return this.querySelector(`[data-part="${name}"]`); }

  // --- listening: an event says that something changed; the change itself is fetched and appended
  listen() {
    const source = this.source = stream(this.dataset.events);
    let broken = 0;
    source.addEventListener("changed", () => this.refresh());
    source.addEventListener("status", () => this.refresh());
    source.addEventListener("open", () => { clearTimeout(broken); broken = 0; this.offline(false); this.refresh(); });
    source.addEventListener("error", () => {
      if (!broken) broken = setTimeout(() => this.offline(true), 3000);
      if (source.readyState === EventSource.CLOSED) { clearTimeout(this.again); this.again = setTimeout(() => { clearTimeout(broken); this.listen(); }, 4000); }
    });
  }

  refresh() {
    return this.busy = this.busy.then(() => this.dataset.queue ? this.queue() : this.dataset.entries && this.entries()).catch(() => {});
  }

  async get(address) {
    const answer = await fetch(address, { headers: { "X-Live": "1" }, credentials: "same-origin", redirect: "error" });
    if (!answer.ok) throw new Error(answer.status);
    return answer.text();
  }

  last() {
    const shown = this.part("log")?.lastElementChild;
    return shown ? Number(shown.dataset.number) : 0;
  }

  async entries() {
    this.take(await this.get(`${this.dataset.entries}?after=${this.last()}`));
  }

  take(html) {
    const news = document.createElement("template");
    news.innerHTML = html;
    const section = news.content.firstElementChild;
    const log = this.part("log");
    let shown = this.last();
    const low = innerHeight + scrollY > document.documentElement.scrollHeight - 300;
    const said = [];
    for (const entry of section.querySelectorAll("ol > li[data-number]")) {
      if (Number(entry.dataset.number) <= shown) continue;
      shown = Number(entry.dataset.number);
      log.append(entry);
      const words = entry.querySelector(".words");
      if ("speak" in entry.dataset && words) said.push([entry.dataset.speak, words.textContent.trim().replace(/\s+/g, " ")].filter(Boolean).join(": "));
    }
    zone(log);
    if (section.dataset.private) { this.dataset.private = ""; this.keep(""); }
    const writing = section.dataset.writing === "1";
    const show = () => {
      for (const fresh of section.querySelectorAll("[data-part]")) {
        const place = document.querySelector(`[data-part="${fresh.dataset.part}"]`);
        zone(fresh);
        // Never take away what somebody stands on: a part that has the focus is put in place later.
        if (place && place.textContent.trim() !== fresh.textContent.trim() && !place.contains(document.activeElement)) place.replaceChildren(...fresh.childNodes);
      }
      // One announcement: the finished words with their sender first, or once a turn that an answer is being made.
      if (said.length) this.say(said.join(" "));
      else if (writing && !this.told) this.say(this.part("standing")?.textContent.trim());
      this.told = writing;
    };
    // What is answered within half a second needs no sign that it is being made.
    clearTimeout(this.soon);
    this.begun = writing ? this.begun || Date.now() : 0;
    if (writing && !this.told) this.soon = setTimeout(show, 500 - Date.now() + this.begun); else show();
    if (document.hidden) this.unread(said.length);
    if (low && said.length) log.lastElementChild.scrollIntoView({ block: "nearest" });
    return said.length;
  }

  // In the title stands how much is new; nothing sounds.
  unread(more) {
    if (!this.isConnected) return;  // the page was left at once: its title stays empty
    this.named ??= document.title;
    this.news = document.hidden ? (this.news || 0) + more : 0;
    document.title = (this.news ? `(${this.news}) ` : "") + this.named;
  }

  say(text) { if (this.spoken && text) this.spoken.textContent = text; }

  async queue() {
    const news = document.createElement("template");
    news.innerHTML = await this.get(this.dataset.queue);
    const section = news.content.firstElementChild;
    this.querySelectorAll("[data-count]").forEach((count) => { count.textContent = section.dataset[count.dataset.count] ?? count.textContent; });
    this.freshen?.(this.part("queue"), section.querySelector('[data-part="queue"]'));
    const stop = document.querySelector('.bar [data-part="stop"]');
    if (!stop.contains(document.activeElement)) stop.replaceChildren(...section.querySelector('[data-part="stop"]').childNodes);
  }

  // --- writing: the draft stays in this tab until the server has kept it; none does of what nobody beside may find
  keep(words) { store(words && !("private" in this.dataset) ? "setItem" : "removeItem", `draft:${location.pathname}`, words); }

  composer() {
    const field = this.form.querySelector("textarea");
    if (!field.value && !("private" in this.dataset)) field.value = store("getItem", `draft:${location.pathname}`) || "";
    this.keep(field.value);
    field.addEventListener("input", () => { this.keep(field.value); this.count(field); });
    this.count(field);
    if (this.dataset.entries) store("removeItem", "draft:/"); // this page exists, so the first message was kept
    this.form.addEventListener("submit", (event) => {
      if (event.submitter?.hasAttribute("formaction")) { this.keep(""); return; }  // the words go along
      if (!this.dataset.entries) {
        // The first message goes as a plain form, once however often Send is pressed.
        if (this.sent) event.preventDefault();
        this.sent = true;
        setTimeout(() => { this.sent = false; }, 5000);
        return;
      }
      event.preventDefault();
      const text = field.value.trim();
      if (!text) { field.focus(); return; }
      const id = newId();
      this.send(text, id, this.outgoing(text));
      field.value = "";
      this.count(field);
      this.keep(text);
    });
  }

  count(field) {
    const place = this.form.querySelector('[data-part="count"]');
    const limit = Number(field.dataset.limit);
    place.hidden = field.value.length < 0.8 * limit;
    place.textContent = (this.dataset.count || "").replace("{used}", field.value.length).replace("{limit}", limit);
    clearTimeout(this.counting);
    if (!place.hidden) this.counting = setTimeout(() => this.say(place.textContent), 1500);
  }

  outgoing(text) {
    const item = document.createElement("div");
    item.className = "said customer sending";
    const state = Object.assign(document.createElement("p"), { className: "small", textContent: this.dataset.sending });
    const words = Object.assign(document.createElement("p"), { dir: "auto", textContent: text });
    words.className = "words";
    item.append(words, state);
    (this.part("standing") || this.form).before(item);
    item.state = state;
    return item;
  }

  async send(text, id, item) {
    const body = new FormData(this.form);
    body.set("text", text);
    body.set("client_id", id);
    body.set("after", this.last());
    item.state.textContent = this.dataset.sending;
    try {
      const stop = new AbortController();
      const patience = setTimeout(() => stop.abort(), 30000);
      const answer = await fetch(this.form.action, { method: "POST", body: new URLSearchParams(body), headers: { "X-Live": "1" }, credentials: "same-origin", signal: stop.signal });
      clearTimeout(patience);
      const elsewhere = answer.headers.get("X-Leave");
      if (elsewhere) return leave(elsewhere);
      if (answer.status === 422) return this.failed(text, id, item, await answer.text());
      if (answer.status !== 201) throw new Error(answer.status);
      const html = await answer.text();
      const news = await (this.busy = this.busy.then(() => this.take(html)).catch(() => {}));
      item.remove();
      if (!news) this.say(this.dataset.sent);
      this.reach(false);
      this.keep(this.form.querySelector("textarea").value);
    } catch {
      this.failed(text, id, item, this.dataset.failed);
    }
  }

  failed(text, id, item, why) {
    const again = Object.assign(document.createElement("button"), { className: "button quiet", type: "button", textContent: this.dataset.retry });
    again.addEventListener("click", () => this.send(text, id, item));
    item.state.replaceChildren(`${why} `, again);
    this.say(why);
    if (why === this.dataset.failed) this.reach(true);
  }

  // Other ways to a person, shown when words could not be sent.
  reach(is) { const ways = this.part("reach"); if (ways) ways.hidden = !is; }

  offline(is) {
    let banner = this.querySelector(".offline");
    if (!is) { banner?.remove(); return; }
    if (banner || !this.dataset.offline) return;
    banner = Object.assign(document.createElement("p"), { className: "offline", textContent: this.dataset.offline });
    this.prepend(banner);
    this.say(this.dataset.offline);
  }
}
document.documentElement.classList.add("live");
zone(document);
customElements.define("fairdesk-live", FairdeskLive);
