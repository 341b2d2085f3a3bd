package fakeapi

import (
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// Texts and errors are those of TDLib's own tests of parse_html where the live
// server and the documentation agree.
func TestHTML(t *testing.T) {
	for in, want := range map[string]struct {
		text     string
		entities []Entity
	}{
		"&lt;&gt;&amp;&quot;&#12345;&#x1F44B;":                        {"<>&\"〹👋", nil},
		"➡️ ➡️<i>➡️ ➡️</i>":                                           {"➡️ ➡️➡️ ➡️", []Entity{{Type: "italic", Offset: 5, Length: 5}}},
		"➡️ ➡️<STRONG>➡️ ➡️</strong >":                                {"➡️ ➡️➡️ ➡️", []Entity{{Type: "bold", Offset: 5, Length: 5}}},
		"🏟 🏟<i>🏟 &gt;<b>&lt;🏟</b></i>":                                {"🏟 🏟🏟 ><🏟", []Entity{{Type: "italic", Offset: 5, Length: 7}, {Type: "bold", Offset: 9, Length: 3}}},
		"🏟 🏟&lt;<b></b>":                                              {"🏟 🏟<", nil},
		"<u>a</u><ins>b</ins>":                                        {"ab", []Entity{{Type: "underline", Length: 1}, {Type: "underline", Offset: 1, Length: 1}}},
		"<s>a</s><strike>b</strike><del>c</del>":                      {"abc", []Entity{{Type: "strikethrough", Length: 1}, {Type: "strikethrough", Offset: 1, Length: 1}, {Type: "strikethrough", Offset: 2, Length: 1}}},
		`<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>`: {"ab", []Entity{{Type: "spoiler", Length: 1}, {Type: "spoiler", Offset: 1, Length: 1}}},
		`<a   href =  'https://iom.int/?a=1&amp;b=2'  >IOM</a>`:       {"IOM", []Entity{{Type: "text_link", Length: 3, URL: "https://iom.int/?a=1&b=2"}}},
		"<a>https://iom.int</a>":                                      {"https://iom.int", []Entity{{Type: "text_link", Length: 15, URL: "https://iom.int"}}},
		`<pre><code class="language-go">x</code></pre>`:               {"x", []Entity{{Type: "pre", Length: 1, Language: "go"}}},
		"<pre>x</pre><code>y</code>":                                  {"xy", []Entity{{Type: "pre", Length: 1}, {Type: "code", Offset: 1, Length: 1}}},
		"<blockquote>a<b>b</b></blockquote>":                          {"ab", []Entity{{Type: "blockquote", Length: 2}, {Type: "bold", Offset: 1, Length: 1}}},
		"<blockquote expandable>a</blockquote>":                       {"a", []Entity{{Type: "expandable_blockquote", Length: 1}}},
		`<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>`:       {"👍", []Entity{{Type: "custom_emoji", Length: 2, CustomEmojiID: "5368324170671202286"}}},
	} {
		text, es, err := parseHTML(in)
		if err != nil || text != want.text || cmp.Diff(want.entities, es) != "" {
			t.Errorf("%s: %q %v %v\n%s", in, text, es, err, cmp.Diff(want.entities, es))
		}
	}
}

func TestHTMLErrors(t *testing.T) {
	const surrogate = "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"
	for in, want := range map[string]string{
		"&#57311;":                            surrogate,
		"&#xDFDF;":                            surrogate,
		"🏟 🏟&lt;<abacaba":                     "Unclosed start tag at byte offset 13",
		"🏟 🏟&lt;<abac aba>":                   `Unsupported start tag "abac" at byte offset 13`,
		"🏟 🏟&lt;<i   =aba>":                   `Empty attribute name in the tag "i" at byte offset 13`,
		"🏟 🏟&lt;<a    href  =  ":              `Unclosed start tag "a" at byte offset 13`,
		"🏟 🏟&lt;<a    href  =  190Az-.,":      "Unexpected end of name token at byte offset 28",
		`🏟 🏟&lt;<a href="&lt;&gt;>`:           "Unclosed start tag at byte offset 13",
		"🏟 🏟&lt;</":                           "Unexpected end tag at byte offset 13",
		"🏟 🏟&lt;<b></b></":                    "Unexpected end tag at byte offset 20",
		"🏟 🏟&lt;<i>a</i   ":                   "Unclosed end tag at byte offset 17",
		"🏟 🏟&lt;<i>a</em   >":                 `Unmatched end tag at byte offset 17, expected "</i>", found "</em>"`,
		"<b>a<i>b</b></i>":                    `Unmatched end tag at byte offset 8, expected "</i>", found "</b>"`,
		"<b>a":                                `Can't find end tag corresponding to start tag "b"`,
		"<span>a</span>":                      `Tag "span" must have class "tg-spoiler" at byte offset 0`,
		`<tg-emoji emoji-id="x">a</tg-emoji>`: "Invalid custom emoji identifier specified",

		// "All <, > and & symbols that are not a part of a tag or an HTML entity
		// must be replaced with the corresponding HTML entities".
		"a & b":   "character '&' must be written as &amp; at byte offset 2",
		"a > b":   "character '>' must be written as &gt; at byte offset 2",
		"a < b":   `Unsupported start tag "" at byte offset 2`,
		"a&nbsp;": "character '&' must be written as &amp; at byte offset 1",
		"a&#0;":   "character '&' must be written as &amp; at byte offset 1",
		// "Only the tags mentioned above are currently supported."
		"<p>a</p>":                           `Unsupported start tag "p" at byte offset 0`,
		`<b class="x">a</b>`:                 `attribute "class" of the tag "b" is not documented at byte offset 0`,
		`<a href="iom">a</a>`:                `link "iom" is invalid: Unsupported URL protocol at byte offset 0`,
		"<code><b>a</b></code>":              `tag "b" can't be inside the tag "code" at byte offset 6`,
		`<code class="language-go">a</code>`: "code can't have a class, or be in pre without one, at byte offset 0",
		// "blockquote and expandable_blockquote entities can't be nested"
		"<blockquote>a<blockquote>b</blockquote></blockquote>": `tag "blockquote" can't be inside the tag "blockquote" at byte offset 13`,
	} {
		_, _, err := parseHTML(in)
		if err == nil {
			t.Errorf("%s: no error, want %q", in, want)
		} else if got, ok := strings.CutPrefix(err.Error(), "Bad Request: can't parse entities: "); !ok || got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func TestTextsAreTrimmed(t *testing.T) {
	text, es := trim(" \n<a> b \n", []Entity{{Type: "bold", Length: 4}, {Type: "italic", Offset: 6, Length: 3}, {Type: "code", Offset: 7, Length: 1}})
	if text != "<a> b" || cmp.Diff([]Entity{{Type: "bold", Length: 2}, {Type: "italic", Offset: 4, Length: 1}}, es) != "" {
		t.Errorf("%q %v", text, es)
	}
}

func TestLogsAreBounded(t *testing.T) {
	var log []int
	for i := range 1000 {
		if log = appendBounded(log, i, 10); len(log) >= 20 || log[len(log)-1] != i {
			t.Fatalf("after %d: %v", i, log)
		}
	}
	if len(log) < 10 {
		t.Errorf("%d of the last 10 are kept", len(log))
	}
}

func FuzzHTML(f *testing.F) {
	f.Add("<b>a</b> &lt; <a href='https://iom.int'>x</a> <pre><code class=\"language-go\">y</code></pre>")
	f.Fuzz(func(t *testing.T, in string) {
		if !utf8.ValidString(in) {
			t.Skip("refused before parsing")
		}
		text, es, err := parseHTML(in)
		if err != nil {
			return
		}
		text, es = trim(text, es)
		es = detect(text, es)
		units := utf16.Encode([]rune(text))
		for _, e := range es { // "in UTF-16 code units"
			if e.Offset < 0 || e.Length < 1 || e.Offset+e.Length > len(units) {
				t.Fatalf("%q: %v is outside %q", in, e, text)
			}
			if string(utf16.Decode(units[e.Offset:e.Offset+e.Length])) != part(text, e) || !strings.Contains(text, part(text, e)) {
				t.Errorf("%q: %v begins or ends inside a character of %q", in, e, text)
			}
		}
	})
}

func TestDetect(t *testing.T) {
	for text, want := range map[string][]string{
		"/start et":                          {"bot_command /start"},
		"/start@iom_bot, /help":              {"bot_command /start@iom_bot", "bot_command /help"},
		"👋 /start—x":                         {"bot_command /start"},
		"and/or 1/2 //x </a> /õ /a/b":        nil,
		"vt https://estonia.iom.int/et?a=1.": {"url https://estonia.iom.int/et?a=1"},
		"(www.iom.int) ja iom.ee/kontakt":    {"url www.iom.int", "url iom.ee/kontakt"},
		"kirjuta iomtallinn@iom.int!":        {"email iomtallinn@iom.int"},
		"@mari_k tere a@b #tööluba #1":       {"mention @mari_k", "hashtag #tööluba"},
		"kõik.hästi, e.g. nothing":           nil,
	} {
		var got []string
		for _, e := range detect(text, nil) {
			got = append(got, e.Type+" "+part(text, e))
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s:\n%s", text, d)
		}
	}
	if es := detect("/start", []Entity{{Type: "code", Length: 6}}); len(es) != 1 {
		t.Errorf("a command was found in code: %v", es)
	}
}
