package main

import "strings"

// languages are those of people's apps.
var languages = []string{"et", "en", "ru", "uk", "de", ""}

// sayings are what people write.
var sayings = []string{
	"/start", "/menu", "/help", "/language", "/contact", "/about", "/privacy", "/forget", "/stop", "/settings", "/privacydetails",
	"/start ticket", "/start journey", "/start gone", "/why ticket", "/nosuch", "/stats", "/gaps", "/preview ticket", "/reload", "/keel", "/abi", "/menüü",
	"Kes maksab pileti eest?", "Kas lennupilet on tasuta?", "Kas kontor on laupäeval avatud?", "Kutsuge politsei", "he hits me, help",
	"who pays for my ticket", "when is the office open", "ticket office", "pilet kontor", "What is the weather tomorrow?", "qwrtz plkjh",
	"где находится ваш офис", "де ваш офіс", "متى يفتح المكتب", "1", "2", "the second one", "yes", "no", "none of these", "👍", "👎", "🤷", ".", " ",
	"Helpful", "Ei aidanud", "Wrong answer", "Topics", "Teemad", "Back", "Yes, delete everything", "Yes, keep my question", "Jah, kustuta kõik",
	"https://example.org", "https://example.org/ who pays?", "<b>&amp;</i>", "tere", "aitäh", "thanks, bye", "menu", "stop", "eesti keeles", "in English",
	"and for children?", "Mis on IOM? Ja kus on kontor?", strings.Repeat("👋", 2048), strings.Repeat("a b ", 1000), "a\x00b", "\u202eabc\u200b",
}

// media are what a message can have in place of a text, by their fields.
var media = []string{
	`"photo":[{"file_id":"a","file_unique_id":"b","width":9,"height":9}]`, `"voice":{"file_id":"a","file_unique_id":"b","duration":3}`,
	`"sticker":{"file_id":"a","file_unique_id":"b","type":"regular","width":5,"height":5,"is_animated":false,"is_video":false,"emoji":"👍"}`,
	`"location":{"latitude":59.4,"longitude":24.7}`, `"document":{"file_id":"a","file_unique_id":"b"}`, `"contact":{"phone_number":"1","first_name":"C"}`,
	`"poll":{"id":"1","question":"?","options":[],"total_voter_count":0}`, `"video":{"file_id":"a","file_unique_id":"b","width":1,"height":1,"duration":1}`,
	`"video_note":{"file_id":"a","file_unique_id":"b","length":1,"duration":1}`, `"audio":{"file_id":"a","file_unique_id":"b","duration":1}`,
	`"animation":{"file_id":"a"},"document":{"file_id":"a"}`, `"venue":{"title":"V"},"location":{"latitude":1,"longitude":1}`,
	`"dice":{"emoji":"🎲","value":3}`, `"game":{"title":"G"}`, `"invoice":{"title":"I"}`, `"story":{"id":1}`, `"paid_media":{"star_count":1}`,
	`"checklist":{"title":"C","tasks":[]}`, `"giveaway":{"winner_count":1}`, `"something_new":{"x":[1]}`,
	`"photo":[{"file_id":"a"}],"caption":"who pays for my ticket"`, `"video":{"file_id":"a"},"caption":"/menu"`,
	`"text":"who pays","forward_origin":{"type":"hidden_user"}`, `"text":"ticket","via_bot":{"id":5,"is_bot":true,"first_name":"B"}`,
}

// happenings are what nobody answers: what happens in a chat, kinds of updates
// that the bot does not ask for, and messages that are not for it.
var happenings = []string{
	`"message":{%s,"new_chat_members":[{"id":5,"is_bot":false,"first_name":"N"}]}`, `"message":{%s,"left_chat_member":{"id":5,"is_bot":false,"first_name":"N"}}`,
	`"message":{%s,"pinned_message":{"message_id":1,"date":0,"chat":{"id":1,"type":"private"}}}`, `"message":{%s,"new_chat_title":"T"}`,
	`"message":{%s,"forum_topic_created":{"name":"T","icon_color":1}}`, `"message":{%s,"video_chat_started":{}}`, `"message":{%s,"successful_payment":{}}`,
	`"message":{%s,"text":"hi","business_connection_id":"b"}`, `"business_message":{%s,"text":"hi"}`, `"channel_post":{%s,"text":"hi"}`,
	`"edited_message":{%s,"location":{"latitude":1,"longitude":1},"edit_date":1}`, `"edited_channel_post":{%s,"text":"hi"}`,
	`"message_reaction":{%s,"old_reaction":[],"new_reaction":[]}`, `"poll":{"id":"1"}`, `"poll_answer":{"poll_id":"1"}`, `"chat_join_request":{%s}`,
	`"chosen_inline_result":{"result_id":"1","query":"q"}`, `"shipping_query":{"id":"1"}`, `"pre_checkout_query":{"id":"1"}`, `"chat_boost":{%s}`,
	`"my_chat_member":{%s,"old_chat_member":{"status":"member"},"new_chat_member":{"status":"administrator"}}`,
	`"message":{"message_id":1}`, `"message":7`, `"callback_query":{"id":"","from":{"id":1}}`, `"inline_query":null`,
}
