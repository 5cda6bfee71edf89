// Forms: know what has changed, save drafts, never send twice, never lose what was typed.

import { keepSubmitted } from "./kept.js";
import { clock, say, words } from "./words.js";

const AUTOSAVE_MS = 5000;
const RETRY_MS = 15000;
const RELEASE_MS = 10000;
const timers = new WeakMap();
let askedToSignIn = false;

const watched = (form) => form.hasAttribute("data-guard") || form.hasAttribute("data-draft-url");
const isPost = (form) => (form.getAttribute("method") || "").toLowerCase() === "post";

function status(form, text) {
  form.querySelectorAll("[data-draft-status]").forEach((place) => {
    place.textContent = text;
  });
}

/** Signing in elsewhere renews the token; a page opened before takes the new one from the cookie, as Django allows. */
function renewToken(form) {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  const field = form.elements.namedItem("csrfmiddlewaretoken");
  if (cookie && field) field.value = cookie.slice("csrftoken=".length);
}

/** The fields of a form without its files: those travel only with the real submit. */
function draftOf(form) {
  renewToken(form);
  const data = new FormData();
  new FormData(form).forEach((value, name) => {
    if (!(value instanceof File)) data.append(name, value);
  });
  return data;
}

function mustSignIn() {
  if (askedToSignIn) return;
  askedToSignIn = true;
  const href = document.body.dataset.loginUrl || "/";
  say(words("expired"), { bad: true, stay: true, link: { href, text: words("signIn") } });
}

async function save(form) {
  timers.delete(form);
  if (form.dataset.unsaved !== "true" || form.dataset.sent === "true") return;
  form.dataset.unsaved = "false";
  status(form, words("saving"));
  try {
    const answer = await fetch(form.dataset.draftUrl, { method: "POST", body: draftOf(form), headers: { Accept: "application/json" } });
    if (answer.redirected || answer.status === 401 || answer.status === 403) {
      mustSignIn();
      throw new Error("signed out");
    }
    if (!answer.ok) throw new Error(String(answer.status));
    const told = answer.status === 204 ? {} : await answer.json();
    askedToSignIn = false;
    status(form, words("saved", { time: told.saved_at || clock() }));
  } catch (error) {
    form.dataset.unsaved = "true";
    status(form, words("unsaved"));
    schedule(form, RETRY_MS);
  }
}

function schedule(form, wait) {
  if (timers.has(form)) clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => save(form), wait));
}

/** Marks a form as changed by the person; it is not replaced by live updates from now on. */
export function touched(form) {
  if (!watched(form)) return;
  form.dataset.dirty = "true";
  form.dataset.unsaved = "true";
  // The first change starts the clock and later ones do not push it back: at most 5 seconds are ever at stake.
  if (form.dataset.draftUrl && !timers.has(form)) schedule(form, AUTOSAVE_MS);
}

["input", "change"].forEach((name) =>
  document.addEventListener(name, (event) => {
    const form = event.target.form;
    if (form) touched(form);
  }),
);

document.addEventListener("reset", (event) => {
  event.target.dataset.dirty = event.target.dataset.unsaved = "false";
});

function release(form) {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
  form.querySelectorAll("[data-held]").forEach((button) => {
    button.disabled = false;
    button.removeAttribute("data-held");
  });
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !isPost(form) || form.hasAttribute("data-no-guard")) return;
  if (form.dataset.sent === "true") {
    event.preventDefault();
    return;
  }
  renewToken(form);
  form.dataset.sent = "true";
  form.setAttribute("aria-busy", "true");
  if (watched(form)) keepSubmitted(form);
  // Disabled only after the browser has collected the fields, or the pressed button would be missing from them.
  setTimeout(() => {
    form.querySelectorAll("button:not([type=button]), input[type=submit]").forEach((button) => {
      if (button.disabled) return;
      button.disabled = true;
      button.setAttribute("data-held", "");
    });
  });
  // A download leaves this page standing: give the buttons back.
  setTimeout(() => release(form), RELEASE_MS);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest && event.target.closest("form");
  if (form) release(form);
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
});

window.addEventListener("beforeunload", (event) => {
  const open = [...document.querySelectorAll("form[data-guard]")];
  if (open.some((form) => form.dataset.unsaved === "true" && form.dataset.sent !== "true")) {
    event.preventDefault();
    event.returnValue = "";
  }
});

// The page is hidden or left: hand the draft over now.
function handOver() {
  document.querySelectorAll("form[data-draft-url]").forEach((form) => {
    if (form.dataset.unsaved !== "true" || form.dataset.sent === "true") return;
    if (navigator.sendBeacon(form.dataset.draftUrl, draftOf(form))) form.dataset.unsaved = "false";
  });
}
window.addEventListener("pagehide", handOver);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") handOver();
});
