// Every page works without this. It only keeps a form from being sent twice by an impatient finger.
"use strict";

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (h) => {
    if (form.dataset.sendt) {
      h.preventDefault();
    }
    form.dataset.sendt = "ja";
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sendt]")) {
    delete form.dataset.sendt;
  }
});
