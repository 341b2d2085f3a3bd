// "This is not danger": storing a message as harmless, and what it gets then.

import { post } from "./api.js";
import { byId, el } from "./dom.js";
import { difference, refusal, undo } from "./phrasing.js";
import { text } from "./texts.js";

let stored = ""; // the message that was stored last, while its result is shown

// start has the form store messages; who may change nothing has no form.
export function start() {
  byId("harmless-form")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const message = { lang: byId("harmless-lang").value, text: byId("harmless-text").value };
    try {
      const change = await post("harmless", message);
      stored = message.text;
      byId("harmless-result").replaceChildren(...difference(change, "workbench.harmless.added"), el("p", { class: "verdict" }, text("workbench.harmless.waiting")), undo(change, () => (stored = "")));
    } catch (error) {
      byId("harmless-result").replaceChildren(refusal(error));
    }
  });
}

// suggest fills the form for a question that was just explained.
export function suggest(question, why) {
  if (!byId("harmless-form")) return;
  stored = "";
  byId("harmless-text").value = question;
  byId("harmless-lang").value = why.lang;
  byId("harmless-result").replaceChildren();
  show(why);
}

// show shows the form beside an alarm or a help line.
const show = (why) => (byId("harmless-form").hidden = !why.alarm && !why.help);

// changed says what the stored message gets once the bot has read the change.
export async function changed(why, language) {
  if (!byId("harmless-form")) return;
  show(why);
  const verdict = byId("harmless-result").querySelector(".verdict");
  if (!stored || !verdict) return;
  const now = await post("explanations", { question: stored, language });
  verdict.textContent = text(now.alarm ? "workbench.harmless.alarm" : now.help ? "workbench.harmless.help" : "workbench.harmless.fine");
}
