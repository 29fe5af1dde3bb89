// The open sheet stays up to date (S8): asks for what changed since its revision and merges it, element by
// element. What somebody types, where he is in the page and what he has opened stay as they are.
import { button, make } from "./parts.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/// How often is asked, by how long nobody has touched the page.
const PACE = [
  { idleFor: 30 * MINUTE, every: MINUTE },
  { idleFor: 5 * MINUTE, every: 15 * SECOND },
  { idleFor: 0, every: 4 * SECOND },
];
const TIMEOUT = 15 * SECOND;

export function startLive(root) {
  const merge = new Merge(root);
  const news = new NewsPill(root);
  const network = new NetworkLine(root);
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
    const idle = Date.now() - lastActivity;
    const pace = PACE.find((step) => idle >= step.idleFor).every;
    timer = setTimeout(ask, failures ? Math.min(MINUTE, pace * 2 ** failures) : pace);
  }

  /// One question at a time; who asks meanwhile gets the same answer and one more question after it.
  function ask() {
    if (ended === "gone") return Promise.resolve();
    asking ??= askOnce().finally(() => {
      asking = null;
      schedule();
    });
    return asking;
  }

  async function askNow() {
    if (asking) await asking;
    return ask();
  }

  async function askOnce() {
    clearTimeout(timer);
    let response;
    try {
      response = await fetch(`${root.dataset.nouveautes}?depuis=${root.dataset.revision}`, {
        headers: { "HX-Request": "true" },
        cache: "no-store",
        signal: AbortSignal.timeout(TIMEOUT),
      });
      if (response.status >= 500) throw new Error(`status ${response.status}`);
      if (response.status === 200) take(await response.text());
    } catch {
      failures += 1;
      if (failures > 1) network.say("Hors ligne\u00a0: la fiche se mettra à jour au retour du réseau.");
      return;
    }
    failures = 0;
    if (response.status === 401) end("session", "Votre session a expiré.", "Se reconnecter");
    else if (response.status === 403 || response.status === 404)
      end("gone", "Cette fiche n’est plus accessible.", "Recharger la page");
    else if (ended !== "gone") {
      ended = "";
      network.clear();
    }
  }

  function take(html) {
    const box = new DOMParser().parseFromString(html, "text/html").querySelector(".nouveautes");
    if (!box) return;
    if (box.dataset.recharger) {
      end("gone", "La fiche a beaucoup changé.", "Actualiser");
      return;
    }
    const arrived = merge.apply(box);
    root.dataset.revision = box.dataset.revision;
    news.add(arrived.filter((element) => ownMark(element)));
    root.dispatchEvent(new CustomEvent("clo:fusion", { bubbles: true, detail: { arrived } }));
  }

  function end(reason, sentence, label) {
    ended = reason;
    const link = make("a", { href: location.href }, label);
    // In a tab of its own, so that what is typed here stays; back here, questions are asked again.
    if (reason === "session") link.target = "_blank";
    network.say(`${sentence} Ce que vous avez écrit reste dans la page. `, link);
  }

  for (const type of ["pointerdown", "keydown", "scroll"]) {
    addEventListener(
      type,
      () => {
        const wasIdle = Date.now() - lastActivity >= 5 * MINUTE;
        lastActivity = Date.now();
        if (wasIdle) ask();
      },
      { passive: true, capture: true },
    );
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

/// The « Nouveau » mark of a publication or comment itself, not of one inside it.
function ownMark(element) {
  return element.querySelector(":scope > .entree .nouveau, :scope > .note .nouveau");
}

/// Merges the answer into the page, keyed by the id of each publication and comment.
class Merge {
  constructor(root) {
    this.root = root;
    this.list = root.querySelector("#publications");
  }

  /// Returns the publications and comments that were not there before.
  apply(box) {
    const arrived = [];
    this.keepingPlace(() => {
      for (const part of [".cartouche", ".reperes"]) {
        const fresh = box.querySelector(part);
        if (fresh) this.root.querySelector(part)?.replaceWith(fresh);
      }
      for (const incoming of box.querySelectorAll("article.publication")) this.publication(incoming, arrived);
      for (const gone of box.querySelectorAll("[data-publication-supprimee]")) {
        this.remove(document.getElementById(`publication-${gone.dataset.publicationSupprimee}`));
      }
    });
    return arrived;
  }

  /// Changes the page without moving what the reader has before his eyes: the field that he types in, or else
  /// the first thing in view that is still there afterwards.
  keepingPlace(change) {
    const typing = this.root.querySelector("textarea:focus, input:focus");
    // At the very top nothing is being read yet: what is new may come in.
    const parts = scrollY === 0 ? [] : [...this.root.querySelectorAll(".entree, .note, .gestes, .redaction")];
    const places = [typing, ...parts]
      .map((element) => ({ element, box: element?.getBoundingClientRect() }))
      .filter(({ box }) => box && box.bottom > 0 && box.top < innerHeight);
    change();
    const eye = places.find(({ element }) => element.isConnected);
    const moved = eye ? eye.element.getBoundingClientRect().top - eye.box.top : 0;
    if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
  }

  publication(incoming, arrived) {
    const present = document.getElementById(incoming.id);
    if (!present) {
      if (this.place(incoming)) this.markArrived(incoming, arrived);
      return;
    }
    if (present.dataset.date !== incoming.dataset.date) {
      present.dataset.date = incoming.dataset.date;
      this.place(present);
    }
    present.dataset.version = incoming.dataset.version;
    present.className = incoming.className;
    this.replacePart(present, incoming, ":scope > .entree");
    this.comments(
      present.querySelector(":scope > .commentaires"),
      incoming.querySelector(":scope > .commentaires"),
      arrived,
    );
  }

  comments(present, incoming, arrived) {
    const wanted = [...incoming.querySelectorAll(":scope > article.commentaire")];
    const wantedIDs = new Set(wanted.map((comment) => comment.id));
    for (const comment of [...present.querySelectorAll(":scope > article.commentaire")]) {
      if (!wantedIDs.has(comment.id)) this.remove(comment);
    }
    for (const comment of wanted) {
      const known = document.getElementById(comment.id);
      if (!known) {
        // Answers come oldest first: a new one is the last, here and on the server.
        present.append(comment);
        this.markArrived(comment, arrived);
        continue;
      }
      known.className = comment.className;
      this.replacePart(known, comment, ":scope > .note");
      this.comments(known, comment, arrived);
    }
  }

  /// Replaces a part that holds no form, if it differs; who was on a link in it stays on that link.
  replacePart(present, incoming, selector) {
    const old = present.querySelector(selector);
    const fresh = incoming.querySelector(selector);
    if (!old || !fresh || old.innerHTML === fresh.innerHTML) return;
    const focused = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    old.replaceWith(fresh);
    if (focused) [...fresh.querySelectorAll("a")].find((a) => a.getAttribute("href") === focused)?.focus();
  }

  /// Puts a publication where the page's order wants it, unless that is on a page that is not loaded.
  place(article) {
    const others = [...this.list.querySelectorAll(":scope > article.publication")].filter((one) => one !== article);
    const next = others.find((other) => this.precedes(article, other));
    const isFirst = next === others[0];
    if (next && isFirst && this.root.querySelector(".pages-precedentes")) return false;
    const pager = this.list.querySelector(":scope > .pages-suivantes");
    if (!next && pager) return false;
    this.root.querySelector(".vide")?.remove();
    this.list.insertBefore(article, next ?? pager ?? null);
    return true;
  }

  precedes(left, right) {
    const key = (article) => [Number(article.dataset.date), Number(article.dataset.numero)];
    const [leftDate, leftNumber] = key(left);
    const [rightDate, rightNumber] = key(right);
    const isEarlier = leftDate === rightDate ? leftNumber < rightNumber : leftDate < rightDate;
    return this.root.dataset.ordre === "chronologique" ? isEarlier : !isEarlier;
  }

  markArrived(element, arrived) {
    element.classList.add("arrivee");
    arrived.push(element);
    for (const inner of element.querySelectorAll("article.commentaire")) arrived.push(inner);
  }

  /// What goes takes nothing with it that somebody has typed and not sent.
  remove(element) {
    if (!element) return;
    const typed = [...element.querySelectorAll("textarea")].map((area) => area.value).filter((text) => text.trim());
    if (!typed.length) return element.remove();
    const note = make("div", { className: "supprimee" }, "Ce à quoi vous répondiez vient d’être supprimé. Votre texte, qui n’est pas envoyé\u00a0:");
    for (const value of typed) {
      note.append(make("textarea", { value, readOnly: true, rows: 4, ariaLabel: "Votre texte, non envoyé" }));
    }
    element.replaceWith(note);
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
    const label = `${count} nouveauté${count > 1 ? "s" : ""}`;
    if (this.region.textContent === (count ? label : "")) return;
    this.region.replaceChildren();
    if (!count) return;
    const go = () => {
      const [first] = this.elements;
      this.elements = [];
      this.draw();
      goTo(first);
    };
    this.region.append(button(label, go, "pastille-nouveautes"));
  }
}

function isVisible(element) {
  const part = element.querySelector(":scope > .entree, :scope > .note") ?? element;
  const box = part.getBoundingClientRect();
  return box.top < innerHeight - 40 && box.bottom > 40;
}

/// Brings an element into view and to the keyboard and screen reader.
export function goTo(element) {
  if (!element) return;
  element.tabIndex = -1;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (!isVisible(element)) element.scrollIntoView({ block: "start", behavior: calm ? "instant" : "smooth" });
  element.focus({ preventScroll: true });
}

/// One quiet line at the foot of the window about the connection.
class NetworkLine {
  constructor(root) {
    this.line = make("div", { className: "etat-reseau", role: "status", hidden: true });
    root.append(this.line);
  }

  say(...content) {
    this.line.replaceChildren(...content);
    this.line.hidden = false;
  }

  clear() {
    this.line.hidden = true;
  }
}
