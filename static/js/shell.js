// Everything the frame needs on every page. Each module works by delegation, so replaced parts need no second start.

import "./bulk.js";
import "./files.js";
import "./forms.js";
import "./keys.js";
import "./kept.js";
import { startLive } from "./live.js";
import "./sideways.js";
import { say, words } from "./words.js";

startLive();

// A refused htmx request would otherwise leave no trace: say the heading of the page that refused.
document.addEventListener("htmx:responseError", (event) => {
  const page = new DOMParser().parseFromString(event.detail.xhr.responseText || "", "text/html");
  const heading = page.querySelector("h1");
  const why = page.querySelector(".reason, .empty strong");
  const text = [heading, why].filter(Boolean).map((part) => part.textContent.trim()).join(" ");
  say(text || words("failed"), { bad: true, stay: true });
});
document.addEventListener("htmx:sendError", () => say(words("failed"), { bad: true }));

// Menus close on Escape (the button gets the focus back) and on a press elsewhere.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

// The error summary is read first.
const summary = document.querySelector("[data-error-summary]");
if (summary) summary.focus();
