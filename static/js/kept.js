// A form sent into an expired session: its text waits in this tab and is filled in again after the same person signed in.

import { make, say, words } from "./words.js";

const KEY = "duban:sent";
const HOURS_8 = 8 * 3600 * 1000;
const MACHINE = /^[\w.:/-]*$/; // keys and numbers, which nobody typed
const SECRET = /^(csrfmiddlewaretoken|next|.*password.*)$/;

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch (error) {
    return null;
  }
}

function forget() {
  sessionStorage.removeItem(KEY);
}

/** Remembers what is being sent. Files cannot be kept by a browser. */
export function keepSubmitted(form) {
  const fields = [];
  new FormData(form).forEach((value, name) => {
    if (typeof value === "string" && !SECRET.test(name)) fields.push([name, value]);
  });
  const sent = { user: document.body.dataset.user, action: new URL(form.action).pathname, fields, at: Date.now(), signIn: false };
  try {
    sessionStorage.setItem(KEY, JSON.stringify(sent));
  } catch (error) {
    console.info("The text could not be kept in this tab.", error);
  }
}

/** Called by the sign-in page: only a text that met it is filled in again. */
export function passedSignIn() {
  const sent = read();
  if (sent) sessionStorage.setItem(KEY, JSON.stringify({ ...sent, signIn: true }));
}

function fill(form, fields) {
  const byName = new Map();
  fields.forEach(([name, value]) => byName.set(name, [...(byName.get(name) || []), value]));
  const homeless = [];
  byName.forEach((values, name) => {
    const controls = [...form.elements].filter((control) => control.name === name && control.type !== "file");
    if (!controls.length) homeless.push(...values.filter((value) => !MACHINE.test(value.trim())));
    controls.forEach((control, index) => {
      if (control.type === "hidden" || control.type === "submit" || control.tagName === "BUTTON") return;
      if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
      else if (index < values.length) control.value = values[index];
    });
  });
  return homeless;
}

function restore() {
  const sent = read();
  const user = document.body.dataset.user;
  if (!sent || !user) return;
  if (!sent.signIn || sent.user !== user || Date.now() - sent.at > HOURS_8) {
    forget();
    return;
  }
  const forms = [...document.querySelectorAll("form[data-guard], form[data-draft-url]")];
  const form = forms.find((candidate) => new URL(candidate.action).pathname === sent.action);
  if (!form) return;
  const homeless = fill(form, sent.fields);
  forget();
  form.dataset.dirty = form.dataset.unsaved = "true";
  form.prepend(make("p", { text: words("restored"), cls: "news", attrs: { role: "status" } }));
  if (homeless.length) {
    const box = make("section", { cls: "panel pad stack close" }, make("p", { text: words("kept"), cls: "hint" }));
    homeless.forEach((text) => box.append(make("blockquote", { text, cls: "kept" })));
    form.append(box);
  }
  say(words("restored"));
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

restore();
