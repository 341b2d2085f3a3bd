// "This is not danger": storing a message as harmless, and what it gets then.

import { post } from "./api.js";
import { byId, el } from "./dom.js";
import { difference, refusal, undo } from "./mend.js";
import { text } from "./texts.js";

let stored = ""; // the message that was stored last, while its result is shown

// start has the form store messages; who may change nothing has no form.
export function start() {
  byId("calm-form")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const message = { lang: byId("calm-lang").value, text: byId("calm-text").value };
    try {
      const change = await post("harmless", message);
      stored = message.text;
      byId("calm-result").replaceChildren(...difference(change, "workbench.calm.added"), el("p", { class: "verdict" }, text("workbench.calm.waiting")), undo(change, () => (stored = "")));
    } catch (error) {
      byId("calm-result").replaceChildren(refusal(error));
    }
  });
}

// suggest fills the form for a question that was just explained.
export function suggest(question, why) {
  if (!byId("calm-form")) return;
  stored = "";
  byId("calm-text").value = question;
  byId("calm-lang").value = why.lang;
  byId("calm-result").replaceChildren();
  show(why);
}

// show shows the form beside an alarm or a help line.
const show = (why) => (byId("calm-form").hidden = !why.alarm && !why.help);

// changed says what the stored message gets once the bot has read the change.
export async function changed(why, language) {
  if (!byId("calm-form")) return;
  show(why);
  const verdict = byId("calm-result").querySelector(".verdict");
  if (!stored || !verdict) return;
  const now = await post("explanations", { question: stored, language });
  verdict.textContent = text(now.alarm ? "workbench.calm.alarm" : now.help ? "workbench.calm.help" : "workbench.calm.fine");
}
