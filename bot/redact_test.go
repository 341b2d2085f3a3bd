package bot

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestRedact(t *testing.T) {
	tests := []struct{ in, want string }{
		// Personal codes, in every dress.
		{"Minu isikukood on 49403136526, kas aitate?", "Minu isikukood on […], kas aitate?"},
		{"kood 4940313 6526", "kood […]"},
		{"my id code is 394\u200b03136526", "my id code is […]"},
		// Telephones.
		{"Helistage mulle +372 5123 4567 palun", "Helistage mulle […] palun"},
		{"call me: 5123-4567 or (372) 51234567", "call me: […] or […]"},
		{"my number is +380 (44) 123-45-67", "my number is […]"},
		{"tel 512 34 567", "tel […]"},
		// E-mail, links, usernames.
		{"kirjutage õie.mägi@näide.ee või oie@example.com.", "kirjutage […] või […]."},
		{"see https://t.me/someone?x=1 or www.example.org/me", "see […] or […]"},
		{"write to @olena_k, please", "write to […], please"},
		// Papers.
		{"pass KE1234567 kadus", "pass […] kadus"},
		{"My passport number is AB 123456, it expired", "My passport number is […], it expired"},
		{"dokumendi nr: 12AB34567", "dokumendi nr: […]"},
		{"minu taotlus 1012345678 on pooleli", "minu taotlus […] on pooleli"},
		{"ID-kaart AA0123456", "ID-kaart […]"},
		// Names.
		{"Minu nimi on Õie Mägi-Tamm ja otsin abi", "Minu nimi on […] ja otsin abi"},
		{"mu nimi on oie magi ja otsin abi", "mu nimi on […] ja otsin abi"},
		{"minu nimi on mari. Kas saan tulla?", "minu nimi on […]. Kas saan tulla?"},
		{"Minu eesnimi on Jüri", "Minu eesnimi on […]"},
		{"Mind kutsutakse Ülo Öpik", "Mind kutsutakse […]"},
		{"Olen Maria Ivanova ja elan Narvas", "Olen […] ja elan Narvas"},
		{"Tere, mina olen Ali bin Hassan, tahan koju", "Tere, mina olen […], tahan koju"},
		{"Hello, my name is John O'Brien and I need help", "Hello, my name is […] and I need help"},
		{"my name is maria ivanova and i need help", "my name is […] and i need help"},
		{"My name's Fatima from Syria", "My name's […] from Syria"},
		{"I am called Abdul Rahman al Masri", "I am called […]"},
		{"I'm Olena Kovalenko", "I'm […]"},
		{"my husband Ivan Petrov beats me", "my husband […] beats me"},
		{"minu poeg Jaan Tamm kadus", "minu poeg […] kadus"},
		{"Меня зовут Иван Петров и я ищу помощь", "Меня зовут […] и я ищу помощь"},
		// Addresses.
		{"elan Narva mnt 5-12 Tallinnas", "elan […] Tallinnas"},
		{"Kopli tänav 3a, Tallinn", "[…], Tallinn"},
		{"kopli tanav 3", "[…]"},
		{"Mu aadress on Õismäe tee 7", "Mu aadress on […]"},
		{"Hobujaama 4, 10151 Tallinn", "[…], 10151 Tallinn"},
		{"ma elan Sõpruse pst 12-34.", "ma elan […]."},
		{"ma elan Sõpruse 12-34.", "ma elan […]."},
		{"I live at 10 Downing Street in London", "I live at […] in London"},
		{"my address is Viru 7 please come", "my address is […] please come"},
		// Birthdays.
		{"Olen sündinud 13.03.1994 Narvas", "Olen sündinud […] Narvas"},
		{"born on 1994-03-13", "born on […]"},
	}
	for _, tt := range tests {
		if got := redact(tt.in); got != tt.want {
			t.Errorf("redact(%q)\n got %q\nwant %q", tt.in, got, tt.want)
		}
	}
}

func TestRedactLeavesOrdinaryQuestions(t *testing.T) {
	for _, s := range []string{
		"Kas IOM aitab mul koju tagasi minna?",
		"Mitu liikmesriiki on IOM-il 2026. aastal?",
		"Kas 112 on tasuta? Ja 116 006 või 116006?",
		"Kui kaua võtab aega, 3-4 kuud või 90 päeva?",
		"Kas saan 1500 eurot toetust ja 24/7 abi?",
		"Mis juhtub pärast 4. märtsi 2027 (04.03.2027)?",
		"Mida teeb IOM Eestis 2021-2027?",
		"Kas minu mees Eestis tohib tööd teha?",
		"Olen Ukraina kodanik, kas saan ajutise kaitse?",
		"Olen Eesti Vabariigi kodaniku abikaasa.",
		"Mis on teie aadress ja kas olete avatud 5 päeva?",
		"Kuhu ma lähen, kui minu pass on kadunud?",
		"Is IOM part of the United Nations?",
		"I am from Syria and my visa is valid 90 days",
		"Can my wife come with me in 2026?",
		"I am a Ukrainian citizen. Do I need a visa for 3 months?",
		"What is the Dublin 3 rule, article 17?",
		"The ticket costs 300 euros on 22.11.2026, who pays?",
		"Please tell the Police and Border Guard Board",
		"I'm IOM staff, is Article 5 still valid 2026-11-22?",
		"What is your name?\nAnd the opening hours 9.00-17.00?",
	} {
		if got := redact(s); got != s {
			t.Errorf("redact(%q) = %q, want it whole", s, got)
		}
	}
}

func FuzzRedact(f *testing.F) {
	f.Add("my name is Ann, +372 5123 4567, Narva mnt 5")
	f.Add("Minu nimi on 49403136526 @a_b_c \xff")
	f.Fuzz(func(t *testing.T, s string) {
		got := redact(s)
		if !utf8.ValidString(got) {
			t.Errorf("redact(%q) is not UTF-8: %q", s, got)
		}
		run := 0
		for _, r := range strings.Map(visible, got) {
			if r < '0' || r > '9' {
				run = 0
			} else if run++; run > 6 {
				t.Errorf("redact(%q) leaves a long number: %q", s, got)
				break
			}
		}
	})
}
