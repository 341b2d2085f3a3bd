// The page of entries: the list with its search, and where the address leads.

import { get, post } from "./api.js";
import { byId, el } from "./dom.js";
import { Editor } from "./editor.js";
import { placed, showHealth } from "./health.js";
import * as links from "./links.js";
import { lang, languageName, percent, text } from "./texts.js";
import { tags, when } from "./tags.js";

let base = { topics: [], findings: [], languages: [] };
const opened = new Set(); // ids of the topics whose entries are shown

const rowsOf = () => base.topics.flatMap((t) => t.entries);

async function tried(action) {
  try {
    await action();
    return true;
  } catch (error) {
    banner(el("p", { class: "bad" }, text(error.message)));
    return false;
  }
}

const editor = new Editor({ changed: refresh, row: (file) => rowsOf().find((r) => r.file === file), languages: () => base.languages });

// refresh shows the entries as they are now, and again a few times after a
// change, until the bot has taken it.
let again;

async function refresh(times = 0) {
  clearTimeout(again);
  if (times > 0) again = setTimeout(() => refresh(times - 1), 2500);
  await tried(async () => {
    const now = await get("entries", { lang });
    if (JSON.stringify(now) === JSON.stringify(base)) return;
    base = now;
    showBroken();
    await showRows();
    showHealth(base);
    editor.refreshed();
  });
}

function banner(...nodes) {
  byId("banner").replaceChildren(...nodes);
}

// showBroken says on top which files the bot cannot take as they are.
function showBroken() {
  const broken = base.findings.filter((f) => f.severity === "error");
  byId("health-count").textContent = base.findings.length || "";
  banner(...(broken.length === 0 ? [] : [
    el("p", { class: "bad" }, text("workbench.entries.broken")),
    el("ul", {}, broken.slice(0, 5).map((f) => el("li", {}, placed(f)))),
  ]));
}

// put fills the list; who is in it with the keyboard stays there.
function put(...nodes) {
  const { hash } = document.activeElement;
  const inside = hash && byId("rows").contains(document.activeElement);
  byId("rows").replaceChildren(...nodes);
  if (inside) [...byId("rows").querySelectorAll("a")].find((a) => a.hash === hash)?.focus();
  mark();
}

const remote = 0.01; // a confidence below which an entry is hardly meant

let asked = 0; // searches, so that an old one's answer is not shown

async function showRows() {
  const words = byId("search").value.trim();
  const mine = ++asked;
  if (!words) {
    byId("found").textContent = "";
    put(...base.topics.map(shelf));
    return;
  }
  const { hits } = await post("entries/search", { question: words, language: lang });
  if (mine !== asked) return;
  const rows = rowsOf();
  const near = hits.filter((h, i) => h.confidence >= remote || i < 3);
  const found = near.map((h) => rows.find((r) => r.file === h.file)).filter(Boolean);
  const sure = new Map(near.map((h) => [h.file, h.confidence]));
  const small = words.toLowerCase();
  const named = rows.filter((r) => !found.includes(r) && `${r.title} ${r.id} ${r.note ?? ""}`.toLowerCase().includes(small));
  byId("found").textContent = text(found.length + named.length ? "workbench.entries.found" : "workbench.entries.none", { Count: found.length + named.length });
  put(el("ul", { class: "rows" }, [...found, ...named].map((r) => item(r, sure.get(r.file)))));
}

function shelf(topic) {
  const shown = el("details", { class: "shelf" },
    el("summary", {}, topic.title, " ", el("span", { class: "count" }, String(topic.entries.length)),
      topic.hidden && [" ", el("span", { class: "tag" }, text("workbench.entries.unlisted"))]),
    el("ul", { class: "rows" }, topic.entries.map((r) => item(r))),
    topic.deleted.length > 0 && el("details", { class: "gone" },
      el("summary", {}, text("workbench.entries.deleted"), " ", el("span", { class: "count" }, String(topic.deleted.length))),
      el("ul", { class: "rows" }, topic.deleted.map((file) => el("li", {}, el("a", { href: `#${file}` }, file))))));
  shown.open = opened.has(topic.id);
  shown.addEventListener("toggle", (event) => {
    if (event.target !== shown) return;
    if (shown.open) opened.add(topic.id);
    else opened.delete(topic.id);
  });
  return shown;
}

const item = (row, confidence) =>
  el("li", {},
    el("a", { href: `#${row.file}`, class: "row-link" },
      el("b", { lang: row.lang || null, dir: "auto" }, row.title), " ", tags(row, editor.hasDraft(row.file)),
      el("span", { class: "quiet" }, [confidence !== undefined && text("workbench.entries.sure", { First: percent(confidence) }), row.id, ...when(row)].filter(Boolean).join(" · ")),
      row.note && el("span", { class: "quiet note-line", dir: "auto" }, row.note)));

// mark shows which entry is open.
function mark() {
  for (const a of byId("rows").querySelectorAll("a")) {
    if (a.hash === location.hash.replace(/(:\d+)+$/, "")) a.setAttribute("aria-current", "true");
    else a.removeAttribute("aria-current");
  }
}

// go shows what the address names: a file, perhaps with line and column, or one
// of the other views.
async function go() {
  const [, name, line, col] = decodeURIComponent(location.hash.slice(1)).match(/^(.*?)(?::(\d+))?(?::(\d+))?$/);
  const view = name === "" ? "list" : name === "health" || name === "new" ? name : name === "list" ? "list" : "entry";
  document.body.dataset.view = view;
  for (const id of ["entry", "new"]) if (byId(id)) byId(id).hidden = id !== view;
  byId("health").hidden = view !== "health" && view !== "list"; // who has nothing open sees what to do next
  byId("empty").hidden = view !== "list";
  if (view === "new" && byId("new")) showGap();
  mark();
  if (view === "entry") {
    opened.add(name.split("/")[0]);
    if (await tried(() => editor.open(name, Number(line), Number(col)))) mark();
    else byId("entry").hidden = true;
  } else if (view !== "list") {
    byId(`${view}-title`).focus({ preventScroll: true });
  }
  for (const a of document.querySelectorAll(".languages a")) a.hash = location.hash;
}

const another = "+"; // no topic's id

// showNewTopic shows the fields of a new topic when one is wanted.
function showNewTopic() {
  const wanted = byId("new-topic").value === another;
  byId("new-topic-fields").hidden = byId("new-topic-fields").disabled = !wanted;
}

// topicToBegin is the new topic that the form describes, or null.
function topicToBegin() {
  if (byId("new-topic").value !== another) return null;
  const titles = [...byId("new-topic-titles").querySelectorAll("input")].map((i) => [i.lang, i.value.trim()]).filter(([, title]) => title);
  return { id: byId("new-topic-id").value.trim(), titles: Object.fromEntries(titles) };
}

// The question of a gap for which an entry is to be written, put into the
// session by the page of gaps: it stands in no address.
const gapToFill = () => JSON.parse(sessionStorage.getItem("gap"));

function showGap() {
  const gap = gapToFill();
  byId("new-gap").hidden = !gap;
  byId("new-gap").replaceChildren(...(gap ? [text("workbench.new.for"), " ", el("q", { lang: gap.lang, dir: "auto" }, gap.text)] : []));
}

function startNew() {
  byId("new-topic").replaceChildren(
    ...base.topics.map((t) => el("option", { value: t.id }, t.title)),
    el("option", { value: another }, text("workbench.new.topic-new")));
  byId("new-topic").addEventListener("change", showNewTopic);
  byId("new-topic-titles").replaceChildren(...base.languages.map((l) =>
    el("label", {}, text(base.answered.includes(l) ? "workbench.new.topic-in" : "workbench.new.topic-may-in", { Language: languageName(l) }), el("input", { lang: l, dir: "auto", maxlength: "60", required: base.answered.includes(l) }))));
  showNewTopic();
  byId("new-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const id = byId("new-id").value.trim();
    const taken = rowsOf().find((r) => r.id === id);
    const topic = topicToBegin();
    const doubled = topic && base.topics.some((t) => t.id === topic.id);
    byId("new-error").textContent = taken ? text("workbench.error.taken") : doubled ? text("workbench.error.topic") : "";
    if (taken || doubled) return;
    const file = `${topic ? topic.id : byId("new-topic").value}/${id}.yaml`;
    editor.begin(file, topic, gapToFill());
    sessionStorage.removeItem("gap");
    location.hash = `#${file}`;
    byId("new-form").reset();
    showNewTopic();
  });
}

let searching;
byId("search").addEventListener("input", () => {
  clearTimeout(searching);
  searching = setTimeout(() => tried(showRows), 250);
});
window.addEventListener("hashchange", go);
document.addEventListener("visibilitychange", () => document.hidden || refresh());

links.start(refresh);
await refresh();
if (byId("new")) startNew();
await go();
await tried(showRows);
