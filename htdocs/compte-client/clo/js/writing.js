// A publication being written: its text, its photos, and what a draft keeps of them. The text area of the page serves
// until the editor has come, and for good where it cannot come.
import { Tray } from "./photos.js";
import { dropOldPhotos } from "./photo-room.js";

const writings = new WeakMap();

/// Those of the page; again after a page has been put in its place.
export function startWriting() {
  for (const form of document.querySelectorAll("section.clo form.form-publication[data-envois]")) {
    if (!writings.has(form)) writings.set(form, new Writing(form));
  }
  dropOldPhotos();
}

/// - Returns: undefined for forms of other things.
export const writingOf = (form) => writings.get(form);

class Writing extends EventTarget {
  constructor(form) {
    super();
    this.form = form;
    this.area = form.elements.texte;
    this.rich = form.elements.texte_riche;
    this.editor = null;
    this.remember();
    this.tray = new Tray(form, { draft: draftKey(form), text: () => this.editor, onChange: () => this.changed() });
    const details = form.closest("details");
    if (!details || details.open) this.loadEditor();
    details?.addEventListener("toggle", () => details.open && this.loadEditor());
    form.addEventListener("input", ({ target }) => {
      if (target !== this.area && this.editor?.editor.view.dom.contains(target)) return;
      this.changed();
    });
  }

  /// The text area shows this much of the formatted text; unless it is changed, the formatting holds.
  remember() {
    this.shown = this.area.value;
  }

  async loadEditor() {
    if (this.isLoading) return;
    this.isLoading = true;
    let module;
    try {
      module = await import("./editor.js");
    } catch {
      // On a bad network the text area serves, and the next opening tries again.
      this.isLoading = false;
      return;
    }
    const html = this.html;
    const hadFocus = document.activeElement === this.area;
    this.editor = new module.TextEditor(this.area, { html, tray: this.tray, onChange: () => this.changed() });
    this.rich.disabled = false;
    this.tray.refreshPlaces();
    this.sync();
    if (hadFocus) this.editor.focus();
    this.form.classList.add("avec-editeur");
  }

  changed() {
    this.sync();
    this.tray?.refreshPlaces();
    this.dispatchEvent(new Event("change"));
  }

  /// Fields as they are to be sent: what is sent of `texte_riche` wins over `texte`.
  sync() {
    if (this.editor) {
      this.rich.value = this.tray.named(this.editor.html);
      this.area.value = "";
    } else this.rich.disabled = !this.isFormattingKept;
  }

  /// While there is no editor.
  get isFormattingKept() {
    return this.rich.value !== "" && this.area.value === this.shown;
  }

  get html() {
    if (this.editor) return this.editor.html;
    return this.isFormattingKept ? this.rich.value : paragraphs(this.area.value);
  }

  get isEmpty() {
    return !this.html.replace(/<[^>]*>/g, "").trim() && !this.tray.items.length;
  }

  focus() {
    if (this.editor) this.editor.focus();
    else this.area.focus();
  }

  // MARK: Drafts

  content() {
    const { date, etape } = this.form.elements;
    return { riche: this.html, date: date.value, etape: etape.value, photos: this.tray.content() };
  }

  async restore({ riche = "", texte = "", date, etape, photos = [] }) {
    const { elements } = this.form;
    if (date !== undefined) elements.date.value = date;
    if (etape !== undefined) elements.etape.value = etape;
    await this.tray.restore(photos);
    this.setText(riche || paragraphs(texte));
  }

  setText(html) {
    if (this.editor) this.editor.html = html;
    else {
      this.rich.value = this.tray.named(html);
      this.area.value = plain(html);
      this.remember();
    }
    this.sync();
    this.tray.refreshPlaces();
  }

  /// A new one may begin.
  reset() {
    this.tray.clear();
    this.setText("");
    this.form.elements.date.value = "";
    this.form.elements.etape.value = "";
  }
}

/// Under which this browser keeps what is written in a form: account, sheet, publication.
export function draftKey(form) {
  const account = form.closest("section.clo")?.dataset.compte ?? "";
  const place = form.action.match(/\/fiches\/([^/]+)/)?.[1] ?? "";
  return `${account}:${place}:${form.dataset.brouillon}`;
}

/// As the server reads a text area: blank lines part paragraphs, other line ends are kept.
function paragraphs(text) {
  const box = document.createElement("div");
  for (const part of text.split(/\n\s*\n/)) {
    if (!part.trim()) continue;
    const paragraph = box.appendChild(document.createElement("p"));
    part.split("\n").forEach((line, at) => paragraph.append(...(at ? [document.createElement("br")] : []), line));
  }
  return box.innerHTML;
}

/// The words of a text, for the text area.
function plain(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const line of body.querySelectorAll("br")) line.replaceWith("\n");
  for (const block of body.querySelectorAll("p, figure")) block.append("\n\n");
  return body.textContent.trim();
}
