// The source of a review in stretches: a gap is filled when it comes near the view, or when a sentence of it is asked for.

import { make, words } from "./words.js";

const NEAR = "800px";
const source = document.getElementById("source");
const coming = new Map(); // gap -> promise of its stretch

const gaps = () => [...source.querySelectorAll(".stretch.gap")];

/** Gives each gap the height it will have, about, so that the bar of the pane tells where one is. */
function hold() {
  const heights = new CSSStyleSheet();
  for (const gap of gaps()) {
    const { start, lines } = gap.dataset;
    heights.insertRule(`.stretch.gap[data-start="${Number(start)}"] { min-height: calc(${Number(lines)} * 1lh); }`);
  }
  document.adoptedStyleSheets.push(heights);
}

function addressOf(gap) {
  const { parts, revision, item } = source.dataset;
  return `${parts}?${new URLSearchParams({ part: gap.dataset.part, revision, item: item || "" })}`;
}

/** Says in the gap why it stays one; the link in it opens the page anew at that place. */
function explain(gap, sentence) {
  gap.querySelector("p.bad")?.remove();
  gap.prepend(make("p", { text: sentence, cls: "bad", attrs: { role: "status" } }));
  watcher?.unobserve(gap);
}

async function load(gap) {
  const answer = await fetch(addressOf(gap), { headers: { "HX-Request": "true", Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) {
    explain(gap, answer?.status === 409 ? source.dataset.changed : words("failed"));
    return null;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const above = gap.getBoundingClientRect().bottom < source.getBoundingClientRect().top;
  const high = source.scrollHeight;
  gap.replaceChildren(...page.body.childNodes);
  gap.classList.remove("gap");
  watcher?.unobserve(gap);
  if (above && !CSS.supports("overflow-anchor", "auto")) source.scrollTop += source.scrollHeight - high;
  gap.dispatchEvent(new CustomEvent("duban:stretch", { bubbles: true }));
  return gap;
}

/** Fills a gap once, however often it is asked for. */
export function fill(gap) {
  if (!coming.has(gap)) coming.set(gap, load(gap).finally(() => coming.delete(gap)));
  return coming.get(gap);
}

/** The sentence that begins at a place (`s120`), its stretch fetched first where it is not here yet; null without one. */
export async function sentenceAt(id) {
  const here = document.getElementById(id);
  if (here || !source || !/^s\d+$/.test(id)) return here;
  const place = Number(id.slice(1));
  const held = [...source.querySelectorAll(".stretch")].filter((one) => Number(one.dataset.start) <= place).pop();
  if (held?.matches(".gap")) await fill(held);
  return document.getElementById(id);
}

function near(entries) {
  for (const entry of entries) if (entry.isIntersecting) fill(entry.target);
}

const watcher = source && gaps().length ? new IntersectionObserver(near, { root: source, rootMargin: `${NEAR} 0px` }) : null;
if (watcher) {
  hold();
  gaps().forEach((gap) => watcher.observe(gap));
}
