// One message as Telegram shows it.

import { el } from "./dom.js";
import { formatted, link } from "./entities.js";
import { lang, text } from "./texts.js";

const clock = new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

const media = {
  photo: "workbench.media.photo", voice: "workbench.media.voice", sticker: "workbench.media.sticker",
  location: "workbench.media.location", document: "workbench.media.document",
};

// messageItem makes the list item of a message. on has the functions press
// (button, message, data, whether with a key), command (text), edit (message) and jump (id).
export function messageItem(m, on) {
  const fromBot = Boolean(m.from?.is_bot);
  return el(
    "li",
    { id: `m${m.message_id}`, class: fromBot ? "message bot" : "message person", tabindex: "-1" },
    el(
      "div",
      { class: "bubble" },
      el("span", { class: "unseen" }, text(fromBot ? "workbench.chat.by-bot" : "workbench.chat.by-person")),
      quote(m.reply_to_message, on),
      el("div", { class: "text", dir: "auto", lang: m.lang || null }, content(m, on)),
      meta(m, fromBot, on),
    ),
    fromBot && keyboard(m, on),
  );
}

function content(m, on) {
  if (m.text) return formatted(m.text, m.entities, on.command);
  return el("span", { class: "stand-in" }, text(mediumOf(m)));
}

const mediumOf = (m) => media[Object.keys(media).find((kind) => m[kind])] ?? "workbench.media.else";

// quote is the message that this one answers, with a way to it.
function quote(to, on) {
  if (!to) return null;
  const words = to.text ? to.text.slice(0, 120) : text(mediumOf(to));
  return el(
    "button",
    { type: "button", class: "quote", click: () => on.jump(to.message_id) },
    el("span", { class: "unseen" }, text("workbench.chat.answers")),
    el("span", { dir: "auto" }, words),
  );
}

function meta(m, fromBot, on) {
  const at = new Date((m.edit_date || m.date) * 1000);
  return el(
    "p",
    { class: "meta" },
    !fromBot && m.text && el("button", { type: "button", class: "edit", hidden: true, click: () => on.edit(m) }, text("workbench.edit.open")),
    Boolean(m.edit_date) && el("span", {}, text("workbench.chat.edited")),
    el("time", { datetime: at.toISOString() }, clock.format(at)),
  );
}

function keyboard(m, on) {
  const rows = m.reply_markup?.inline_keyboard ?? [];
  if (rows.length === 0) return null;
  return el(
    "div",
    { class: "keyboard", role: "group", "aria-label": text("workbench.chat.buttons") },
    rows.map((row) => el("div", { class: "row" }, row.map((b) => button(m, b, on)))),
  );
}

function button(m, b, on) {
  if (b.url) {
    const a = link(b.url, { class: "key out", dir: "auto", lang: m.lang || null, title: null }); // its text says where it opens
    a.append(b.text, el("span", { class: "unseen" }, ` ${text("workbench.chat.opens")}`));
    return a;
  }
  if (b.callback_data === undefined) return el("button", { type: "button", class: "key", dir: "auto", disabled: true }, b.text);
  return el(
    "button",
    {
      type: "button", class: "key", dir: "auto", lang: m.lang || null, "data-data": b.callback_data,
      click: (event) => on.press(event.currentTarget, m, b.callback_data, event.detail === 0),
    },
    b.text,
  );
}
