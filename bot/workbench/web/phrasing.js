// What staff do about it: the findings, and adding a phrasing to an entry.

import { get, post } from "./api.js";
import { byId, el } from "./dom.js";
import { lang, languageName, text } from "./texts.js";

export const severities = { error: "workbench.findings.error", warning: "workbench.findings.warning", notice: "workbench.findings.notice" };

let likely = []; // ids of the last question's candidates

// start has the form add phrasings.
export function start() {
  byId("phrasing-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const phrasing = { entry: byId("phrasing-entry").value, lang: byId("phrasing-lang").value, text: byId("phrasing-text").value };
    try {
      const change = await post("phrasings", phrasing);
      byId("phrasing-result").replaceChildren(...difference(change, "workbench.phrasing.added"), undo(change));
    } catch (error) {
      byId("phrasing-result").replaceChildren(refusal(error));
    }
  });
}

// refusal says why something was not done.
export const refusal = (error) => el("p", { class: "bad" }, text(error.message, { Found: error.found }));

// difference shows a change of a file, below the text with the id.
export function difference(change, id) {
  return [
    el("p", {}, text(id)),
    el("pre", { class: "diff", tabindex: "0" },
      el("span", { class: "place" }, `${change.file}:${change.line}\n`),
      change.removed.map((l) => el("del", {}, `- ${l}\n`)),
      change.added.map((l) => el("ins", {}, `+ ${l}\n`))),
  ];
}

// undo is a button that takes a change back, does what goes with that, and then
// says in its place that all of it is done.
export function undo(change, also = () => {}) {
  const button = el("button", { type: "button", class: "undo", click: async () => {
    const result = button.closest("[role=status]");
    result.querySelector(".bad")?.remove();
    try {
      await post("undo", { file: change.file, version: change.version });
      await also();
      const done = el("p", { tabindex: "-1" }, text("workbench.phrasing.undone"));
      result.replaceChildren(done);
      done.focus();
    } catch (error) {
      result.append(refusal(error));
    }
  } }, text("workbench.phrasing.undo"));
  return button;
}

// refresh shows the knowledge base as it is now.
export async function refresh() {
  const base = await get("knowledge", { lang });
  showFindings(base.findings);
  byId("phrasing").hidden = !base.writable;
  if (!base.writable) return;
  const chosen = byId("phrasing-entry").value;
  byId("phrasing-entry").replaceChildren(...base.topics.filter((t) => t.entries).map((t) =>
    el("optgroup", { label: t.title }, t.entries.map((e) => el("option", { value: e.id, lang: e.lang }, `${e.title} (${e.id})`)))));
  byId("phrasing-entry").value = chosen || likely[0] || "";
  if (byId("phrasing-lang").length === 0) {
    byId("phrasing-lang").replaceChildren(...base.languages.map((l) => el("option", { value: l }, languageName(l))));
  }
}

// suggest fills the form for a question that was just explained.
export function suggest(question, why) {
  likely = why.candidates.map((c) => c.id);
  byId("phrasing-text").value = why.unserved ? "" : question; // no entry has phrasings in a language that is not served
  if (likely.length) byId("phrasing-entry").value = likely[0];
  byId("phrasing-lang").value = why.lang;
  byId("phrasing-result").replaceChildren();
}

function showFindings(findings) {
  byId("findings-count").textContent = findings.length;
  byId("findings").replaceChildren(
    findings.length === 0
      ? el("p", { class: "quiet" }, text("workbench.findings.none"))
      : el("ul", { class: "findings" }, findings.map((f) =>
        el("li", { class: f.severity },
          el("span", { class: "tag" }, text(severities[f.severity])), " ",
          placeLink(f.place),
          el("p", { lang: "en" }, sentence(f.message), " ", sentence(f.fix))))),
  );
}

// placeLink is a place in an entry's file, with the way there.
export function placeLink(place) {
  const code = el("code", {}, place);
  return place.includes("/") ? el("a", { href: `/entries?lang=${lang}#${place}` }, code) : code;
}

// sentence begins with a capital letter and ends.
export function sentence(words) {
  const [first = "", ...rest] = words;
  return first.toUpperCase() + rest.join("") + (!words || /[.…]$/.test(words) ? "" : ".");
}
