package bot

import "testing"

func TestPersonalDetail(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want Detail
	}{
		{"write to oie.magi@example.com, please", Detail{EmailDetail, "oie.magi@example.com"}},
		{"kirjutage õie@näide.ee või mari@näide.ee", Detail{EmailDetail, "õie@näide.ee"}},
		{"write to @olena_k, please", Detail{AccountDetail, "@olena_k"}},
		{"call me: +372 5123 4567", Detail{PhoneDetail, "+372 5123 4567"}},
		{"5123-4567", Detail{PhoneDetail, "5123-4567"}},
		{"Minu isikukood on 49403136526, kas aitate?", Detail{CodeDetail, "49403136526"}},
		{"kood 4940313 6526", Detail{CodeDetail, "4940313 6526"}},
		{"my id code is 394\u200b03136526", Detail{CodeDetail, "39403136526"}},
		{"My passport number is AB 123456, it expired", Detail{DocumentDetail, "AB 123456"}},
		{"kaart KE123456 kadus […]", Detail{DocumentDetail, "KE123456"}},
		{"born on 1994-03-13", Detail{BirthdayDetail, "1994-03-13"}},
	} {
		if got, ok := PersonalDetail(tt.in); !ok || got != tt.want {
			t.Errorf("PersonalDetail(%q) = %+v, %v, want %+v", tt.in, got, ok, tt.want)
		}
	}
	for _, in := range []string{
		"", "where is the toilet", "call 112 or 116006", "nimi on kaardil valesti", "what changed in 2025-2026", "my name is wrong on the card",
		"is https://estonia.iom.int/12345678 your page", "mul on […] kaart", "how do I get 1000 euros",
	} {
		if got, ok := PersonalDetail(in); ok {
			t.Errorf("PersonalDetail(%q) = %+v", in, got)
		}
	}
}

// Whatever the text is, what was found stands in it.
func FuzzPersonalDetail(f *testing.F) {
	f.Add("a@b.ee c@d.ee")
	f.Add("[…] @abc […]")
	f.Fuzz(func(t *testing.T, s string) {
		if d, ok := PersonalDetail(s); ok && d.Text == "" {
			t.Errorf("PersonalDetail(%q) = %+v", s, d)
		}
	})
}
