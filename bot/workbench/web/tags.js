// What is to be known of an entry at a glance.

import { el } from "./dom.js";
import { lang, text } from "./texts.js";

const relative = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
const date = new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeZone: "UTC" });
const moment = new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "short" });

// ago says how many days ago something was, or in how many days it will be.
export function ago(days) {
  return Math.abs(days) < 60 ? relative.format(-days, "day") : relative.format(-Math.round(days / 30.4), "month");
}

export const day = (written) => date.format(new Date(`${written}T00:00:00Z`));
export const time = (written) => moment.format(new Date(written));

// when says when a row's entry was checked and when it ends.
export function when(row) {
  return [
    row.reviewed && text("workbench.entries.checked", { Day: ago(Math.max(0, row.age)) }),
    row.expires && text(row.left < 0 ? "workbench.entries.ended" : "workbench.entries.ends", { Day: ago(-row.left) }),
  ].filter(Boolean);
}

// tags are the labels of a row.
export function tags(row, unsaved) {
  const tag = (kind, words) => el("span", { class: `tag ${kind}` }, words);
  return el("span", { class: "tags" },
    unsaved && tag("fair", text("workbench.entries.unsaved")),
    row.hidden && tag("", text("workbench.entries.hidden")),
    row.urgent && tag("", text("workbench.why.urgent-tag")),
    row.errors > 0 && tag("poor", `${text("workbench.findings.error")} ${row.errors}`),
    row.warnings > 0 && tag("fair", `${text("workbench.findings.warning")} ${row.warnings}`),
    row.left < 0 && row.expires && tag("poor", text("workbench.entries.past")),
  );
}
