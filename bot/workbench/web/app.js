// The page: a person, the stream of what they see, and everything they do.

import { get, post } from "./api.js";
import * as harmless from "./harmless.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { byId } from "./dom.js";
import * as conversations from "./conversations.js";
import * as phrasing from "./phrasing.js";
import { Persons } from "./persons.js";
import { text } from "./texts.js";
import { explain } from "./why.js";

const persons = new Persons(become);

// tried does what may be refused, and shows why it was; true when it was done.
async function tried(action) {
  try {
    await action();
    return true;
  } catch (error) {
    toast(text(error.message));
    return false;
  }
}

function send(message) {
  toast("");
  return tried(async () => {
    await post("messages", { ...persons.as, ...message });
    persons.did(message.edit ? { edit: message.text } : message);
  });
}

const waiting = new Map(); // pressed buttons whose toasts have not come, by callback id
const answered = new Set(); // toasts that came before the press was confirmed

async function press(button, m, data) {
  if (button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  const done = await tried(async () => {
    const words = button.textContent;
    const { callback } = await post("presses", { ...persons.as, message: m.message_id, data });
    persons.did({ press: words });
    if (answered.delete(callback)) button.ariaBusy = null;
    else waiting.set(callback, button);
  });
  if (!done) button.ariaBusy = null;
}

const chat = new Chat({ press, command: (words) => send({ text: words }), edit: (m) => composer.edit(m) });
const composer = new Composer({ send, lastOwn: () => chat.lastOwn });

let toastEnd;

function toast(words) {
  byId("toast").textContent = words;
  clearTimeout(toastEnd);
  toastEnd = setTimeout(() => (byId("toast").textContent = ""), Math.max(4000, 80 * words.length));
}

function showToast(event) {
  const button = waiting.get(event.callback);
  if (button) button.ariaBusy = null;
  else answered.add(event.callback);
  waiting.delete(event.callback);
  if (event.alert) {
    byId("alert-text").textContent = event.text;
    byId("alert").showModal();
  } else if (event.text) {
    toast(event.text);
  }
}

let typingEnd;

function typing(on) {
  clearTimeout(typingEnd);
  byId("bot-status").textContent = text(on ? "workbench.chat.typing" : "workbench.chat.bot");
  if (on) typingEnd = setTimeout(() => typing(false), 5000); // as long as Telegram shows it
}

let question = ""; // the last one

function ask(m) {
  if (!m?.text || m.from?.is_bot || m.text.startsWith("/") || m.message_id !== chat.lastOwn?.message_id) return;
  question = m.text;
  tried(async () => {
    const why = await explain(question, persons.now.language);
    phrasing.suggest(question, why);
    harmless.suggest(question, why);
  });
}

const showProfile = () =>
  tried(async () => {
    const bot = await get("profile", persons.as);
    byId("bot-name").textContent = bot.name || `@${bot.username}`;
    byId("welcome-text").textContent = bot.description;
    byId("welcome-text").lang = bot.lang ?? "";
    composer.setCommands(bot.commands ?? []);
  });

const updates = {
  message(event) {
    chat.put(event.message);
    if (event.message.from?.is_bot) typing(false);
    ask(event.message);
  },
  edited(event) {
    chat.put(event.message);
    ask(event.message);
  },
  deleted: (event) => chat.remove(event.message.message_id),
  toast: showToast,
  action: () => typing(true),
  commands: showProfile,
  profile: showProfile,
};

const connected = (is) => (byId("offline").textContent = is ? "" : text("workbench.error.offline"));

let stream;
let last = ""; // id of the newest event

// follow opens the stream; a page that nobody looks at gives its connection
// back, of which a browser has six for all tabs.
function follow() {
  stream?.close();
  if (document.hidden) return;
  stream = new EventSource(`/api/stream?${new URLSearchParams({ ...persons.as, after: last })}`);
  stream.onopen = () => connected(true);
  stream.onerror = () => connected(false);
  stream.addEventListener("snapshot", (event) => {
    last = event.lastEventId;
    chat.reset(JSON.parse(event.data));
    ask(chat.lastOwn);
  });
  stream.addEventListener("update", (event) => {
    last = event.lastEventId;
    const change = JSON.parse(event.data);
    updates[change.kind]?.(change);
  });
  stream.addEventListener("knowledge", () => {
    tried(phrasing.refresh);
    if (!question) return;
    byId("again").hidden = false;
    tried(async () => harmless.changed(await explain(question, persons.now.language), persons.now.language));
  });
}

// become shows the chat of who acts now.
function become() {
  question = "";
  byId("again").hidden = true;
  last = "";
  follow();
  showProfile();
}

byId("ask-again").addEventListener("click", () => {
  byId("again").hidden = true;
  send({ text: question });
  byId("input").focus();
});
byId("start").addEventListener("click", () => {
  send({ text: "/start" });
  byId("input").focus();
});
for (const b of document.querySelectorAll("[data-show]")) {
  b.addEventListener("click", () => {
    document.body.dataset.view = b.dataset.show;
    for (const other of document.querySelectorAll("[data-show]")) other.setAttribute("aria-pressed", String(other === b));
  });
}
document.addEventListener("visibilitychange", follow);

conversations.start(persons);
phrasing.start();
harmless.start();
tried(phrasing.refresh);
showProfile();
follow();
