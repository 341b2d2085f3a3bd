package index

const (
	// maxSentences bounds the sentences of a message that are looked at for danger.
	maxSentences = 12
	// dangerFrom is the confidence from which on a sentence tells of danger.
	dangerFrom = .85
)

// danger is the sentence that an urgent entry most likely answers; nil when the
// message has but one, or none is likely enough. Danger is often told beside
// another question, or amid a story in which it drowns. Looking at clauses as
// well finds little more, and takes ordinary stories for danger.
func (x *Index) danger(v *view) *view {
	parts := sentences(v.text)
	if len(parts) < 2 || v.isPhrasing() {
		return nil
	}
	var worst *view
	for _, s := range parts[:min(len(parts), maxSentences)] {
		if len(wordSpans(s)) < minQuestion {
			continue
		}
		part := x.glance(v.reader, s)
		if !x.base.Entries[part.order[0]].Urgent || part.confidence(0) < dangerFrom {
			continue
		}
		if worst == nil || part.confidence(0) > worst.confidence(0) {
			worst = part
		}
	}
	return worst
}
