// Health: what staff should look at next.

import { byId, el } from "./dom.js";
import { sentence, severities } from "./phrasing.js";
import { languageName, text } from "./texts.js";
import { ago, day } from "./tags.js";

const soon = 60; // days in which something ends, or becomes a year old
const year = 365;

// placed is a finding with a way to its place.
export function placed(f) {
  const openable = f.file.includes("/");
  return el("span", {},
    openable ? el("a", { href: `#${f.file}${f.line ? `:${f.line}:${f.col || 1}` : ""}` }, el("code", {}, f.place)) : el("code", {}, f.place),
    " ", el("span", { lang: "en" }, sentence(f.message), " ", sentence(f.fix)));
}

// showHealth fills the view from the list of entries.
export function showHealth(base) {
  const rows = base.topics.flatMap((t) => t.entries).filter((r) => !r.hidden);
  const ending = rows.filter((r) => r.expires && r.left <= soon).sort((a, b) => a.left - b.left);
  const old = rows.filter((r) => r.reviewed && r.age > year - soon).sort((a, b) => b.age - a.age);
  byId("health-lists").replaceChildren(
    list("workbench.health.ending", ending, (r) => link(r, `${day(r.expires)}, ${ago(-r.left)}`)),
    list("workbench.health.old", old, (r) => link(r, `${day(r.reviewed)}, ${ago(r.age)}`)),
    ...base.languages.map((l) => [l, rows.filter((r) => r.missing.includes(l))]).filter(([, missing]) => missing.length)
      .map(([l, missing]) => list("workbench.health.translate", missing, (r) => link(r), { Language: languageName(l) })),
    list("workbench.findings.title", base.findings, (f) =>
      el("li", { class: f.severity }, el("span", { class: "tag" }, text(severities[f.severity])), " ", placed(f))),
  );
}

const link = (row, more = "") =>
  el("li", {}, el("a", { href: `#${row.file}`, lang: row.lang || null, dir: "auto" }, row.title), more && el("span", { class: "quiet" }, ` ${more}`));

function list(id, items, show, values = {}) {
  return el("section", { class: "health-list" },
    el("h3", {}, text(id, values), " ", el("span", { class: "count" }, String(items.length))),
    items.length ? el("ul", { class: "findings" }, items.map(show)) : el("p", { class: "quiet" }, text("workbench.health.nothing")));
}
