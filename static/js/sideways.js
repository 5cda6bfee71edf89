// Tables and drawings wider than the screen: say that there is more to the right, as long as there is.

import { make, words } from "./words.js";

const seen = new WeakSet();

function look(frame) {
  const more = frame.scrollWidth > frame.clientWidth + 1;
  const hint = frame.previousElementSibling;
  const there = hint && hint.matches("[data-sideways]");
  if (more && !there) frame.before(make("p", { text: words("sideways"), cls: "hint sideways", attrs: { "data-sideways": "" } }));
  if (!more && there) hint.remove();
  frame.classList.toggle("more-right", more && frame.scrollLeft + frame.clientWidth < frame.scrollWidth - 1);
}

const sizes = new ResizeObserver((entries) => entries.forEach((entry) => look(entry.target)));

function watch() {
  document.querySelectorAll(".swipe").forEach((frame) => {
    if (seen.has(frame)) return;
    seen.add(frame);
    sizes.observe(frame);
    frame.addEventListener("scroll", () => look(frame), { passive: true });
  });
}

watch();
["duban:replaced", "htmx:afterSettle"].forEach((name) => document.addEventListener(name, watch));
