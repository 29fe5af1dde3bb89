// What is pasted from Word, a mail or the web becomes what the text can express (S11), by the rules of the server's
// RichText: what is seen in the editor is what will be published.
// Everything is read from inert documents: no script of it runs, no picture of it is loaded.

const BLOCKS = new Set(
  ("ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CAPTION CENTER DD DETAILS DIALOG DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM " +
    "H1 H2 H3 H4 H5 H6 HEADER HGROUP HR LEGEND MAIN NAV P PRE SECTION SUMMARY TABLE TBODY TD TFOOT TH THEAD TR").split(" "),
);
const DROPPED = new Set(
  ("APPLET AUDIO CANVAS DATALIST HEAD IFRAME MATH META NOSCRIPT OBJECT SCRIPT SELECT STYLE SVG TEMPLATE TEXTAREA TITLE " +
    "VIDEO XML").split(" "),
);
const HEADINGS = { H1: "taille-tres-grand", H2: "taille-grand", H3: "taille-grand", H4: "", H5: "", H6: "" };
const FONT_SIZES = ["", "petit", "petit", "", "grand", "grand", "tres-grand", "tres-grand"];
const WORDS = { "xx-small": 9, "x-small": 10, small: 12, smaller: 12, medium: 16, large: 18, larger: 18, "x-large": 24 };
const UNITS = { px: 1, pt: 4 / 3, rem: 16, em: 16, "%": 0.16 };

/// HTML of paragraphs, lists, breaks and `strong em u span a`, and nothing else.
export function cleaned(html) {
  const page = new DOMParser().parseFromString(disarmed(html), "text/html");
  const writer = new Writer();
  writer.children(page.body, {});
  return writer.finish();
}

/// Styles and handlers are nothing here, but even in an inert document the content policy would report them.
function disarmed(html) {
  const without = html.replace(/<!--[^]*?-->|<(style|script)\b[^]*?<\/\1\s*>/gi, "");
  return without.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/([\s"'/])(style|on[a-z]+)\s*=/gi, "$1data-$2="));
}

/// Where a typed or pasted address leads, as RichText.Link takes it; "" when it may not be linked.
export function linkAddress(typed) {
  const text = typed.trim();
  if (/^(https?:\/\/[^\s/@]|mailto:[^\s@]+@|tel:\+?\d)/i.test(text)) return text;
  if (/^[^\s@/:]+@[^\s@/:]+\.[a-z]{2,}$/i.test(text)) return `mailto:${text}`;
  if (/^\+?[\d\s.()-]{6,20}$/.test(text)) return `tel:${text.replace(/[^\d+]/g, "")}`;
  if (/^([\w-]+\.)+[a-z]{2,}([/?#]\S*)?$/i.test(text)) return `https://${text}`;
  return "";
}

/// `font-size` in one of our sizes; "" is the normal one, undefined when nothing is said.
function sizeOf(value) {
  const match = /^([\d.]+)(px|pt|rem|em|%)$/.exec(value);
  const pixels = WORDS[value] ?? (match ? match[1] * UNITS[match[2]] : NaN);
  if (!pixels || (pixels === 16 && /(em|%)$/.test(value))) return undefined;
  if (pixels < 13) return "taille-petit";
  if (pixels < 17.5) return "";
  return pixels < 23 ? "taille-grand" : "taille-tres-grand";
}

function declarations(element) {
  const pairs = (element.dataset.style ?? "").toLowerCase().split(";").map((each) => each.split(":"));
  const named = pairs.map(([name, ...value]) => [name.trim(), value.join(":").replace("!important", "").trim()]);
  return Object.fromEntries(named);
}

function styleOf(element, style, outer) {
  const inner = { ...outer };
  const { tagName } = element;
  if (tagName === "B" || tagName === "STRONG" || tagName in HEADINGS) inner.bold = true;
  if (HEADINGS[tagName]) inner.size = HEADINGS[tagName];
  if (tagName === "I" || tagName === "EM") inner.italic = true;
  if (tagName === "U" || tagName === "INS") inner.underlined = true;
  if (tagName === "BIG") inner.size = "taille-grand";
  if (tagName === "SMALL") inner.size = "taille-petit";
  if (tagName === "A") inner.link = linkAddress(element.getAttribute("href") ?? "") || outer.link;
  const own = /(?:^|\s)(taille-(?:petit|normal|grand|tres-grand))(?:\s|$)/.exec(element.className);
  if (own) inner.size = own[1] === "taille-normal" ? "" : own[1];
  const font = tagName === "FONT" ? FONT_SIZES[element.getAttribute("size")] : undefined;
  if (font !== undefined) inner.size = font && `taille-${font}`;

  const weight = style["font-weight"];
  if (/^(bold|bolder|[6-9]00)$/.test(weight)) inner.bold = true;
  if (/^(normal|lighter|[1-5]00)$/.test(weight)) inner.bold = false;
  if (/^(italic|oblique)/.test(style["font-style"])) inner.italic = true;
  if (style["font-style"] === "normal") inner.italic = false;
  // The browser's own underline of a link is not the writer's.
  const line = style["text-decoration-line"] ?? style["text-decoration"] ?? "";
  if (/\bunderline\b/.test(line) && !inner.link) inner.underlined = true;
  inner.size = sizeOf(style["font-size"] ?? "") ?? inner.size;
  return inner;
}

const isHidden = (style) => style.display === "none" || style["mso-hide"] === "all" || style["mso-list"] === "ignore";

/// Writes clean HTML in the order of reading.
class Writer {
  constructor() {
    this.body = document.implementation.createHTMLDocument("").body;
    this.place = this.body;
    this.paragraph = null;
  }

  children(parent, style) {
    for (const node of parent.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) this.text(node.data, style, parent);
      else if (node.nodeType === Node.ELEMENT_NODE) this.element(node, style);
    }
  }

  element(element, outer) {
    const { tagName } = element;
    const declared = declarations(element);
    if (DROPPED.has(tagName) || isHidden(declared)) return;
    const style = styleOf(element, declared, outer);
    if (tagName === "BR") return this.paragraph?.append(document.createElement("br"));
    if (tagName === "UL" || tagName === "OL") return this.list(element, style);
    if (tagName === "LI") return this.item(element, style);
    const level = tagName === "P" && /^l\d+ level(\d)/.exec(declared["mso-list"] ?? "")?.[1];
    if (level) return this.wordItem(element, style, Number(level));
    if (!BLOCKS.has(tagName)) return this.children(element, style);
    this.endParagraph();
    this.endWordList();
    this.children(element, style);
    this.endParagraph();
  }

  text(data, style, parent) {
    const text = parent.tagName === "PRE" ? data : data.replace(/[ \t\r\n\f]+/g, " ");
    if (!text.trim() && !this.paragraph?.textContent) return;
    this.paragraph ??= this.place.appendChild(document.createElement("p"));
    const open = this.paragraph;
    let node = document.createTextNode(text);
    for (const [tag, isOn] of [["u", style.underlined], ["em", style.italic], ["strong", style.bold]]) {
      if (isOn) node = wrapped(tag, node);
    }
    if (style.size) node = wrapped("span", node, { className: style.size });
    if (style.link) node = wrapped("a", node, { href: style.link });
    open.append(node);
  }

  endParagraph() {
    if (this.paragraph && !this.paragraph.textContent.trim()) this.paragraph.remove();
    this.paragraph = null;
  }

  list(element, style) {
    this.endParagraph();
    this.endWordList();
    const around = this.place;
    // Word and Google Docs write a list inside a list between two items; it belongs to the one before.
    const host = /^[UO]L$/.test(around.tagName) ? (around.lastElementChild ?? around.appendChild(document.createElement("li"))) : around;
    this.place = host.appendChild(document.createElement(element.tagName));
    this.children(element, style);
    this.endParagraph();
    if (!this.place.children.length) this.place.remove();
    this.place = around;
  }

  item(element, style) {
    this.endParagraph();
    const around = this.place;
    if (!/^[UO]L$/.test(around.tagName)) return this.children(element, style);
    this.place = around.appendChild(document.createElement("li"));
    this.children(element, style);
    this.endParagraph();
    if (!this.place.textContent.trim()) this.place.remove();
    this.place = around;
  }

  /// Word's lists are paragraphs whose style says their level, and whose bullet is text.
  wordItem(element, style, level) {
    this.endParagraph();
    const marker = element.querySelector("[data-style*='mso-list' i]")?.textContent.trim() ?? "";
    const tag = /^(\d+|[a-z]|[ivx]+)[.)]/i.test(marker) ? "ol" : "ul";
    this.wordLists ??= [];
    while (this.wordLists.length > level) this.wordLists.pop();
    while (this.wordLists.length < level) {
      const host = this.wordLists.at(-1);
      const at = host ? (host.lastElementChild ?? host.appendChild(document.createElement("li"))) : this.place;
      this.wordLists.push(at.appendChild(document.createElement(tag)));
    }
    const around = this.place;
    this.place = this.wordLists.at(-1).appendChild(document.createElement("li"));
    this.children(element, style);
    this.endParagraph();
    this.place = around;
  }

  endWordList() {
    this.wordLists = null;
  }

  finish() {
    this.endParagraph();
    return this.body.innerHTML;
  }
}

function wrapped(tag, node, properties = {}) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(node);
  return element;
}
