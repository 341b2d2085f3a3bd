// "Why this answer": what the search made of the last question.

import { post } from "./api.js";
import { byId, el } from "./dom.js";
import { placeLink } from "./phrasing.js";
import { decimal, languageName, percent, text } from "./texts.js";

const outcomes = { answer: "workbench.outcome.answer", choices: "workbench.outcome.choices", none: "workbench.outcome.none" };

const causes = { answer: "workbench.why.because-answer", choices: "workbench.why.because-choices", none: "workbench.why.because-none" };

// signalTexts say what package index's signals are.
const signalTexts = {
  model: "workbench.why.signal-model", nearest: "workbench.why.signal-nearest", "nearest-three": "workbench.why.signal-nearest-three",
  words: "workbench.why.signal-words", vocabulary: "workbench.why.signal-vocabulary", meaning: "workbench.why.signal-meaning",
  "answer-text": "workbench.why.signal-answer-text",
};

const columns = ["workbench.why.signal", "workbench.why.value", "workbench.why.share"];

// explain shows why a question is answered as it is, and returns the
// explanation.
export async function explain(question, language) {
  const why = await post("explanations", { question, language });
  byId("why").replaceChildren(
    el("p", { class: "asked", dir: "auto" }, question),
    facts(why),
    el("p", { class: "change" }, reasons(why).join(" ")),
    candidates(why),
  );
  return why;
}

function facts(why) {
  const rows = [
    [text("workbench.why.outcome"), el("b", { class: `outcome ${why.outcome}` }, text(outcomes[why.outcome]))],
    [text("workbench.why.language"), [languageName(why.unserved || why.lang), why.certainty > 0 && percent(why.certainty)].filter(Boolean).join(", ")],
    [text("workbench.why.thresholds"), text("workbench.why.threshold-values", { Answer: percent(why.answer_from), Offer: percent(why.offer_from) })],
  ];
  return el("dl", { class: "facts" }, rows.map(([term, value]) => el("div", {}, el("dt", {}, term), el("dd", {}, value))));
}

// reasons says in sentences what decided and what would change it.
function reasons(why) {
  const [first, second] = why.candidates;
  const out = [];
  if (why.unserved) return [text("workbench.why.unserved", { Language: languageName(why.unserved) })];
  if (!first) return [text("workbench.why.nothing"), text("workbench.why.change")];
  const values = {
    First: percent(first.confidence), Title: first.title, Answer: percent(why.answer_from), Offer: percent(why.offer_from),
    Missing: percent(Math.max(0.01, (why.outcome === "none" ? why.offer_from : why.answer_from) - first.confidence)),
    Second: second ? percent(second.confidence) : "",
  };
  if (why.read) out.push(text("workbench.why.read", { Read: why.read }));
  if (why.outcome === "answer" && why.danger >= why.alarm_from) return [...out, text("workbench.why.danger", { First: percent(why.danger) })];
  if (why.parts) return [...out, text("workbench.why.parts", { First: why.parts[0].text, Second: why.parts[1].text })];
  if (why.help) out.push(text("workbench.why.help", { First: percent(why.danger) }));
  if (why.outcome === "cry") return [...out, text("workbench.why.cry")];
  if (why.outcome !== "none" || first.confidence < why.offer_from) out.push(text(causes[why.outcome], values));
  if (second) out.push(text("workbench.why.runner-up", { Title: second.title, Second: values.Second }));
  if (why.outcome !== "answer") out.push(text("workbench.why.change"));
  return out;
}

// remote is below what the page calls a percent.
const remote = 0.01;

// candidates lists what was sent or offered, the runner-up, and what else is
// near; the rest can be opened.
function candidates(why) {
  const all = why.candidates.map((c, i) => [candidate(c, i, why), i >= Math.max(2, why.sent.length + why.offered.length) && c.confidence < remote]);
  const list = (far) => el("ol", { class: "candidates" }, all.filter((x) => x[1] === far).map((x) => x[0]));
  return el("div", {}, list(false), all.some((x) => x[1]) && el("details", { class: "remote" }, el("summary", {}, text("workbench.why.remote")), list(true)));
}

function candidate(c, i, why) {
  const level = c.confidence >= why.answer_from ? "answer" : c.confidence >= why.offer_from ? "choices" : "none";
  return el(
    "li",
    { class: why.sent.concat(why.offered).includes(c.id) ? "used" : null },
    el("p", { class: "entry" },
      el("b", { lang: c.lang, dir: "auto" }, c.title),
      c.urgent && el("span", { class: "tag" }, text("workbench.why.urgent-tag")),
      i === 1 && el("span", { class: "tag" }, text("workbench.why.second-tag"))),
    el("div", { class: "bar" }, el("div", { class: "track" }, meter(c.confidence, level), mark(why.offer_from), mark(why.answer_from)), el("span", { "aria-hidden": "true" }, percent(c.confidence))),
    el("p", { class: "quiet" }, text("workbench.why.phrase"), " ", el("q", { lang: c.lang, dir: "auto" }, c.phrase), " · ", placeLink(c.place)),
    signals(c),
  );
}

// meter is a confidence as a bar.
function meter(confidence, level) {
  const fill = el("span", { class: "fill" });
  fill.style.inlineSize = `${confidence * 100}%`;
  return el(
    "div",
    {
      role: "meter", class: level, "aria-label": text("workbench.why.confidence"), "aria-valuetext": percent(confidence),
      "aria-valuemin": "0", "aria-valuemax": "1", "aria-valuenow": confidence.toFixed(4),
    },
    fill,
  );
}

// mark is a threshold's place on a bar.
function mark(at) {
  const line = el("i", { class: "mark", "aria-hidden": "true" });
  line.style.insetInlineStart = `${at * 100}%`;
  return line;
}

function signals(c) {
  if (!c.features?.length) return null;
  return el(
    "details",
    {},
    el("summary", {}, text("workbench.why.signals")),
    el("table", {},
      el("thead", {}, el("tr", {}, columns.map((id) => el("th", { scope: "col" }, text(id))))),
      el("tbody", {}, c.features.map((s) =>
        el("tr", {}, el("th", { scope: "row" }, text(signalTexts[s.name] ?? s.name)), el("td", {}, decimal(s.value)), el("td", {}, percent(s.share)))))),
  );
}
