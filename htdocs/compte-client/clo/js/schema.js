// What a publication's text is made of, as the server's RichText knows it (S11), and no more.
// Addressed by its version, so that browsers keep the library for good.
import {
  Bold, BulletList, Document, Dropcursor, Gapcursor, HardBreak, History, Italic, ListItem, Mark, Node, Paragraph,
  Placeholder, Text, TrailingNode, Underline, wrappingInputRule,
} from "../vendor/prose-editor.js?v=0.28.0";

export { Editor } from "../vendor/prose-editor.js?v=0.28.0";

/// From small to large; "" is the normal size, which text without a mark has.
export const SIZES = [
  ["taille-petit", "Petit"],
  ["", "Normal"],
  ["taille-grand", "Grand"],
  ["taille-tres-grand", "Très grand"],
];

const Size = Mark.create({
  name: "size",
  // Links around sizes around letters, as the server writes them.
  priority: 900,
  addAttributes: () => ({ class: { default: "taille-grand" } }),
  parseHTML: () =>
    SIZES.filter(([name]) => name).map(([name]) => ({ tag: `span.${name}`, attrs: { class: name } })),
  renderHTML: ({ mark }) => ["span", { class: mark.attrs.class }, 0],
  addCommands() {
    return {
      setSize:
        (name) =>
        ({ commands }) =>
          name ? commands.setMark(this.name, { class: name }) : commands.unsetMark(this.name),
    };
  },
  addKeyboardShortcuts() {
    const step = (by) => () => {
      const at = SIZES.findIndex(([name]) => name === (this.editor.getAttributes(this.name).class ?? ""));
      const next = SIZES[Math.min(SIZES.length - 1, Math.max(0, at + by))];
      return this.editor.commands.setSize(next[0]);
    };
    return { "Mod-.": step(1), "Mod-,": step(-1) };
  },
});

const Link = Mark.create({
  name: "link",
  priority: 1000,
  inclusive: false,
  addAttributes: () => ({ href: { default: null } }),
  parseHTML: () => [{ tag: "a[href]", getAttrs: (element) => ({ href: element.getAttribute("href") }) }],
  renderHTML: ({ mark }) => ["a", { href: mark.attrs.href, rel: "noopener nofollow" }, 0],
});

const OrderedList = BulletList.extend({
  name: "orderedList",
  parseHTML: () => [{ tag: "ol" }],
  renderHTML: () => ["ol", {}, 0],
  addCommands() {
    return {
      toggleOrderedList:
        () =>
        ({ commands }) =>
          commands.toggleList(this.name, this.options.itemTypeName),
    };
  },
  addKeyboardShortcuts() {
    return { "Mod-Shift-7": () => this.editor.commands.toggleOrderedList() };
  },
  addInputRules() {
    return [wrappingInputRule({ find: /^1[.)]\s$/, type: this.type })];
  },
});

/// A photo of the tray, by its key there; the tray shows it.
const photo = (show) =>
  Node.create({
    name: "photo",
    group: "block",
    atom: true,
    draggable: true,
    addAttributes: () => ({ key: { default: null } }),
    parseHTML: () => [
      { tag: "figure[data-photo]", getAttrs: (element) => ({ key: element.getAttribute("data-photo") }) },
    ],
    renderHTML: ({ node }) => ["figure", { class: "photo", "data-photo": node.attrs.key }],
    addNodeView:
      () =>
      ({ node }) => ({ dom: show(node.attrs.key), ignoreMutation: () => true }),
  });

/// - Parameter showPhoto: from a photo's key to the element that stands for it in the text.
export const extensions = (showPhoto) => [
  Document,
  Paragraph,
  Text,
  HardBreak,
  Bold,
  Italic,
  Underline,
  Size,
  Link,
  BulletList,
  OrderedList,
  // A photo would be lost in a column of bullets.
  ListItem.extend({ content: "paragraph (paragraph | bulletList | orderedList)*" }),
  photo(showPhoto),
  History,
  Dropcursor.configure({ color: false, class: "depose", width: 3 }),
  Gapcursor,
  // One can always go on writing under a photo or a list.
  TrailingNode.configure({ notAfter: ["paragraph"] }),
  Placeholder.configure({ placeholder: "Que s’est-il passé sur le chantier\u00a0?" }),
];
