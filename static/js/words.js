// The sentences of the scripts, translated by the server (templates/components/words.html), and how they are said.

const store = document.getElementById("words");

/** The sentence of that name with its places filled in: words("news", { n: 2 }). */
export function words(name, places = {}) {
  const text = (store && store.dataset[name]) || "";
  return text.replace(/\{(\w+)\}/g, (whole, key) => (key in places ? String(places[key]) : whole));
}

/** The time of day as the pages write it: 14:02, with seconds where they matter. */
export function clock(at = new Date(), seconds = false) {
  const parts = [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, "0"));
  return parts.slice(0, seconds ? 3 : 2).join(":");
}

/** An element with text, classes and children; text is always set as text. */
export function make(tag, { text = "", cls = "", attrs = {} } = {}, ...children) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  if (cls) element.className = cls;
  Object.entries(attrs).forEach(([name, value]) => element.setAttribute(name, value));
  element.append(...children);
  return element;
}

/** Says something politely in the corner. It stays until closed when `stay`, else 8 seconds. */
export function say(text, { bad = false, stay = false, link = null } = {}) {
  const region = document.querySelector("[data-toasts]");
  if (!region || !text) return null;
  const close = make("button", { text: "×", cls: "btn plain", attrs: { type: "button", "aria-label": words("close") } });
  const toast = make("div", { cls: bad ? "toast bad-news" : "toast" }, make("p", { text }));
  if (link) toast.firstChild.append(" ", make("a", { text: link.text, attrs: { href: link.href, target: "_blank", rel: "noopener" } }));
  toast.append(close);
  close.addEventListener("click", () => toast.remove());
  region.append(toast);
  if (!stay) setTimeout(() => toast.remove(), 8000);
  return toast;
}
