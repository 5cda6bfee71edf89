// The inbox's selection bar: several tasks of one step at once; returning is never offered in bulk.

const pickable = (form) => [...form.querySelectorAll("input[type=checkbox][data-step]")];

function show(form) {
  const boxes = pickable(form);
  const ticked = boxes.filter((box) => box.checked);
  const step = ticked.length ? ticked[0].dataset.step : "";
  boxes.forEach((box) => {
    // Another step cannot be added: its boxes rest until the choice is empty again.
    box.disabled = Boolean(step) && box.dataset.step !== step;
    const row = box.closest("tr, li");
    if (!row) return;
    if (box.checked) row.setAttribute("aria-selected", "true");
    else row.removeAttribute("aria-selected");
  });
  const bar = form.querySelector("[data-bulk-bar]");
  if (!bar) return;
  bar.hidden = !ticked.length;
  bar.querySelectorAll("[data-bulk-count]").forEach((place) => (place.textContent = String(ticked.length)));
  bar.querySelectorAll("[data-bulk-step]").forEach((place) => (place.textContent = ticked.length ? ticked[0].dataset.stepLabel : ""));
  // Steps may have a button of their own: only that of the chosen step is offered.
  bar.querySelectorAll("[data-for-step]").forEach((button) => (button.hidden = button.dataset.forStep !== step));
}

function showAll() {
  document.querySelectorAll("form[data-bulk]").forEach(show);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest && event.target.closest("form[data-bulk]");
  if (form && event.target.matches("[data-step]")) show(form);
});
document.addEventListener("click", (event) => {
  const clear = event.target.closest && event.target.closest("[data-bulk-clear]");
  if (!clear) return;
  event.preventDefault();
  const form = clear.closest("form[data-bulk]");
  pickable(form).forEach((box) => (box.checked = false));
  show(form);
  document.dispatchEvent(new CustomEvent("duban:free"));
});
document.addEventListener("duban:replaced", showAll);
window.addEventListener("pageshow", showAll);
showAll();
