// The typed password can be shown (ASVS 2.1.12).
import { button, make } from "./parts.js";

export function startPasswords() {
  for (const field of document.querySelectorAll("section.clo input[type=password]:not(.champ-secret *)")) {
    const show = (isShown) => {
      field.type = isShown ? "text" : "password";
      toggle.textContent = isShown ? "Masquer" : "Afficher";
      toggle.ariaLabel = `${toggle.textContent} le mot de passe`;
    };
    const toggle = button("", () => show(field.type === "password"), "bascule-mot-de-passe");
    show(false);
    const row = make("div", { className: "champ-secret" });
    field.replaceWith(row);
    row.append(field, toggle);
    field.form.addEventListener("submit", () => show(false));
  }
}
