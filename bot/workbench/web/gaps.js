// The gaps: marking one, and adding a question to an entry as a phrasing.

import { post } from "./api.js";
import { byId, el } from "./dom.js";
import { refusal, undo } from "./phrasing.js";
import { lang, text } from "./texts.js";

const said = document.body.dataset;
const patience = 30_000; // the search is rebuilt after a change
const between = 1000;

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

// marked marks a gap; true when it was done.
async function marked(gap, state) {
  const { marks, seen } = gap.dataset;
  try {
    await post("gaps/marks", { names: marks.split("|"), seen: Number(seen), state });
    byId("toast").textContent = "";
    return true;
  } catch (error) {
    byId("toast").textContent = text(error.message);
    return false;
  }
}

// found waits until the bot answers the question with the entry, or has read the
// change and does not.
async function found({ text: question, lang, entry }) {
  for (const end = Date.now() + patience; Date.now() < end; await wait(between)) {
    const why = await post("explanations", { question, language: lang });
    if (why.sent?.includes(entry)) return said.found;
    const known = why.candidates.some((c) => c.id === entry && c.phrase.toLowerCase() === question.toLowerCase());
    if (known) return why.offered?.includes(entry) ? said.offered : said.missing;
  }
  return said.missing;
}

async function add(gap, form) {
  const phrasing = Object.fromEntries(new FormData(form));
  const result = gap.querySelector(".result");
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const change = await post("phrasings", phrasing);
    const outcome = el("p", { class: "outcome" }, said.waiting);
    result.replaceChildren(
      el("p", {}, `${said.added} `, el("code", {}, `${change.file}:${change.line}`)),
      outcome,
      undo(change, () => {
        button.disabled = false;
        return marked(gap, "new");
      }));
    await marked(gap, "done");
    outcome.textContent = await found(phrasing);
  } catch (error) {
    result.replaceChildren(refusal(error));
    button.disabled = false;
  }
}

for (const gap of document.querySelectorAll(".gap")) {
  gap.querySelector(".add")?.addEventListener("submit", (event) => {
    event.preventDefault();
    add(gap, event.target);
  });
  gap.querySelector(".begin")?.addEventListener("click", () => {
    const { text: question, lang: language } = Object.fromEntries(new FormData(gap.querySelector(".add")));
    const { marks, seen } = gap.dataset;
    sessionStorage.setItem("gap", JSON.stringify({ text: question, lang: language, marks: marks.split("|"), seen: Number(seen) }));
    location.href = `/entries?lang=${lang}#new`;
  });
  for (const button of gap.querySelectorAll("[data-state]")) {
    button.addEventListener("click", async () => {
      if (!(await marked(gap, button.dataset.state))) return;
      const next = gap.nextElementSibling ?? gap.previousElementSibling;
      gap.remove();
      (next?.querySelector("button, a, summary") ?? byId("main")).focus();
    });
  }
}
