// The worksite code field as a combobox (WAI-ARIA APG): htmx brings the suggestions, the arrow keys choose.
export function startWorksiteField() {
  const field = document.querySelector("section.clo #chantier");
  const box = document.querySelector("section.clo #chantier-suggestions");
  if (!field || !box) return;
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", box.id);
  field.setAttribute("aria-expanded", "false");

  const options = () => [...box.querySelectorAll("[role=option]")];
  const chosen = () => options().find((option) => option.getAttribute("aria-selected") === "true");

  function choose(option) {
    for (const other of options()) other.setAttribute("aria-selected", String(other === option));
    if (option) {
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      field.removeAttribute("aria-activedescendant");
    }
  }

  function close() {
    box.replaceChildren();
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  box.addEventListener("htmx:afterSettle", () => {
    if (!field.value.trim()) return close();
    field.setAttribute("aria-expanded", String(options().length > 0));
  });
  field.addEventListener("input", () => {
    if (!field.value.trim()) close();
  });
  field.addEventListener("keydown", (event) => {
    const all = options();
    const at = all.indexOf(chosen());
    if (event.key === "ArrowDown" && all.length) choose(all[(at + 1) % all.length]);
    else if (event.key === "ArrowUp" && all.length) choose(all[(at - 1 + all.length) % all.length]);
    else if (event.key === "Escape" && all.length) close();
    else if (event.key === "Enter" && chosen()) chosen().querySelector("a").click();
    else return;
    event.preventDefault();
  });
}
