// Says, while one types, how long a new password would resist (ASVS 2.1.8). The server decides whether it will do: it
// also knows the common ones.
import { make } from "./parts.js";

const words = ["très faible", "faible", "moyenne", "bonne", "très bonne"];

export function startStrength() {
  for (const field of document.querySelectorAll("section.clo input[autocomplete=new-password]")) {
    const meter = make("meter", { min: 0, max: 4, low: 2, high: 3, optimum: 4, value: 0, ariaLabel: "Solidité" });
    const word = make("span", {});
    word.setAttribute("role", "status");
    const line = make("p", { className: "solidite", hidden: true }, meter, word);
    (field.closest(".champ-secret") ?? field).after(line);
    field.addEventListener("input", () => {
      const level = strength(field.value, field.minLength);
      line.hidden = field.value === "";
      meter.value = level;
      word.textContent =
        [...field.value].length < field.minLength ? `Encore ${count(field)} au moins` : `Solidité : ${words[level]}`;
    });
  }
}

function count(field) {
  const missing = field.minLength - [...field.value].length;
  return missing === 1 ? "1 caractère" : `${missing} caractères`;
}

/// 0 to 4. Half a character for each that repeats or continues the one before, so that « aaaa » and « 1234 » count little.
export function strength(password, minimum) {
  const points = [...password].map((character) => character.codePointAt(0));
  let length = 0;
  points.forEach((point, index) => {
    const step = index === 0 ? Infinity : Math.abs(point - points[index - 1]);
    length += step <= 1 ? 0.5 : 1;
  });
  const variety = new Set(points).size;
  if (points.length < minimum || variety < 5) return 0;
  const bits = Math.min(length, variety * 1.75) * 4.2;
  return bits < 45 ? 1 : bits < 60 ? 2 : bits < 80 ? 3 : 4;
}
