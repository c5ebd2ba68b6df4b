// Shows how much of a file has arrived, and says before it is sent that one is too large. Without this the form works too.
"use strict";
(() => {
  const begin = () => {
    const form = document.querySelector("form[data-upload]");
    const chosen = form.elements.file;
    const fault = document.getElementById("file-fault");
    const bar = form.querySelector("progress");
    const told = form.querySelector('[data-part="arrived"]');
    const refuse = (why) => {
      fault.textContent = why;
      fault.hidden = !why;
      if (why) { chosen.setAttribute("aria-invalid", "true"); chosen.focus(); } else chosen.removeAttribute("aria-invalid");
    };
    const tooLarge = () => chosen.files[0]?.size > Number(form.dataset.most);
    chosen.addEventListener("change", () => refuse(tooLarge() ? form.dataset.tooLarge : ""));
    form.addEventListener("submit", (event) => {
      if (tooLarge()) { event.preventDefault(); refuse(form.dataset.tooLarge); return; }
      if (event.submitter?.value !== "add") return;
      event.preventDefault();
      if (!chosen.files.length) { refuse(form.dataset.nothing); return; }
      const sent = new FormData(form);
      sent.set("do", "add");
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      bar.hidden = false;
      let said = 0;
      request.upload.addEventListener("progress", (step) => {
        const percent = Math.floor(100 * step.loaded / step.total);
        bar.value = percent;
        // In words at every quarter alone: a bar that moves is not read out each time.
        if (percent >= said + 25) { said = percent; told.textContent = form.dataset.progress.replace("{percent}", `${percent} %`); }
      });
      const failed = () => { bar.hidden = true; told.textContent = ""; refuse(form.dataset.failed); };
      request.addEventListener("error", failed);
      request.addEventListener("load", () => {
        const page = new DOMParser().parseFromString(request.responseText, "text/html");
        if (!page.querySelector("form[data-upload]")) { failed(); return; }
        document.title = page.title;
        document.querySelector("main").replaceChildren(...page.querySelector("main").childNodes);
        begin();
        (document.querySelector('[role="alert"] a') || document.getElementById("file")).focus();
      });
      request.send(sent);
    });
  };
  begin();
})();
