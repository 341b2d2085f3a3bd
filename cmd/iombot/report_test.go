package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"iombot/bot"
	"iombot/bot/state"
	"iombot/bot/telegram/fakeapi"
	"iombot/knowledge"
)

// A report waits for a database that is unavailable, and says so.
func TestReportWaits(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir(), []string{"IOMBOT_KEY=" + strings.Repeat("ab", 32)}, "report", "--state", "postgres://iombot:canary@127.0.0.1:1/iombot")
	r.stderr.count(t, "the state's database is unavailable; trying again", 1)
	if err := r.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if r.code(soonest) != exitFailed || strings.Contains(r.stderr.String(), "canary") {
		t.Errorf("the report ends with\n%s", r.stderr)
	}
}

// What people voted and let us keep reaches staff, and only with the key;
// the key can be changed.
func TestReport(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	collect(t, dir)

	want := report{
		Days:      []dayCounts{},
		Votes:     []vote{{Entry: "opening-hours", Lang: "et", Useless: 1}},
		None:      []vote{},
		Questions: []question{{Lang: "en", Text: canaryLost}},
	}
	readReport(t, dir, nil, want)
	text := start(t, dir, nil, "report")
	if text.code(soonest) != exitDone || !strings.Contains(text.stdout.String(), "Questions without an answer: 1\n\nen\n") {
		t.Errorf("the report as text is\n%s", text.stdout)
	}

	foreign := start(t, dir, []string{"IOMBOT_KEY=" + strings.Repeat("ab", 32)}, "report")
	if foreign.code(soonest) != exitFailed || foreign.stdout.String() != "" {
		t.Error("another key opens the report")
	}
	foreign.stderr.count(t, "this state was made with another key", 1)

	rekey := start(t, dir, nil, "rekey", "--new-key", "new.key")
	if rekey.code(soonest) != exitDone {
		t.Fatal("the key cannot be changed")
	}
	readReport(t, dir, []string{"IOMBOT_KEY_FILE=" + filepath.Join(dir, "new.key")}, want)
	if old := start(t, dir, nil, "report"); old.code(soonest) != exitFailed {
		t.Error("the old key still opens the report")
	}
}

// collect has a bot in dir take a vote and a question that may be kept.
func collect(t *testing.T, dir string) {
	t.Helper()
	api, at := telegramAt(t)
	bot := start(t, dir, serving(t, at), "serve")
	ann := person(1001)
	api.Message(ann, ann.Private(), canaryLost) // first, so that it cannot lean on an answer
	api.Message(ann, ann.Private(), canaryText)
	answer(t, api, ann.ID, 4)
	presses := 0
	for _, m := range api.Messages(ann.ID) {
		for _, label := range []string{"Not helpful 👎", "Ei aidanud 👎", "Yes, keep my question"} {
			if data := button(m, label); data != "" {
				if _, err := api.Press(ann, ann.ID, m.ID, data); err != nil {
					t.Fatal(err)
				}
				presses++
			}
		}
	}
	if presses != 2 {
		t.Fatalf("%d buttons were pressed, not a vote and a consent", presses)
	}
	if _, err := api.WaitCalls(soon(t), "answerCallbackQuery", presses); err != nil {
		t.Fatalf("waiting for the presses: %v", err)
	}
	if report := start(t, dir, nil, "report"); report.code(soonest) != exitDone || !strings.Contains(report.stdout.String(), "opening-hours") {
		t.Errorf("the report beside a bot at work:\n%s", report.stdout)
	}
	bot.stop()
}

// button is the data of a message's button with the label.
func button(m fakeapi.Message, label string) string {
	if m.Keyboard == nil {
		return ""
	}
	for _, row := range m.Keyboard.Rows {
		for _, b := range row {
			if b.Text == label && b.Data != nil {
				return *b.Data
			}
		}
	}
	return ""
}

// readReport reads the report as JSON and compares all of it except the day.
func readReport(t *testing.T, dir string, env []string, want report) {
	t.Helper()
	c := start(t, dir, env, "report", "--json")
	if code := c.code(soonest); code != exitDone {
		t.Fatalf("exit code %d", code)
	}
	var got report
	if err := json.Unmarshal([]byte(c.stdout.String()), &got); err != nil {
		t.Fatal(err)
	}
	for i := range got.Questions {
		got.Questions[i].Day = ""
	}
	for _, d := range got.Days { // what was counted is stored once a minute
		if d.Questions != d.Answered+d.Offered+d.None {
			t.Errorf("a day's questions do not add up: %+v", d)
		}
	}
	got.Days = []dayCounts{}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}

// The report counts by the day, the newest first, and leaves out days without
// anything and those before.
func TestReportDays(t *testing.T) {
	now := time.Date(2026, time.November, 22, 1, 0, 0, 0, time.UTC)
	key, err := randomKey()
	if err != nil {
		t.Fatal(err)
	}
	store, err := state.Open(t.Context(), stateInMemory, key, state.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	var all bot.Tallies
	for _, ago := range []int{0, 0, 2, 3} {
		all.Add(now.AddDate(0, 0, -ago), []bot.Event{{Kind: bot.Handled, Outcome: knowledge.Answer}, {Kind: bot.Alarmed}})
	}
	if err := store.AddTallies(t.Context(), all.List()); err != nil {
		t.Fatal(err)
	}
	r, err := (&reportCommand{Days: 3}).read(t.Context(), store, now)
	if err != nil {
		t.Fatal(err)
	}
	want := []dayCounts{{Day: "2026-11-22", Questions: 2, Answered: 2, Alarms: 2}, {Day: "2026-11-20", Questions: 1, Answered: 1, Alarms: 1}}
	if diff := cmp.Diff(want, r.Days); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	var text bytes.Buffer
	if err := (&reportCommand{}).print(&text, r); err != nil || !strings.Contains(text.String(), "2026-11-22  2          2") {
		t.Errorf("%v\n%s", err, &text)
	}
}
