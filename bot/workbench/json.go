package workbench

import (
	"encoding/json"
	"mime"
	"net/http"

	"iombot/bot"
)

// maxBody is the longest request in bytes: Telegram's 4,096 characters many
// times over.
const maxBody = 256 << 10

// read decodes a request's JSON into v, or answers the request and returns false.
func (wb *workbench) read(w http.ResponseWriter, r *http.Request, v any) bool {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		refuse(w, http.StatusUnsupportedMediaType, "workbench.error.request")
		return false
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(v); err != nil {
		refuse(w, http.StatusBadRequest, "workbench.error.request")
		return false
	}
	return true
}

// write sends v as JSON.
func write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the browser that went away needs no answer
}

// refuse says with a text's id why a request is not done.
func refuse(w http.ResponseWriter, status int, id string) {
	write(w, status, struct {
		Error string `json:"error"`
	}{id})
}

// personalTexts say what was found about a person.
var personalTexts = map[bot.DetailKind]string{
	bot.EmailDetail: "workbench.error.personal-email", bot.AccountDetail: "workbench.error.personal-account",
	bot.BirthdayDetail: "workbench.error.personal-birthday", bot.DocumentDetail: "workbench.error.personal-document",
	bot.PhoneDetail: "workbench.error.personal-phone", bot.CodeDetail: "workbench.error.personal-code",
}

// impersonal reports whether a text has no detail of a person, or refuses the
// request and names what it found.
func impersonal(w http.ResponseWriter, text string) bool {
	d, personal := bot.PersonalDetail(text)
	if personal {
		write(w, http.StatusUnprocessableEntity, struct {
			Error string `json:"error"`
			Found string `json:"found"`
		}{personalTexts[d.Kind], d.Text})
	}
	return !personal
}

// fail answers a request that went wrong on our side.
func (wb *workbench) fail(w http.ResponseWriter, doing string, err error) {
	wb.Log.Error("the page's request failed", "doing", doing, "err", err)
	refuse(w, http.StatusInternalServerError, "workbench.error.server")
}
