// What is being typed survives a reload, a crash, an expired session and a refused save (B4). It is kept in this
// browser, by account, until it has arrived, or signing out, or 30 days.
import { button, make } from "./parts.js";

const PREFIX = "clo:brouillon:";
const PAUSE = 300;
const LIFETIME = 30 * 24 * 3600 * 1000;
const FIELDS = ["texte", "date", "etape"];

export function startDrafts() {
  document.addEventListener("input", ({ target: { form } }) => {
    if (!form?.dataset.brouillon) return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => keep(form), PAUSE));
  });
  addEventListener("pagehide", keepAll);
  document.addEventListener("visibilitychange", () => document.hidden && keepAll());
  document.addEventListener("submit", ({ target: form }) => {
    if (form.matches("section.clo .deconnexion")) return signOut();
    if (form.dataset.brouillon) keep(form, !form.closest("[data-nouveautes]"));
  });
  document.addEventListener("clo:fusion", restore);
  document.addEventListener("htmx:afterSettle", restore);
  settle();
  restore();
}

const timers = new Map();
/// Forms that got their draft: what is typed in them from then on is newer.
const served = new WeakSet();

/// Where a browser forbids storage there are no drafts, and everything else works.
const store = (() => {
  try {
    localStorage.getItem(PREFIX);
    return localStorage;
  } catch {
    return Object.create({ getItem: () => null, setItem() {}, removeItem() {} });
  }
})();

function keyOf(form) {
  const account = form.closest("section.clo")?.dataset.compte ?? "";
  const place = form.action.match(/\/fiches\/([^/]+)/)?.[1] ?? "";
  return `${PREFIX}${account}:${place}:${form.dataset.brouillon}`;
}

/// `sent`: handed to the browser the ordinary way; the next page tells whether it arrived.
function keep(form, sent = false) {
  clearTimeout(timers.get(form));
  timers.delete(form);
  const { elements } = form;
  const typed = Object.fromEntries(FIELDS.filter((name) => elements[name]).map((name) => [name, elements[name].value]));
  if (!typed.texte?.trim()) return store.removeItem(keyOf(form));
  // The submission token goes with it: sent again after a crash, it is not done twice.
  write(keyOf(form), { at: Date.now(), sent, typed, envoi: elements.envoi?.value });
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
}

function signOut() {
  timers.forEach((timer) => clearTimeout(timer));
  timers.clear();
  for (const [key] of drafts()) store.removeItem(key);
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
    if (draft) offer(form, draft);
  }
}

function offer(form, draft) {
  const area = form.elements.texte;
  if (!draft.typed || !area || area.value === draft.typed.texte) return;
  const isEmpty = !area.value.trim();
  const note = make("p", { className: "brouillon-retrouve" }, "Brouillon retrouvé. ");
  if (isEmpty) fill(form, draft);
  else note.append(button("Le reprendre", () => (fill(form, draft), note.remove())), " ");
  note.append(
    button("Effacer", () => {
      if (isEmpty) form.reset();
      forget(form);
      note.remove();
      area.focus();
    }),
  );
  form.prepend(note);
}

function fill(form, draft) {
  for (const name of [...FIELDS, "envoi"]) {
    const value = draft.typed[name] ?? draft[name];
    if (form.elements[name] && value !== undefined) form.elements[name].value = value;
  }
  const details = form.closest("details");
  if (details) details.open = true;
}
