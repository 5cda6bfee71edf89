// Fields that ask for an agency: a large register is searched while typing; a chosen name is added to a list.

let asked = 0;

async function suggest(field, address) {
  const number = (asked += 1);
  const answer = await fetch(`${address}?q=${encodeURIComponent(field.value)}`);
  if (!answer.ok || number !== asked) return;
  const list = document.getElementById("agency-names");
  const { names } = await answer.json();
  list.replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
}

/** The list a chosen name goes to: one, or the one a choice beside the field names. */
function listOf(field) {
  const id = field.dataset.addsTo || document.getElementById(field.dataset.addsToChosen)?.value;
  return id && document.getElementById(id);
}

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.matches("[data-agency]")) return;
  const known = [...document.querySelectorAll("#agency-names option")].some((option) => option.value === field.value);
  const list = known && listOf(field);
  const search = field.closest("[data-search-url]");
  if (list) {
    list.value = list.value ? `${list.value}、${field.value}` : field.value;
    field.value = "";
    list.dispatchEvent(new Event("input", { bubbles: true }));
  } else if (search?.hasAttribute("data-crowded") && field.value.length > 1) suggest(field, search.dataset.searchUrl);
});
