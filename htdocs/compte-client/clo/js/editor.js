// The rich text editor of a publication: ProseMirror, with what S11 allows. Loaded when somebody is about to write.
import { announce, make } from "./parts.js";
import { cleaned } from "./paste.js";
import { Editor, extensions } from "./schema.js";
import { Toolbar } from "./toolbar.js";

/// Stands in for the text area `area`, which it hides.
/// - Parameters:
///   - html: the text to begin with.
///   - tray: the form's photos.
///   - onChange: called after each change by the writer.
export class TextEditor {
  constructor(area, { html, tray, onChange }) {
    this.area = area;
    this.tray = tray;
    const label = area.labels[0];
    const box = make("div", { className: "editeur" });
    area.after(box);
    this.editor = new Editor({
      element: box,
      content: html,
      extensions: extensions((key) => this.photo(key)),
      injectCSS: false,
      // Typing stars or hyphens is no formatting, except for lists.
      enableInputRules: ["bulletList", "orderedList"],
      enablePasteRules: false,
      editorProps: {
        attributes: {
          class: "texte editeur-texte",
          role: "textbox",
          "aria-multiline": "true",
          "aria-label": label.textContent.trim(),
          lang: "fr",
          ...(area.hasAttribute("aria-describedby") && { "aria-describedby": area.getAttribute("aria-describedby") }),
        },
        transformPastedHTML: (pasted) => (pasted.includes("data-pm-slice") ? pasted : cleaned(pasted)),
        handlePaste: (view, event) => this.takePictures(event.clipboardData),
        handleDrop: (view, event, slice, isMove) => {
          if (isMove || !this.takePictures(event.dataTransfer)) return false;
          event.preventDefault();
          return true;
        },
      },
      onUpdate: () => onChange(),
    });
    this.toolbar = new Toolbar(this.editor, { onPhotos: (files) => this.addPhotos(files) });
    box.prepend(this.toolbar.element);
    this.replaceArea(label);
  }

  /// Keyboard, caret and label go from the text area to the editor.
  replaceArea(label) {
    const { area, editor } = this;
    const hadFocus = document.activeElement === area;
    const typedBefore = area.value.slice(0, area.selectionStart).replace(/\s/g, "").length;
    area.hidden = true;
    label.addEventListener("click", () => editor.commands.focus());
    if (hadFocus) editor.commands.focus(this.positionAfter(typedBefore));
  }

  /// The place in the text that has so many characters before it, white space not counted.
  positionAfter(count) {
    let found = null;
    let seen = 0;
    this.editor.state.doc.descendants((node, position) => {
      if (!node.isText || found !== null) return found === null;
      for (let at = 0; at < node.text.length; at += 1) {
        if (/\S/.test(node.text[at])) seen += 1;
        if (seen >= count && found === null) found = position + at + (count ? 1 : 0);
      }
      return false;
    });
    return found ?? "end";
  }

  /// "" when there is nothing, not even a photo.
  get html() {
    const { editor } = this;
    let hasContent = false;
    editor.state.doc.descendants((node) => {
      if (node.isText || node.type.name === "photo") hasContent = true;
      return !hasContent;
    });
    return hasContent ? editor.getHTML() : "";
  }

  set html(html) {
    this.editor.commands.setContent(html, { emitUpdate: false });
  }

  focus() {
    this.editor.commands.focus();
  }

  // MARK: Photos

  photo(key) {
    const figure = make("figure", { className: "photo photo-placee", contentEditable: "false" });
    figure.dataset.photo = key;
    this.tray.draw(figure);
    return figure;
  }

  hasPhoto(key) {
    let isFound = false;
    this.editor.state.doc.descendants((node) => {
      if (node.attrs.key === key) isFound = true;
      return !isFound;
    });
    return isFound;
  }

  /// Under the paragraph or list in which the caret is, or above it if it is still empty: one goes on writing there.
  /// A photo stands in the text once.
  placePhoto(key) {
    const { editor } = this;
    const wasThere = this.takeOut(key);
    const { $to } = editor.state.selection;
    const isOnEmptyLine = $to.depth === 1 && !$to.parent.content.size;
    const at = $to.depth ? (isOnEmptyLine ? $to.before(1) : $to.after(1)) : $to.pos;
    editor.chain().insertContentAt(at, { type: "photo", attrs: { key } }, { updateSelection: false }).run();
    announce(wasThere ? "Photo déplacée dans le texte." : "Photo placée dans le texte.");
  }

  takeOut(key) {
    const { state, view } = this.editor;
    const transaction = state.tr;
    state.doc.descendants((node, position) => {
      if (node.attrs.key === key) {
        const at = transaction.mapping.map(position);
        transaction.delete(at, at + node.nodeSize);
      }
    });
    if (transaction.docChanged) view.dispatch(transaction);
    return transaction.docChanged;
  }

  /// Pictures on the clipboard, unless they are only a likeness of text that is there as well (Word does that).
  takePictures(data) {
    const files = [...(data?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (!files.length || data.types.includes("text/html")) return false;
    this.addPhotos(files);
    return true;
  }

  addPhotos(files) {
    for (const key of this.tray.add(files)) this.placePhoto(key);
  }
}
