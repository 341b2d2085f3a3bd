package workbench

import (
	"encoding/json"
	"mime"
	"net/http"
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

// fail answers a request that went wrong on our side.
func (wb *workbench) fail(w http.ResponseWriter, doing string, err error) {
	wb.Log.Error("the page's request failed", "doing", doing, "err", err)
	refuse(w, http.StatusInternalServerError, "workbench.error.server")
}
