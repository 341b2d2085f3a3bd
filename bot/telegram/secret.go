package telegram

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"regexp"
)

// Secret is a bot token or a webhook secret. However it is printed, logged or
// encoded, it shows as ***. The zero Secret is not set.
type Secret struct {
	// A pointer, because fmt prints a string in an unexported field of a
	// struct without asking the String method.
	text *string
}

var (
	tokenForm  = regexp.MustCompile(`^[A-Za-z0-9:_-]{1,256}$`)
	secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)
)

// ParseToken takes a bot token. Its error does not quote it.
func ParseToken(s string) (Secret, error) {
	if !tokenForm.MatchString(s) {
		return Secret{}, errors.New("a bot token consists of digits, a colon, letters, '_' and '-', without spaces")
	}
	return Secret{&s}, nil
}

// ParseWebhookSecret takes what Telegram shall show with every webhook call.
// Its error does not quote it.
func ParseWebhookSecret(s string) (Secret, error) {
	if !secretForm.MatchString(s) {
		return Secret{}, errors.New("a webhook secret has 1 to 256 of the characters A-Z, a-z, 0-9, '_' and '-'")
	}
	return Secret{&s}, nil
}

// IsSet reports whether there is a secret.
func (s Secret) IsSet() bool { return s.text != nil }

func (s Secret) reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

const masked = "***"

// String returns ***.
func (Secret) String() string { return masked }

// GoString returns ***.
func (Secret) GoString() string { return masked }

// Format writes *** for every verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, masked) }

// LogValue returns ***.
func (Secret) LogValue() slog.Value { return slog.StringValue(masked) }

// MarshalText returns ***.
func (Secret) MarshalText() ([]byte, error) { return []byte(masked), nil }
