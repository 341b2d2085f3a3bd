// Writing: the text field, changing the last message, the two panels.

import { byId, el } from "./dom.js";
import { text } from "./texts.js";

export class Composer {
  // on has the functions send(message), with text, media or edit in it, and
  // lastOwn(), the message that can be changed.
  constructor(on) {
    this.on = on;
    this.input = byId("input");
    this.editing = 0;
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("beforeinput", (event) => this.enter(event));
    byId("edit-cancel").addEventListener("click", () => this.endEdit());
    for (const b of byId("stand-ins").querySelectorAll("button")) {
      b.addEventListener("click", () => this.choose({ media: b.dataset.media }));
    }
    for (const opener of document.querySelectorAll(".opener")) this.panel(opener);
    byId("chat").addEventListener("focusin", (event) => {
      if (!event.target.closest(".panel, .opener")) this.closePanels();
    });
  }

  key(event) {
    this.shift = event.shiftKey;
    if (event.isComposing) return;
    if (event.key === "ArrowUp" && this.input.value === "" && this.on.lastOwn()) {
      event.preventDefault();
      this.edit(this.on.lastOwn());
    } else if (event.key === "Escape" && this.editing) {
      this.endEdit();
    }
  }

  // enter sends on a new line; with Shift there is a new line. Whether a key
  // means one is the browser's business: phones and input methods differ.
  enter(event) {
    if (event.inputType !== "insertLineBreak" || this.shift) return;
    event.preventDefault();
    this.submit();
  }

  async submit() {
    const words = this.input.value;
    if (!words.trim()) return;
    const message = this.editing ? { text: words, edit: this.editing } : { text: words };
    this.endEdit();
    if (!(await this.on.send(message))) this.input.value ||= words;
  }

  edit(m) {
    this.editing = m.message_id;
    byId("editing").hidden = false;
    this.input.setAttribute("aria-describedby", "editing-now");
    this.input.value = m.text;
    this.input.focus();
  }

  endEdit() {
    this.editing = 0;
    byId("editing").hidden = true;
    this.input.removeAttribute("aria-describedby");
    this.input.value = "";
    this.input.focus();
  }

  // panel has a button open and close the panel that it controls.
  panel(opener) {
    const panel = byId(opener.getAttribute("aria-controls"));
    opener.addEventListener("click", () => {
      const open = panel.hidden;
      this.closePanels();
      if (!open) return;
      panel.hidden = false;
      opener.setAttribute("aria-expanded", "true");
      panel.querySelector("button")?.focus();
    });
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      this.closePanels();
      opener.focus();
    });
  }

  closePanels() {
    for (const opener of document.querySelectorAll(".opener")) {
      opener.setAttribute("aria-expanded", "false");
      byId(opener.getAttribute("aria-controls")).hidden = true;
    }
  }

  choose(message) {
    this.closePanels();
    this.input.focus();
    this.on.send(message);
  }

  // setCommands fills the command menu.
  setCommands(commands) {
    const items = commands.map((c) =>
      el("button", { type: "button", click: () => this.choose({ text: `/${c.command}` }) },
        el("b", {}, `/${c.command}`), " ", el("span", { dir: "auto" }, c.description)));
    byId("commands").replaceChildren(...(items.length ? items : [el("p", { class: "quiet" }, text("workbench.commands.none"))]));
  }
}
