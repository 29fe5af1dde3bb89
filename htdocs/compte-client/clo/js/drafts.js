// What is being typed survives a reload, a crash, an expired session and a refused save (B4). It is kept in this
// browser, by account, until it has arrived, or signing out, or 30 days; publications are kept on the server as well.
import { button, make } from "./parts.js";
import { dropAllPhotos } from "./photo-room.js";
import { clock, ServerDraft } from "./server-draft.js";
import { draftKey, writingOf } from "./writing.js";

const PREFIX = "clo:brouillon:";
/// In milliseconds after the last key: on this device, and on the server.
const PAUSE = 300;
const SERVER_PAUSE = 1000;
const LIFETIME = 30 * 24 * 3600 * 1000;

export function startDrafts() {
  document.addEventListener("input", ({ target: { form } }) => {
    if (form?.dataset.brouillon && !writingOf(form)) schedule(form);
  });
  addEventListener("pagehide", keepAll);
  document.addEventListener("visibilitychange", () => document.hidden && keepAll());
  document.addEventListener("submit", ({ target: form }) => {
    if (form.matches("section.clo .deconnexion")) return signOut();
    if (form.matches("section.clo .form-brouillon")) return forgetBeside(form);
    // Of publications, what sends them keeps them.
    if (form.dataset.brouillon && !writingOf(form)) keep(form, { sent: !form.closest("[data-nouveautes]") });
  });
  document.addEventListener("clo:fusion", restore);
  document.addEventListener("htmx:afterSettle", restore);
  document.addEventListener("clo:page", restore);
  settle();
  restore();
}

const timers = new Map();
/// Forms that got their draft: what is typed in them from then on is newer.
const served = new WeakSet();
const onServer = new WeakMap();
const leavings = new WeakSet();

/// Where a browser forbids storage there are no drafts, and everything else works.
const store = (() => {
  try {
    localStorage.getItem(PREFIX);
    return localStorage;
  } catch {
    return Object.create({ getItem: () => null, setItem() {}, removeItem() {} });
  }
})();

const keyOf = (form) => PREFIX + draftKey(form);

function schedule(form) {
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => keep(form), PAUSE));
}

/// - Parameter sent: handed to the browser the ordinary way; the next page tells whether it arrived.
export function keep(form, { sent = false } = {}) {
  clearTimeout(timers.get(form));
  timers.delete(form);
  const writing = writingOf(form);
  const isEmpty = writing ? writing.isEmpty : !form.elements.texte?.value.trim();
  if (isEmpty) return store.removeItem(keyOf(form));
  const typed = writing ? writing.content() : { texte: form.elements.texte.value };
  // The submission token goes with it: sent again after a crash, it is not done twice.
  const saved = Number(form.dataset.enregistre) || undefined;
  const leaving = leavings.has(form);
  write(keyOf(form), { at: Date.now(), sent, leaving, saved, isNewer: true, typed, envoi: form.elements.envoi?.value });
}

/// « Publier » was tapped and waits for photos: after a reload it goes on by itself.
export function keepLeaving(form, isLeaving) {
  if (isLeaving) leavings.add(form);
  else leavings.delete(form);
  keep(form);
}

function write(key, draft) {
  try {
    store.setItem(key, JSON.stringify(draft));
  } catch {
    // The browser's room is full: the text stays in the page.
  }
}

function keepAll() {
  for (const form of [...timers.keys()]) keep(form);
}

/// The text has arrived.
export function forget(form) {
  clearTimeout(timers.get(form));
  timers.delete(form);
  store.removeItem(keyOf(form));
  delete form.dataset.enregistre;
  leavings.delete(form);
}

/// « Effacer ce brouillon », with which a page shows the server's: it goes from this device as well.
function forgetBeside(note) {
  const form = note.closest("section.clo").querySelector("form.form-publication");
  forget(form);
  writingOf(form)?.tray.clear();
}

function signOut() {
  timers.forEach((timer) => clearTimeout(timer));
  timers.clear();
  for (const [key] of drafts()) store.removeItem(key);
  dropAllPhotos();
}

function drafts() {
  const keys = Object.keys(store).filter((key) => key.startsWith(PREFIX));
  return keys.map((key) => [key, read(key)]);
}

function read(key) {
  try {
    return JSON.parse(store.getItem(key));
  } catch {
    return null;
  }
}

/// A draft that was sent the ordinary way has arrived when the server leads to what it became:
/// `#publication-12` for the draft `publication-12`, `#commentaire-12-…` for `commentaire-12-3`.
function settle() {
  const isSheet = document.querySelector("section.clo-fiche") !== null;
  for (const [key, draft] of drafts()) {
    const [kind, number] = key.slice(key.lastIndexOf(":") + 1).split("-");
    const hasArrived = draft?.sent && isSheet && `${location.hash}-`.startsWith(`#${kind}-${number}-`);
    if (!draft || hasArrived || Date.now() - draft.at > LIFETIME) store.removeItem(key);
    else if (draft.sent) write(key, { ...draft, sent: false });
  }
}

function restore() {
  const kept = new Map(drafts());
  for (const form of document.querySelectorAll("form[data-brouillon]")) {
    if (served.has(form)) continue;
    served.add(form);
    const draft = kept.get(keyOf(form));
    const writing = writingOf(form);
    if (writing) follow(form, writing);
    if (!draft) continue;
    if (writing) restoreWriting(form, writing, draft);
    else restoreComment(form, draft);
  }
}

// MARK: Comments

function restoreComment(form, draft) {
  const area = form.elements.texte;
  if (!draft.typed || !area || area.value === draft.typed.texte) return;
  const isEmpty = !area.value.trim();
  const fill = () => {
    area.value = draft.typed.texte;
    takeToken(form, draft);
    openUp(form);
  };
  const erase = () => {
    if (isEmpty) form.reset();
    forget(form);
    area.focus();
  };
  if (isEmpty) fill();
  offer(form, "Brouillon retrouvé. ", isEmpty ? null : ["Le reprendre", fill], ["Effacer", erase]);
}

// MARK: Publications

/// From now on every pause is kept, here and on the server.
function follow(form, writing) {
  const server = new ServerDraft(form, (moment) => {
    form.dataset.enregistre = moment;
    const draft = read(keyOf(form));
    // Photos that are on their way are here and nowhere else.
    const isNewer = server.isBehind || draft?.typed.photos.some(({ photo }) => !photo);
    if (draft) write(keyOf(form), { ...draft, saved: moment, isNewer });
  });
  onServer.set(form, server);
  let pause = 0;
  writing.addEventListener("change", () => {
    schedule(form);
    clearTimeout(pause);
    pause = setTimeout(() => {
      keep(form);
      if (!writing.isEmpty) server.save();
      else if (form.dataset.enregistre) server.erase().then(() => delete form.dataset.enregistre);
    }, SERVER_PAUSE);
  });
}

export const serverDraftOf = (form) => onServer.get(form);

/// Three may differ: the text of the page, the draft of this device, and the draft of the server, which the page shows
/// when there is one. The newest is taken; the other one can still be chosen.
async function restoreWriting(form, writing, draft) {
  if (!draft.typed) return;
  const ofServer = Number(form.dataset.enregistre) || 0;
  // Kept on the server as it is here: the page shows it already.
  if (ofServer && !draft.isNewer && draft.saved === ofServer) return;
  const isAhead = ofServer ? draft.saved === ofServer || draft.at > ofServer : writing.isEmpty && !draft.saved;
  if (!isAhead && ofServer && !draft.isNewer) return;

  const shown = { ...writing.content(), envoi: form.elements.envoi.value };
  const take = async (content, envoi) => {
    await writing.restore(content);
    takeToken(form, { envoi });
    openUp(form);
  };
  const erase = async () => {
    forget(form);
    writing.reset();
    await onServer.get(form).erase();
    if (form.elements.version) location.reload();
    else writing.focus();
  };
  if (isAhead) await take(draft.typed, draft.envoi);
  const when = `${new Date(draft.at).toLocaleDateString("fr-FR", { day: "numeric", month: "long" })} à ${clock(draft.at)}`;
  const other = isAhead ? (ofServer ? "Reprendre celui du serveur" : "") : "Le reprendre";
  const choice = isAhead ? () => take(shown, shown.envoi) : () => take(draft.typed, draft.envoi);
  const sentence = isAhead ? `Brouillon retrouvé (${when}). ` : `Un brouillon du ${when} est gardé sur cet appareil. `;
  offer(form, sentence, other ? [other, choice] : null, ["Effacer", erase]);
  if (isAhead && draft.leaving) form.dispatchEvent(new CustomEvent("clo:repartir", { bubbles: true, detail: draft.at }));
}

function takeToken(form, { envoi }) {
  if (envoi && form.elements.envoi) form.elements.envoi.value = envoi;
}

function openUp(form) {
  const details = form.closest("details");
  if (details) details.open = true;
}

function offer(form, sentence, ...choices) {
  const note = make("p", { className: "brouillon-retrouve" }, sentence);
  for (const choice of choices) {
    if (!choice) continue;
    const [label, act] = choice;
    note.append(button(label, () => (act(), note.remove())), " ");
  }
  form.prepend(note);
}
