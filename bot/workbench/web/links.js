// Checking the links: a button, the progress of the run, and what it found.

import { get, post } from "./api.js";
import { byId, el } from "./dom.js";
import { placeLink, refusal, sentence, severities } from "./phrasing.js";
import { time } from "./tags.js";
import { lang, text } from "./texts.js";

const often = 400; // milliseconds

let following = false;

// start shows the newest results and follows a run; after has the page show them
// on the entries.
export function start(after) {
  if (!byId("links")) return;
  const press = (path) => async () => {
    try {
      await post(path, {});
    } catch (error) {
      byId("links-said").replaceChildren(refusal(error));
    }
    follow(after);
  };
  byId("links-begin")?.addEventListener("click", press("links"));
  byId("links-end")?.addEventListener("click", press("links/end"));
  follow(() => {});
}

async function follow(after) {
  if (following) return;
  following = true;
  try {
    let now = await get("links", { lang });
    for (; now.running; now = await get("links", { lang })) {
      showRun(now);
      await new Promise((done) => setTimeout(done, often));
    }
    showRun(now);
    showFound(now);
    after();
  } catch (error) {
    byId("links-said").replaceChildren(refusal(error));
  }
  following = false;
}

function showRun({ running, done, total }) {
  const held = ["links-begin", "links-end"].includes(document.activeElement.id); // the keyboard goes to the button that works
  byId("links-run").hidden = !running;
  byId("links-bar").max = total || 1;
  byId("links-bar").value = done;
  byId("links-counted").textContent = `${done} / ${total}`;
  if (byId("links-begin")) byId("links-begin").disabled = running;
  if (held) byId(running ? "links-end" : "links-begin").focus();
}

function showFound({ at, total, findings }) {
  if (!at) return;
  const same = Object.values(Object.groupBy(findings, (f) => f.message + f.fix)); // an address in several places
  byId("links-said").textContent = text(same.length ? "workbench.health.links-bad" : "workbench.health.links-good", { Day: time(at), Count: total });
  byId("links-found").replaceChildren(el("ul", { class: "findings" }, same.map((places) =>
    el("li", { class: places[0].severity },
      el("span", { class: "tag" }, text(severities[places[0].severity])), " ",
      sentence(places[0].message), " ", sentence(places[0].fix),
      el("span", { class: "places" }, places.map((f) => [" ", placeLink(f.place)]).flat())))));
}
