// Photos at their largest: keyboard, swipe, pinch, double tap. All photos of a publication, or of the gallery, are one
// series. Without this script a photo's link opens its file.
import { iconButton, make } from "./parts.js";
import { Gestures } from "./gestures.js";

export function startLightbox() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("section.clo figure.photo a");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    new Lightbox(link);
  });
}

class Lightbox {
  constructor(link) {
    const series = link.closest(".publication, .galerie, .version, .cote-a-cote > section") ?? link.closest("section.clo");
    this.links = [...series.querySelectorAll("figure.photo a")];
    this.opener = link;
    this.image = make("img", { className: "visionneuse-image", draggable: false });
    this.caption = make("p", { className: "visionneuse-legende" });
    this.counter = make("p", { className: "visionneuse-compte" });
    this.stage = make("div", { className: "visionneuse-scene" }, this.image);
    this.previous = iconButton("precedente", "Photo précédente", () => this.go(-1), "bouton-icone visionneuse-precedente");
    this.next = iconButton("suivante", "Photo suivante", () => this.go(1), "bouton-icone visionneuse-suivante");
    const close = iconButton("fermer", "Fermer", () => this.dialog.close(), "bouton-icone visionneuse-fermer");
    this.dialog = make("dialog", { className: "visionneuse", ariaLabel: "Photos" });
    this.dialog.append(this.stage, this.counter, close, this.previous, this.next, this.caption);
    this.dialog.addEventListener("keydown", (event) => this.onKey(event));
    this.dialog.addEventListener("close", () => this.onClose());
    this.gestures = new Gestures(this.stage, this.image, {
      onSwipe: (by) => this.go(by),
      onDismiss: () => this.dialog.close(),
      onZoom: () => this.sharpen(),
    });
    link.closest("section.clo").append(this.dialog);
    this.dialog.showModal();
    this.show(this.links.indexOf(link));
  }

  show(at) {
    this.at = at;
    const link = this.links[at];
    const small = link.querySelector("img");
    const caption = link.dataset.legende ?? small.alt;
    this.gestures.reset();
    this.image.removeAttribute("srcset");
    // What the page has already is shown until the larger one has come.
    this.image.src = small.currentSrc || small.src;
    Object.assign(this.image, { alt: caption || `Photo ${at + 1}`, width: small.width, height: small.height });
    this.image.setAttribute("width", small.getAttribute("width"));
    this.image.setAttribute("height", small.getAttribute("height"));
    this.load(small.srcset, link.href, "100vw");
    this.caption.textContent = caption;
    this.caption.hidden = !caption;
    this.counter.textContent = `${at + 1} / ${this.links.length}`;
    this.previous.hidden = this.next.hidden = this.links.length < 2;
    this.previous.ariaDisabled = String(at === 0);
    this.next.ariaDisabled = String(at === this.links.length - 1);
    announceIn(this.dialog, `Photo ${at + 1} sur ${this.links.length}. ${caption}`);
  }

  /// Decoded apart, so that there is never a blank.
  load(srcset, largest, sizes) {
    const at = this.at;
    const loader = new Image();
    loader.sizes = sizes;
    if (srcset) loader.srcset = srcset;
    loader.src = largest;
    loader.decode().then(
      () => {
        if (this.at === at) this.image.src = loader.currentSrc || loader.src;
      },
      () => {
        // On a bad network the small one stays.
      },
    );
  }

  /// Seen from near, the largest there is.
  sharpen() {
    const { href } = this.links[this.at];
    if (this.image.src !== href) this.load("", href, "");
  }

  go(by) {
    const to = this.at + by;
    if (to < 0 || to >= this.links.length) return;
    this.show(to);
  }

  onKey(event) {
    const moves = { ArrowLeft: -1, ArrowRight: 1, PageUp: -1, PageDown: 1 };
    if (event.key in moves && !this.gestures.isZoomed) this.go(moves[event.key]);
    else if (event.key in moves || event.key === "ArrowUp" || event.key === "ArrowDown") this.gestures.pan(event.key);
    else if (event.key === "Home") this.show(0);
    else if (event.key === "End") this.show(this.links.length - 1);
    else if (event.key === "+" || event.key === "=") this.gestures.zoomBy(1.5);
    else if (event.key === "-") this.gestures.zoomBy(1 / 1.5);
    else if (event.key === "0") this.gestures.reset();
    else return;
    event.preventDefault();
  }

  onClose() {
    this.gestures.end();
    this.dialog.remove();
    // Back to the photo that was seen last.
    const link = this.links[this.at]?.isConnected ? this.links[this.at] : this.opener;
    link.focus({ preventScroll: false });
  }
}

/// Outside of an open dialog nothing is read aloud.
function announceIn(dialog, sentence) {
  let region = dialog.querySelector(".pour-lecteur");
  if (!region) dialog.append((region = make("div", { className: "pour-lecteur", role: "status" })));
  region.textContent = sentence;
}
