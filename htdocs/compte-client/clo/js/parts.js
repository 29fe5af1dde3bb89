/// A new element with its properties: `make("p", { className: "erreur", role: "alert" }, "…")`.
export function make(tag, properties, ...content) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...content);
  return element;
}

export const button = (label, onclick, className = "lien") =>
  make("button", { type: "button", className, onclick }, label);

export const alertLine = (sentence) => make("p", { className: "erreur", role: "alert" }, sentence);

/// Goes to another page of ours. A page of the site that shows ours in itself takes the event and stays (embarquer.js).
export function visit(address) {
  const event = new CustomEvent("clo:visite", { detail: address, cancelable: true });
  if (document.dispatchEvent(event)) location.assign(address);
}

/// « 1 photo », « 3 photos ».
export const counted = (count, singular, plural) => `${count}\u00a0${count < 2 ? singular : plural}`;

/// Drawn with one stroke on a field of 24, in the colour of the text around.
const DRAWINGS = {
  puces: "M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01",
  numeros: "M10 6h10M10 12h10M10 18h10M3.5 5 5 4v5M3.5 15.5c0-2 3-2 3 0 0 1.3-3 2.5-3 4.5h3.2",
  lien: "M10 13.5a4 4 0 0 0 5.8.3l3-3a4 4 0 0 0-5.7-5.7l-1.3 1.3M14 10.5a4 4 0 0 0-5.8-.3l-3 3a4 4 0 0 0 5.7 5.7l1.3-1.3",
  photo: "M3.5 7.5h4L9.5 5h5l2 2.5h4V19h-17zM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z",
  poignee: "M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01",
  avant: "M12 19V5M6 11l6-6 6 6",
  apres: "M12 5v14M6 13l6 6 6-6",
  precedente: "M15 5l-7 7 7 7",
  suivante: "M9 5l7 7-7 7",
  fermer: "M6 6l12 12M18 6 6 18",
};

/// Says nothing by itself: the button around it has its label.
export function icon(name) {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: "icone", "aria-hidden": "true" })) {
    drawing.setAttribute(key, value);
  }
  const path = document.createElementNS(drawing.namespaceURI, "path");
  path.setAttribute("d", DRAWINGS[name]);
  drawing.append(path);
  return drawing;
}

export const iconButton = (name, label, onclick, className = "bouton-icone") => {
  const made = make("button", { type: "button", className, onclick, ariaLabel: label, title: label });
  made.append(icon(name));
  return made;
};

let region;

/// Said by a screen reader, shown to nobody.
export function announce(sentence) {
  if (!region?.isConnected) {
    region = make("div", { className: "pour-lecteur", role: "status" });
    document.querySelector("section.clo").append(region);
  }
  // The same sentence twice is said twice.
  region.replaceChildren(region.textContent === sentence ? `${sentence}\u00a0` : sentence);
}
