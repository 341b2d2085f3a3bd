package telegram

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"time"
)

// Other people write servers of the Bot API too, for tests and for themselves.
// Here is what the bot puts up with that Telegram's own server does not do.

// idleWaits bound polls that bring nothing new at once: some servers hold no poll.
var idleWaits = Backoff{First: 50 * time.Millisecond, Max: 500 * time.Millisecond}

// updatesIn reads the result of a poll. Some servers give none when there is
// nothing.
func updatesIn(result json.RawMessage) (batch []json.RawMessage, err error) {
	if len(result) == 0 {
		return nil, nil
	}
	if err := json.Unmarshal(result, &batch); err != nil {
		return nil, fmt.Errorf("decoding updates: %w", err)
	}
	return batch, nil
}

// userIn reads the result of getMe. A server that says yes knows the token, and
// may say no more.
func userIn(result json.RawMessage) (user wireUser) {
	_ = json.Unmarshal(result, &user)
	return user
}

// messageID is the id of the message in a result. Some servers answer null or
// true in its place.
func messageID(result json.RawMessage) int64 {
	var m struct {
		ID int64 `json:"message_id"`
	}
	if json.Unmarshal(result, &m) != nil {
		return 0
	}
	return m.ID
}

// isJSON judges a Content-Type. Telegram says application/json; some servers say
// nothing, and the body decides.
func isJSON(contentType string) bool {
	kind, _, err := mime.ParseMediaType(contentType)
	return contentType == "" || err == nil && kind == "application/json"
}

// UnmarshalJSON implements json.Unmarshaler. It never fails, nor do those below:
// an error would end the reading of all that is around the message, where a
// field of another type than the published one is to count as missing.
func (m *wireMessage) UnmarshalJSON(b []byte) error {
	type plain wireMessage
	_ = json.Unmarshal(b, &m.fields)
	_ = json.Unmarshal(b, (*plain)(m))
	return nil
}

// int64OrNone tells 0, from which some servers count updates, from what is
// missing or no number.
type int64OrNone struct {
	number int64
	known  bool
}

// UnmarshalJSON implements json.Unmarshaler.
func (n *int64OrNone) UnmarshalJSON(b []byte) error {
	err := json.Unmarshal(b, &n.number)
	n.known = err == nil && !bytes.Equal(b, []byte("null"))
	return nil
}

// textOrNumber is a String of the Bot API that some servers write as a number.
type textOrNumber string

// UnmarshalJSON implements json.Unmarshaler.
func (t *textOrNumber) UnmarshalJSON(b []byte) error {
	if b[0] == '"' {
		return json.Unmarshal(b, (*string)(t))
	}
	var n json.Number
	_ = json.Unmarshal(b, &n)
	*t = textOrNumber(n)
	return nil
}

// present is set when the field is there, whatever it holds.
type present bool

// UnmarshalJSON implements json.Unmarshaler.
func (p *present) UnmarshalJSON(b []byte) error {
	*p = present(!bytes.Equal(b, []byte("null")))
	return nil
}
