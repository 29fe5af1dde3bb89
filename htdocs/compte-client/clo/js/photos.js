// The photos of a publication's form: chosen, made small, sent while one goes on writing, put in order, captioned.
import { announce, button, counted, icon, iconButton, make } from "./parts.js";
import { dropPhoto, dropPhotosOf, keepPhoto, keptPhoto } from "./photo-room.js";
import { makeReorderable, move } from "./reorder.js";
import { shrink } from "./shrink.js";
import { abandon, Refused, SessionEnded, upload } from "./upload.js";

const MEGABYTE = 1_000_000;

/// Where a photo is on its way. `here` and `refused` are ends.
const PREPARING = "preparing";
const WAITING = "waiting";
const SENDING = "sending";
const PAUSED = "paused";
const SIGNED_OUT = "signed-out";
const REFUSED = "refused";
const HERE = "here";

export class Tray {
  /// - Parameters:
  ///   - form: holds `.photos-du-formulaire`, with the photos that the publication has already.
  ///   - draft: the key under which this browser keeps the photos.
  ///   - text: `{ placePhoto, takeOut, hasPhoto }` of the editor, or null while there is none.
  ///   - onChange: called after each change that a draft should know of.
  constructor(form, { draft, text, onChange }) {
    Object.assign(this, { form, draft, text, onChange });
    this.items = [];
    this.waiting = new Set();
    const place = form.querySelector(".photos-du-formulaire");
    this.list = place.querySelector(".plaques");
    this.field = place.querySelector("input[type=file]");
    this.notice = make("p", { className: "indice plaques-avis", role: "status" });
    this.take(place);
    makeReorderable(this.list, (element) => this.onMoved(element));
    document.addEventListener("visibilitychange", () => !document.hidden && this.resumeSignedOut());
  }

  /// The plain form's part becomes ours: what it says is kept, its file field would send files whole.
  take(place) {
    const { field, list } = this;
    for (const element of [...list.children]) {
      const input = element.querySelector("input[name^='photo:']");
      const name = input.name.slice("photo:".length);
      const photo = { nom: name, adresse: element.querySelector("img")?.getAttribute("src") };
      element.remove();
      this.append({ key: name, name, photo, caption: input.value, state: HERE });
    }
    field.removeAttribute("name");
    field.hidden = true;
    field.addEventListener("change", () => {
      this.add([...field.files]);
      field.value = "";
    });
    const label = place.querySelector(`label[for="${field.id}"]`);
    const choose = button("Ajouter des photos", () => field.click(), "bouton ajouter-photos");
    choose.prepend(icon("photo"));
    label.replaceWith(choose);
    choose.after(this.notice);
  }

  get maximum() {
    return Number(this.form.dataset.photosMax) || 30;
  }

  // MARK: Adding

  /// - Returns: the keys of those that were taken in.
  add(files) {
    const room = Math.max(0, this.maximum - this.items.length);
    const taken = files.slice(0, room);
    const left = files.length - taken.length;
    this.say(
      left ? `${this.maximum} photos au plus par publication\u00a0: ${left} ${left > 1 ? "n’ont" : "n’a"} pas été ajoutée${left > 1 ? "s" : ""}.` : "",
    );
    const items = taken.map((file) => this.append({ key: newKey(), fileName: file.name, caption: "", state: PREPARING, source: file }));
    for (const item of items) this.prepare(item);
    if (items.length) {
      announce(`${counted(items.length, "photo ajoutée", "photos ajoutées")}.`);
      this.changed();
    }
    return items.map(({ key }) => key);
  }

  append(properties) {
    const item = new Item(this, properties);
    this.items.push(item);
    this.list.append(item.element);
    this.renumber();
    return item;
  }

  async prepare(item) {
    const { key, source } = item;
    item.show(PREPARING);
    // As it is first: a reload while it is being made small loses nothing.
    if (!item.isPrepared) await keepPhoto(this.draft, { key, name: item.fileName, blob: source });
    let small = { blob: source, name: item.fileName };
    try {
      small = await shrink(source);
    } catch {
      // No room for the picture in memory: it goes as it is.
    }
    if (item.isGone) return;
    const { blob, name } = small;
    if (blob.size > Number(this.form.dataset.octetsMax)) {
      const limit = Math.floor(Number(this.form.dataset.octetsMax) / MEGABYTE);
      return item.show(REFUSED, `« ${item.fileName} » est trop volumineuse (${limit}\u00a0Mo au plus).`);
    }
    Object.assign(item, { blob, fileName: name, fingerprint: await fingerprint(blob) });
    const twin = this.items.find((other) => other !== item && other.fingerprint === item.fingerprint);
    if (twin) {
      this.say(`« ${name} » est déjà là.`);
      return this.remove(item);
    }
    await keepPhoto(this.draft, { key, name, blob });
    item.drawThumbnail();
    this.send(item);
  }

  async send(item) {
    item.show(WAITING);
    item.aborter = new AbortController();
    const photo = { key: item.fingerprint, name: item.fileName, blob: item.blob };
    item.journey = photo;
    try {
      const arrived = await upload(photo, this.form, {
        signal: item.aborter.signal,
        onProgress: (part) => item.show(SENDING, part),
        onWait: (seconds) => (seconds ? item.show(PAUSED, seconds) : item.show(SENDING)),
      });
      this.arrived(item, arrived);
    } catch (error) {
      if (item.isGone) return;
      if (error instanceof Refused) item.show(REFUSED, error.message);
      else if (error instanceof SessionEnded) item.show(SIGNED_OUT);
      else {
        item.show(REFUSED, `« ${item.fileName} » n’a pas pu être envoyée.`);
        throw error;
      }
      this.changed();
    }
  }

  arrived(item, photo) {
    if (this.items.some((other) => other !== item && other.name === photo.nom)) return this.remove(item);
    Object.assign(item, { photo, name: photo.nom });
    item.show(HERE);
    item.drawThumbnail();
    this.changed();
  }

  retry(item) {
    if (item.state === PAUSED) item.journey.retryNow?.();
    else if (item.fingerprint) this.send(item);
    else this.prepare(item);
  }

  resumeSignedOut() {
    for (const item of this.items) if (item.state === SIGNED_OUT) this.send(item);
  }

  // MARK: Order, place, removal

  remove(item) {
    const at = this.items.indexOf(item);
    if (at < 0) return;
    this.items.splice(at, 1);
    item.isGone = true;
    item.aborter?.abort();
    if (item.journey?.envoi && !item.name) abandon(this.form, item.journey.envoi);
    dropPhoto(this.draft, item.key);
    this.text()?.takeOut(item.key);
    const hadFocus = item.element.contains(document.activeElement);
    item.element.remove();
    item.forgetThumbnail();
    this.renumber();
    if (hadFocus) (this.items[at] ?? this.items[at - 1])?.handle.focus();
    this.changed();
  }

  onMoved(element) {
    this.items.sort((left, right) => position(left) - position(right));
    this.renumber();
    const item = this.items.find((one) => one.element === element);
    announce(`Photo ${this.items.indexOf(item) + 1} sur ${this.items.length}.`);
    this.changed();
  }

  step(item, by) {
    const focused = document.activeElement;
    if (!move(this.list, item.element, by)) return;
    this.onMoved(item.element);
    focused.focus();
  }

  toggleInText(item) {
    const text = this.text();
    if (!text) return;
    if (text.hasPhoto(item.key)) {
      text.takeOut(item.key);
      announce("Photo retirée du texte.");
    } else text.placePhoto(item.key);
    this.refreshPlaces();
  }

  /// Which photos stand in the text may have changed.
  refreshPlaces() {
    const text = this.text();
    for (const item of this.items) item.showPlace(text ? text.hasPhoto(item.key) : null);
  }

  renumber() {
    this.items.forEach((item, at) => item.number(at + 1, this.items.length));
    this.list.hidden = !this.items.length;
  }

  /// Fills a `<figure>` that stands for a photo in the text.
  draw(figure) {
    const item = this.items.find(({ key, name }) => key === figure.dataset.photo || name === figure.dataset.photo);
    const image = make("img", { alt: item?.caption ?? "", draggable: false });
    if (item?.thumbnail) image.src = item.thumbnail;
    figure.replaceChildren(item ? image : "Photo absente", make("figcaption", {}, item?.caption ?? ""));
  }

  redraw(item) {
    for (const figure of this.form.querySelectorAll(".photo-placee")) {
      if (figure.dataset.photo === item.key || figure.dataset.photo === item.name) this.draw(figure);
    }
  }

  // MARK: The whole

  /// The text with the photos' names in it, for the server. Those that have not arrived keep their keys.
  named(html) {
    const names = new Map(this.items.filter(({ name }) => name).map(({ key, name }) => [key, name]));
    return html.replace(/data-photo="([^"]*)"/g, (all, key) => `data-photo="${names.get(key) ?? key}"`);
  }

  get pending() {
    return this.items.filter(({ state }) => ![HERE, REFUSED].includes(state)).length;
  }

  get refused() {
    return this.items.filter(({ state }) => state === REFUSED);
  }

  get isSignedOut() {
    return this.items.some(({ state }) => state === SIGNED_OUT);
  }

  dropRefused() {
    for (const item of this.refused) this.remove(item);
  }

  /// Resolves at the next change.
  nextChange() {
    return new Promise((resolve) => this.waiting.add(resolve));
  }

  changed() {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
    this.onChange();
  }

  /// For a draft.
  content() {
    return this.items.map(({ key, name, fileName, caption, photo }) => ({ key, name, fileName, caption, photo }));
  }

  /// What a draft held instead of what is here. Photos that had not arrived go on from where they were.
  async restore(list) {
    for (const item of [...this.items]) {
      if (!list.some(({ key }) => key === item.key)) this.remove(item);
    }
    let lost = 0;
    for (const kept of list) {
      const present = this.items.find(({ key, name }) => key === kept.key || (name && name === kept.name));
      if (present) {
        present.setCaption(kept.caption);
        this.list.append(present.element);
        continue;
      }
      const record = kept.photo ? null : await keptPhoto(this.draft, kept.key);
      if (kept.photo) this.append({ ...kept, state: HERE });
      else if (record) this.prepare(this.append({ ...kept, state: PREPARING, source: record.blob, isPrepared: true }));
      else lost += 1;
    }
    this.items.sort((left, right) => position(left) - position(right));
    this.renumber();
    if (lost) this.say(`${counted(lost, "photo n’a pas pu être retrouvée", "photos n’ont pas pu être retrouvées")} sur cet appareil.`);
    for (const figure of this.form.querySelectorAll(".photo-placee")) this.draw(figure);
  }

  /// The publication has them.
  clear() {
    for (const item of [...this.items]) {
      item.isGone = true;
      item.aborter?.abort();
      item.element.remove();
      item.forgetThumbnail();
    }
    this.items = [];
    this.renumber();
    this.say("");
    dropPhotosOf(this.draft);
  }

  say(sentence) {
    this.notice.textContent = sentence;
  }
}

const position = ({ element }) => [...element.parentElement.children].indexOf(element);

/// One photo and its line in the form.
class Item {
  constructor(tray, properties) {
    Object.assign(this, { tray, isGone: false }, properties);
    this.image = make("img", { alt: "", width: 96, height: 96 });
    this.image.addEventListener("error", () => this.image.classList.add("illisible"));
    this.caption_ = make("input", { type: "text", value: this.caption, maxLength: 300, placeholder: "Légende" });
    this.caption_.addEventListener("input", () => this.setCaption(this.caption_.value));
    this.handle = iconButton("poignee", "", null, "bouton-icone poignee");
    this.before = iconButton("avant", "", () => tray.step(this, -1));
    this.after = iconButton("apres", "", () => tray.step(this, 1));
    this.placing = button("", () => tray.toggleInText(this), "lien placer");
    this.removal = iconButton("fermer", "", () => tray.remove(this));
    this.bar = make("progress", { max: 1, value: 0 });
    this.words = make("span", {});
    this.status = make("div", { className: "plaque-etat" });
    this.element = make(
      "li",
      { className: "plaque" },
      make("div", { className: "plaque-image" }, this.image),
      make("div", { className: "plaque-corps" }, this.caption_, this.status),
      make("div", { className: "plaque-gestes" }, this.handle, this.before, this.after, this.placing),
      this.removal,
    );
    this.show(this.state);
    this.showPlace(tray.text() ? tray.text().hasPhoto(this.key) : null);
    this.drawThumbnail();
  }

  setCaption(caption) {
    this.caption = caption;
    if (this.caption_.value !== caption) this.caption_.value = caption;
    this.tray.redraw(this);
  }

  number(at, count) {
    this.caption_.ariaLabel = `Légende de la photo ${at}`;
    this.bar.ariaLabel = `Envoi de la photo ${at}`;
    this.handle.ariaLabel = `Déplacer la photo ${at} sur ${count}, avec les flèches haut et bas`;
    this.handle.title = "Glissez pour changer l’ordre";
    this.before.ariaLabel = `Avant\u00a0: photo ${at}`;
    this.after.ariaLabel = `Après\u00a0: photo ${at}`;
    this.before.title = "Avant";
    this.after.title = "Après";
    this.removal.ariaLabel = `Retirer la photo ${at}`;
    this.removal.title = "Retirer";
    this.before.ariaDisabled = String(at === 1);
    this.after.ariaDisabled = String(at === count);
  }

  /// - Parameter isInText: null while there is no editor to place it in.
  showPlace(isInText) {
    this.placing.hidden = isInText === null;
    const label = isInText ? "Sortir du texte" : "Placer dans le texte";
    if (this.placing.textContent !== label) this.placing.textContent = label;
  }

  drawThumbnail() {
    const source = this.blob ?? this.source;
    if (!this.thumbnail?.startsWith("blob:") && source) this.thumbnail = URL.createObjectURL(source);
    // What this browser cannot show, the server can once it is there.
    if (this.photo && (!source || this.image.classList.contains("illisible"))) this.thumbnail = this.photo.adresse;
    if (this.thumbnail && this.image.getAttribute("src") !== this.thumbnail) {
      this.image.classList.remove("illisible");
      this.image.src = this.thumbnail;
    }
    this.tray.redraw(this);
  }

  forgetThumbnail() {
    if (this.thumbnail?.startsWith("blob:")) URL.revokeObjectURL(this.thumbnail);
  }

  /// - Parameter detail: part that has arrived, seconds to wait, or why it was refused.
  show(state, detail) {
    const isNew = this.state !== state || !this.status.childNodes.length;
    this.state = state;
    if (state === HERE) this.caption_.name = `photo:${this.name}`;
    if (state === SENDING) {
      if (typeof detail === "number") this.bar.value = detail;
      this.words.textContent = `${Math.floor(this.bar.value * 100)}\u00a0%`;
    }
    if (!isNew && state === SENDING) return;
    this.status.replaceChildren(...this.parts(state, detail));
    this.element.dataset.etat = state;
  }

  parts(state, detail) {
    const retry = button("Réessayer", () => this.tray.retry(this));
    switch (state) {
      case PREPARING:
        return ["Préparation…"];
      case WAITING:
        return ["En attente d’envoi"];
      case SENDING:
        return [this.bar, this.words];
      case PAUSED:
        return [`Pas de réseau\u00a0: nouvel essai dans ${detail}\u00a0s. `, retry];
      case SIGNED_OUT:
        return [
          "Votre session a expiré. ",
          make("a", { href: location.href, target: "_blank" }, "Connectez-vous de nouveau"),
          "\u00a0: l’envoi reprendra. ",
          retry,
        ];
      case REFUSED:
        return [make("p", { className: "erreur", role: "alert" }, detail), retry];
      case HERE:
        return [];
    }
    throw new Error(`no such state: ${state}`);
  }
}

const newKey = () => base64url(crypto.getRandomValues(new Uint8Array(18)));

/// The same bytes, the same key: what was cut goes on, what was chosen twice is known. Without a secure connection
/// browsers do not compute it, and a key of chance serves until the page is left.
async function fingerprint(blob) {
  if (!crypto.subtle) return newKey();
  return base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer())));
}

const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
