package telegram

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"iombot/bot"
)

var me = identity{
	ID: 99, Username: "IomBot", Staff: map[int64]bool{7: true},
	Knows: func(command string, staff bool) bool { return command == "a" || staff && command == "why" },
}

const (
	fromAnn   = `"from":{"id":5,"is_bot":false,"first_name":"Ann","language_code":"pt-BR"},"date":1700000000`
	inPrivate = fromAnn + `,"chat":{"id":5,"type":"private"}`
	byStaff   = `"from":{"id":7},"date":1,"chat":{"id":-50,"type":"supergroup"}`
	inGroup   = fromAnn + `,"chat":{"id":-50,"type":"supergroup"}`
)

func message(fields string) string {
	return `{"update_id":3,"message":{"message_id":8,` + fields + `}}`
}

var private = bot.Chat{ID: 5}
var group = bot.Chat{ID: -50, Group: true}

// written is the update that a message in a chat becomes.
func written(c bot.Chat, text, command, args string) bot.Update {
	u := bot.Update{ID: 3, Kind: bot.Message, Chat: c, Language: "pt", MessageID: 8, Text: text, Command: command, Args: args}
	if c.Group {
		u.From = 5
	}
	return u
}

func TestDecode(t *testing.T) {
	photo := written(private, "who am I", "", "")
	photo.Media = bot.Photo
	video := written(private, "", "", "")
	video.Media = bot.Video
	edited := written(private, "new", "", "")
	edited.Kind = bot.Edited
	recaptioned, replying := edited, written(private, "hi", "", "")
	recaptioned.Media, replying.Quoted = bot.Photo, "before"
	topic := bot.Chat{ID: -50, Group: true, Thread: 4}
	staff := written(bot.Chat{ID: 7}, "hi", "", "")
	staff.Staff, staff.Language = true, ""
	callback := bot.Update{ID: 3, Kind: bot.Callback, Chat: private, MessageID: 9, CallbackID: "c1", Data: "d", Asked: 8, Question: "q?", Language: "et"}
	inGroupPressed := callback
	inGroupPressed.Chat, inGroupPressed.From = group, 5
	empty, unknown := written(private, "", "", ""), video
	unknown.Media = bot.OtherMedia
	nobody, why, ban := written(private, "hi", "", ""), written(group, "/why x", "why", "x"), written(group, "/ban@iombot", "ban", "")
	nobody.Language = ""
	why.Staff, why.Language, why.From = true, "", 7
	asChat := written(group, "/a", "a", "")
	asChat.From = 0
	bare := bot.Update{ID: 3, Kind: bot.Callback, Chat: private, MessageID: 9, CallbackID: "c1", Data: "d"}
	inaccessible, absent := callback, callback
	inaccessible.Asked, inaccessible.Question = 0, ""
	absent.Asked, absent.Question, absent.MessageID = 0, "", 0
	unlearnt, numbered := inaccessible, absent
	unlearnt.Language, numbered.CallbackID = "", "9007199254740993"
	bareStart, bareGroup := written(private, "/start", "start", ""), written(group, "/a", "a", "")
	bareStart.Language, bareGroup.Language = "", ""
	unnumbered := written(private, "hi", "", "")
	unnumbered.MessageID = 0

	for name, test := range map[string]struct {
		raw     string
		want    bot.Update
		ignored string
	}{
		"text":                             {message(inPrivate + `,"text":"hi"`), written(private, "hi", "", ""), ""},
		"staff":                            {message(`"from":{"id":7},"date":1,"chat":{"id":7,"type":"private"},"text":"hi"`), staff, ""},
		"command":                          {message(inPrivate + `,"text":"/Start  abc ","entities":[{"type":"bot_command","offset":0,"length":6}]`), written(private, "/Start  abc ", "start", "abc"), ""},
		"command without entities":         {message(inPrivate + `,"text":"/start"`), written(private, "/start", "start", ""), ""},
		"command before a dash":            {message(inPrivate + `,"text":"/start—x"`), written(private, "/start—x", "start", "—x"), ""},
		"no command, a letter more":        {message(inPrivate + `,"text":"/startä"`), written(private, "/startä", "", ""), ""},
		"no command, a path":               {message(inPrivate + `,"text":"/usr/bin"`), written(private, "/usr/bin", "", ""), ""},
		"command for this bot":             {message(inGroup + `,"text":"/help@iombot now"`), written(group, "/help@iombot now", "help", "now"), ""},
		"command for another bot":          {message(inGroup + `,"text":"/help@iombot2 now"`), bot.Update{ID: 3}, "not addressed"},
		"forged command entity":            {message(inPrivate + `,"text":"/a","entities":[{"type":"bot_command","offset":61,"length":2},{"type":"mention","offset":-1,"length":9223372036854775807},{"type":"mention","offset":1,"length":9223372036854775807}]`), written(private, "/a", "a", ""), ""},
		"mistyped entity":                  {message(inPrivate + `,"text":"hi","entities":[{"type":"mention","offset":1e99,"length":"x"}]`), written(private, "hi", "", ""), ""},
		"mistyped message, number last":    {`{"message":{"message_id":"8",` + inPrivate + `,"text":"hi"},"update_id":3}`, unnumbered, ""},
		"no message, number last":          {`{"message":"hi","update_id":3}`, bot.Update{ID: 3}, "channel"},
		"mistyped press, number last":      {`{"callback_query":{"id":{},"from":7,"data":"d"},"update_id":3}`, bot.Update{ID: 3}, "forged"},
		"mention after emoji":              {message(inGroup + `,"text":"👋👋 @iombot hi","entities":[{"type":"mention","offset":5,"length":7}]`), written(group, "👋👋  hi", "", ""), ""},
		"mention first":                    {message(inGroup + `,"text":"@IOMBOT, hi","entities":[{"type":"mention","offset":0,"length":7}]`), written(group, "hi", "", ""), ""},
		"mention in half a letter":         {message(inGroup + `,"text":"👋@iombot","entities":[{"type":"mention","offset":1,"length":8}]`), bot.Update{ID: 3}, "not addressed"},
		"text mention":                     {message(inGroup + `,"text":"Helper hi","entities":[{"type":"text_mention","offset":0,"length":6,"user":{"id":99}}]`), written(group, "hi", "", ""), ""},
		"mention as substring":             {message(inGroup + `,"text":"a@iombot.ee @iombot2","entities":[{"type":"email","offset":0,"length":11},{"type":"mention","offset":12,"length":8}]`), bot.Update{ID: 3}, "not addressed"},
		"only the mention":                 {message(inGroup + `,"text":"@iombot","entities":[{"type":"mention","offset":0,"length":7}]`), written(group, "", "", ""), ""},
		"reply to the bot":                 {message(inGroup + `,"text":"hi","reply_to_message":{"message_id":1,"from":{"id":99,"is_bot":true}}`), written(group, "hi", "", ""), ""},
		"reply to another":                 {message(inGroup + `,"text":"hi","reply_to_message":{"message_id":1,"from":{"id":98,"is_bot":true}}`), bot.Update{ID: 3}, "not addressed"},
		"talk in a group":                  {message(inGroup + `,"text":"hi"`), bot.Update{ID: 3}, "not addressed"},
		"topic":                            {message(inGroup + `,"text":"/a","message_thread_id":4,"is_topic_message":true`), written(topic, "/a", "a", ""), ""},
		"reply thread, no topic":           {message(inGroup + `,"text":"/a","message_thread_id":4`), written(group, "/a", "a", ""), ""},
		"private topic":                    {message(inPrivate + `,"text":"hi","message_thread_id":4,"is_topic_message":true`), written(bot.Chat{ID: 5, Thread: 4}, "hi", "", ""), ""},
		"photo with caption":               {message(inPrivate + `,"photo":[{}],"caption":"who am I"`), photo, ""},
		"video":                            {message(inPrivate + `,"video":{}`), video, ""},
		"service message":                  {message(inPrivate + `,"pinned_message":{"message_id":1}`), bot.Update{ID: 3}, "service message"},
		"service message, group":           {message(inGroup + `,"new_chat_members":[{"id":6}]`), bot.Update{ID: 3}, "service message"},
		"empty text":                       {message(inPrivate + `,"text":""`), empty, ""},
		"no text":                          {message(inPrivate), unknown, ""},
		"a kind of the future":             {message(inPrivate + `,"hologram":{"file_id":"x"}`), unknown, ""},
		"a kind of the future, mistyped":   {message(inPrivate + `,"hologram":7,"photo":7`), photoAlone(), ""},
		"a kind of the future, group":      {message(inGroup + `,"hologram":{}`), bot.Update{ID: 3}, "not addressed"},
		"nobody, in private":               {message(`"date":1,"chat":{"id":5,"type":"private"},"text":"hi"`), nobody, ""},
		"nobody, in a group":               {message(`"date":1,"chat":{"id":-50,"type":"group"},"text":"/a"`), bot.Update{ID: 3}, "not from a person"},
		"another's bare command":           {message(inGroup + `,"text":"/ban"`), bot.Update{ID: 3}, "not addressed"},
		"unknown command for us":           {message(inGroup + `,"text":"/ban@iombot"`), ban, ""},
		"staff's bare command":             {message(byStaff + `,"text":"/why x"`), why, ""},
		"another's, as a reply to the bot": {message(inGroup + `,"text":"/help@other_bot","reply_to_message":{"message_id":1,"from":{"id":99,"is_bot":true}}`), bot.Update{ID: 3}, "not addressed"},
		"press, nobody":                    {`{"update_id":3,"callback_query":{"id":"c1","data":"d","message":{"message_id":9,"date":1,"chat":{"id":5,"type":"private"}}}}`, bare, ""},
		"press, nobody, nowhere":           {`{"update_id":3,"callback_query":{"id":"c1","data":"d"}}`, bot.Update{ID: 3}, "forged"},
		"another bot":                      {message(`"from":{"id":98,"is_bot":true},"chat":{"id":5,"type":"private"},"text":"hi"`), bot.Update{ID: 3}, "not from a person"},
		"the bot itself":                   {message(`"from":{"id":99,"is_bot":true},"chat":{"id":-50,"type":"group"},"text":"/a"`), bot.Update{ID: 3}, "not from a person"},
		"anonymous admin":                  {message(`"from":{"id":1087968824,"is_bot":true,"language_code":"pt"},"sender_chat":{"id":-50},"chat":{"id":-50,"type":"supergroup"},"text":"/a"`), asChat, ""},
		"channel's own post":               {message(inGroup + `,"is_automatic_forward":true,"text":"/a"`), bot.Update{ID: 3}, "not from a person"},
		"NUL and lone surrogate":           {message(inPrivate + `,"text":"a\u0000b\ud800"`), written(private, "ab\uFFFD", "", ""), ""},
		"too long":                         {message(inPrivate + `,"text":"` + strings.Repeat("👋", 5000) + `"`), written(private, strings.Repeat("👋", 4096), "", ""), ""},
		"edited caption":                   {`{"update_id":3,"edited_message":{"message_id":8,` + inPrivate + `,"photo":[{}],"caption":"new"}}`, recaptioned, ""},
		"reply to words":                   {message(inPrivate + `,"text":"hi","reply_to_message":{"message_id":1,"text":"before"}`), replying, ""},
		"reply to a caption":               {message(inPrivate + `,"text":"hi","reply_to_message":{"message_id":1,"photo":[{}],"caption":"before"}`), replying, ""},
		"reply to marked words":            {message(inPrivate + `,"text":"hi","quote":{"text":"before"},"reply_to_message":{"message_id":1,"text":"long before it"}`), replying, ""},
		"reply to the bot, for another":    {message(inGroup + `,"text":"hi @other_bot","entities":[{"type":"mention","offset":3,"length":10}],"reply_to_message":{"message_id":1,"from":{"id":99,"is_bot":true}}`), bot.Update{ID: 3}, "not addressed"},
		"reply to the bot, for a person":   {message(inGroup + `,"text":"hi @other_one","entities":[{"type":"mention","offset":3,"length":10}],"reply_to_message":{"message_id":1,"from":{"id":99,"is_bot":true}}`), written(group, "hi @other_one", "", ""), ""},
		"edited":                           {`{"update_id":3,"edited_message":{"message_id":8,` + inPrivate + `,"edit_date":1700000009,"text":"new"}}`, edited, ""},
		"live location moves":              {`{"update_id":3,"edited_message":{"message_id":8,` + inPrivate + `,"location":{}}}`, bot.Update{ID: 3}, "edit without text"},
		"press":                            {`{"update_id":3,"callback_query":{"id":"c1","from":{"id":5,"language_code":"et"},"data":"d","message":{"message_id":9,"date":1,"chat":{"id":5,"type":"private"},"reply_to_message":{"message_id":8,"text":"q?"}}}}`, callback, ""},
		"press in a group":                 {`{"update_id":3,"callback_query":{"id":"c1","from":{"id":5,"language_code":"et"},"data":"d","message":{"message_id":9,"date":1,"chat":{"id":-50,"type":"supergroup"},"reply_to_message":{"message_id":8,"text":"q?"}}}}`, inGroupPressed, ""},
		"inline query":                     {`{"update_id":3,"inline_query":{"id":"c1","from":{"id":5,"language_code":"et"},"query":"raha","offset":"","chat_type":"sender"}}`, bot.Update{ID: 3, Kind: bot.InlineQuery, Chat: private, CallbackID: "c1", Language: "et", Text: "raha"}, ""},
		"inline query of nobody":           {`{"update_id":3,"inline_query":{"id":"c1","query":"raha"}}`, bot.Update{ID: 3}, "forged"},
		"reaction":                         {`{"update_id":3,"message_reaction":{"message_id":8,"chat":{"id":5,"type":"private"},"user":{"id":5},"new_reaction":[{"type":"emoji","emoji":"👍"}]}}`, bot.Update{ID: 3}, "kind"},
		"press, inaccessible":              {`{"update_id":3,"callback_query":{"id":"c1","from":{"id":5,"language_code":"et"},"data":"d","message":{"message_id":9,"date":0,"chat":{"id":5,"type":"private"}}}}`, inaccessible, ""},
		"press, no message":                {`{"update_id":3,"callback_query":{"id":"c1","from":{"id":5,"language_code":"et"},"data":"d"}}`, absent, ""},
		"blocked":                          {`{"update_id":3,"my_chat_member":{"chat":{"id":5,"type":"private"},"old_chat_member":{"status":"member"},"new_chat_member":{"status":"kicked"}}}`, bot.Update{ID: 3, Kind: bot.Blocked, Chat: private}, ""},
		"unblocked":                        {`{"update_id":3,"my_chat_member":{"chat":{"id":5,"type":"private"},"old_chat_member":{"status":"kicked"},"new_chat_member":{"status":"member"}}}`, bot.Update{ID: 3, Kind: bot.Unblocked, Chat: private}, ""},
		"made an admin":                    {`{"update_id":3,"my_chat_member":{"chat":{"id":-50,"type":"group"},"old_chat_member":{"status":"member"},"new_chat_member":{"status":"administrator"}}}`, bot.Update{ID: 3}, "rights"},
		"migrated, in the old":             {message(`"chat":{"id":-50,"type":"group"},"migrate_to_chat_id":-100`), bot.Update{ID: 3, Kind: bot.Migrated, Chat: bot.Chat{ID: -50, Group: true, MigratedTo: -100}}, ""},
		"migrated, in the new":             {message(`"chat":{"id":-100,"type":"supergroup"},"migrate_from_chat_id":-50`), bot.Update{ID: 3, Kind: bot.Migrated, Chat: bot.Chat{ID: -50, Group: true, MigratedTo: -100}}, ""},
		"some other kind":                  {`{"update_id":3,"poll":{}}`, bot.Update{ID: 3}, "kind"},
		"as their channel":                 {message(`"from":{"id":136817688,"is_bot":true,"language_code":"pt"},"sender_chat":{"id":-77,"type":"channel"},"chat":{"id":-50,"type":"supergroup"},"text":"/a"`), asChat, ""},
		"via a bot":                        {message(inPrivate + `,"via_bot":{"id":98,"is_bot":true},"text":"hi"`), written(private, "hi", "", ""), ""},
		"of a business":                    {message(inPrivate + `,"business_connection_id":"b","text":"hi"`), bot.Update{ID: 3}, "business or guest"},
		"to a guest":                       {message(inPrivate + `,"guest_query_id":"g","text":"hi"`), bot.Update{ID: 3}, "business or guest"},
		"rich message":                     {message(inPrivate + `,"rich_message":{"blocks":[]}`), unknown, ""},
		"channel post":                     {`{"update_id":3,"channel_post":{"message_id":8,"chat":{"id":-77,"type":"channel"},"text":"hi"}}`, bot.Update{ID: 3}, "kind"},
		"business message":                 {`{"update_id":3,"business_message":{"message_id":8,"chat":{"id":5},"text":"hi"}}`, bot.Update{ID: 3}, "kind"},
		"kind of the future":               {`{"update_id":3,"thought":{"from":{"id":5}}}`, bot.Update{ID: 3}, "kind"},
		"status of the future":             {`{"update_id":3,"my_chat_member":{"chat":{"id":-50,"type":"group"},"old_chat_member":{"status":"guest"},"new_chat_member":{"status":"ghost"}}}`, bot.Update{ID: 3}, "rights"},
		"bare":                             {message(`"chat":{"id":5},"text":"/start"`), bareStart, ""},
		"bare in a group":                  {message(`"from":{"id":5},"chat":{"id":-50},"text":"/a"`), bareGroup, ""},
		"nobody in a group":                {message(`"chat":{"id":-50},"text":"/a"`), bot.Update{ID: 3}, "not from a person"},
		"type of the future":               {message(`"from":{"id":5},"chat":{"id":-50,"type":"community"},"text":"/a"`), bareGroup, ""},
		"mention without entities":         {message(inGroup + `,"text":"hi @IomBot!"`), written(group, "hi !", "", ""), ""},
		"part without entities":            {message(inGroup + `,"text":"a@iombot.ee @iombot2 t.me/@iombot"`), bot.Update{ID: 3}, "not addressed"},
		"press with a number":              {`{"update_id":3,"callback_query":{"id":9007199254740993,"from":{"id":5,"language_code":"et"},"data":"d"}}`, numbered, ""},
		"press of nobody":                  {`{"update_id":3,"callback_query":{"id":"c1","data":"d","message":{"message_id":9,"chat":{"id":5}}}}`, unlearnt, ""},
		"press, message in no chat":        {`{"update_id":3,"callback_query":{"id":"c1","from":{"id":5},"data":"d","message":{"message_id":9}}}`, unlearnt, ""},
		"mistyped, id last":                {`{"message":{"message_id":8,"edit_date":"x",` + inPrivate + `,"text":"hi"},"update_id":3}`, written(private, "hi", "", ""), ""},
		"mistyped reply":                   {message(`"reply_to_message":{"message_id":"x"},` + inPrivate + `,"text":"hi"`), written(private, "hi", "", ""), ""},
		"press, mistyped message first":    {`{"callback_query":{"message":{"message_id":9,"date":"x","chat":{"id":5}},"id":"c1","data":"d"},"update_id":3}`, unlearnt, ""},
		"press, mistyped id":               {`{"callback_query":{"id":{},"data":"d"},"update_id":3}`, bot.Update{ID: 3}, "forged"},
		"press of nobody nowhere":          {`{"update_id":3,"callback_query":{"id":"c1","data":"d"}}`, bot.Update{ID: 3}, "forged"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := me.decode([]byte(test.raw))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got.Update); diff != "" || got.Ignored != test.ignored {
				t.Errorf("ignored %q, want %q; update (-want +got):\n%s", got.Ignored, test.ignored, diff)
			}
		})
	}
}

// A server that counts from 0, tells no time, and did not tell the bot's name.

func TestDecodeOfABareServer(t *testing.T) {
	a, err := identity{}.decode([]byte(`{"update_id":0,"message":{"chat":{"id":5},"text":"/start@some_bot x"}}`))
	want := bot.Update{Kind: bot.Message, Chat: private, Text: "/start@some_bot x", Command: "start", Args: "x"}
	if diff := cmp.Diff(want, a.Update); err != nil || diff != "" || !a.At.IsZero() {
		t.Errorf("%v, at %v (-want +got)\n%s", err, a.At, diff)
	}
}

func photoAlone() bot.Update {
	u := written(private, "", "", "")
	u.Media = bot.Photo
	return u
}

func TestDecodeRefusesWhatHasNoID(t *testing.T) {
	for _, raw := range []string{``, `[]`, `{}`, `{"update_id":"x"}`, `{"update_id":null}`, `{"update_id":1`} {
		if a, err := me.decode([]byte(raw)); err == nil {
			t.Errorf("%q became %+v", raw, a)
		}
	}
}

// FuzzDecode: whatever comes, nothing panics, and what is handed on is whole.
func FuzzDecode(f *testing.F) {
	f.Add(message(inGroup+`,"text":"👋@iombot","entities":[{"type":"mention","offset":1,"length":8}]`), 0, 1)
	f.Add(message(inPrivate+`,"text":"/start@IomBot—x"`), -1, 1<<62)
	f.Fuzz(func(t *testing.T, raw string, offset, length int) {
		a, err := me.decode([]byte(raw))
		if err == nil && (!utf8.ValidString(a.Update.Text) || utf8.RuneCountInString(a.Update.Text) > 4096) {
			t.Errorf("text %q", a.Update.Text)
		}
		m := &wireMessage{Text: raw, Entities: []wireEntity{{Type: "mention", Offset: offset, Length: length}}}
		if text, _ := me.withoutMentions(m); !utf8.ValidString(text) {
			t.Errorf("without mentions: %q", text)
		}
	})
}
