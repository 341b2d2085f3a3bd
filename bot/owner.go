package bot

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
)

// owner marks the buttons of a group's message as those of the person to whom it
// answers: a menu that everybody turns leads nobody anywhere. It is empty in a
// private chat, and where nobody is known who wrote (an anonymous administrator).
// 24 bits tell the people of a group apart, and hold no id.
func (t *turn) owner() string {
	if !t.update.Chat.Group || t.update.From == 0 {
		return ""
	}
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(t.update.From)))
	return base64.RawURLEncoding.EncodeToString(sum[:3])
}

// isAnothers reports whether a button in a group is another person's. What to do
// in danger is everybody's.
func (t *turn) isAnothers(p press) bool {
	own := t.owner()
	if p.owner == "" || own == "" || p.owner == own {
		return false
	}
	e := t.entryBy(p.key)
	return p.do != giveAnswer || e == nil || !e.Urgent
}
