// « Compte client » inside a static page of the site, which has this script and one line where the content goes:
//
//   <div data-clo="/compte-client/"><a href="/compte-client/">Ouvrir le compte client</a></div>
//
// Without JavaScript that line is a link to the whole page. The page's own address says what is shown, as
// « ?clo=/compte-client/fiches/CH-2026-014 »: history, bookmarks and reloading are the browser's own. Following a link
// loads the site's page anew, which the browser has at hand, so that each page of ours begins with fresh scripts.

const MARK = "\n<!--clo:contenu-->\n";
const PARAMETER = "clo";

const place = document.querySelector("[data-clo]");
if (place) start();

function start() {
  const base = place.dataset.clo;
  const asked = new URL(location.href).searchParams.get(PARAMETER);
  listen(base);
  // An address of another kind, which somebody may have been sent, is not opened.
  show(asked && isOurs(new URL(asked, location.href), base) ? asked : base);
}

/// Whether an address is one of ours that can be shown here.
function isOurs(url, base) {
  return url.origin === location.origin && (url.pathname + "/").startsWith(base.endsWith("/") ? base : `${base}/`);
}

async function show(address) {
  place.ariaBusy = "true";
  try {
    await take(await ask(address), address);
  } catch {
    // Whatever went wrong, the whole page says it better.
    location.replace(address);
  }
  place.ariaBusy = null;
}

function ask(address, options = {}) {
  return fetch(address, { ...options, headers: { "CLO-Fragment": "script" } });
}

async function take(response, address) {
  const redirect = response.headers.get("CLO-Vers");
  if (redirect) return visit(redirect, true);
  // A photo or a document is shown by the browser itself.
  if (!response.headers.get("Content-Type")?.startsWith("text/html")) return location.replace(address);
  const [head, content] = (await response.text()).split(MARK);
  if (content === undefined) return location.replace(address);
  await put(head, content);
}

async function put(head, content) {
  const { head: parts } = new DOMParser().parseFromString(head, "text/html");
  document.title = parts.querySelector("title").textContent;
  await Promise.all([...parts.querySelectorAll("link[rel=stylesheet]")].map(addStyle));
  const section = new DOMParser().parseFromString(content, "text/html").querySelector("section.clo");
  const isFirst = !place.querySelector("section.clo");
  place.replaceChildren(section);
  if (isFirst) {
    document.head.append(...parts.querySelectorAll("meta[name=htmx-config]"));
    for (const script of parts.querySelectorAll("script")) await addScript(script);
  } else {
    // A form that came back: the scripts are there already.
    section.classList.add("avec-js");
    document.dispatchEvent(new CustomEvent("clo:page"));
  }
  setFocus(section, isFirst);
}

function addStyle({ href }) {
  if ([...document.styleSheets].some((sheet) => sheet.href === href)) return null;
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  // The page may show before it is styled, but not never.
  const loaded = new Promise((done) => (link.onload = link.onerror = done));
  document.head.append(link);
  return loaded;
}

/// Parsed scripts do not run: a new element does. One after the other, as in a page.
function addScript({ src, type }) {
  const script = Object.assign(document.createElement("script"), { src, type });
  const loaded = new Promise((done) => (script.onload = script.onerror = done));
  document.head.append(script);
  return loaded;
}

/// A screen reader begins where the content does, as after any navigation.
function setFocus(section, isFirst) {
  const target = location.hash && isFirst && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target) return target.scrollIntoView();
  const isNavigation = new URL(location.href).searchParams.has(PARAMETER);
  const wanted = section.querySelector(".erreur[role=alert], [autofocus]") ?? (isNavigation && section.querySelector("h1"));
  if (!wanted) return;
  if (wanted.tabIndex < 0) wanted.tabIndex = -1;
  wanted.focus();
}

/// Leads the site's page to another of ours.
function visit(address, isReplacing = false) {
  const inner = new URL(address, location.href);
  if (!isOurs(inner, place.dataset.clo)) return location.assign(inner);
  const outer = new URL(location.href);
  const same = outer.searchParams.get(PARAMETER) === inner.pathname + inner.search;
  outer.searchParams.set(PARAMETER, inner.pathname + inner.search);
  outer.hash = inner.hash;
  // Only the anchor differs: the browser would stay on the page as it is.
  if (isReplacing && same) {
    history.replaceState(null, "", outer);
    return location.reload();
  }
  if (isReplacing) location.replace(outer);
  else location.assign(outer);
}

function listen(base) {
  // After all other listeners: what a script of ours has taken in hand is left to it.
  addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-clo] a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const url = new URL(link.href);
    if (link.target || link.hasAttribute("download") || !isOurs(url, base)) return;
    event.preventDefault();
    const shown = new URL(new URL(location.href).searchParams.get(PARAMETER) ?? base, location.href);
    if (url.hash && url.pathname === shown.pathname && url.search === shown.search) location.hash = url.hash;
    else visit(url.href);
  });
  addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.closest("[data-clo]")) return;
    const button = event.submitter;
    const action = new URL(button?.hasAttribute("formaction") ? button.formAction : form.action);
    if (!isOurs(action, base) || form.target) return;
    event.preventDefault();
    send(form, button, action);
  });
  // What a script of ours would do with the page's address.
  document.addEventListener("clo:visite", (event) => {
    event.preventDefault();
    visit(event.detail);
  });
}

async function send(form, button, action) {
  const fields = new FormData(form, button);
  if (form.method === "get") {
    action.search = new URLSearchParams(fields);
    return visit(action.href);
  }
  const body = form.enctype === "multipart/form-data" ? fields : new URLSearchParams(fields);
  try {
    const response = await ask(action.href, { method: "POST", body });
    await take(response, action.href);
  } catch {
    // No network: what was typed stays on the page, and can be sent again.
    delete form.dataset.envoye;
    tell(form, "Pas de réseau\u00a0: rien n’est envoyé, votre texte reste ici. Réessayez dans un instant.");
  }
}

function tell(form, sentence) {
  form.querySelector(".erreur-envoi")?.remove();
  const line = Object.assign(document.createElement("p"), { className: "erreur erreur-envoi", role: "alert" });
  line.textContent = sentence;
  form.append(line);
}
