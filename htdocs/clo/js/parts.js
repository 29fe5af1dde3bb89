/// A new element with its properties: `make("p", { className: "erreur", role: "alert" }, "…")`.
export function make(tag, properties, ...content) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...content);
  return element;
}

export const button = (label, onclick, className = "lien") =>
  make("button", { type: "button", className, onclick }, label);

export const alertLine = (sentence) => make("p", { className: "erreur", role: "alert" }, sentence);
