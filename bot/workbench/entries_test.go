package workbench

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"iombot/bot/telegram/fakeapi"
)

type list struct {
	Writable bool
	Topics   []shelf
	Findings []finding
}

func (s *stand) list() (out list) {
	s.t.Helper()
	status, _, answer := s.request(http.MethodGet, "/api/entries?lang=en", "")
	if err := json.Unmarshal([]byte(answer), &out); err != nil || status != http.StatusOK {
		s.t.Fatalf("the list: %d %s", status, answer)
	}
	return out
}

// listed is an entry's row in the list, or nil.
func (s *stand) listed(file string) *row {
	s.t.Helper()
	for _, topic := range s.list().Topics {
		for _, x := range topic.Entries {
			if x.File == file {
				return &x
			}
		}
	}
	return nil
}

func TestList(t *testing.T) {
	s := newDesk(t)
	s.Now = func() time.Time { return time.Date(2027, 1, 31, 23, 0, 0, 0, time.UTC) }
	src := "expires: 2027-02-01\nurgent: true\nnote: ask Jaan\n" + s.onDisk(toilet)
	for name, src := range map[string]string{toilet: src, "iom/broken.yaml": "en: [", "iom/half.yaml": "reviewed: 2026-11-22\nen: {title: Half, answer: Half.}"} {
		if err := os.WriteFile(filepath.Join(s.Folder, name), []byte(src), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.load(s.Folder)
	got := s.list()
	if len(got.Topics) != 4 || got.Topics[0].Title != "Going home" || !got.Topics[3].Hidden || !got.Writable {
		t.Errorf("the topics are %+v", got.Topics)
	}
	want := &row{
		File: toilet, ID: "toilet", Title: "Where is the toilet?", Lang: "en", Reviewed: "2026-11-22", Age: 70, Expires: "2027-02-01", Left: 1,
		Urgent: true, Note: "ask Jaan", Missing: []string{},
	}
	if diff := cmp.Diff(want, s.listed(toilet)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	want = &row{File: "iom/broken.yaml", ID: "broken", Title: "broken", Missing: []string{}, Errors: 1}
	if diff := cmp.Diff(want, s.listed("iom/broken.yaml")); diff != "" {
		t.Errorf("a file that cannot be read: (-want +got)\n%s", diff)
	}
	if x := s.listed("iom/half.yaml"); x == nil || !slices.Equal(x.Missing, []string{"et"}) {
		t.Errorf("an entry in one language is listed as %+v", x)
	}
	if len(got.Findings) < 2 || got.Findings[0].File != "iom/broken.yaml" || got.Findings[0].Line != 1 {
		t.Errorf("the findings are %+v", got.Findings)
	}
}

func TestEntriesAreSearchedAsTheBotDoes(t *testing.T) {
	s := newDesk(t)
	var out struct{ Hits []hit }
	if status := s.call("/api/entries/search", map[string]string{"question": "where is the loo", "language": "en"}, &out); status != http.StatusOK {
		t.Fatal(status)
	}
	if len(out.Hits) == 0 || out.Hits[0] != (hit{toilet, 1}) {
		t.Errorf("found are %+v", out.Hits)
	}
}

// A draft's findings have their places, and its look is that of the chat.
func TestDraft(t *testing.T) {
	s := newDesk(t)
	var out draft
	src := "reviewed: 2026-11-22\nen:\n  title: Lift\n  anwser: Up.\n"
	if status := s.call("/api/entry/draft", edit{File: "iom/lift.yaml", Source: src}, &out); status != http.StatusOK {
		t.Fatal(status)
	}
	found := map[string]finding{}
	for _, f := range out.Findings {
		if f.File != "iom/lift.yaml" {
			t.Errorf("a finding in another file: %+v", f)
		}
		found[f.Rule] = f
	}
	if f := found["unknown-key"]; f.Line != 4 || f.Col != 3 || f.Severity != "error" {
		t.Errorf("the findings are %+v", out.Findings)
	}
	src = "reviewed: 2026-11-22\nrelated: [contact]\nen:\n  title: 👋 Lift\n  answer: |\n    *Up*, see [us](https://iom.int).\n  links:\n    - {text: More, url: \"https://iom.int/more\"}\n"
	s.call("/api/entry/draft", edit{File: "iom/lift.yaml", Source: src}, &out)
	if len(out.Previews) != 1 || out.Previews[0].Lang != "en" {
		t.Fatalf("the previews are %+v", out.Previews)
	}
	m := out.Previews[0].Message
	if !strings.HasPrefix(m.Text, "👋 Lift\n\nUp, see us.\n\n") {
		t.Errorf("the text is %q", m.Text)
	}
	want := []fakeapi.Entity{{Type: "bold", Offset: 0, Length: 7}, {Type: "bold", Offset: 9, Length: 2}, {Type: "text_link", Offset: 17, Length: 2, URL: "https://iom.int"}}
	if diff := cmp.Diff(want, m.Entities[:3]); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if rows := m.Keyboard.Rows; rows[0][0].URL != "https://iom.int/more" || rows[1][0].Text != "Where is IOM?" || rows[1][0].Data == nil {
		t.Errorf("the buttons are %+v", rows)
	}
	if s.Snapshot().Base.Entry("lift") != nil || strings.Contains(s.onDisk("iom/lift.yaml"), "Lift") {
		t.Error("a draft was taken or saved")
	}
}

func TestCompare(t *testing.T) {
	for _, tt := range []struct{ before, after, want string }{
		{"a\nb\nc\n", "a\nb\nc\n", " a1 b2 c3"},
		{"a\nb\nc\n", "a\nx\nc\n", " a1-b2+x2 c3"},
		{"a\nb\nc\nd\ne", "a\nc\nx\ny\ne", " a1-b2 c2-d4+x3+y4 e5"},
		{"", "a\n", "-1+a1"},
		{"a\r\nb\r\n", "a\nb\n", " a1 b2"},
	} {
		got := ""
		for _, l := range compare(tt.before, tt.after) {
			got += map[string]string{"same": " ", "gone": "-", "new": "+"}[l.Kind] + l.Text + string(rune('0'+l.Line))
		}
		if got != tt.want {
			t.Errorf("%q and %q: %q, want %q", tt.before, tt.after, got, tt.want)
		}
	}
	long := strings.Repeat("x\ny\n", 2000)
	if got := compare("a\n"+long, "b\n"+strings.Repeat("z\n", 4000)); len(got) != 8002 {
		t.Errorf("two long texts: %d lines", len(got))
	}
}

func TestField(t *testing.T) {
	s := newDesk(t)
	type field = map[string]any
	for _, tt := range []struct {
		in     field
		status int
		want   string
	}{
		{field{"source": "et:\n  title: A # b\n", "lang": "et", "name": "title", "value": field{"text": "C"}}, 200, "et:\n  title: C # b\n"},
		{field{"source": "et: {title: A}", "lang": "et", "name": "title", "value": field{"text": "C"}}, 422, ""},
		{field{"source": "et:\n  title: A\n", "lang": "fi", "name": "title", "value": field{"text": "C"}}, 400, ""},
		{field{"source": "et:\n  title: A\n", "name": "title", "value": field{"text": "C"}}, 400, ""},
		{field{"source": "et:\n  title: A\n", "lang": "et", "name": "urgent", "value": field{"text": "true"}}, 400, ""},
	} {
		var out edit
		if status := s.call("/api/entry/field", tt.in, &out); status != tt.status || out.Source != tt.want {
			t.Errorf("%v: %d %q", tt.in, status, out.Source)
		}
	}
}
