// The open sheet stays up to date (S8). What somebody types, where he is in the page and what he has opened stay.
import { button, make } from "./parts.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const TIMEOUT = 15 * SECOND;

/// How long to wait for the next question, by how long nobody has touched the page.
function pace(idle) {
  if (idle >= 30 * MINUTE) return MINUTE;
  return idle >= 5 * MINUTE ? 15 * SECOND : 4 * SECOND;
}

export function startLive(root) {
  const merge = new Merge(root);
  const news = new NewsPill(root);
  const network = make("div", { className: "etat-reseau", role: "status", hidden: true });
  root.append(network);
  let timer = 0;
  let failures = 0;
  let lastActivity = Date.now();
  let asking = null;
  /// Why nothing is asked any more: "session" until somebody signs in again, "gone" for good.
  let ended = "";

  // Our own compensation keeps the reader's place; the browser's would add to it.
  document.documentElement.style.overflowAnchor = "none";

  function schedule() {
    clearTimeout(timer);
    if (ended || document.hidden) return;
    const wait = pace(Date.now() - lastActivity);
    timer = setTimeout(ask, failures ? Math.min(MINUTE, wait * 2 ** failures) : wait);
  }

  function ask() {
    if (ended === "gone") return Promise.resolve();
    asking ??= askOnce().finally(() => {
      asking = null;
      schedule();
    });
    return asking;
  }

  /// An answer that is under way may be older than what the caller has just done.
  async function askNow() {
    if (asking) await asking;
    return ask();
  }

  async function askOnce() {
    clearTimeout(timer);
    let status;
    try {
      const address = `${root.dataset.nouveautes}?depuis=${root.dataset.revision}`;
      const response = await fetch(address, { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(TIMEOUT) });
      status = response.status;
      if (status >= 500) throw new Error(`status ${status}`);
      if (status === 200) take(await response.text());
    } catch {
      failures += 1;
      if (failures > 1) say("Hors ligne\u00a0: la fiche se mettra à jour au retour du réseau.");
      return;
    }
    failures = 0;
    if (status === 401) end("session", "Votre session a expiré.", "Se reconnecter");
    else if (status === 403 || status === 404) end("gone", "Cette fiche n’est plus accessible.", "Recharger la page");
    else if (ended !== "gone") {
      ended = "";
      network.hidden = true;
    }
  }

  function take(html) {
    const box = new DOMParser().parseFromString(html, "text/html").querySelector(".nouveautes");
    if (!box) return;
    if (box.dataset.recharger) return end("gone", "La fiche a beaucoup changé.", "Actualiser");
    const arrived = merge.apply(box);
    root.dataset.revision = box.dataset.revision;
    news.add(arrived.filter((element) => head(element).querySelector(".nouveau")));
    root.dispatchEvent(new CustomEvent("clo:fusion", { bubbles: true, detail: { arrived } }));
  }

  function end(reason, sentence, label) {
    ended = reason;
    const link = make("a", { href: location.href }, label);
    // In a tab of its own, so that what is typed here stays; back here, questions are asked again.
    if (reason === "session") link.target = "_blank";
    say(`${sentence} Ce que vous avez écrit reste dans la page. `, link);
  }

  function say(...content) {
    network.replaceChildren(...content);
    network.hidden = false;
  }

  const onActivity = () => {
    const wasIdle = pace(Date.now() - lastActivity) > pace(0);
    lastActivity = Date.now();
    if (wasIdle) ask();
  };
  for (const type of ["pointerdown", "keydown", "scroll"]) {
    addEventListener(type, onActivity, { passive: true, capture: true });
  }
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return clearTimeout(timer);
    lastActivity = Date.now();
    news.dropVisible();
    ask();
  });
  addEventListener("online", ask);
  schedule();
  return { askNow };
}

/// What a publication or a comment says itself, without what stands under it.
function head(element) {
  return element.querySelector(":scope > .entree, :scope > .note") ?? element;
}

function isVisible(element) {
  const box = head(element).getBoundingClientRect();
  return box.top < innerHeight - 40 && box.bottom > 40;
}

/// Brings an element into view, and the keyboard and screen reader to it.
export function goTo(element) {
  element.tabIndex = -1;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (!isVisible(element)) element.scrollIntoView({ block: "start", behavior: calm ? "instant" : "smooth" });
  element.focus({ preventScroll: true });
}

/// Merges an answer into the page, publication by publication and comment by comment.
class Merge {
  constructor(root) {
    this.root = root;
    this.list = root.querySelector("#publications");
  }

  /// Returns the publications and comments that were not there before.
  apply(box) {
    this.arrived = [];
    this.keepingPlace(() => {
      for (const part of [".cartouche", ".reperes"]) {
        const fresh = box.querySelector(part);
        if (fresh) this.root.querySelector(part)?.replaceWith(fresh);
      }
      for (const incoming of box.querySelectorAll("article.publication")) this.publication(incoming);
      for (const gone of box.querySelectorAll("[data-publication-supprimee]")) {
        this.remove(document.getElementById(`publication-${gone.dataset.publicationSupprimee}`));
      }
    });
    return this.arrived;
  }

  /// What the reader has before his eyes does not move: the field that he types in, or else the first thing in
  /// view that is still there afterwards.
  keepingPlace(change) {
    const typing = this.root.querySelector("textarea:focus, input:focus");
    // At the very top nothing is being read yet: what is new may come in.
    const parts = scrollY ? this.root.querySelectorAll(".entree, .note, .gestes, .redaction") : [];
    const places = [typing, ...parts]
      .map((element) => ({ element, box: element?.getBoundingClientRect() }))
      .filter(({ box }) => box && box.bottom > 0 && box.top < innerHeight);
    change();
    const eye = places.find(({ element }) => element.isConnected);
    const moved = eye ? eye.element.getBoundingClientRect().top - eye.box.top : 0;
    if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
  }

  publication(incoming) {
    const present = document.getElementById(incoming.id);
    if (!present) return this.place(incoming) && this.welcome(incoming);
    const { date, version } = incoming.dataset;
    const isElsewhere = present.dataset.date !== date;
    Object.assign(present.dataset, { date, version });
    // To move it would take the caret out of a field in it.
    if (isElsewhere && !present.contains(document.activeElement)) this.place(present);
    present.className = incoming.className;
    this.replaceHead(present, incoming);
    const [old, fresh] = [present, incoming].map((article) => article.querySelector(":scope > .commentaires"));
    this.comments(old, fresh);
  }

  comments(present, incoming) {
    const under = (element) => [...element.querySelectorAll(":scope > article.commentaire")];
    const wanted = under(incoming);
    for (const comment of under(present)) {
      if (!wanted.some(({ id }) => id === comment.id)) this.remove(comment);
    }
    for (const comment of wanted) {
      const known = document.getElementById(comment.id);
      if (!known) {
        // Answers come oldest first: a new one is the last, here and on the server.
        present.append(comment);
        this.welcome(comment);
        continue;
      }
      known.className = comment.className;
      this.replaceHead(known, comment);
      this.comments(known, comment);
    }
  }

  /// There is no form in what is replaced; who was on a link in it stays on that link.
  replaceHead(present, incoming) {
    const [old, fresh] = [head(present), head(incoming)];
    if (old.innerHTML === fresh.innerHTML) return;
    const focused = old.contains(document.activeElement) && document.activeElement.getAttribute("href");
    old.replaceWith(fresh);
    if (focused) [...fresh.querySelectorAll("a")].find((a) => a.getAttribute("href") === focused)?.focus();
  }

  /// Returns false when the place of a publication is in a part of the sheet that is not loaded.
  place(article) {
    const others = [...this.list.querySelectorAll(":scope > article.publication")].filter((one) => one !== article);
    const next = others.find((other) => this.precedes(article, other));
    if (next && next === others[0] && this.root.querySelector(".pages-precedentes")) return false;
    const pager = this.list.querySelector(":scope > .pages-suivantes");
    if (!next && pager) return false;
    this.root.querySelector(".vide")?.remove();
    this.list.insertBefore(article, next ?? pager);
    return true;
  }

  precedes({ dataset: left }, { dataset: right }) {
    const difference = left.date - right.date || left.numero - right.numero;
    return this.root.dataset.ordre === "chronologique" ? difference < 0 : difference > 0;
  }

  welcome(element) {
    element.classList.add("arrivee");
    this.arrived.push(element, ...element.querySelectorAll("article.commentaire"));
  }

  /// What goes takes nothing with it that somebody has typed and not sent.
  remove(element) {
    if (!element) return;
    const typed = [...element.querySelectorAll("textarea")].map(({ value }) => value).filter((text) => text.trim());
    if (!typed.length) return element.remove();
    const areas = typed.map((value) =>
      make("textarea", { value, readOnly: true, rows: 4, ariaLabel: "Votre texte, non envoyé" }),
    );
    const sentence = "Ce à quoi vous répondiez vient d’être supprimé. Votre texte, qui n’est pas envoyé\u00a0:";
    element.replaceWith(make("div", { className: "supprimee" }, sentence, ...areas));
  }
}

/// « 2 nouveautés »: nothing moves under the reader's eye, he goes there when he likes.
class NewsPill {
  constructor(root) {
    this.elements = [];
    this.title = document.title;
    this.region = make("div", { className: "pastille-zone", role: "status" });
    root.append(this.region);
    addEventListener("scroll", () => this.dropVisible(), { passive: true });
  }

  add(elements) {
    this.elements.push(...elements);
    this.dropVisible();
  }

  dropVisible() {
    if (!document.hidden) this.elements = this.elements.filter((element) => element.isConnected && !isVisible(element));
    this.draw();
  }

  draw() {
    const count = this.elements.length;
    document.title = document.hidden && count ? `(${count}) ${this.title}` : this.title;
    const label = count ? `${count} nouveauté${count > 1 ? "s" : ""}` : "";
    if (this.region.textContent === label) return;
    this.region.replaceChildren(...(count ? [button(label, () => this.go(), "pastille-nouveautes")] : []));
  }

  go() {
    const [first] = this.elements;
    this.elements = [];
    this.draw();
    goTo(first);
  }
}
