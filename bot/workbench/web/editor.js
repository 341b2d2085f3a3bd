// An entry: its text, what is wrong with it, how Telegram shows it, its versions.

import { get, post } from "./api.js";
import { byId, el } from "./dom.js";
import { Fields } from "./fields.js";
import { compared, History } from "./history.js";
import { sentence, severities } from "./phrasing.js";
import { messageItem } from "./message.js";
import { tags, when } from "./tags.js";
import { languageName, text } from "./texts.js";

const pause = 400; // without a key, before what is written is judged, in milliseconds

// sure asks whether to do what has no simple way back.
export function sure(question, yes) {
  const dialog = byId("sure");
  byId("sure-text").textContent = question;
  byId("sure-yes").textContent = yes;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}

// allow says whether a button does something now. It can have the focus all the
// same, so that nobody is left nowhere after a press.
const allow = (id, may) => byId(id).setAttribute("aria-disabled", String(!may));
const allowed = (id) => byId(id).ariaDisabled !== "true";

export class Editor {
  // on has the functions changed(times), after a save; row(file); languages().
  constructor(on) {
    this.on = on;
    this.writable = document.body.dataset.writable === "true";
    this.file = "";
    this.source = byId("source");
    this.source.addEventListener("input", () => this.edited());
    for (const event of ["keyup", "click", "input", "focus"]) this.source.addEventListener(event, () => this.showCursor());
    byId("yaml").open = !this.writable;
    if (!this.writable) return;
    this.fields = new Fields({
      source: () => this.source.value,
      set: (source) => this.set(source),
      touched: () => allow("save", true),
      failed: (error) => this.say(text(error.message), true),
      languages: () => this.on.languages(),
    });
    this.history = new History({
      now: () => this.source.value,
      restore: (source, when) => this.restore(source, when),
    });
    byId("save").addEventListener("click", () => this.save(this.version));
    byId("discard").addEventListener("click", () => allowed("discard") && this.discard());
    byId("hide").addEventListener("click", () => this.act("hide", { hidden: !this.hidden }, this.hidden ? "workbench.editor.is-shown" : "workbench.editor.is-hidden"));
    byId("delete").addEventListener("click", () => this.remove());
    document.addEventListener("keydown", (event) => {
      if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || byId("entry").hidden) return;
      event.preventDefault();
      this.save(this.version);
    });
  }

  hasDraft(file) {
    return localStorage.getItem(`draft:${file}`) !== null;
  }

  // begin starts a new entry, which is nowhere until it is saved: perhaps in a new
  // topic, and for the question of a gap.
  begin(file, topic, gap) {
    const today = new Date().toISOString().slice(0, 10);
    const written = this.on.languages().slice(0, 2);
    const question = (l) => (gap?.lang === l ? JSON.stringify(gap.text) : "");
    const block = (l) => `${l}:\n  title: \n  questions:\n    - ${question(l)}\n  answer: |\n    \n`;
    const asked = this.on.languages().filter((l) => !written.includes(l) && question(l)).map((l) => `${l}:\n  questions:\n    - ${question(l)}\n`);
    this.draft(file, { source: `reviewed: ${today}\n${[...written.map(block), ...asked].join("")}`, version: "", topic, gap });
  }

  // draft remembers in the browser what is not saved: source and the version
  // that it began with.
  draft(file, change) {
    if (change) localStorage.setItem(`draft:${file}`, JSON.stringify(change));
    else localStorage.removeItem(`draft:${file}`);
  }

  // open shows a file, with the cursor at a place when there is one.
  async open(file, line, col) {
    this.wanted = file;
    if (this.file !== file || !this.hasDraft(file)) {
      const mine = JSON.parse(localStorage.getItem(`draft:${file}`));
      const begun = { file, source: "", version: "", hidden: false, versions: [], referred: [], findings: [], previews: [], fields: null };
      const entry = mine?.version === "" ? begun : await get("entry", { file });
      if (file !== this.wanted) return; // another one was opened meanwhile
      byId("conflict").replaceChildren();
      byId("previews").replaceChildren();
      this.say("");
      this.show(entry);
      this.topic = mine?.topic ?? null;
      this.gap = mine?.gap ?? null;
      if (mine) {
        this.version = mine.version;
        this.source.value = mine.source;
        this.judge();
      }
      byId("entry-title").focus({ preventScroll: true });
      byId("work").scrollTop = 0;
    }
    if (line) this.to(line, col);
  }

  // show takes an entry as the server has it.
  show(entry) {
    this.eol = entry.source.includes("\r\n") ? "\r\n" : "\n"; // a text field has \n only
    Object.assign(this, { file: entry.file, saved: entry.source.replaceAll("\r\n", "\n"), version: entry.version, hidden: entry.hidden, referred: entry.referred, versions: entry.versions });
    this.source.value = entry.source;
    this.source.setSelectionRange(0, 0);
    byId("entry-file").textContent = entry.file;
    this.refreshed();
    this.judged(entry);
    this.showCursor();
    if (this.writable) this.history.show(entry);
    this.buttons();
  }

  // refreshed shows what the list says of the entry.
  refreshed() {
    if (!this.file) return;
    const row = this.on.row(this.file);
    byId("entry-title").textContent = row?.title ?? this.file.replace(/.*\/|\.ya?ml$/g, "");
    byId("entry-title").lang = row?.lang ?? "";
    byId("entry-tags").replaceChildren(...(row ? [when(row).join(" · "), " ", tags(row, this.hasDraft(this.file))] : []));
  }

  buttons() {
    if (!this.writable) return;
    const dirty = this.source.value !== this.saved || !this.version;
    allow("save", dirty && this.source.value);
    allow("discard", this.hasDraft(this.file));
    byId("hide").hidden = byId("delete").hidden = !this.version;
    byId("hide").textContent = text(this.hidden ? "workbench.editor.unhide" : "workbench.editor.hide");
  }

  edited() {
    this.say("");
    this.draft(this.file, this.source.value === this.saved && this.version ? null : { source: this.source.value, version: this.version, topic: this.topic, gap: this.gap });
    this.buttons();
    clearTimeout(this.judging);
    this.judging = setTimeout(() => this.judge(), pause);
  }

  // set is what a field of the form makes of the source.
  set(source) {
    if (source === this.source.value) return this.buttons();
    this.source.value = source;
    this.edited();
  }

  // judge has the program check what is written.
  async judge() {
    const { file } = this;
    const source = this.source.value;
    try {
      const result = await post("entry/draft", { file, source, topic: this.topic });
      if (file === this.file && source === this.source.value) this.judged(result);
    } catch (error) {
      this.say(text(error.message), true);
    }
    this.buttons();
  }

  judged({ findings, previews, fields }) {
    this.fields?.show(this.file, fields);
    if (!fields) byId("yaml").open = true;
    byId("draft-count").textContent = findings.length;
    this.failing = findings.some((f) => f.severity === "error");
    const found = JSON.stringify(findings);
    if (found !== this.found) byId("draft-findings").replaceChildren(findings.length === 0 // else it would be read out again
      ? el("p", { class: "quiet" }, text("workbench.editor.fine"))
      : el("ul", { class: "findings" }, findings.map((f) =>
        el("li", { class: f.severity },
          el("button", { type: "button", class: "place-link", click: () => this.to(f.line || 1, f.col || 1) },
            text("workbench.editor.place", { Line: f.line || 1, Column: f.col || 1 })),
          " ", el("span", { class: "tag" }, text(severities[f.severity])),
          el("p", { lang: "en" }, sentence(f.message), " ", sentence(f.fix))))));
    this.found = found;
    byId("stale").hidden = previews.length > 0 || !byId("previews").hasChildNodes();
    if (previews.length) byId("previews").replaceChildren(...previews.map(preview));
  }

  // to puts the cursor at a place and marks its line's rest.
  to(line, col) {
    byId("yaml").open = true;
    const lines = this.source.value.split("\n");
    const at = lines.slice(0, line - 1).reduce((n, l) => n + l.length + 1, 0) + [...(lines[line - 1] ?? "")].slice(0, Math.max(0, col - 1)).join("").length;
    const end = lines.slice(0, line).reduce((n, l) => n + l.length + 1, 0) - 1;
    this.source.focus();
    this.source.setSelectionRange(at, at); // brings it into view where a selection does not
    this.source.blur();
    this.source.focus();
    this.source.setSelectionRange(at, Math.max(at, end));
    this.source.scrollTop = Math.max(0, (this.source.scrollHeight * (line - 4)) / lines.length);
    this.source.scrollIntoView({ block: "nearest" });
    this.showCursor();
  }

  showCursor() {
    const before = this.source.value.slice(0, this.source.selectionStart).split("\n");
    byId("cursor").textContent = text("workbench.editor.place", { Line: before.length, Column: [...before.at(-1)].length + 1 });
  }

  say(words, bad = false) {
    byId("saved").textContent = words;
    byId("saved").classList.toggle("bad", bad);
  }

  async save(version) {
    await this.fields.flush();
    if (!allowed("save") && version === this.version) return;
    const conflict = version !== this.version;
    if (conflict) byId("save").focus(); // the button that was pressed will go
    return this.act("save", { source: this.source.value.replaceAll("\n", this.eol), version }, null);
  }

  // act has the program change the file, and shows what became of it.
  async act(what, change, done) {
    const before = this.source.value;
    try {
      const entry = await post(`entry/${what}`, { file: this.file, version: this.version, topic: this.topic, ...change });
      const kept = what === "hide" && this.hasDraft(this.file);
      if (!kept) this.draft(this.file, null);
      byId("conflict").replaceChildren();
      this.show(entry);
      if (kept) this.source.value = before;
      this.say(text(done ?? (this.failing ? "workbench.editor.saved-broken" : this.hidden ? "workbench.editor.saved-hidden" : "workbench.editor.saved")), !done && this.failing);
      this.on.changed(6);
      if (what === "save" && this.gap) await this.fill();
      return true;
    } catch (error) {
      this.say(text(error.message), true);
      if (error.message === "workbench.error.changed") await this.showConflict(await get("entry", { file: this.file }));
      return false;
    }
  }

  // fill marks the gap as done for which the entry was written.
  async fill() {
    const { marks, seen } = this.gap;
    this.gap = null;
    await post("gaps/marks", { names: marks, seen, state: "done" });
    byId("saved").append(` ${text("workbench.new.gap-done")}`);
  }

  // showConflict shows both versions when somebody else saved meanwhile.
  async showConflict(theirs) {
    const { lines } = await post("entry/compare", { before: theirs.source, after: this.source.value });
    byId("conflict").replaceChildren(
      el("p", { class: "bad" }, text(theirs.version ? "workbench.conflict.changed" : "workbench.conflict.deleted")),
      compared(lines, "workbench.conflict.theirs", "workbench.conflict.mine"),
      el("p", { class: "actions" },
        el("button", { type: "button", click: () => this.save(theirs.version) }, text("workbench.conflict.keep-mine")),
        theirs.version && el("button", { type: "button", click: () => this.take(theirs) }, text("workbench.conflict.take-theirs"))));
  }

  take(theirs) {
    this.draft(this.file, null);
    byId("conflict").replaceChildren();
    this.show(theirs);
    this.say(text("workbench.conflict.taken"));
    this.on.changed(0);
  }

  discard() {
    this.draft(this.file, null);
    const { file } = this;
    this.file = "";
    this.on.changed(0);
    if (this.version) return this.open(file);
    location.hash = "";
  }

  async restore(source, when) {
    if (this.hasDraft(this.file)) return this.say(text("workbench.history.first"), true);
    byId("history-title").focus({ preventScroll: true }); // the list of versions is about to be replaced
    if (await this.act("save", { source, version: this.version }, null)) this.say(text(this.failing ? "workbench.editor.saved-broken" : "workbench.history.restored", { Day: when }), this.failing);
  }

  async remove() {
    const question = text(this.referred.length ? "workbench.editor.delete-referred" : "workbench.editor.delete-sure", { Title: this.referred.join(", ") });
    if (await sure(question, text("workbench.editor.delete"))) await this.act("delete", {}, "workbench.editor.is-deleted");
    byId("entry-title").focus({ preventScroll: true });
  }
}

function preview(m) {
  const item = messageItem(m, { press() {}, command() {}, edit() {}, jump() {} });
  for (const key of item.querySelectorAll("button")) key.inert = true; // they work in the chat
  return el("section", { class: "preview", "aria-label": languageName(m.lang) },
    el("h4", {}, languageName(m.lang)), el("ol", { class: "wall" }, item));
}
