// The list of messages: changes in place, focus and scrolling kept.

import { byId } from "./dom.js";
import { messageItem } from "./message.js";

export class Chat {
  // on is what messageItem needs but jump, which the chat does itself.
  constructor(on) {
    this.log = byId("log");
    this.wall = this.log.parentElement;
    this.on = { ...on, jump: (id) => this.jump(id) };
    this.messages = new Map();
  }

  // reset shows these messages and no others.
  reset(messages) {
    this.messages.clear();
    this.log.replaceChildren();
    messages.forEach((m) => this.put(m));
    byId("welcome").hidden = messages.length > 0;
  }

  // put adds a message or changes it in place.
  put(m) {
    const atEnd = this.wall.scrollHeight - this.wall.scrollTop - this.wall.clientHeight < 80;
    const old = byId(`m${m.message_id}`);
    const item = messageItem(m, this.on);
    this.messages.set(m.message_id, m);
    if (old) {
      const focus = focusIn(old);
      old.replaceWith(item);
      focus?.(item);
    } else {
      this.log.append(item);
      byId("welcome").hidden = true;
    }
    this.offerEdit();
    if (!m.from?.is_bot && !old) this.wall.scrollTop = this.wall.scrollHeight;
    else if (!old) this.reveal(item, atEnd);
    else if (atEnd) item.scrollIntoView({ block: "nearest" });
  }

  // reveal scrolls to a new answer, to its beginning where it is long.
  reveal(item, atEnd) {
    if (!atEnd) return;
    this.wall.scrollTop = Math.min(this.wall.scrollHeight, item.offsetTop - 48);
  }

  remove(id) {
    const focused = byId(`m${id}`)?.contains(document.activeElement);
    byId(`m${id}`)?.remove();
    this.messages.delete(id);
    this.offerEdit();
    if (focused) byId("input").focus();
  }

  // lastOwn is the person's newest text, which they can still change.
  get lastOwn() {
    return [...this.messages.values()].filter((m) => m.text && !m.from?.is_bot).at(-1);
  }

  offerEdit() {
    const last = this.lastOwn;
    for (const b of this.log.querySelectorAll(".edit")) b.hidden = b.closest("li").id !== `m${last.message_id}`;
  }

  jump(id) {
    const item = byId(`m${id}`);
    item?.scrollIntoView({ block: "center" });
    item?.focus({ preventScroll: true });
  }
}

// focusIn remembers where in an item the focus is, and returns what puts it
// back into the item's successor: on the same button, else the one in its
// place, else on the message.
function focusIn(item) {
  if (!item.contains(document.activeElement)) return null;
  const { data } = document.activeElement.dataset;
  const place = [...item.querySelectorAll(".key")].indexOf(document.activeElement);
  return (next) => {
    const keys = [...next.querySelectorAll(".key")];
    const key = keys.find((k) => k.dataset.data === data && data !== undefined) ?? keys[Math.min(place, keys.length - 1)];
    (key ?? next).focus({ preventScroll: true });
  };
}
