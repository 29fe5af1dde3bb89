// The worksite code field as a combobox (WAI-ARIA APG): htmx brings the suggestions, the arrow keys choose.
import { visit } from "./parts.js";

export function startWorksiteField() {
  const field = document.querySelector("section.clo #chantier");
  const box = document.querySelector("section.clo #chantier-suggestions");
  if (!field || !box) return;
  Object.assign(field, { role: "combobox", ariaAutoComplete: "list", ariaExpanded: "false" });

  const options = () => [...box.querySelectorAll("[role=option]")];
  const chosen = () => options().find((option) => option.ariaSelected === "true");
  const open = (option) => visit(option.dataset.href);

  function choose(option) {
    for (const other of options()) other.ariaSelected = String(other === option);
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function close() {
    box.replaceChildren();
    field.ariaExpanded = "false";
    field.removeAttribute("aria-controls");
    field.removeAttribute("aria-activedescendant");
  }

  box.addEventListener("htmx:afterSwap", () => {
    // An answer that arrives after the field was emptied or left.
    if (!field.value.trim() || document.activeElement !== field) return close();
    const list = box.querySelector("[role=listbox]");
    field.ariaExpanded = String(list !== null);
    field.removeAttribute("aria-activedescendant");
    if (list) field.setAttribute("aria-controls", list.id);
  });
  box.addEventListener("pointerdown", (event) => event.preventDefault());
  box.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) open(option);
  });
  field.addEventListener("blur", close);
  field.addEventListener("input", () => {
    if (!field.value.trim()) close();
  });
  field.addEventListener("keydown", (event) => {
    const all = options();
    const at = all.indexOf(chosen());
    if (event.key === "ArrowDown" && all.length) choose(all[(at + 1) % all.length]);
    else if (event.key === "ArrowUp" && all.length) choose(all.at(at <= 0 ? -1 : at - 1));
    else if (event.key === "Escape" && all.length) close();
    else if (event.key === "Enter" && at >= 0) open(all[at]);
    else return;
    event.preventDefault();
  });
}
