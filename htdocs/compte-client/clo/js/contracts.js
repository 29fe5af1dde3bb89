// Brings a contract to the server in pieces that every web server takes, before its form is sent.
import { alertLine, make } from "./parts.js";

/// In bytes; mod_fcgid takes requests of 131,072 at most.
const PIECE = 96 * 1024;
const RETRIES = 8;

export function startContracts() {
  for (const form of document.querySelectorAll("form[data-envoi]")) {
    form.addEventListener("submit", (event) => send(event, form));
  }
}

async function send(event, form) {
  const input = form.elements.fichier;
  const file = input.files[0];
  if (!file || form.dataset.envoye) return;
  event.preventDefault();
  const button = form.querySelector("button[type=submit]");
  if (button.disabled) return;
  button.disabled = true;
  renew(form, file);
  form.querySelector(".envoi-progres, .envoi-erreur")?.remove();
  const bar = make("progress", { max: 1, value: 0 });
  const line = make("p", { className: "envoi-progres", role: "status" }, "Envoi du fichier… ", bar);
  button.before(line);
  bar.setAttribute("aria-label", "Envoi du fichier");
  try {
    await sendPieces(file, form, (part) => { bar.value = part; });
    // The server has it now: the form goes without it.
    input.disabled = true;
    form.dataset.envoye = "oui";
    form.submit();
  } catch (error) {
    button.disabled = false;
    line.remove();
    const sentence = error instanceof Refused
      ? error.message
      : "L’envoi a été interrompu. Vérifiez la connexion, puis réessayez : il reprendra où il s’est arrêté.";
    const alert = alertLine(sentence);
    alert.classList.add("envoi-erreur");
    button.before(alert);
  }
}

/// Another file than the one that was begun gets a name of its own: what is there of the first is none of its pieces.
function renew(form, file) {
  const key = `${file.name} ${file.size} ${file.lastModified}`;
  if (form.dataset.fichier && form.dataset.fichier !== key) {
    const bytes = crypto.getRandomValues(new Uint8Array(18));
    form.elements.envoi_fichier.value = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  form.dataset.fichier = key;
}

class Refused extends Error {}

async function sendPieces(file, form, onProgress) {
  let start = 0;
  let failures = 0;
  while (start < file.size) {
    const address = `${form.dataset.envoi}?nom=${form.elements.envoi_fichier.value}&debut=${start}`;
    let answer;
    try {
      answer = await fetch(address, {
        method: "POST",
        body: file.slice(start, start + PIECE),
        headers: { "Content-Type": "application/octet-stream", "CLO-Jeton": form.elements.jeton.value },
      });
    } catch {
      answer = null;
    }
    if (answer?.ok || answer?.status === 409) {
      // 409: the server has more or less than we thought, for instance after a cut; it says how much.
      const { recu } = await answer.json();
      if (answer.status === 409 && recu > file.size) throw new Refused("Un autre fichier a déjà été envoyé ici. Rechargez la page.");
      start = recu;
      failures = 0;
      onProgress(start / file.size);
      continue;
    }
    if (answer?.status === 413) throw new Refused((await answer.json()).erreur);
    if (answer && answer.status < 500) throw new Refused("L’envoi est refusé. Rechargez la page, puis réessayez.");
    failures += 1;
    if (failures > RETRIES) throw new Error("the network stays away");
    await new Promise((resolve) => setTimeout(resolve, Math.min(500 * 2 ** failures, 15_000)));
  }
}
