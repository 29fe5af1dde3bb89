// What fingers, a mouse and its wheel do to one picture: pinch, double tap, drag, swipe.

const LARGEST = 6;
const SWIPE = 48;
const DOUBLE_TAP = 300;
const DOUBLE_TAP_SCALE = 2.5;
const STEP = 80;

export class Gestures {
  /// - Parameters:
  ///   - stage: takes the touches; the picture lies in its middle.
  ///   - onSwipe: gets 1 (to the next) or -1.
  constructor(stage, image, { onSwipe, onDismiss, onZoom }) {
    Object.assign(this, { stage, image, onSwipe, onDismiss, onZoom });
    this.fingers = new Map();
    this.lastTap = 0;
    this.events = new AbortController();
    const { signal } = this.events;
    const on = (type, act, options = {}) => stage.addEventListener(type, act.bind(this), { signal, ...options });
    on("pointerdown", this.down);
    on("pointermove", this.move);
    on("pointerup", this.up);
    on("pointercancel", this.cancel);
    on("wheel", this.wheel, { passive: false });
    this.reset();
  }

  get isZoomed() {
    return this.scale > 1.01;
  }

  reset() {
    this.scale = 1;
    this.x = 0;
    this.y = 0;
    this.apply();
  }

  end() {
    this.events.abort();
  }

  // MARK: Fingers

  down(event) {
    if (event.button) return;
    this.stage.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (this.fingers.size === 1) this.start = { x: event.clientX, y: event.clientY, time: event.timeStamp };
    else this.start = null;
    this.image.classList.add("tenue");
  }

  move(event) {
    const finger = this.fingers.get(event.pointerId);
    if (!finger) return;
    const now = { x: event.clientX, y: event.clientY };
    if (this.fingers.size === 1) {
      if (this.isZoomed || this.start) this.shift(now.x - finger.x, now.y - finger.y);
    } else {
      const other = [...this.fingers].find(([id]) => id !== event.pointerId)[1];
      const distance = (one) => Math.hypot(one.x - other.x, one.y - other.y);
      this.zoomAt((now.x + other.x) / 2, (now.y + other.y) / 2, distance(now) / Math.max(1, distance(finger)));
      this.shift((now.x - finger.x) / 2, (now.y - finger.y) / 2);
    }
    this.fingers.set(event.pointerId, now);
    this.apply();
  }

  up(event) {
    const { start } = this;
    this.fingers.delete(event.pointerId);
    if (this.fingers.size) return;
    this.image.classList.remove("tenue");
    if (!start) return this.settle();
    const x = event.clientX - start.x;
    const y = event.clientY - start.y;
    if (Math.hypot(x, y) < 8) return this.tap(event);
    if (!this.isZoomed) {
      this.reset();
      if (Math.abs(x) > SWIPE && Math.abs(x) > 1.5 * Math.abs(y)) this.onSwipe(x < 0 ? 1 : -1);
      else if (Math.abs(y) > 2 * SWIPE && Math.abs(y) > 1.5 * Math.abs(x)) this.onDismiss();
    }
    this.settle();
  }

  cancel(event) {
    this.fingers.delete(event.pointerId);
    this.image.classList.remove("tenue");
    this.settle();
  }

  tap({ clientX, clientY, timeStamp }) {
    if (timeStamp - this.lastTap > DOUBLE_TAP) {
      this.lastTap = timeStamp;
      return this.settle();
    }
    this.lastTap = 0;
    if (this.isZoomed) this.reset();
    else this.zoomAt(clientX, clientY, DOUBLE_TAP_SCALE);
    this.settle();
  }

  wheel(event) {
    event.preventDefault();
    this.zoomAt(event.clientX, event.clientY, Math.exp(-event.deltaY / 400));
    this.settle();
  }

  // MARK: Place and size

  zoomBy(factor) {
    const box = this.stage.getBoundingClientRect();
    this.zoomAt(box.left + box.width / 2, box.top + box.height / 2, factor);
    this.settle();
  }

  /// The point under the fingers stays under them.
  zoomAt(x, y, factor) {
    const box = this.stage.getBoundingClientRect();
    const scale = Math.min(LARGEST, Math.max(1, this.scale * factor));
    const by = scale / this.scale;
    const fromMiddle = { x: x - box.left - box.width / 2, y: y - box.top - box.height / 2 };
    this.x = fromMiddle.x - (fromMiddle.x - this.x) * by;
    this.y = fromMiddle.y - (fromMiddle.y - this.y) * by;
    this.scale = scale;
    if (this.isZoomed) this.onZoom();
  }

  shift(x, y) {
    this.x += x;
    this.y += y;
  }

  pan(key) {
    const [x, y] = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] }[key] ?? [0, 0];
    if (this.isZoomed) this.shift(x, y);
    this.settle();
  }

  /// No emptiness between the picture and the edge of the stage.
  settle() {
    if (!this.isZoomed) return this.reset();
    const { stage, image, scale } = this;
    const room = (picture, around) => Math.max(0, (picture * scale - around) / 2);
    const x = room(image.offsetWidth, stage.clientWidth);
    const y = room(image.offsetHeight, stage.clientHeight);
    this.x = Math.min(x, Math.max(-x, this.x));
    this.y = Math.min(y, Math.max(-y, this.y));
    this.apply();
  }

  apply() {
    this.image.style.transform = this.scale === 1 && !this.x && !this.y ? "" : `translate(${this.x}px, ${this.y}px) scale(${this.scale})`;
    this.stage.classList.toggle("agrandie", this.isZoomed);
  }
}
