package state

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
)

// keySize is the length of a Key in bytes.
const keySize = 32

// Key is the secret that hides chat ids and encrypts texts. However it is
// printed, it shows as ***.
type Key struct{ secret [keySize]byte }

// ErrKey says that a state was made with another key.
var ErrKey = errors.New("this state was made with another key")

// ParseKey reads a key of 32 bytes in hexadecimal or base64 (standard or URL
// alphabet, padded or not); surrounding white space is ignored.
func ParseKey(text string) (Key, error) {
	text = strings.TrimSpace(text)
	unpadded := strings.TrimRight(text, "=")
	for _, decode := range []func(string) ([]byte, error){
		hex.DecodeString,
		base64.RawStdEncoding.DecodeString,
		base64.RawURLEncoding.DecodeString,
	} {
		if secret, err := decode(unpadded); err == nil && len(secret) == keySize {
			return Key{[keySize]byte(secret)}, nil
		}
	}
	return Key{}, fmt.Errorf("a key is %d bytes in hexadecimal or base64", keySize)
}

// LoadKey reads the key in the file at path. The error wraps fs.ErrNotExist
// when there is no such file.
func LoadKey(path string) (Key, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Key{}, fmt.Errorf("reading key: %w", err)
	}
	key, err := ParseKey(string(text))
	if err != nil {
		return Key{}, fmt.Errorf("reading key %s: %w", path, err)
	}
	return key, nil
}

// MakeKey writes a new random key to a new file at path that only its owner may
// read. The error wraps fs.ErrExist when the file exists: a key is never
// overwritten, because everything it encrypted would be lost.
func MakeKey(path string) (Key, error) {
	var key Key
	if _, err := rand.Read(key.secret[:]); err != nil {
		return Key{}, fmt.Errorf("making key: %w", err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return Key{}, fmt.Errorf("making key: %w", err)
	}
	_, err = file.WriteString(hex.EncodeToString(key.secret[:]) + "\n")
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return Key{}, fmt.Errorf("making key: %w", err)
	}
	return key, nil
}

const hidden = "***"

// Format prints *** for every verb.
func (Key) Format(f fmt.State, _ rune) { f.Write([]byte(hidden)) }

// LogValue logs ***.
func (Key) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText encodes as ***, in JSON too.
func (Key) MarshalText() ([]byte, error) { return []byte(hidden), nil }
