// An entry's versions: to compare with what is in the editor, and to restore.

import { get, post } from "./api.js";
import { byId, el } from "./dom.js";
import { time } from "./tags.js";
import { text } from "./texts.js";

const around = 3; // lines shown beside a change

const signs = { same: " ", gone: "-", new: "+" };
const marks = { same: "span", gone: "del", new: "ins" };

// compared shows two texts' differences; before and after are their names' ids.
export function compared(lines, before, after) {
  const near = lines.map((_, i) => lines.slice(Math.max(0, i - around), i + around + 1).some((l) => l.kind !== "same"));
  const out = [];
  lines.forEach((l, i) => {
    if (near[i]) out.push(el(marks[l.kind], {}, `${String(l.line).padStart(4)} ${signs[l.kind]} ${l.text}\n`));
    else if (near[i - 1]) out.push(el("span", { class: "place" }, "   …\n"));
  });
  if (out.length === 0) return el("p", { class: "quiet" }, text("workbench.history.same"));
  return el("pre", { class: "diff", tabindex: "0" }, el("del", {}, `- ${text(before)}\n`), el("ins", {}, `+ ${text(after)}\n`), out);
}

export class History {
  // on has the functions now(), the text in the editor, and restore(source, when).
  constructor(on) {
    this.on = on;
  }

  show(entry) {
    this.entry = entry;
    byId("comparison").replaceChildren();
    byId("versions").replaceChildren(...(entry.versions.length === 0
      ? [el("li", { class: "quiet" }, text("workbench.history.none"))]
      : entry.versions.map((v, i) => this.item(v, i === 0 && !v.gone))));
  }

  item(v, current) {
    const when = time(v.at);
    const button = (id, action) => el("button", { type: "button", "aria-label": `${text(id)}: ${when}`, click: action }, text(id));
    return el("li", {},
      el("span", {}, el("time", { datetime: v.at }, when), " · ", v.who || text("workbench.history.nobody"), v.gone && ` · ${text("workbench.history.gone")}`,
        current && [" ", el("span", { class: "tag" }, text("workbench.history.current"))]),
      !v.gone && el("span", { class: "actions" },
        button("workbench.history.compare", () => this.tried(async () => this.compare(await this.source(v)))),
        !current && button("workbench.history.restore", () => this.tried(async () => this.on.restore(await this.source(v), when)))));
  }

  async source(v) {
    return (await get("entry/version", { file: this.entry.file, id: v.id })).source;
  }

  async compare(before) {
    const { lines } = await post("entry/compare", { before, after: this.on.now() });
    byId("comparison").replaceChildren(compared(lines, "workbench.history.then", "workbench.history.now"));
    byId("comparison").focus();
  }

  async tried(action) {
    try {
      await action();
    } catch (error) {
      byId("comparison").replaceChildren(el("p", { class: "bad" }, text(error.message)));
    }
  }
}
