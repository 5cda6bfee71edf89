// Files: a browser words its own file field in its own language, so the page's label stands in for it and names what was chosen.

import { words } from "./words.js";

function told(field) {
  const names = [...field.files].map((file) => file.name);
  return names.length ? names.join(words("between")) : words("noFile");
}

function dress(field) {
  const frame = field.closest("[data-file]");
  if (!frame || frame.dataset.file === "dressed") return;
  frame.dataset.file = "dressed";
  field.classList.replace("input", "sr-only");
  frame.querySelectorAll("[hidden]").forEach((part) => part.removeAttribute("hidden"));
  frame.querySelector("[data-file-names]").textContent = told(field);
}

document.querySelectorAll("[data-file] input[type=file]").forEach(dress);
document.addEventListener("change", (event) => {
  const frame = event.target.closest("[data-file]");
  if (frame && event.target.type === "file") frame.querySelector("[data-file-names]").textContent = told(event.target);
});
