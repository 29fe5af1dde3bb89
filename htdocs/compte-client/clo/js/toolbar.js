// The editor's toolbar (WAI-ARIA APG): one stop for the Tab key, arrow keys inside, targets of 44 px for a thumb.
import { icon, make } from "./parts.js";
import { linkAddress } from "./paste.js";
import { SIZES } from "./schema.js";

const isApple = /Mac|iPhone|iPad/.test(navigator.platform);
const key = (shortcut) => (isApple ? shortcut.replace("Ctrl", "⌘") : shortcut);

export class Toolbar {
  /// - Parameter onPhotos: gets the files that were chosen.
  constructor(editor, { onPhotos }) {
    this.editor = editor;
    this.marks = [];
    this.element = make("div", { className: "barre-outils", role: "toolbar", ariaLabel: "Mise en forme" });
    this.element.append(
      this.toggle("bold", "G", "Gras", "Ctrl+B", () => editor.chain().focus().toggleBold().run()),
      this.toggle("italic", "I", "Italique", "Ctrl+I", () => editor.chain().focus().toggleItalic().run()),
      this.toggle("underline", "S", "Souligné", "Ctrl+U", () => editor.chain().focus().toggleUnderline().run()),
      this.sizes(),
      this.toggle("bulletList", icon("puces"), "Liste à puces", "Ctrl+Shift+8", () =>
        editor.chain().focus().toggleBulletList().run(),
      ),
      this.toggle("orderedList", icon("numeros"), "Liste numérotée", "Ctrl+Shift+7", () =>
        editor.chain().focus().toggleOrderedList().run(),
      ),
      this.toggle("link", icon("lien"), "Lien", "Ctrl+K", () => this.linkPanel.toggle()),
      this.photoButton(onPhotos),
    );
    this.linkPanel = new LinkPanel(editor, this.element);
    this.element.append(this.linkPanel.element);
    this.rove();
    editor.on("transaction", () => this.refresh());
    editor.view.dom.addEventListener("keydown", (event) => this.onShortcut(event));
    this.refresh();
  }

  toggle(name, face, label, shortcut, act) {
    const made = make("button", { type: "button", className: `outil outil-${name}`, ariaLabel: label, onclick: act });
    made.title = `${label} (${key(shortcut)})`;
    made.setAttribute("aria-keyshortcuts", isApple ? shortcut.replace("Ctrl", "Meta") : shortcut.replace("Ctrl", "Control"));
    made.append(face);
    // A tap would take the caret, and the phone's keyboard with it.
    made.addEventListener("pointerdown", (event) => event.preventDefault());
    this.marks.push([name, made]);
    return made;
  }

  sizes() {
    const options = SIZES.map(([value, label]) => make("option", { value }, label));
    this.size = make("select", { className: "outil outil-taille", ariaLabel: "Taille du texte" }, ...options);
    this.size.title = `Taille du texte (${key("Ctrl")} + point, ${key("Ctrl")} + virgule)`;
    this.size.addEventListener("change", () => this.editor.chain().focus().setSize(this.size.value).run());
    return this.size;
  }

  photoButton(onPhotos) {
    // Without `capture`: the phone offers both its camera and its gallery.
    const field = make("input", { type: "file", accept: "image/*", multiple: true, hidden: true, tabIndex: -1 });
    field.addEventListener("change", () => {
      onPhotos([...field.files]);
      field.value = "";
    });
    const made = make("button", { type: "button", className: "outil outil-photo", ariaLabel: "Photos dans le texte" });
    made.title = made.ariaLabel;
    made.append(icon("photo"), field);
    made.addEventListener("click", (event) => event.target !== field && field.click());
    return made;
  }

  /// What holds at the caret.
  refresh() {
    const { editor } = this;
    for (const [name, element] of this.marks) {
      const isOn = String(editor.isActive(name));
      if (element.ariaPressed !== isOn) element.ariaPressed = isOn;
    }
    this.size.value = editor.getAttributes("size").class ?? "";
  }

  onShortcut(event) {
    const isCommand = isApple ? event.metaKey : event.ctrlKey;
    if (isCommand && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      // What the keys before have just selected, the editor is told a moment later.
      setTimeout(() => this.linkPanel.open());
    } else if (event.altKey && event.key === "F10") {
      event.preventDefault();
      this.tools.find((tool) => tool.tabIndex === 0).focus();
    }
  }

  get tools() {
    return [...this.element.querySelectorAll(":scope > .outil")];
  }

  rove() {
    const { tools } = this;
    tools.forEach((tool, at) => (tool.tabIndex = at ? -1 : 0));
    const go = (tool) => {
      for (const other of tools) other.tabIndex = other === tool ? 0 : -1;
    };
    this.element.addEventListener("focusin", ({ target }) => tools.includes(target) && go(target));
    this.element.addEventListener("keydown", (event) => {
      const at = tools.indexOf(event.target);
      if (at < 0) return;
      const last = tools.length - 1;
      const moves = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at ? at - 1 : last, Home: 0, End: last };
      if (event.key === "Escape") this.editor.commands.focus();
      else if (event.key in moves) tools[moves[event.key]].focus();
      else return;
      event.preventDefault();
    });
  }
}

/// A line under the toolbar in which a link's address is typed.
class LinkPanel {
  constructor(editor, toolbar) {
    this.editor = editor;
    this.toolbar = toolbar;
    this.field = make("input", { type: "text", inputMode: "url", autocapitalize: "off", spellcheck: false });
    this.field.placeholder = "www.exemple.fr, adresse ou téléphone";
    this.field.ariaLabel = "Adresse du lien";
    this.error = make("p", { className: "erreur", role: "alert", hidden: true });
    const press = (label, onclick) => make("button", { type: "button", className: "bouton", onclick }, label);
    this.removal = press("Retirer", () => this.apply(""));
    this.element = make("div", { className: "lien-saisie", hidden: true });
    this.element.append(this.field, press("Valider", () => this.apply(this.field.value)), this.removal, this.error);
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === this.field) this.apply(this.field.value);
      else if (event.key === "Escape") this.close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  toggle() {
    if (this.element.hidden) this.open();
    else this.close();
  }

  open() {
    const present = this.editor.getAttributes("link").href ?? "";
    this.field.value = present.replace(/^(mailto|tel):/, "");
    this.removal.hidden = !present;
    this.say("");
    this.element.hidden = false;
    this.field.focus();
    this.field.select();
  }

  close() {
    this.element.hidden = true;
    this.editor.commands.focus();
  }

  apply(typed) {
    const isLink = this.editor.isActive("link");
    const chain = this.editor.chain().focus();
    if (isLink) chain.extendMarkRange("link");
    const href = linkAddress(typed);
    if (!typed.trim()) chain.unsetMark("link").run();
    else if (!href) return this.say("Ceci n’est ni une adresse de page, ni un courriel, ni un numéro de téléphone.");
    else if (this.editor.state.selection.empty && !isLink) {
      const text = { type: "text", text: typed.trim(), marks: [{ type: "link", attrs: { href } }] };
      chain.insertContent([text, { type: "text", text: " " }]).run();
    } else chain.setMark("link", { href }).run();
    this.element.hidden = true;
  }

  say(sentence) {
    this.error.textContent = sentence;
    this.error.hidden = !sentence;
    this.field.setAttribute("aria-invalid", String(Boolean(sentence)));
  }
}
