package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"iombot/bot/telegram"
	"iombot/bot/telegram/apitest"
	"iombot/bot/telegram/fakeapi"
	"iombot/knowledge"
	"iombot/locales"
)

const (
	loadRate  = 200 // questions a second
	loadSaves = 10
	// loadSeconds is how long the test asks. IOMBOT_LOAD_SECONDS asks for longer.
	loadSeconds = 20
	loadEnd     = 5 * time.Minute // by when everything must be answered, on a busy machine too
)

// Staff save ten changes on their page, and each of them rebuilds the index.
// Meanwhile people ask 200 questions a second, and every question gets its answer.
// The checks ask for 20 seconds; IOMBOT_LOAD_SECONDS=60 for a minute.
func TestSavesDropNoQuestion(t *testing.T) {
	if testing.Short() {
		t.Skip("it asks for 20 seconds")
	}
	seconds := loadSeconds
	if text := os.Getenv("IOMBOT_LOAD_SECONDS"); text != "" {
		var err error
		if seconds, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, knowledge.Embedded()); err != nil {
		t.Fatal(err)
	}
	api := apitest.New(fakeapi.Options{})
	t.Cleanup(api.Close)
	s := newStand(t, api, func(set *settings, _ *telegram.Settings) {
		set.knowledge, set.workbench = dir, "127.0.0.1:0"
	})
	pages := "http://" + s.app.pagesAt.Addr().String()
	ctx, cancel := context.WithTimeout(t.Context(), loadEnd)
	defer cancel()

	asked := askable(s.app.live.Status().Base)
	before := s.app.live.Status().Version
	least, n := seconds*loadRate, 0
	begin := time.Now()
	var saving sync.WaitGroup
	saving.Go(func() {
		for i := range loadSaves {
			at(ctx, begin.Add(time.Duration(i*seconds)*time.Second/loadSaves))
			savePhrasing(ctx, t, pages, asked[i%len(asked)].Pos.File, i)
		}
	})
	for ; n < least || s.app.live.Status().Version == before && ctx.Err() == nil; n++ { // a busy machine takes a save late
		at(ctx, begin.Add(time.Duration(n)*time.Second/loadRate))
		who := person(1_000_000 + int64(n))
		api.Message(who, who.Private(), asked[n%len(asked)].Texts[locales.EN].Title.Text)
	}
	saving.Wait()
	if _, err := api.WaitCalls(ctx, "sendMessage", n); err != nil {
		t.Error(err)
	}
	wrong := 0
	for i := range n {
		title := asked[i%len(asked)].Texts[locales.EN].Title.Text
		if got, err := api.WaitMessages(ctx, 1_000_000+int64(i), 2); err != nil || !strings.Contains(got[1].Text, title) {
			wrong++
			if wrong < 5 {
				t.Errorf("question %d, %q, is answered with %+v", i, title, got)
			}
		}
	}
	if wrong > 0 {
		t.Errorf("%d of %d questions were dropped or answered wrong", wrong, n)
	}
	if s.app.live.Status().Version == before {
		t.Error("no save reached the bot meanwhile")
	}
}

// at waits until a moment, or not when it is past.
func at(ctx context.Context, moment time.Time) {
	select {
	case <-time.After(time.Until(moment)):
	case <-ctx.Done():
	}
}

// askable lists a few entries whose English titles are asked.
func askable(b *knowledge.Base) (out []*knowledge.Entry) {
	for _, t := range b.Topics {
		for _, e := range t.Entries {
			if !t.Hidden && !e.Urgent && e.Texts[locales.EN] != nil {
				out = append(out, e)
				break
			}
		}
	}
	return out
}

// savePhrasing adds a phrasing to an entry, as the page's editor does.
func savePhrasing(ctx context.Context, t *testing.T, pages, file string, n int) {
	var entry struct{ Source, Version, Error string }
	call := func(method, path string, body any) {
		text, err := json.Marshal(body)
		if err != nil {
			t.Error(err)
			return
		}
		request, err := http.NewRequestWithContext(ctx, method, pages+path, bytes.NewReader(text))
		if err != nil {
			t.Error(err)
			return
		}
		request.Header.Set("Content-Type", "application/json")
		resp, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Error(err)
			return
		}
		defer resp.Body.Close()
		if err := json.NewDecoder(resp.Body).Decode(&entry); err != nil || resp.StatusCode != http.StatusOK {
			t.Errorf("%s %s: %s, %v, %q", method, path, resp.Status, err, entry.Error)
		}
	}
	call(http.MethodGet, "/api/entry?file="+url.QueryEscape(file), nil)
	src, err := knowledge.AddPhrasing([]byte(entry.Source), locales.EN, "saved while people ask, "+strconv.Itoa(n))
	if err != nil {
		t.Error(err)
		return
	}
	call(http.MethodPost, "/api/entry/save", map[string]string{"file": file, "version": entry.Version, "source": string(src)})
}
