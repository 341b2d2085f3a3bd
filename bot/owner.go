package bot

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
)

// owner marks the buttons of a message in a group with the person it answers: a
// menu that everybody turns pages in helps nobody. It is empty in a private
// chat, and when the author is not known (an anonymous administrator). 24 bits
// distinguish the people of a group without revealing an id.
func (t *turn) owner() string {
	if !t.update.Chat.Group || t.update.From == 0 {
		return ""
	}
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(t.update.From)))
	return base64.RawURLEncoding.EncodeToString(sum[:3])
}

// isAnothers reports whether a button in a group belongs to another person.
// Buttons about danger are everybody's.
func (t *turn) isAnothers(p press) bool {
	own := t.owner()
	if p.owner == "" || own == "" || p.owner == own {
		return false
	}
	e := t.entryBy(p.key)
	return p.do != giveAnswer || e == nil || !e.Urgent
}
