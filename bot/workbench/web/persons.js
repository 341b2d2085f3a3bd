// The test persons: each has a chat of their own, an app in a language, and what
// they did, to be saved. They live as long as the tab.

import { byId, el } from "./dom.js";
import { languageName, text } from "./texts.js";

const mostTurns = 100; // as many as can be replayed

const newChat = () => 1_000_000_000 + crypto.getRandomValues(new Uint32Array(1))[0];

export class Persons {
  // become is called when somebody else acts, or in another language.
  constructor(become) {
    this.become = become;
    this.all = JSON.parse(sessionStorage.getItem("persons")) ?? [{ chat: newChat(), language: byId("app-language").value, turns: [] }];
    const chat = Number(sessionStorage.getItem("chat"));
    this.now = this.all.find((p) => p.chat === chat) ?? this.all[0];
    byId("person").addEventListener("change", () => this.change(this.all[byId("person").value]));
    byId("app-language").addEventListener("change", (event) => {
      this.now.language = event.target.value;
      this.change(this.now);
    });
    byId("new-person").addEventListener("click", () => {
      this.all.push({ chat: newChat(), language: this.now.language, turns: [] });
      this.change(this.all.at(-1));
      byId("input").focus();
    });
    this.show();
  }

  // as is who acts, for a request.
  get as() {
    return { chat: this.now.chat, language: this.now.language };
  }

  change(person) {
    this.now = person;
    this.show();
    this.become();
  }

  // did remembers something that the person did.
  did(turn) {
    if (this.now.turns.length < mostTurns) this.now.turns.push(turn);
    this.remember();
  }

  show() {
    byId("app-language").value = this.now.language;
    byId("person").replaceChildren(...this.all.map((p, i) =>
      el("option", { value: i, selected: p === this.now }, text("workbench.person.nth", { Count: i + 1, Language: languageName(p.language) }))));
    this.remember();
  }

  remember() {
    sessionStorage.setItem("persons", JSON.stringify(this.all));
    sessionStorage.setItem("chat", this.now.chat);
  }
}
