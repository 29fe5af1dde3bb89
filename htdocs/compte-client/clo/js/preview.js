// « Tel que le client le verra »: the publication as it would be, before it is.
import { alertLine, button, counted, iconButton, make } from "./parts.js";
import { writingOf } from "./writing.js";

const TIMEOUT = 30_000;

export function startPreview() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("section.clo .form-publication button[formaction]");
    const writing = opener && writingOf(opener.form);
    if (!writing) return;
    event.preventDefault();
    show(opener.form, writing, opener);
  });
}

async function show(form, writing, opener) {
  const content = make("div", { className: "apercu-contenu", ariaBusy: "true" }, "Préparation de l’aperçu…");
  const close = () => dialog.close();
  const publish = () => {
    close();
    form.requestSubmit(form.querySelector("[type=submit]:not([formaction])"));
  };
  const publishing = button(form.querySelector("[type=submit]:not([formaction])").textContent, publish, "bouton principal");
  const dialog = make(
    "dialog",
    { className: "apercu" },
    make(
      "header",
      { className: "apercu-tete" },
      make("h2", { id: "apercu-titre" }, "Tel que le client le verra"),
      iconButton("fermer", "Fermer l’aperçu", close),
    ),
    content,
    make("footer", { className: "barre-choix" }, publishing, button("Reprendre la rédaction", close, "bouton")),
  );
  dialog.setAttribute("aria-labelledby", "apercu-titre");
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (opener.isConnected && !opener.ariaDisabled) opener.focus();
  });
  form.closest("section.clo").append(dialog);
  dialog.showModal();
  writing.sync();
  content.replaceChildren(...(await draw(form, writing)));
  content.ariaBusy = "false";
}

async function draw(form, writing) {
  const failed = () => [alertLine("L’aperçu n’a pas pu être préparé. Votre texte est gardé\u00a0; essayez de nouveau dans un instant.")];
  let page;
  try {
    const response = await fetch(form.dataset.apercu, {
      method: "POST",
      headers: { "HX-Request": "true" },
      body: new URLSearchParams(new FormData(form)),
      signal: AbortSignal.timeout(TIMEOUT),
    });
    page = new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return failed();
  }
  const article = page.querySelector("article.publication");
  const sentences = [...page.querySelectorAll(".erreur")].map((each) => alertLine(each.textContent));
  if (!article) return sentences.length ? sentences : failed();
  const { pending } = writing.tray;
  const note = make("p", { className: "indice" }, `${counted(pending, "photo encore en route n’y est pas", "photos encore en route n’y sont pas")}.`);
  // The live page must not take it for one of its own.
  article.removeAttribute("id");
  return [...sentences, ...(pending ? [note] : []), article];
}
