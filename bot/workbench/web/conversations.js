// Saved conversations: what a person did, and what the bot answered then. They
// stay in this browser. Replayed, they show what the bot answers now.

import { post } from "./api.js";
import { byId, el } from "./dom.js";
import { day } from "./tags.js";
import { text } from "./texts.js";

const store = "conversations";
const all = () => JSON.parse(localStorage.getItem(store)) ?? [];
const keep = (list) => localStorage.setItem(store, JSON.stringify(list));

const replay = async ({ language, turns }) => (await post("replay", { language, turns })).answers;

let persons;

// start has the form save what the person did.
export function start(who) {
  persons = who;
  byId("save-form").addEventListener("submit", (event) => {
    event.preventDefault();
    tried(save);
  });
  byId("replay-all").addEventListener("click", () => tried(replayAll));
  show();
}

async function tried(action) {
  try {
    await action();
  } catch (error) {
    say(text(error.message), true);
  }
}

function say(words, bad = false) {
  byId("saved-said").textContent = words;
  byId("saved-said").classList.toggle("bad", bad);
}

async function save() {
  const { language, turns } = persons.now;
  if (turns.length === 0) return say(text("workbench.saved.empty"), true);
  const name = byId("save-name").value.trim();
  const saved = { name, language, turns, answers: await replay({ language, turns }), at: new Date().toISOString().slice(0, 10) };
  keep([...all().filter((c) => c.name !== name), saved]);
  byId("save-form").reset();
  say(text("workbench.saved.done"));
  show();
}

const results = new Map(); // of the newest replays, by name

async function compare(c) {
  const now = await replay(c);
  results.set(c.name, { now, changed: now.map((a, i) => JSON.stringify(a) !== JSON.stringify(c.answers[i])) });
}

async function replayAll() {
  for (const c of all()) await compare(c);
  const changed = [...results.values()].filter((r) => r.changed.includes(true)).length;
  say(text(changed ? "workbench.saved.some" : "workbench.saved.same", { Count: changed }));
  show();
}

function show() {
  const list = all();
  byId("saved-count").textContent = list.length || "";
  byId("replay-all").hidden = list.length === 0;
  byId("saved-list").replaceChildren(...list.map(item));
}

// again shows the list after a press, with the focus where it was.
async function again(name, action, label) {
  await tried(async () => {
    await action();
    show();
    [...byId("saved-list").querySelectorAll("button")].find((b) => b.dataset.name === name && b.dataset.does === label)?.focus();
  });
}

function item(c) {
  const result = results.get(c.name);
  const button = (label, action) =>
    el("button", { type: "button", "data-name": c.name, "data-does": label, "aria-label": `${text(label)}: ${c.name}`, click: () => again(c.name, action, label) }, text(label));
  const changed = result?.changed.includes(true);
  return el("li", {},
    el("div", { class: "saved-head" },
      el("span", {}, el("b", { dir: "auto" }, c.name), " ", el("span", { class: "quiet" }, `${text("workbench.saved.turns", { Count: c.turns.length })} · ${day(c.at)}`), " ",
        result && el("span", { class: `tag ${changed ? "fair" : "fine"}` }, text(changed ? "workbench.saved.changed" : "workbench.saved.unchanged"))),
      el("span", { class: "actions" },
        button("workbench.saved.replay", () => compare(c)),
        changed && button("workbench.saved.accept", () => accept(c, result.now)),
        button("workbench.saved.delete", () => remove(c)))),
    changed && el("ol", { class: "turns" }, c.turns.map((t, i) => result.changed[i] && difference(t, c.answers[i], result.now[i]))));
}

function accept(c, now) {
  keep(all().map((old) => (old.name === c.name ? { ...old, answers: now } : old)));
  results.delete(c.name);
}

function remove(c) {
  keep(all().filter((old) => old.name !== c.name));
  results.delete(c.name);
  byId("replay-all").focus();
}

const media = { photo: "workbench.media.photo", voice: "workbench.media.voice", sticker: "workbench.media.sticker", location: "workbench.media.location", document: "workbench.media.document" };

// done says what the person did in a turn.
const done = (t) => t.text ?? t.edit ?? (t.press ? `[${t.press}]` : text(media[t.media]));

// difference shows what a turn brought then and brings now.
function difference(turn, before, now) {
  const side = (label, a, mark) => el("div", {},
    el("p", { class: "quiet" }, text(label)),
    a.lost ? el("p", { class: "bad" }, text("workbench.saved.lost"))
      : el(mark, { dir: "auto" }, a.said.map((s) => [s.text, s.buttons.map((b) => `[${b}]`).join(" ")].filter(Boolean).join("\n")).join("\n\n") || "–"));
  return el("li", {}, el("p", { class: "asked", dir: "auto" }, done(turn)),
    el("div", { class: "pair" }, side("workbench.saved.then", before, "del"), side("workbench.saved.now", now, "ins")));
}
