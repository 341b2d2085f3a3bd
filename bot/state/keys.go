package state

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
)

// keys are the secrets derived from a Key, one for each purpose.
type keys struct {
	chats []byte      // HMAC-SHA256 key of chat hashes
	rows  cipher.AEAD // AES-256-GCM; safe for 2³² rows under one Key
	check []byte      // stored to recognise the Key
}

// chatHash stands for a chat id in the database. 128 bits of the keyed hash
// are enough that no two chats ever share one.
type chatHash [16]byte

// lockKey is the PostgreSQL advisory lock of the chat's transactions. Two chats
// that happen to share one only wait for each other.
func (h chatHash) lockKey() int64 { return int64(binary.BigEndian.Uint64(h[:8])) }

// The kinds of encrypted rows. Kind and place are bound into the ciphertext,
// so that a row copied elsewhere does not open.
const (
	stateRow = "state" // bound to the chat's hash
	replyRow = "reply" // bound to the chat's hash
	keptRow  = "kept"  // bound to the row's id
)

// errUnreadable says that a row cannot be decrypted or understood: it was changed
// by other hands, or made by a newer program.
var errUnreadable = errors.New("unreadable")

// derive makes the sub-keys with HKDF (RFC 5869).
func (k Key) derive() (*keys, error) {
	sub := func(purpose string) []byte {
		// Key fails only for lengths above 255 hashes.
		secret, err := hkdf.Key(sha256.New, k.secret[:], nil, "iombot state 1: "+purpose, 32)
		if err != nil {
			panic(err)
		}
		return secret
	}
	block, err := aes.NewCipher(sub("rows"))
	if err != nil {
		return nil, fmt.Errorf("deriving keys: %w", err)
	}
	rows, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("deriving keys: %w", err)
	}
	return &keys{chats: sub("chats"), rows: rows, check: sub("check")}, nil
}

// hash returns what is stored in place of a chat id.
func (k *keys) hash(chat int64) chatHash {
	mac := hmac.New(sha256.New, k.chats)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(chat)))
	return chatHash(mac.Sum(nil))
}

// seal encrypts v as JSON for a row of the kind, bound to place.
func (k *keys) seal(kind string, place []byte, v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encrypting %s: %w", kind, err)
	}
	return k.rows.Seal(nil, nil, text, binding(kind, place)), nil
}

// open decrypts what seal made into v.
func (k *keys) open(kind string, place, sealed []byte, v any) error {
	text, err := k.rows.Open(nil, nil, sealed, binding(kind, place))
	if err != nil {
		return fmt.Errorf("decrypting %s: %w: %w", kind, errUnreadable, err)
	}
	if err := json.Unmarshal(text, v); err != nil {
		return fmt.Errorf("reading decrypted %s: %w: %w", kind, errUnreadable, err)
	}
	return nil
}

func binding(kind string, place []byte) []byte {
	return append([]byte(kind+"\x00"), place...)
}
