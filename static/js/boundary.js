// The boundary between the item in hand and the next one, as a bar in the source text: dragged from sentence to sentence, or
// moved with the arrow keys and set with Enter. The form beside the item does the same without it.

const source = document.getElementById("source");
const form = document.querySelector("form[data-boundary]");
const HAND = `duban:boundary:${location.pathname}`;
const places = form ? [...form.elements.namedItem("cut").options] : [];
const sentence = (option) => document.getElementById(`s${option.value}`);
const reachable = places.filter(sentence);

/** The sentence the next item begins with now: it follows the last one that may be given away. */
function beginning() {
  const all = [...source.querySelectorAll(".s")];
  const given = places.filter((option) => option.parentElement === places[0].parentElement && "given" in option.parentElement.dataset);
  if (given.length) return all[all.indexOf(sentence(given[given.length - 1])) + 1];
  return all[all.indexOf(sentence(places[0])) - 1];
}

function build(first) {
  const bar = document.createElement("span");
  bar.className = "boundary";
  bar.tabIndex = 0;
  bar.setAttribute("role", "slider");
  bar.title = form.dataset.label;
  bar.setAttribute("aria-label", form.dataset.label);
  bar.setAttribute("aria-orientation", "vertical");
  bar.setAttribute("aria-valuemin", "0");
  bar.setAttribute("aria-valuemax", String(reachable.length));
  first.before(bar);
  return bar;
}

function watch(bar) {
  // Where the bar stands among the places it may go to; between two numbers while nothing is chosen.
  const here = reachable.filter((option) => "given" in option.parentElement.dataset).length;
  let chosen = null;

  const choose = (option) => {
    if (chosen) sentence(chosen).classList.remove("drop");
    chosen = option;
    if (chosen) {
      sentence(chosen).classList.add("drop");
      sentence(chosen).scrollIntoView({ block: "nearest" });
    }
    const index = chosen ? reachable.indexOf(chosen) : here;
    bar.setAttribute("aria-valuenow", String(index));
    bar.setAttribute("aria-valuetext", chosen ? chosen.text : form.dataset.unmoved);
  };

  const commit = () => {
    if (!chosen) return;
    form.elements.namedItem("cut").value = chosen.value;
    sessionStorage.setItem(HAND, "bar");
    form.requestSubmit();
  };

  bar.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    bar.setPointerCapture(event.pointerId);
    bar.classList.add("held");
  });
  bar.addEventListener("pointermove", (event) => {
    if (!bar.classList.contains("held")) return;
    const under = document.elementsFromPoint(event.clientX, event.clientY).find((one) => one.matches(".s"));
    choose(reachable.find((option) => sentence(option) === under) || null);
  });
  bar.addEventListener("pointerup", () => {
    bar.classList.remove("held");
    commit();
  });
  bar.addEventListener("pointercancel", () => {
    bar.classList.remove("held");
    choose(null);
  });
  bar.addEventListener("click", (event) => event.stopPropagation());
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      const from = chosen ? reachable.indexOf(chosen) : here - (step > 0 ? 1 : 0);
      choose(reachable[from + step] || chosen);
    } else if (event.key === "Enter") commit();
    else if (event.key === "Escape") choose(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  choose(null);
}

const first = reachable.length && !matchMedia("(max-width: 1100px)").matches ? beginning() : null;
if (first) {
  const bar = build(first);
  watch(bar);
  // Behind a move the bar is in hand again.
  if (sessionStorage.getItem(HAND) && location.hash === "#cur") addEventListener("load", () => bar.focus());
}
sessionStorage.removeItem(HAND);
