package workbench

import (
	"net/http"

	"iombot/knowledge"
	"iombot/locales"
)

// soundsAlarm reports whether an urgent entry is sent alone.
func soundsAlarm(base *knowledge.Base, why knowledge.Explanation) bool {
	if why.Outcome != knowledge.Answer || len(why.Sent) != 1 {
		return false
	}
	e := base.Entry(why.Sent[0])
	return e != nil && e.Urgent
}

// postHarmless stores a message among those that tell of no danger.
func (wb *workbench) postHarmless(w http.ResponseWriter, r *http.Request) {
	var m struct {
		Lang locales.Lang `json:"lang"`
		Text string       `json:"text"`
	}
	switch base := wb.Snapshot().Base; {
	case wb.Folder == "":
		refuse(w, http.StatusForbidden, "workbench.error.readonly")
	case !wb.read(w, r, &m), !impersonal(w, m.Text):
	case !base.Reads(m.Lang):
		refuse(w, http.StatusBadRequest, "workbench.error.request")
	case base.UrgentPhrasing(m.Text) != nil:
		refuse(w, http.StatusConflict, "workbench.error.harmless-urgent")
	default:
		wb.addLine(w, r, knowledge.SettingsFile, func(src []byte) ([]byte, error) { return knowledge.AddHarmless(src, m.Lang, m.Text) })
	}
}
