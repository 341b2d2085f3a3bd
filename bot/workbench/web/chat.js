// The list of messages: changes in place, focus and scrolling kept.

import { byId } from "./dom.js";
import { messageItem } from "./message.js";
import { Reader } from "./reader.js";

export class Chat {
  // on is what messageItem needs but jump, which the chat does itself.
  constructor(on) {
    this.log = byId("log");
    this.reader = new Reader(byId("wall"));
    this.on = { ...on, jump: (id) => this.jump(id), press: (...what) => this.press(...what) };
    this.onPress = on.press;
    this.pressed = null; // the button that was last pressed with a key
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
    const old = byId(`m${m.message_id}`);
    const words = m.text !== this.messages.get(m.message_id)?.text;
    const own = !m.from?.is_bot;
    const item = messageItem(m, this.on);
    if (old && own && words) this.reader.acts();
    else this.reader.look();
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
    if (old) this.reader.changed(old, item, words);
    else if (own) this.reader.own();
    else this.added(item);
  }

  added(item) {
    this.reader.added(item);
    if (this.pressed && this.pressed === document.activeElement) item.focus({ preventScroll: true });
    this.pressed = null;
  }

  // press presses a button. Who did it with a key goes on in the message that
  // comes of it, not among the buttons above.
  press(button, m, data, byKey) {
    this.pressed = byKey ? button : null;
    this.reader.acts();
    this.onPress(button, m, data);
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
