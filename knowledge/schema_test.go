package knowledge

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/invopop/jsonschema"
)

//go:generate go test -run ^TestSchemas$ -update .

var update = flag.Bool("update", false, "rewrite golden files and schemas")

// The types below mirror what decoder reads, for editors: the schemas made of
// them complete keys and explain them while staff write.

type schemaEntry struct {
	Reviewed string       `json:"reviewed" jsonschema:"format=date,example=2026-11-22" jsonschema_description:"The day you last checked that all of this is true. Year-month-day."`
	Expires  string       `json:"expires,omitempty" jsonschema:"format=date,example=2027-03-04" jsonschema_description:"The last day on which this is true, if you know one. After it readers are told that the answer may be out of date."`
	Urgent   bool         `json:"urgent,omitempty" jsonschema_description:"true when somebody may be in danger: the answer is then shown at once and alone."`
	Sources  []string     `json:"sources,omitempty" jsonschema_description:"Addresses of the pages where the facts come from. Readers do not see them."`
	Related  []string     `json:"related,omitempty" jsonschema:"maxItems=4,uniqueItems=true" jsonschema_description:"Names of up to four other entries (their file names without .yaml), offered as buttons under the answer."`
	Note     string       `json:"note,omitempty" jsonschema_description:"For colleagues only: doubts, drafts, what to ask whom. Readers never see it."`
	ET       *schemaBlock `json:"et,omitempty" jsonschema_description:"The entry in Estonian."`
	EN       *schemaBlock `json:"en,omitempty" jsonschema_description:"The entry in English."`
}

// JSONSchemaExtend allows a block for any other language.
func (schemaEntry) JSONSchemaExtend(s *jsonschema.Schema) {
	s.PatternProperties = map[string]*jsonschema.Schema{"^[a-z]{2,3}$": {Ref: "#/$defs/block"}}
	s.Title = "An entry of the knowledge base"
}

type schemaBlock struct {
	Title     string       `json:"title" jsonschema:"minLength=1,maxLength=40,example=Kuidas tagasipöördumist taotleda?" jsonschema_description:"The button and the heading: at most 40 characters that say what people will read."`
	Questions []string     `json:"questions,omitempty" jsonschema_description:"How people ask for this, a line each. The more and the more different, the better it is found: formal, colloquial, frightened, only a few words."`
	Keywords  []string     `json:"keywords,omitempty" jsonschema_description:"Single words and names that belong to this entry. Put numbers into quotes."`
	Answer    string       `json:"answer" jsonschema:"minLength=1" jsonschema_description:"What people read: the answer first, short sentences, 40 to 120 words. *bold*, lists with - or 1., and [text](https://…) work. Begin with | and indent the lines."`
	Links     []schemaLink `json:"links,omitempty" jsonschema_description:"Buttons under the answer that open a page."`
	Help      string       `json:"help,omitempty" jsonschema_description:"Of an urgent entry: one line with the number to call. It stands above other answers when a message may tell of this danger."`
}

type schemaLink struct {
	Text string `json:"text" jsonschema:"minLength=1,maxLength=40,example=IOM Eesti koduleht" jsonschema_description:"What the button says, at most 40 characters. Put a text with a comma or a colon into quotes."`
	URL  string `json:"url" jsonschema:"pattern=^https://,example=https://estonia.iom.int/et" jsonschema_description:"The page's address, copied from the browser. It begins with https://."`
}

type schemaSettings struct {
	Languages  []string              `json:"languages" jsonschema:"minItems=1,uniqueItems=true" jsonschema_description:"The languages of every answer, by their letters. The first is used when the reader's is not known. Example: [et, en]"`
	Understood []string              `json:"understood,omitempty" jsonschema:"uniqueItems=true" jsonschema_description:"Languages in which people may ask; where an entry has no answer in them, the answer goes out in one of the languages above. Example: [ru, uk]"`
	Site       map[string]string     `json:"site,omitempty" jsonschema_description:"The full site's address in each language."`
	Topics     []schemaTopic         `json:"topics" jsonschema:"minItems=1" jsonschema_description:"The menu, in this order. Each topic is a folder of entries."`
	Synonyms   map[string][][]string `json:"synonyms,omitempty" jsonschema_description:"Groups of words that mean the same to a reader, for each language. Example: [[pagulane, põgenik]]"`
	Harmless   map[string][]string   `json:"harmless,omitempty" jsonschema_description:"Messages with strong words that tell of no danger, for each language: the bot learns from them when not to sound the alarm. Example: [minu telefon suri ära]"`
}

// JSONSchemaExtend names the schema.
func (schemaSettings) JSONSchemaExtend(s *jsonschema.Schema) {
	s.Title = "The settings of the knowledge base"
}

type schemaTopic struct {
	ID     string `json:"id" jsonschema:"pattern=^[a-z0-9-]{1\\,48}$,example=return" jsonschema_description:"The folder's name: small letters a to z, digits and hyphens."`
	Hidden bool   `json:"hidden,omitempty" jsonschema_description:"true: its entries answer questions and are not in the menu."`
	ET     string `json:"et,omitempty" jsonschema:"maxLength=40" jsonschema_description:"The menu's button in Estonian, at most 40 characters."`
	EN     string `json:"en,omitempty" jsonschema:"maxLength=40" jsonschema_description:"The menu's button in English, at most 40 characters."`
}

// JSONSchemaExtend allows a title in any other language.
func (schemaTopic) JSONSchemaExtend(s *jsonschema.Schema) {
	most := uint64(maxLabel)
	s.PatternProperties = map[string]*jsonschema.Schema{"^(?!id$)[a-z]{2,3}$": {Type: "string", MaxLength: &most}}
}

func schemaJSON(t *testing.T, v any) []byte {
	t.Helper()
	r := jsonschema.Reflector{Anonymous: true, ExpandedStruct: true, Namer: schemaName}
	s := r.Reflect(v)
	s.Version = "http://json-schema.org/draft-07/schema#" // what VS Code's YAML plug-in knows best
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// schemaName turns schemaBlock into block.
func schemaName(t reflect.Type) string {
	return strings.ToLower(strings.TrimPrefix(t.Name(), "schema"))
}

// TestSchemas keeps the schemas in step with the types above.
func TestSchemas(t *testing.T) {
	for file, v := range map[string]any{"entry.schema.json": schemaEntry{}, "knowledge.schema.json": schemaSettings{}} {
		got := schemaJSON(t, v)
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s is out of step; run go generate ./knowledge (-file +types)\n%s", file, diff)
		}
	}
}

// TestSchemaKeys keeps the types above in step with the decoder, which names
// the keys it knows when it meets one that it does not.
func TestSchemaKeys(t *testing.T) {
	fsys := fstest.MapFS{
		"knowledge.yaml": {Data: []byte("languages: [et]\nNONE: 1\ntopics:\n  - {id: a, et: A, NONE: 1}\n")},
		"a/b.yaml":       {Data: []byte("reviewed: 2026-11-22\nNONE: 1\net:\n  title: T\n  answer: A\n  NONE: 1\n  links:\n    - {text: T, url: https://a.ee, NONE: 1}\n")},
	}
	_, findings, err := Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	var decoder [][]string
	for _, f := range findings {
		if f.Rule == "unknown-key" {
			decoder = append(decoder, strings.Split(strings.TrimPrefix(f.Fix, "Known here: "), ", "))
		}
	}
	languages := []string{"et", "en"} // keys that depend on the base
	var schema [][]string
	for _, v := range []any{schemaEntry{}, schemaBlock{}, schemaLink{}, schemaSettings{}, schemaTopic{}} {
		var keys []string
		for _, f := range reflect.VisibleFields(reflect.TypeOf(v)) {
			if key, _, _ := strings.Cut(f.Tag.Get("json"), ","); !slices.Contains(languages, key) {
				keys = append(keys, key)
			}
		}
		slices.Sort(keys)
		schema = append(schema, keys)
	}
	if diff := cmp.Diff(decoder, schema); diff != "" {
		t.Errorf("keys (-decoder +schema)\n%s", diff)
	}
}
