// What is being typed survives a reload, a crash, an expired session and a refused save (B4). Kept in this
// browser only, under the account's key, until it is acknowledged, 30 days at most, or until signing out.

const PREFIX = "clo:brouillon:";
const PAUSE = 300;
const LIFETIME = 30 * 24 * 3600 * 1000;
const FIELDS = ["texte", "date", "etape"];

export function startDrafts() {
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form?.dataset.brouillon) return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => keep(form), PAUSE));
  });
  addEventListener("pagehide", keepAll);
  document.addEventListener("visibilitychange", () => document.hidden && keepAll());
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches(".deconnexion")) return eachDraft((key) => store.removeItem(key));
    if (form.dataset.brouillon) keep(form, true);
  });
  document.addEventListener("clo:fusion", (event) => restore(event.target));
  settle();
  restore(document);
}

const timers = new Map();

/// Where browsers forbid storage, there are no drafts, and everything else works.
const store = (() => {
  try {
    localStorage.getItem(PREFIX);
    return localStorage;
  } catch {
    return { getItem: () => null, setItem() {}, removeItem() {}, key: () => null, length: 0 };
  }
})();

function keyOf(form) {
  const section = form.closest("section.clo");
  const place = form.action.match(/\/fiches\/([^/]+)/)?.[1] ?? "";
  return `${PREFIX}${section?.dataset.compte ?? ""}:${place}:${form.dataset.brouillon}`;
}

function values(form) {
  return Object.fromEntries(FIELDS.filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value]));
}

/// `sent`: handed to the browser the ordinary way; whether it arrived is known on the next page.
function keep(form, sent = false) {
  clearTimeout(timers.get(form));
  timers.delete(form);
  const typed = values(form);
  if (!typed.texte?.trim()) return store.removeItem(keyOf(form));
  // The submission token goes with it: sent again after a crash, it is not done twice.
  const draft = { at: Date.now(), sent, typed, envoi: form.elements.envoi?.value };
  try {
    store.setItem(keyOf(form), JSON.stringify(draft));
  } catch {
    // The browser's room is full: the text stays in the page.
  }
}

function keepAll() {
  for (const form of [...timers.keys()]) keep(form);
}

export function forget(form) {
  clearTimeout(timers.get(form));
  timers.delete(form);
  store.removeItem(keyOf(form));
}

function eachDraft(visit) {
  const keys = Array.from({ length: store.length }, (_, index) => store.key(index));
  for (const key of keys) {
    if (!key?.startsWith(PREFIX)) continue;
    let draft;
    try {
      draft = JSON.parse(store.getItem(key));
    } catch {
      draft = null;
    }
    visit(key, draft);
  }
}

/// Drafts that were sent the ordinary way have arrived when the sheet is shown again; old ones are dropped.
function settle() {
  const arrived = document.querySelector("section.clo-fiche") !== null;
  eachDraft((key, draft) => {
    if (!draft || Date.now() - draft.at > LIFETIME || (draft.sent && arrived)) store.removeItem(key);
  });
}

export function restore(root) {
  eachDraft((key, draft) => {
    const name = key.slice(key.lastIndexOf(":") + 1);
    for (const form of root.querySelectorAll("form[data-brouillon]")) {
      if (form.dataset.brouillon === name && keyOf(form) === key) offer(form, draft);
    }
  });
}

function offer(form, draft) {
  const area = form.elements.texte;
  if (!draft?.typed || !area || area.value === draft.typed.texte || form.querySelector(".brouillon-retrouve")) return;
  const isEmpty = !area.value.trim();
  const note = document.createElement("p");
  note.className = "brouillon-retrouve";
  note.append(isEmpty ? "Brouillon retrouvé. " : "Un brouillon de ce texte a été retrouvé. ");
  if (isEmpty) fill(form, draft);
  else note.append(button("Reprendre le brouillon", () => (fill(form, draft), note.remove())), " ");
  note.append(
    button("Effacer le brouillon", () => {
      if (isEmpty) form.reset();
      forget(form);
      note.remove();
      area.focus();
    }),
  );
  form.prepend(note);
}

function fill(form, draft) {
  for (const name of FIELDS) {
    if (form.elements[name] && draft.typed[name] !== undefined) form.elements[name].value = draft.typed[name];
  }
  if (draft.envoi && form.elements.envoi) form.elements.envoi.value = draft.envoi;
  const details = form.closest("details");
  if (details) details.open = true;
}

function button(label, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "lien";
  element.textContent = label;
  element.addEventListener("click", act);
  return element;
}
