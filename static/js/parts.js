// The live parts of a page: which ones a topic concerns, when they may be replaced, and what is shown while they may not.

import { make, words } from "./words.js";

const waiting = new Map(); // element id -> number of updates it has not shown yet
let recheckTimer = 0;

const all = () => [...document.querySelectorAll("[data-live-topic]")];
const topicsOf = (part) => part.dataset.liveTopic.split(/\s+/).filter(Boolean);
const addressOf = (part) => part.dataset.refreshUrl || part.getAttribute("hx-get") || "";

/** Every topic the page listens to, sorted, each once. */
export function topicsOnPage() {
  return [...new Set(all().flatMap(topicsOf))].sort();
}

/** The parts the heard topics concern: [[part, number of updates]]. */
export function partsFor(heard) {
  return all()
    .map((part) => [part, topicsOf(part).reduce((sum, topic) => sum + (heard.get(topic) || 0), 0)])
    .filter(([, updates]) => updates > 0);
}

/** A part in use is never replaced under the person's hands. */
function busy(part) {
  if (part.hasAttribute("data-live-silent")) return part.matches("select") && part === document.activeElement;
  if (part.matches("form[data-dirty=true]") || part.closest("form[data-dirty=true]")) return true;
  if (part.querySelector("form[data-dirty=true], details.menu[open], .confirm:target, dialog[open], input[data-step]:checked")) return true;
  const focused = document.activeElement;
  const inside = focused && focused !== part && part.contains(focused);
  if (inside && focused.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) return true;
  return part.dataset.live === "calm" && (inside || part.matches(":hover"));
}

/** Before a table row or body a paragraph is not allowed: it goes before the table's frame. */
function frameOf(part) {
  const table = part.closest("table");
  const inTable = table && table !== part;
  const base = inTable ? table : part;
  return base.closest(".scroll, .panel") && base.matches("table, tbody, tr") ? base.closest(".scroll, .panel") : base;
}

const newsOf = (part) => document.querySelector(`[data-news-for="${CSS.escape(part.id)}"]`);

function announce(part, updates) {
  const total = (waiting.get(part.id) || 0) + updates;
  waiting.set(part.id, total);
  if (part.hasAttribute("data-live-silent")) return; // shown by itself once it is free
  let news = newsOf(part);
  if (!news) {
    news = make("p", { cls: "news", attrs: { role: "status", "data-news-for": part.id } });
    frameOf(part).before(news);
  }
  const button = make("button", { text: words("refresh"), cls: "btn plain", attrs: { type: "button" } });
  button.addEventListener("click", () => (addressOf(part) ? replace([part], true) : location.reload()));
  news.replaceChildren(make("span", { text: words("news", { n: total }) }), button);
}

function clear(part) {
  waiting.delete(part.id);
  const news = newsOf(part);
  if (news) news.remove();
}

/** Puts the fresh element in place of the old one; focus and open folds survive. */
function swap(part, fresh) {
  const focusId = part.contains(document.activeElement) ? document.activeElement.id : "";
  const folds = [...part.querySelectorAll("details[id][open]")].map((fold) => fold.id);
  const next = document.adoptNode(fresh);
  clear(part);
  if (part.matches("select") && [...next.options].some((option) => option.value === part.value)) next.value = part.value;
  part.replaceWith(next);
  folds.forEach((id) => {
    const fold = document.getElementById(id);
    if (fold) fold.open = true;
  });
  if (focusId && document.getElementById(focusId)) document.getElementById(focusId).focus({ preventScroll: true });
  if (!next.hasAttribute("data-live-silent")) next.classList.add("fresh");
  if (window.htmx) window.htmx.process(next);
  next.dispatchEvent(new CustomEvent("duban:replaced", { bubbles: true }));
}

async function fetchPage(address) {
  const answer = await fetch(address, { headers: { "HX-Request": "true", Accept: "text/html" } });
  if (answer.redirected || !answer.ok) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function replace(parts, forced = false) {
  const addresses = new Map();
  parts.forEach((part) => addresses.set(addressOf(part), [...(addresses.get(addressOf(part)) || []), part]));
  await Promise.all(
    [...addresses].map(async ([address, group]) => {
      const page = await fetchPage(address);
      group.forEach((part) => {
        if (!part.isConnected) return;
        const fresh = page && part.id && page.getElementById(part.id);
        if (!fresh) {
          // Gone from the page, or not answered: the person decides when to load it anew.
          if (!part.hasAttribute("data-live-silent") && page) announce(part, waiting.get(part.id) ? 0 : 1);
        } else if (!forced && busy(part)) announce(part, 1);
        else if (fresh.outerHTML !== part.outerHTML) swap(part, fresh);
        else clear(part);
      });
    }),
  );
}

/** Replaces what is free and announces what is in use. */
export function refresh(found) {
  const free = [];
  found.forEach(([part, updates]) => {
    if (!addressOf(part) || busy(part)) announce(part, updates);
    else free.push(part);
  });
  if (free.length) replace(free);
}

function recheck() {
  recheckTimer = 0;
  const freed = [...waiting.keys()].map((id) => document.getElementById(id)).filter((part) => part && addressOf(part) && !busy(part));
  if (freed.length) replace(freed);
}

["focusout", "reset", "toggle", "change", "mouseout", "duban:free", "close"].forEach((name) =>
  document.addEventListener(
    name,
    () => {
      if (waiting.size && !recheckTimer) recheckTimer = setTimeout(recheck, 300);
    },
    true,
  ),
);
window.addEventListener("hashchange", () => waiting.size && recheck());
