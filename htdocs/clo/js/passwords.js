// The typed password can be shown (ASVS 2.1.12).
export function startPasswords() {
  for (const field of document.querySelectorAll("section.clo input[type=password]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "bascule-mot-de-passe";
    button.setAttribute("aria-controls", field.id);
    const draw = () => {
      button.textContent = field.type === "password" ? "Afficher" : "Masquer";
      button.setAttribute("aria-label", `${button.textContent} le mot de passe`);
    };
    button.addEventListener("click", () => {
      field.type = field.type === "password" ? "text" : "password";
      draw();
    });
    field.form?.addEventListener("submit", () => {
      field.type = "password";
    });
    draw();
    field.after(button);
  }
}
