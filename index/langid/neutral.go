package langid

// neutral words are names and abbreviations that are equal in every language.
var neutral = map[string]bool{
	"iom": true, "varre": true, "ppa": true, "unhcr": true, "emn": true, "avrr": true, "usa": true, "nato": true,
	"tallinn": true, "tartu": true, "narva": true, "riga": true, "helsinki": true, "vilnius": true, "berlin": true, "london": true,
	"ok": true, "okay": true, "okei": true, "oke": true, "sms": true, "pdf": true, "id": true, "app": true, "email": true, "mail": true, "link": true,
	"facebook": true, "telegram": true, "whatsapp": true, "viber": true, "instagram": true, "google": true, "youtube": true, "tiktok": true, "bolt": true, "wolt": true, "wifi": true, "covid": true,
	"start": true, "menu": true, "stop": true, "test": true, "bot": true, "iombot": true,
	"haha": true, "hahaha": true, "lol": true, "hmm": true, "hm": true,
}
