// A list whose items are put in order by dragging a handle (finger, pen or mouse) or with the arrow keys on it.

const EDGE = 72;
const SPEED = 12;

/// - Parameters:
///   - list: its children are the items, each with one `.poignee`.
///   - onMove: called when an item has another place than before, with the item.
export function makeReorderable(list, onMove) {
  list.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest(".poignee");
    if (!handle || event.button) return;
    event.preventDefault();
    handle.focus();
    new Drag(list, handle, event, onMove);
  });
  list.addEventListener("keydown", (event) => {
    const handle = event.target.closest(".poignee");
    const by = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
    if (!handle || !by) return;
    event.preventDefault();
    if (move(list, itemOf(list, handle), by)) onMove(itemOf(list, handle));
    handle.focus();
  });
}

const itemOf = (list, inside) => [...list.children].find((item) => item.contains(inside));

/// - Returns: false at the end of the list.
export function move(list, item, by) {
  const neighbour = by < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (!neighbour) return false;
  if (by < 0) neighbour.before(item);
  else neighbour.after(item);
  return true;
}

/// One item in somebody's hand.
class Drag {
  constructor(list, handle, { pointerId, clientY }, onMove) {
    Object.assign(this, { list, handle, pointerId, onMove, y: clientY });
    this.item = itemOf(list, handle);
    this.before = this.item.nextElementSibling;
    this.grip = clientY - this.item.getBoundingClientRect().top;
    this.item.classList.add("tenue");
    this.events = new AbortController();
    const { signal } = this.events;
    handle.setPointerCapture(pointerId);
    handle.addEventListener("pointermove", (event) => this.follow(event), { signal });
    handle.addEventListener("pointerup", () => this.end(), { signal });
    handle.addEventListener("pointercancel", () => this.cancel(), { signal });
    handle.addEventListener("lostpointercapture", () => this.end(), { signal });
    addEventListener("keydown", (event) => event.key === "Escape" && this.cancel(), { signal, capture: true });
    this.scroll();
  }

  follow({ clientY }) {
    this.y = clientY;
    this.place();
  }

  place() {
    const { list, item } = this;
    item.style.transform = "";
    const middle = this.y - this.grip + item.offsetHeight / 2;
    const others = [...list.children].filter((other) => other !== item);
    const next = others.find((other) => {
      const box = other.getBoundingClientRect();
      return middle < box.top + box.height / 2;
    });
    if (item.nextElementSibling !== (next ?? null)) {
      list.insertBefore(item, next ?? null);
      // Some browsers let go of what is moved in the page.
      this.handle.setPointerCapture(this.pointerId);
    }
    item.style.transform = `translateY(${this.y - this.grip - item.getBoundingClientRect().top}px)`;
  }

  /// Near the edges of the screen the page comes along.
  scroll() {
    if (this.events.signal.aborted) return;
    const by = this.y < EDGE ? -SPEED : this.y > innerHeight - EDGE ? SPEED : 0;
    if (by) {
      scrollBy({ top: by, behavior: "instant" });
      this.place();
    }
    requestAnimationFrame(() => this.scroll());
  }

  cancel() {
    this.list.insertBefore(this.item, this.before);
    this.end();
  }

  end() {
    if (this.events.signal.aborted) return;
    this.events.abort();
    this.item.style.transform = "";
    this.item.classList.remove("tenue");
    if (this.item.nextElementSibling !== this.before) this.onMove(this.item);
  }
}
