// The progress of a run, and the page again when it has ended.

import { get } from "./api.js";
import { byId } from "./dom.js";

const often = 400; // milliseconds
const ended = "quality-ended"; // in the session: the page was loaded again by its script

async function follow() {
  const begun = document.body.dataset.runs;
  for (;;) {
    const now = await get("quality").catch(() => null);
    if (now) {
      if (!now.running || String(now.runs) !== begun) break;
      const bar = byId("progress");
      bar.max = now.total || 1;
      bar.value = now.done;
      byId("counted").textContent = `${now.done} / ${now.total}`;
    }
    await new Promise((done) => setTimeout(done, often));
  }
  sessionStorage.setItem(ended, "1");
  location.reload();
}

if (document.body.dataset.running === "true") follow();
else if (sessionStorage.getItem(ended)) {
  sessionStorage.removeItem(ended);
  byId("alarms")?.focus();
}
