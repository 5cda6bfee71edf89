// The review page: keys for doubts, splitting at the cursor, and the way between source and item. The page works without it.

import { fill, sentenceAt } from "./stretches.js";

const review = document.getElementById("review");
const source = document.getElementById("source");
const PLACE = `duban:review:${location.pathname}`;
const HAND = `${PLACE}:hand`; // what had the focus when an act was sent

/** Leads to an item unless something typed would be lost silently: the guard of the form asks then. */
function open(query, place) {
  const address = new URL(location.href);
  address.search = new URLSearchParams(query).toString();
  address.hash = place;
  location.assign(address);
}

/** On a phone the page is only read: what decides is not drawn there, and keys do not press it either. */
const shown = (part) => part.offsetParent !== null;

/** Where the pane ends for the eye: the bar at the foot of the window lies over its last lines. */
function foot(box) {
  const dock = document.querySelector(".dock");
  return Math.min(box.bottom, dock && shown(dock) ? dock.getBoundingClientRect().top : innerHeight);
}

/** Moves the pane to a place. The page itself moves only for what was asked for: on opening, the questions stay in sight. */
function show(target, asked = false) {
  if (!target) return;
  const box = source.getBoundingClientRect();
  const end = foot(box);
  let part = target.getBoundingClientRect();
  if (part.top < box.top + 24 || part.bottom > end - 24) {
    source.scrollTop += part.top - box.top - box.height / 3;
    part = target.getBoundingClientRect();
    // At the end of the document the pane cannot give way: the page does.
    if (asked && box.top >= 0 && box.top < end && part.top > end - 48) scrollBy(0, part.top - end + 96);
  }
  const frame = target.closest(".table-of-text");
  if (!frame) return;
  const view = frame.getBoundingClientRect();
  if (part.left < view.left + 48 || part.right > view.right) frame.scrollLeft += part.left - view.left - 56;
}

/** The passage in hand: the mark of the doubt, otherwise the first paragraph of the item. */
function passage() {
  const { doubt, item } = source.dataset;
  const marks = [...source.querySelectorAll("[data-doubt]")];
  return marks.find((mark) => mark.dataset.doubt === doubt) || [...source.querySelectorAll("[data-item]")].find((part) => part.dataset.item === item);
}

/** Where a place of the source belongs: the doubt it raises, otherwise its item. */
function follow(place) {
  const mark = place.closest("[data-doubt]");
  const part = place.closest("p[data-item], span[data-item], td[data-item], th[data-item], tr[data-item]");
  if (mark && source.contains(mark) && mark !== source) open({ doubt: mark.dataset.doubt }, "doubt");
  else if (part) open({ item: part.dataset.item }, "cur");
}

source.addEventListener("click", (event) => {
  if (!String(getSelection()) && !event.target.closest("a")) follow(event.target);
});

// -- from a field to its sentence, in the pane beside it; on narrow screens the link itself goes there

function light(sentence) {
  for (const other of source.querySelectorAll(".found")) other.classList.remove("found");
  sentence.classList.add("found");
  show(sentence, true);
}

review.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-source]");
  const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (!link || !plain || source.scrollHeight <= source.clientHeight || matchMedia("(max-width: 1100px)").matches) return;
  const here = document.getElementById(link.hash.slice(1));
  if (!here && !source.querySelector(".gap")) return;
  event.preventDefault();
  const sentence = here || (await sentenceAt(link.hash.slice(1)));
  if (sentence) light(sentence);
  else location.assign(link.href);
});

// -- from sentence to sentence with the arrow keys, to its item with Enter

const sentences = () => [...source.querySelectorAll(".s, .gap")];

/** Reached with the arrow keys, not with Tab: the same for what comes later. */
function settle(part) {
  for (const place of part.querySelectorAll("a.n, .s, .gap > a")) place.tabIndex = -1;
}

settle(source);
source.addEventListener("duban:stretch", (event) => settle(event.target));

/** Puts the focus on a sentence; on the nearer end of a gap once that is filled. */
async function step(place, down) {
  const inside = place.matches(".gap") ? [...((await fill(place))?.querySelectorAll(".s") || [])] : [place];
  const sentence = down ? inside[0] : inside[inside.length - 1];
  if (!sentence) return;
  sentence.focus({ preventScroll: true });
  show(sentence, true);
}

source.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const all = sentences();
  const here = all.indexOf(document.activeElement);
  if (event.key === "Enter" && here >= 0) {
    follow(all[here].querySelector("[data-doubt]") || all[here]);
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const frame = document.activeElement.closest(".table-of-text");
    const first = all.findIndex((one) => (frame ? frame.contains(one) : one.classList.contains("found") || one.closest(".current-part")));
    const down = event.key === "ArrowDown";
    const next = here < 0 ? all[Math.max(0, first)] : all[here + (down ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    step(next, down);
  }
});

// -- doubts: Tab goes from one to the next and leaves the list behind the last

const doubts = () => [...document.querySelectorAll("[data-doubts] > [data-doubt]")];

document.addEventListener("keydown", (event) => {
  const all = doubts();
  const here = all.indexOf(document.activeElement);
  if (here < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Tab") {
    const next = all[here + (event.shiftKey ? -1 : 1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  } else if (event.key === "Enter") {
    // The doubt in hand hands the focus to its first choice; another one is taken in hand.
    const first = [...all[here].querySelectorAll("[data-choice], a[href]")].find(shown);
    if (!first) return;
    event.preventDefault();
    if (first.dataset.choice) first.focus();
    else first.click();
  }
});

// -- Alt and a digit, Alt+S, Alt+M: by the place of the key, since Alt changes what some layouts type

const digit = (event) => (/^Digit[1-9]$/.test(event.code) ? event.code.slice(5) : "");

function choose(number) {
  const button = document.querySelector(`.chosen [data-choice="${number}"]`);
  if (!button || !shown(button)) return false;
  button.click();
  const field = button.matches("summary") && button.parentElement.querySelector("input:not([type=hidden]), textarea, select");
  if (field) field.focus();
  return true;
}

/** Sends the place of the cursor in characters (not UTF-16 units), together with the text as it stands in the field. */
function splitAtCursor() {
  const form = document.querySelector("form[data-split]");
  const text = document.getElementById("id_text");
  if (!form || !text || document.activeElement !== text || !shown(text)) return false;
  const add = (name, value) => {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  };
  form.elements.namedItem("offset").disabled = true;
  add("offset", String([...text.value.slice(0, text.selectionStart)].length));
  add("text", text.value);
  text.form.dataset.dirty = "false";
  sessionStorage.setItem(HAND, "#id_text");
  form.requestSubmit();
  return true;
}

function merge() {
  const form = document.querySelector("form[data-merge]");
  if (!form || !shown(form)) return false;
  if (document.activeElement === document.getElementById("id_text")) sessionStorage.setItem(HAND, "#id_text");
  form.requestSubmit();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  const acts = { KeyS: splitAtCursor, KeyM: merge };
  const done = digit(event) ? choose(digit(event)) : acts[event.code] && acts[event.code]();
  if (done) event.preventDefault();
});

// -- where the person was: the source keeps its place from page to page

/** The first sentence in view and how far it is above the edge: heights of gaps are only about right. */
function placeInView() {
  const edge = source.getBoundingClientRect().top;
  const first = [...source.querySelectorAll(".s[id]")].find((one) => one.getBoundingClientRect().bottom > edge);
  return first ? `${first.id} ${Math.round(first.getBoundingClientRect().top - edge)}` : "";
}

function goBack() {
  const [id, above] = (sessionStorage.getItem(PLACE) || "").split(" ");
  const sentence = id && document.getElementById(id);
  if (sentence) source.scrollTop += sentence.getBoundingClientRect().top - source.getBoundingClientRect().top - Number(above);
}

addEventListener("pagehide", () => sessionStorage.setItem(PLACE, placeInView()));
goBack();
show(document.getElementById(location.hash.slice(1))?.closest(".s") || passage());
if (!document.getElementById(location.hash.slice(1))) sentenceAt(location.hash.slice(1)).then((sentence) => sentence && light(sentence));

// -- and so does the focus: behind an act sent from the text, the text has it again

const hand = sessionStorage.getItem(HAND);
sessionStorage.removeItem(HAND);
if (location.hash === "#cur" && hand === "#id_text") {
  // The browser gives the focus to the target of the address when everything is loaded.
  addEventListener("load", () => document.getElementById("id_text")?.focus({ preventScroll: true }));
}
