package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iombot/bot/telegram/fakeapi"
)

// A report waits for a database that is unavailable, and says so.
func TestReportWaits(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir(), []string{"IOMBOT_KEY=" + strings.Repeat("ab", 32)}, "report", "--state", "postgres://iombot:canary@127.0.0.1:1/iombot")
	r.stderr.count(t, "the state's database is away; trying again", 1)
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
		Week:      week{Questions: 2, Answered: 1, None: 1},
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
	api.Message(ann, ann.Private(), canaryText)
	api.Message(ann, ann.Private(), canaryLost)
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
	got.Week.Alarms = 0 // what sounds of danger is the search's business
	for i := range got.Questions {
		got.Questions[i].Day = ""
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}
