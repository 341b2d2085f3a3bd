// Package fakeapi is a strict fake of the Telegram Bot API over HTTP, for tests
// and for the local workbench. It keeps chats in memory, plays the people
// in them (Message, Press, Block, …) and refuses every call that the published
// Bot API does not allow, so that a bot that passes here has no surprise there.
// A refusal for breaking a published rule is also kept in Violations.
//
// It is stricter than the live server where that one only tolerates: unknown
// or withdrawn parameters, null where an object is due, a bare "&" or ">" in
// HTML and attributes that Telegram does not document are refused. It knows the
// methods in the table of methods.go, which names its source and version, with
// what our bot sends of their parameters: what is new is added there with the
// Bot API's sentence. It does no media upload and no Markdown.
//
// Package apitest is this fake for tests, with faults and a ledger of calls.
//
// Reading order: server.go takes a call, params.go reads its parameters,
// methods.go is the table of methods, answer.go replies. send.go, html.go,
// entities.go and keyboard.go check a message; chat.go, types.go and profile.go
// keep what was set; people.go and event.go play the people; updates.go,
// webhook.go and inline.go reach the bot.
package fakeapi
