// Forms are sent without leaving the page. On a bad network nothing is lost and nothing is sent twice: the same
// form is tried again with the same `envoi`, which the server recognises (B3, B4).
import { forget, restore } from "./drafts.js";
import { goTo } from "./live.js";

const SECOND = 1000;
const TIMEOUT = 30 * SECOND;
const RETRY = [5, 10, 20, 40, 60];

/// `live` is null on pages that are not a sheet: there, forms go the ordinary way, once.
export function startForms(live) {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || !form.closest("section.clo")) return;
    if (live && form.matches(".form-commentaire, .form-publication")) {
      event.preventDefault();
      sending(form, live).start();
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

function sending(form, live) {
  if (!sendings.has(form)) sendings.set(form, new Sending(form, live));
  return sendings.get(form);
}

/// One form on its way to the server.
class Sending {
  constructor(form, live) {
    this.form = form;
    this.live = live;
    this.button = form.querySelector("button[type=submit], button:not([type])");
    this.status = document.createElement("div");
    this.status.className = "form-etat";
    this.status.setAttribute("role", "status");
    form.append(this.status);
    this.isUnderWay = false;
    this.tries = 0;
    addEventListener("online", () => this.timer && this.send());
  }

  start() {
    if (this.isUnderWay) return;
    this.tries = 0;
    this.hasNewToken = false;
    this.send();
  }

  async send() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.busy(true);
    this.say("Envoi…");
    let response;
    try {
      response = await fetch(this.form.action, {
        method: "POST",
        headers: { "HX-Request": "true" },
        body: new URLSearchParams(new FormData(this.form)),
        signal: AbortSignal.timeout(TIMEOUT),
      });
    } catch {
      return this.retryLater("Pas de réseau");
    }
    if (response.status === 204) return this.done(response);
    if ([502, 503, 504].includes(response.status)) return this.retryLater("Service momentanément indisponible");
    this.refused(response.status, await response.text());
  }

  async done(response) {
    this.busy(false);
    this.say("");
    forget(this.form);
    this.form.reset();
    this.form.elements.envoi.value = newToken();
    const details = this.form.closest("details");
    if (details) details.open = false;
    await this.live.askNow();
    goTo(document.getElementById(response.headers.get("CLO-Ancre")));
  }

  refused(status, html) {
    this.busy(false);
    const answer = new DOMParser().parseFromString(html, "text/html");
    if (status === 401) return this.offerSignIn();
    // Signed in again in another tab: the answer brings the token of the new session.
    const token = answer.querySelector("input[name=jeton]")?.value;
    if (status === 403 && token && !this.hasNewToken) {
      this.hasNewToken = true;
      this.form.elements.jeton.value = token;
      return this.send();
    }
    const sentences = [...answer.querySelectorAll(".erreur")].map((element) => element.textContent.trim());
    this.error(sentences.length ? sentences : ["Cet envoi a été refusé. Votre texte reste dans la page."]);
  }

  retryLater(reason) {
    const seconds = RETRY[Math.min(this.tries, RETRY.length - 1)];
    this.tries += 1;
    const now = document.createElement("button");
    now.type = "button";
    now.className = "lien";
    now.textContent = "Réessayer maintenant";
    now.addEventListener("click", () => this.send());
    this.say(`${reason} : votre texte est gardé, nouvel essai dans ${seconds} s. `, now);
    this.timer = setTimeout(() => this.send(), seconds * SECOND);
  }

  offerSignIn() {
    const link = document.createElement("a");
    link.href = location.href;
    link.target = "_blank";
    link.textContent = "Connectez-vous de nouveau";
    this.error(["Votre session a expiré. Votre texte est gardé. "]);
    this.status.firstElementChild.append(link, ", puis renvoyez.");
  }

  error(sentences) {
    this.status.replaceChildren(
      ...sentences.map((sentence) => {
        const p = document.createElement("p");
        p.className = "erreur";
        p.setAttribute("role", "alert");
        p.textContent = sentence;
        return p;
      }),
    );
  }

  say(...content) {
    this.status.replaceChildren(...content);
  }

  busy(isBusy) {
    this.isUnderWay = isBusy;
    if (!this.button) return;
    this.button.setAttribute("aria-disabled", String(isBusy));
    this.button.classList.toggle("occupe", isBusy);
  }
}

/// As many random bits as the server's own.
function newToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}

document.addEventListener("htmx:afterSettle", (event) => restore(event.target.closest?.("section.clo") ?? document));
