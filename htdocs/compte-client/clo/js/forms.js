// Forms are sent without leaving the page. On a bad network the same form is tried again with the same `envoi`,
// which the server recognises: nothing is lost, nothing is done twice (B3, B4).
import { forget, keep, keepLeaving, serverDraftOf } from "./drafts.js";
import { goTo } from "./live.js";
import { alertLine, button, counted, make, visit } from "./parts.js";
import { writingOf } from "./writing.js";

const SECOND = 1000;
/// A publication that waited for its photos goes on by itself after a reload, but not days later.
const STILL_MEANT = 3600 * SECOND;

/// `live` is null on pages that are not a sheet: there, forms other than of publications go the ordinary way, once.
export function startForms(live) {
  const send = (form) => {
    if (!sendings.has(form)) sendings.set(form, new Sending(form, live));
    sendings.get(form).start();
  };
  document.addEventListener("clo:repartir", ({ target, detail }) => Date.now() - detail < STILL_MEANT && send(target));
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || !form.closest("section.clo")) return;
    if (writingOf(form) || (live && form.matches(".form-commentaire"))) {
      event.preventDefault();
      send(form);
    } else if (form.dataset.envoye) {
      event.preventDefault();
    } else {
      form.dataset.envoye = "oui";
    }
  });
  // A page that comes back from the browser's memory can be sent again.
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-envoye]")) delete form.dataset.envoye;
  });
}

const sendings = new WeakMap();

/// One form on its way to the server.
class Sending {
  constructor(form, live) {
    this.form = form;
    this.live = live;
    this.writing = writingOf(form);
    this.button = form.querySelector("[type=submit]:not([formaction])");
    this.status = make("div", { className: "form-etat", role: "status" });
    // On a telephone the buttons are always in sight, and so is what becomes of them.
    const bar = form.querySelector(".barre-envoi");
    if (bar) bar.prepend(this.status);
    else form.append(this.status);
    addEventListener("online", () => this.timer && this.send());
  }

  /// The address of the sheet that the form belongs to.
  get sheet() {
    return new URL(this.form.action).pathname.replace(/\/publications.*$/, "");
  }

  async start() {
    if (this.isUnderWay) return;
    this.tries = 0;
    this.hasNewToken = false;
    this.form.querySelector(".brouillon-retrouve")?.remove();
    if (this.writing) {
      keep(this.form);
      if (!(await this.photosAreThere())) return;
    }
    this.send();
  }

  /// « Publier » is tapped once, wherever the photos are on their way.
  /// - Returns: false when there is something to decide first.
  async photosAreThere() {
    const { tray } = this.writing;
    if (tray.pending) keepLeaving(this.form, true);
    let isWanted = true;
    let said = "";
    const stop = button("Ne pas publier tout de suite", () => ((isWanted = false), tray.changed()));
    while (isWanted && tray.pending) {
      const sentence = tray.isSignedOut
        ? "Votre session a expiré\u00a0: connectez-vous de nouveau dans un autre onglet, la publication partira ensuite. "
        : `${counted(tray.pending, "photo est", "photos sont")} encore en route\u00a0: la publication partira d’elle-même. `;
      if (sentence !== said) this.status.replaceChildren((said = sentence), stop);
      this.busy(true);
      await tray.nextChange();
    }
    this.busy(false);
    if (isWanted && !tray.refused.length) return true;
    keepLeaving(this.form, false);
    const count = tray.refused.length;
    const without = () => (tray.dropRefused(), this.start());
    const label = count > 1 ? "Publier sans elles" : "Publier sans elle";
    const sentence = `${counted(count, "photo n’a pas pu être ajoutée", "photos n’ont pas pu être ajoutées")}. `;
    this.status.replaceChildren(...(isWanted ? [alertLine(sentence), button(label, without, "bouton")] : []));
    return false;
  }

  async send() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.busy(true);
    this.status.replaceChildren("Envoi…");
    this.writing?.sync();
    await serverDraftOf(this.form)?.stop();
    let response, html;
    try {
      response = await fetch(this.form.action, {
        method: "POST",
        headers: { "HX-Request": "true" },
        body: new URLSearchParams(new FormData(this.form)),
        signal: AbortSignal.timeout(30 * SECOND),
      });
      html = await response.text();
    } catch {
      return this.retryLater("Pas de réseau");
    }
    // A crash is answered 500 by some web servers; they say that it is worth another try.
    if ([502, 503, 504].includes(response.status) || (response.status === 500 && response.headers.has("Retry-After")))
      return this.retryLater("Service momentanément indisponible");
    this.busy(false);
    if (response.status === 204 || response.status === 201) this.done(response.headers.get("CLO-Ancre") ?? "");
    else this.refused(response.status, new DOMParser().parseFromString(html, "text/html"));
  }

  async done(anchor) {
    forget(this.form);
    if (this.writing) {
      this.writing.reset();
      serverDraftOf(this.form)?.start();
      this.form.closest("section.clo").querySelector(".form-brouillon")?.remove();
    }
    if (this.form.dataset.retour) return visit(this.form.dataset.retour);
    // A form that had come back refused has its text for a default.
    for (const field of this.form.querySelectorAll(":not([type=hidden]):is(input, select, textarea)")) field.value = "";
    this.form.elements.envoi.value = newToken();
    this.dropErrors();
    this.status.replaceChildren("Envoyé.");
    const details = this.form.closest("details");
    if (details) details.open = false;
    await this.live.askNow();
    this.status.replaceChildren();
    const element = document.getElementById(anchor);
    if (element) goTo(element);
    // A publication of an earlier date can belong to a part of the sheet that is not loaded.
    else if (anchor.startsWith("publication-")) visit(`${this.sheet}?n=${anchor.slice(12)}#${anchor}`);
  }

  refused(status, answer) {
    serverDraftOf(this.form)?.start();
    if (status === 401) return this.offerSignIn();
    // Signed in again in another tab: the answer brings the token of the new session.
    const token = answer.querySelector("input[name=jeton]")?.value;
    if (status === 403 && token && !this.hasNewToken) {
      this.hasNewToken = true;
      this.form.elements.jeton.value = token;
      return this.send();
    }
    // On a page of its own, the form comes back with what somebody else has saved beside it (B2).
    const section = answer.querySelector("section.clo");
    if (!this.live && section?.querySelector("form.form-publication")) return this.takePage(section);
    // What was answered may be gone: the form that comes back knows where the text can go instead.
    const parent = answer.querySelector(".form-commentaire input[name=parent]");
    if (parent && this.form.elements.parent) this.form.elements.parent.value = parent.value;
    const sentences = [...answer.querySelectorAll(".erreur")].map((element) => element.textContent.trim());
    this.error(sentences.length ? sentences : ["Cet envoi a été refusé. Votre texte reste dans la page."]);
  }

  takePage(section) {
    section.classList.add("avec-js");
    this.form.closest("section.clo").replaceWith(section);
    // What was typed is in the form that came back; that is the draft from now on.
    forget(this.form);
    document.dispatchEvent(new CustomEvent("clo:page"));
    keep(section.querySelector("form.form-publication"));
    const alert = section.querySelector(".erreur") ?? section.querySelector("h1");
    alert.tabIndex = -1;
    alert.focus();
  }

  retryLater(reason) {
    const seconds = Math.min(60, 5 * 2 ** this.tries++);
    const sentence = `${reason}\u00a0: votre texte est gardé, nouvel essai dans ${seconds}\u00a0s. `;
    this.status.replaceChildren(sentence, button("Réessayer maintenant", () => this.send()));
    this.timer = setTimeout(() => this.send(), seconds * SECOND);
  }

  offerSignIn() {
    const link = make("a", { href: location.href, target: "_blank" }, "Connectez-vous de nouveau");
    this.error(["Votre session a expiré. Votre texte est gardé. "]);
    this.status.firstElementChild.append(link, " dans un autre onglet, puis renvoyez-le d’ici.");
  }

  error(sentences) {
    this.dropErrors();
    this.status.replaceChildren(...sentences.map(alertLine));
    (this.writing ?? this.form.elements.texte).focus();
  }

  /// Those that came with the page.
  dropErrors() {
    for (const error of this.form.querySelectorAll(".champ .erreur")) error.remove();
  }

  busy(isBusy) {
    this.isUnderWay = isBusy;
    this.button.ariaDisabled = String(isBusy);
    this.button.classList.toggle("occupe", isBusy);
  }
}

/// As many random bits as the server's own.
function newToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}
