package eval

import (
	"testing"
	"testing/fstest"

	"iombot/knowledge"
)

// bakeryFiles are a small knowledge base in two languages.
var bakeryFiles = fstest.MapFS{
	"knowledge.yaml": {Data: []byte(`languages: [et, en]
topics:
  - {id: shop, et: Pood, en: Shop}
`)},
	"shop/bread.yaml": {Data: []byte(`reviewed: 2026-11-22
et: {title: Leiva hind, questions: ["Kui palju maksab üks leib?", "Mis hinnaga leiba müüte?", "Kas leib on kallis?"], answer: Rukkileib maksab 2.50 eurot.}
en: {title: Bread price, questions: ["How much is a loaf of bread?", "What do I pay for bread?", "Is your bread expensive?"], answer: Rye 2.50 euros.}
`)},
	"shop/hours.yaml": {Data: []byte(`reviewed: 2026-11-22
et: {title: Lahtiolekuajad, questions: ["Mis kell te avate?", "Millal pood kinni pannakse?", "Kas olete pühapäeval avatud?"], answer: Oleme avatud kella kaheksast kuueni.}
en: {title: Opening hours, questions: ["When does the shop open?", "What time do you close?", "Are you open on Sunday?", "👋"], answer: From eight to six.}
`)},
}

func bakery(t *testing.T) *knowledge.Base {
	t.Helper()
	b, findings, err := knowledge.Load(bakeryFiles)
	if err != nil || knowledge.HasErrors(findings) {
		t.Fatal(err, findings)
	}
	return b
}
