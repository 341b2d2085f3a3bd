// Package telegram carries the conversation over the Telegram Bot API: it takes
// updates by long polling or webhook, hands each to the bot within a
// transaction of the store, and sends the replies that the store keeps. It does
// not decide what to say, and Telegram's types end here.
//
// Delivery is at least once: an update is acknowledged only after its effects
// are committed together with its id, so that a crash at any instant loses
// none, and one that Telegram delivers again is dropped. A reply is removed
// from the store only after Telegram accepted it. When the process dies, the
// connection breaks, or no answer comes in time, after Telegram accepted a
// message and before the store knows, that message is sent a second time: the
// Bot API has no key to prevent it. A text too long for one message, which the
// knowledge's check refuses, is sent again as a whole when its later messages
// cannot be sent for long. Nothing else doubles.
//
// Reading order: service.go starts everything. receive.go runs poll.go or
// webhook.go; update.go, with wire.go and address.go, decodes; dispatch.go, with
// flood.go and album.go, orders and handles. send.go takes replies from the
// store; text.go, compose.go, html.go, split.go and markup.go make a message,
// pace.go and wait.go hold it back, client.go, with body.go and refusal.go,
// calls. inline.go, setup.go and metrics.go stand beside the path; settings.go
// and secret.go hold what it is configured with.
package telegram
