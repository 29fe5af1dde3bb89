// Comfort for those who have JavaScript; every page works without it.
import { startContracts } from "./contracts.js";
import { startDrafts } from "./drafts.js";
import { startForms } from "./forms.js";
import { startLightbox } from "./lightbox.js";
import { goTo, startLive } from "./live.js";
import { alertLine } from "./parts.js";
import { startPasswords } from "./passwords.js";
import { startPreview } from "./preview.js";
import { startStrength } from "./strength.js";
import { startWorksiteField } from "./worksite.js";
import { startWriting, writingOf } from "./writing.js";

for (const section of document.querySelectorAll("section.clo")) section.classList.add("avec-js");

startContracts();
startWriting();
document.addEventListener("clo:page", startWriting);
startPasswords();
document.addEventListener("clo:page", startPasswords);
startStrength();
startWorksiteField();
const sheet = document.querySelector("section.clo-fiche[data-nouveautes]");
startForms(sheet ? startLive(sheet) : null);
// After the forms: a draft that was on its way when the page was left is sent by them.
startDrafts();
startPreview();
startLightbox();
startPages();

// On a phone the button of a new publication is under the thumb, far from the form that it opens.
document.querySelector("section.clo .redaction")?.addEventListener("toggle", (event) => {
  const { open } = event.target;
  if (!open || !event.target.contains(document.activeElement)) return;
  event.target.scrollIntoView({ block: "nearest" });
  const form = event.target.querySelector("form");
  (writingOf(form) ?? form.elements.texte).focus({ preventScroll: true });
});

/// « Publications plus anciennes » (B5): what htmx leaves to us.
function startPages() {
  let hadFocus = false;
  document.addEventListener("htmx:beforeSwap", (event) => {
    hadFocus = event.detail.target?.contains(document.activeElement) ?? false;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (hadFocus && event.target.matches?.("article")) goTo(event.target);
    hadFocus = false;
  });
  for (const type of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(type, (event) => {
      const place = event.target.closest(".pages");
      if (!place || place.querySelector(".erreur")) return;
      place.append(alertLine("La suite n’a pas pu être chargée. Essayez de nouveau dans un instant."));
    });
  }
}
