// The fields of an entry, for those who do not write YAML. The program sets
// what is filled in in the source, which is what will be saved.

import { post } from "./api.js";
import { byId, el } from "./dom.js";
import { languageName, text } from "./texts.js";

const pause = 400; // without a key, before a field is set in the source, in milliseconds

export class Fields {
  // on has the functions source(), set(source), touched(), failed(error) and
  // languages().
  constructor(on) {
    this.on = on;
    this.root = byId("fields");
    this.inputs = []; // {key, input, show(fields)}
    this.waiting = new Map(); // by key: what sets a field that was written into
    this.working = Promise.resolve();
    this.built = "";
  }

  // show fills the form from what was read of the source; without that there is
  // none. The field that somebody writes into stays as it is.
  show(file, fields) {
    this.root.hidden = !fields;
    if (!fields) return;
    const form = [file, ...Object.entries(fields.texts).map(([l, t]) => l + t.links.length)].join(" ");
    if (form !== this.built && !this.root.contains(document.activeElement)) this.build(fields, form);
    for (const { key, input, show } of this.inputs) {
      if (input !== document.activeElement && !this.waiting.has(key)) input.value = show(fields);
    }
  }

  build(fields, form) {
    this.built = form;
    this.inputs = [];
    const open = [...this.root.querySelectorAll("details[open]")].map((d) => d.lang);
    const languages = this.on.languages().filter((l) => fields.texts[l]);
    this.root.replaceChildren(
      el("div", { class: "pair" },
        this.label("workbench.fields.reviewed", this.input("", "reviewed", { type: "date" }, (f) => f.reviewed)),
        this.label("workbench.fields.expires", this.input("", "expires", { type: "date" }, (f) => f.expires))),
      this.label("workbench.fields.note", this.input("", "note", {}, (f) => f.note)),
      ...languages.map((l, i) => {
        const block = this.block(l, fields.texts[l]);
        block.open = open.length ? open.includes(l) : i === 0;
        return block;
      }));
  }

  block(l, t) {
    const attributes = { lang: l, dir: "auto" };
    return el("details", { class: "language", lang: l },
      el("summary", { lang: document.documentElement.lang }, languageName(l)),
      el("fieldset", {},
        el("legend", { class: "unseen", lang: document.documentElement.lang }, languageName(l)),
        this.label("workbench.fields.title", this.input(l, "title", attributes, (f) => f.texts[l].title)),
        this.label("workbench.fields.answer", this.area(l, "answer", { ...attributes, rows: "8", "aria-describedby": `marks-${l}` }, (f) => f.texts[l].answer, (v) => ({ text: v }))),
        el("p", { class: "quiet", id: `marks-${l}`, lang: document.documentElement.lang }, text("workbench.fields.marks")),
        this.links(l, t.links),
        this.label("workbench.fields.questions", this.area(l, "questions", { ...attributes, rows: "8" },
          (f) => f.texts[l].questions.join("\n"), (v) => ({ list: v.split("\n").map((q) => q.trim()).filter(Boolean) })))));
  }

  label(id, input) {
    return el("label", {}, el("span", { lang: document.documentElement.lang }, text(id)), input);
  }

  input(l, name, attributes, show) {
    return this.watch(l, name, el("input", attributes), show, (v) => ({ text: v }));
  }

  area(l, name, attributes, show, value) {
    return this.watch(l, name, el("textarea", attributes), show, value);
  }

  watch(l, name, input, show, value) {
    const key = `${l} ${name}`;
    this.inputs.push({ key, input, show });
    input.addEventListener("input", () => this.later(key, l, name, () => value(input.value)));
    input.addEventListener("change", () => this.flush());
    return input;
  }

  // links are rows of two fields; a row with only one of them is not written.
  links(l, links) {
    const rows = el("div", { class: "links" });
    const value = () => ({
      links: [...rows.children].map((r) => [...r.querySelectorAll("input")].map((i) => i.value.trim())).filter(([a, b]) => a && b).map(([a, b]) => ({ text: a, url: b })),
    });
    const changed = () => this.later(`${l} links`, l, "links", value);
    const row = (link) => {
      const made = el("div", { class: "link" },
        el("input", { lang: l, "aria-label": text("workbench.fields.link-text"), placeholder: text("workbench.fields.link-text"), input: changed }),
        el("input", { type: "url", "aria-label": text("workbench.fields.link-url"), placeholder: "https://", input: changed }),
        el("button", { type: "button", "aria-label": text("workbench.fields.link-remove"), click: () => { made.remove(); changed(); } }, "✕"));
      [made.children[0].value, made.children[1].value] = [link.text, link.url];
      return made;
    };
    rows.append(...links.map(row));
    return el("div", { role: "group", "aria-label": text("workbench.fields.links") },
      el("span", { class: "quiet", lang: document.documentElement.lang }, text("workbench.fields.links")), rows,
      el("button", { type: "button", lang: document.documentElement.lang, click: () => { rows.append(row({ text: "", url: "" })); rows.lastChild.firstChild.focus(); } }, text("workbench.fields.link-add")));
  }

  later(key, lang, name, value) {
    this.on.touched();
    this.waiting.set(key, { lang, name, value });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), pause);
  }

  // flush sets all fields that were written into, one after the other.
  flush() {
    clearTimeout(this.timer);
    this.working = this.working.then(async () => {
      for (const [key, { lang, name, value }] of [...this.waiting]) {
        this.waiting.delete(key);
        try {
          this.on.set((await post("entry/field", { source: this.on.source(), lang, name, value: value() })).source);
        } catch (error) {
          this.on.failed(error);
        }
      }
    });
    return this.working;
  }
}
