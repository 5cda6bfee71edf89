// Keys for lists and for the leader's decisions. They can be switched off (kept on this computer), and never act while typing.

const OFF = "duban:keys-off";

const enabled = () => localStorage.getItem(OFF) !== "1";
const typing = (target) => target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("[data-keys] [data-key-row]")].filter((row) => row.offsetParent !== null);

function current() {
  const focused = document.activeElement && document.activeElement.closest("[data-key-row]");
  return focused || document.querySelector("[data-key-row].here");
}

function go(step) {
  const all = rows();
  if (!all.length) return;
  const here = all.indexOf(current());
  const next = all[Math.max(0, Math.min(all.length - 1, here < 0 ? 0 : here + step))];
  all.forEach((row) => row.classList.toggle("here", row === next));
  if (!next.hasAttribute("tabindex")) next.setAttribute("tabindex", "-1");
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function press(selector) {
  const row = current();
  const target = row && row.querySelector(selector);
  // What a page read on a phone does not draw is not pressed by a key either.
  if (!target || target.disabled || (target.closest(".at-desk") && target.offsetParent === null)) return false;
  target.click();
  return true;
}

const help = () => document.querySelector("[data-keys-help]");

const ACTS = {
  j: () => go(1),
  k: () => go(-1),
  a: () => press("[data-key-agree]"),
  r: () => press("[data-key-return]"),
  "/": () => {
    const search = document.querySelector("[data-key-search]");
    if (search) search.focus();
    return Boolean(search);
  },
  "?": () => {
    const dialog = help();
    if (dialog && !dialog.open) dialog.showModal();
    return Boolean(dialog);
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (!enabled()) return;
  // Enter and Space belong to the control that has the focus; only a row itself hands them on.
  if (event.key === "Enter" || event.key === " ") {
    if (!event.target.hasAttribute("data-key-row")) return;
    const found = press(event.key === "Enter" ? "[data-key-open], a[href]" : "input[type=checkbox]");
    if (found) event.preventDefault();
    return;
  }
  const act = ACTS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (act && act() !== false) event.preventDefault();
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-keys-on]")) return;
  localStorage.setItem(OFF, event.target.checked ? "0" : "1");
});
const choice = document.querySelector("[data-keys-on]");
if (choice) choice.checked = enabled();

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys-open]") && help()) help().showModal();
});
