package bot

import (
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"

	"iombot/locales"
)

// dataVersion is the first character of every button's data. Buttons live as
// long as their chat: raise the version when an action's meaning changes, so
// that old buttons are recognised.
const dataVersion = "1"

// press is what a button does when it is pressed. It holds the language of the
// message it stands under, which old messages keep.
type press struct {
	do   action
	lang locales.Lang
	key  string // of an entry or topic, or a command's name
	arg  string // a page, a choice

	owner string // in a group, who may press it; everybody when empty
}

// action says what a press does.
type action string

// The actions, as the data spells them.
const (
	openTopics   action = "m"
	openTopic    action = "t" // key: topic, arg: page
	openEntry    action = "e" // key: entry; in the menu's message
	openScreen   action = "s" // key: command, arg: of its parent; in the same message
	giveAnswer   action = "a" // key: entry; as a new message
	askedOther   action = "o" // key: the urgent entry that was shown
	noneFits     action = "n"
	keepQuestion action = "k" // key: the message in State.ConsentRequests
	castVote     action = "v" // key: entry, arg: yes or no
	giveReason   action = "r" // key: entry, arg: of the reason
	chooseEntry  action = "c" // key: entry; of those offered, as a new message
	sendScreen   action = "p" // key: command; as a new message
	chooseLang   action = "l" // lang: the choice, arg: yes to be greeted
	forgetChat   action = "f" // arg: yes or no
)

// The args of presses that answer a question.
const (
	yes = "y"
	no  = "n"
)

var (
	// It admits at most 63 bytes of the 64 that the Bot API allows for
	// callback_data.
	dataPattern = regexp.MustCompile(`^` + dataVersion + `:([mtesaonkvrcplf]):([a-z]{2,8})?:(#[A-Za-z0-9_-]{11}|[A-Za-z0-9._-]{1,40})?:([a-z0-9]{1,4})?(?::([A-Za-z0-9_-]{4}))?$`)
	langPattern = regexp.MustCompile(`^[a-z]{2,8}$`)
	keyPattern  = regexp.MustCompile(`^[A-Za-z0-9._-]{1,40}$`)
)

// encode writes the press as a button's data of 1 to 64 bytes. A language that
// does not fit is left out; the person's own is used then.
func (p press) encode() string {
	if !langPattern.MatchString(string(p.lang)) {
		p.lang = ""
	}
	data := strings.Join([]string{dataVersion, string(p.do), string(p.lang), p.key, p.arg}, ":")
	if p.owner != "" {
		data += ":" + p.owner
	}
	return data
}

// parsePress reads a button's data, which is hostile: anybody can send any.
func parsePress(data string) (press, bool) {
	m := dataPattern.FindStringSubmatch(data)
	if m == nil {
		return press{}, false
	}
	return press{do: action(m[1]), lang: locales.Lang(m[2]), key: m[3], arg: m[4], owner: m[5]}, true
}

// keyOf is the id in a button's data: itself, or a hash of one that is too long
// or has other characters.
func keyOf(id string) string {
	if keyPattern.MatchString(id) {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return "#" + base64.RawURLEncoding.EncodeToString(sum[:8])
}

// callback handles a press. When it can no longer do what the button says, it
// says so and opens a fresh menu. Who presses another person's button is told in
// the press's confirmation, which only they see.
func (t *turn) callback() {
	t.toast("")
	p, ok := parsePress(t.update.Data)
	if ok && t.speaks(p.lang) {
		t.lang = p.lang
	}
	if ok && t.isAnothers(p) {
		t.lang = t.preferred()
		t.toast(t.label("group.others"))
		return
	}
	if !ok || !t.do(p) {
		t.toast(t.label("menu.stale"))
		t.send(t.topics())
	}
}

// do carries out a press and reports whether it could.
func (t *turn) do(p press) bool {
	switch p.do {
	case openTopics:
		t.edit(t.topics())
		return true
	case openTopic:
		return t.openTopic(p.key, p.arg)
	case openEntry:
		return t.openEntry(p.key)
	case openScreen:
		return t.openScreen(p.key, p.arg, t.edit)
	case giveAnswer:
		return t.giveAnswer(p.key)
	case askedOther:
		if e := t.entryBy(p.key); e != nil {
			t.missed(e.ID)
		}
		t.askedOther(p.key)
		return true
	case noneFits:
		t.missed("")
		t.edit(t.none())
		return true
	case keepQuestion:
		return t.keepQuestion(p.key)
	case castVote:
		return t.castVote(p.key, p.arg)
	case giveReason:
		return t.giveReason(p.key, p.arg)
	case chooseEntry:
		return t.choose(p.key)
	case sendScreen:
		return t.openScreen(p.key, "", t.send)
	case chooseLang:
		return t.chooseLang(p.lang, p.arg)
	case forgetChat:
		return t.forgetChat(p.arg)
	}
	return false
}
