// The draft of a publication on the server, so that it can be finished on another machine. One for each form.
import { make } from "./parts.js";

const TIMEOUT = 20_000;
/// A publication waits so long for a draft that is under way.
const PATIENCE = 3_000;
const time = new Intl.DateTimeFormat("fr-FR", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Paris" });

/// « 14 h 05 »
export const clock = (milliseconds) => time.format(milliseconds).replace(":", "\u00a0h\u00a0");

export class ServerDraft {
  /// - Parameter onSaved: gets the moment of the server's clock, in milliseconds, at which it was kept.
  constructor(form, onSaved) {
    this.form = form;
    this.onSaved = onSaved;
    this.shown = make("p", { className: "indice brouillon-etat" });
    form.querySelector(".barre-envoi").before(this.shown);
    addEventListener("online", () => this.isBehind && this.save());
  }

  /// The newest state is saved; one on its way is waited for first.
  save() {
    if (this.isStopped) return;
    this.isBehind = true;
    this.saving ??= this.run().finally(() => (this.saving = null));
  }

  async run() {
    while (this.isBehind && !this.isStopped) {
      this.isBehind = false;
      const moment = await this.post(new URLSearchParams(new FormData(this.form)));
      if (!moment) {
        // The next pause, or the network's return, tries again.
        this.isBehind = true;
        this.say("Brouillon gardé sur cet appareil.");
        return;
      }
      this.onSaved(moment);
      this.say(`Brouillon enregistré à ${clock(moment)}.`);
    }
  }

  /// - Returns: null when it did not arrive.
  async post(body, query = "") {
    this.aborter = new AbortController();
    const timer = setTimeout(() => this.aborter.abort(), TIMEOUT);
    try {
      const { signal } = this.aborter;
      const address = this.form.dataset.brouillonServeur + query;
      const response = await fetch(address, { method: "POST", headers: { "HX-Request": "true" }, body, signal });
      return response.ok ? Number(response.headers.get("CLO-Enregistre")) || 1 : null;
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  /// Nothing may arrive after the publication itself, or the draft would come back.
  async stop() {
    this.isStopped = true;
    this.isBehind = false;
    if (!this.saving) return;
    const timer = setTimeout(() => this.aborter.abort(), PATIENCE);
    await this.saving;
    clearTimeout(timer);
  }

  start() {
    this.isStopped = false;
  }

  async erase() {
    await this.stop();
    this.say("");
    await this.post(new URLSearchParams({ jeton: this.form.elements.jeton.value }), "?effacer=1");
    this.start();
  }

  say(sentence) {
    this.shown.textContent = sentence;
  }
}
