package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// screenshot is a picture of the local pages in a document. UPDATE_SCREENSHOTS
// takes it again.
type screenshot struct {
	file          string // below docs
	width, height int64  // in CSS pixels
	scale         int64
	dark          bool
	take          func(t *testing.T, tab context.Context, page string)
}

// screenshots are all pictures of the local pages.
func screenshots() []screenshot {
	all := []screenshot{{"try.png", 1180, 960, 2, false, showChat}}
	for _, width := range []int64{390, 768, 1440} {
		for _, dark := range []bool{false, true} {
			name := map[bool]string{false: "light", true: "dark"}[dark]
			all = append(all, screenshot{fmt.Sprintf("screenshots/entries-%d-%s.png", width, name), width, 900, 1, dark, showEntry})
		}
	}
	return all
}

// maxScreenshot is the most bytes of a picture: a clone has them all.
const maxScreenshot = 150 << 10

// The documents' pictures are of the sizes that they are made in, small, and
// shown somewhere.
func TestDocumentsScreenshots(t *testing.T) {
	all := screenshots()
	if os.Getenv("UPDATE_SCREENSHOTS") != "" {
		takeScreenshots(t, all)
	}
	var shown string
	for _, name := range append([]string{"docs/screenshots/README.md"}, documents...) {
		shown += readDocument(t, name)
	}
	for _, s := range all {
		data, err := os.ReadFile(filepath.Join("../../docs", filepath.FromSlash(s.file)))
		if err != nil {
			t.Error(err)
			continue
		}
		config, err := png.DecodeConfig(bytes.NewReader(data))
		if err != nil {
			t.Errorf("%s: %v", s.file, err)
		}
		if int64(config.Width) != s.width*s.scale || int64(config.Height) != s.height*s.scale {
			t.Errorf("%s has %d × %d pixels, want %d × %d", s.file, config.Width, config.Height, s.width*s.scale, s.height*s.scale)
		}
		if len(data) > maxScreenshot {
			t.Errorf("%s has %d bytes, more than %d", s.file, len(data), maxScreenshot)
		}
		if !strings.Contains(shown, filepath.Base(s.file)) {
			t.Errorf("no document shows %s", s.file)
		}
	}
}

// takeScreenshots takes all pictures, of a bot with the project's own entries.
func takeScreenshots(t *testing.T, all []screenshot) {
	t.Helper()
	entries, err := filepath.Abs("../../knowledge/entries")
	if err != nil {
		t.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath("chromium"), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("hide-scrollbars", true), chromedp.Flag("lang", "en"))
	browser, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	browser, cancel = chromedp.NewContext(browser)
	t.Cleanup(cancel)
	if err := chromedp.Do(browser); err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		// A program for each picture: the chat of one must not be in the next.
		try := start(t, t.TempDir(), nil, "try", "--listen", "127.0.0.1:0", "--knowledge", entries)
		try.stdout.count(t, "The bot answers at http://127.0.0.1:", 1)
		page := regexp.MustCompile(`http://\S+`).FindString(try.stdout.String())
		tab, cancel := chromedp.NewContext(browser)
		scheme := map[bool]string{false: "light", true: "dark"}[s.dark]
		steps(t, tab,
			chromedp.EmulateViewport(s.width, s.height, chromedp.EmulateScale(float64(s.scale))),
			chromedp.Func(func(ctx context.Context, at *chromedp.Target) error {
				_, err := cdp.Call(ctx, at, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
					Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
				})
				return err
			}))
		s.take(t, tab, page)
		data, err := chromedp.Run(tab, chromedp.CaptureScreenshot())
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join("../../docs", filepath.FromSlash(s.file)), paletted(t, data), 0o644); err != nil {
			t.Fatal(err)
		}
		cancel()
		try.stop()
	}
}

func steps(t *testing.T, tab context.Context, s ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(tab, s...); err != nil {
		t.Fatal(err)
	}
}

// until waits until a condition holds in the page.
func until(t *testing.T, tab context.Context, condition string) {
	t.Helper()
	if _, err := chromedp.Run(tab, chromedp.Poll[bool]("!!("+condition+")", chromedp.WithPollingTimeout(soonest))); err != nil {
		t.Fatalf("waiting until %s: %v", condition, err)
	}
}

// showChat has a person ask in two languages: for one question the bot is
// unsure, the other it answers.
func showChat(t *testing.T, tab context.Context, page string) {
	steps(t, tab, chromedp.Navigate(page+"/?lang=en"))
	until(t, tab, `document.getElementById("bot-name").textContent && document.querySelectorAll("#commands button").length`)
	for i, question := range []string{"how long can I stay", "ükski pank ei ava mulle kontot"} {
		steps(t, tab, chromedp.SendKeys(chromedp.CSS("#input"), question+"\r"))
		until(t, tab, fmt.Sprintf(`document.querySelectorAll(".bot").length == %d`, i+1))
		until(t, tab, `document.querySelector("#why .asked")?.textContent == decodeURIComponent("`+url.PathEscape(question)+`")`)
	}
	settled(t, tab)
	steps(t, tab, chromedp.Evaluate[chromedp.Void](`document.activeElement.blur(); for (let e = document.querySelector(".bot"); e; e = e.parentElement) e.scrollTop = 0`))
}

// showEntry opens an entry in the editor.
func showEntry(t *testing.T, tab context.Context, page string) {
	steps(t, tab, chromedp.Navigate(page+"/entries?lang=en#return/return-cost.yaml"))
	until(t, tab, `document.querySelector("#rows .shelf") && document.querySelector("#previews .text")`)
	settled(t, tab)
}

// settled waits until nothing in the page moves.
func settled(t *testing.T, tab context.Context) {
	t.Helper()
	until(t, tab, `document.getAnimations().every((a) => a.playState != "running")`)
	steps(t, tab, chromedp.Sleep(time.Second)) // the chat scrolls to its end
}

// maxColors keeps the letters smooth, and the file a quarter of the size.
const maxColors = 48

// paletted makes a PNG of few colours, as a page has few. The most frequent ones
// stay as they are, and others become the nearest of them.
func paletted(t *testing.T, data []byte) []byte {
	t.Helper()
	full, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	count := map[color.NRGBA]int{}
	b := full.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			count[color.NRGBAModel.Convert(full.At(x, y)).(color.NRGBA)]++
		}
	}
	var colors []color.NRGBA
	for c := range count {
		colors = append(colors, c)
	}
	slices.SortFunc(colors, func(a, b color.NRGBA) int { return count[b] - count[a] })
	var palette color.Palette
	for _, c := range colors[:min(len(colors), maxColors)] {
		palette = append(palette, c)
	}
	nearest := map[color.NRGBA]uint8{}
	out := image.NewPaletted(b, palette)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := color.NRGBAModel.Convert(full.At(x, y)).(color.NRGBA)
			i, ok := nearest[c]
			if !ok {
				i = uint8(palette.Index(c))
				nearest[c] = i
			}
			out.SetColorIndex(x, y, i)
		}
	}
	var buf bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&buf, out); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}
