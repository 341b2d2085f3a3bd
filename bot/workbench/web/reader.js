// Where in the chat the reader is, and where what happens takes them: to the
// beginning of the answer to what they did, and nowhere while they read
// something else.

const gap = 6; // between a message and the edge it was brought to, in pixels
const near = 60; // so close to the end is at the end

export class Reader {
  constructor(wall) {
    this.wall = wall;
    this.at = 0; // where the wall was scrolled when last looked at
    this.ended = true; // the end was in view then
    this.anchor = null; // the first answer since the person acted: its top stays in view
    this.awaits = false; // the person acted and has not gone elsewhere since
    wall.addEventListener("scroll", () => this.look());
    new ResizeObserver(() => this.settle()).observe(wall); // the keyboard of a phone, a longer text field
  }

  // look notices that the reader went elsewhere. It comes before every change
  // of the messages, so that what the change moves is not held for the reader.
  look() {
    if (!this.wall.clientHeight) return; // not shown, as the other view is
    const { scrollTop, scrollHeight, clientHeight } = this.wall;
    if (Math.abs(scrollTop - this.at) > 2) {
      this.anchor = null;
      this.awaits = false;
    }
    this.at = scrollTop;
    this.ended = scrollHeight - scrollTop - clientHeight < near;
  }

  // acts says that the person did something: what comes of it they want to see.
  acts() {
    this.look();
    this.anchor = null;
    this.awaits = true;
  }

  // own shows what the person wrote, at the end of the chat.
  own() {
    this.acts();
    this.move(this.wall.scrollHeight);
  }

  // added shows a new answer, unless the reader is elsewhere: as much of it as
  // there is room for below the top of the first one.
  added(item) {
    if (!this.awaits && !this.anchor && !this.ended) return;
    this.anchor ??= item;
    this.awaits = false;
    this.settle();
  }

  // changed keeps a message in view whose successor is item. New words are read
  // from their beginning; new buttons below them move nothing up.
  changed(old, item, words) {
    if (this.anchor === old) this.anchor = item;
    if (!this.awaits && !this.anchor && !this.ended) return;
    const top = item.offsetTop - gap;
    const bottom = item.offsetTop + item.offsetHeight + gap - this.wall.clientHeight;
    const now = this.wall.scrollTop;
    if (words && top < now) this.move(top);
    else if (bottom > now) this.move(Math.max(now, Math.min(top, bottom)));
    else this.move(now);
  }

  // settle brings the reader back to where they were put.
  settle() {
    if (this.anchor) this.move(this.anchor.offsetTop - gap);
    else if (this.ended) this.move(this.wall.scrollHeight);
  }

  move(top) {
    if (!this.wall.clientHeight) return;
    this.wall.scrollTop = top;
    this.at = this.wall.scrollTop;
    this.ended = this.wall.scrollHeight - this.at - this.wall.clientHeight < near;
  }
}
