package fakeapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// value is a parameter as it came.
type value struct {
	text    string // a JSON body's numbers, objects… as JSON text
	notText bool   // came in a JSON body as something else than a string
	file    bool   // came as a file of a multipart body
}

type args map[string]value

func (a args) str(name string) string { return a[name].text }
func (a args) has(name string) bool   { _, ok := a[name]; return ok }
func (a args) bool(name string) bool  { return strings.EqualFold(a[name].text, "true") }

// int is 0 for a parameter that is missing; tables have checked the rest.
func (a args) int(name string) int64 {
	n, _ := strconv.ParseInt(a[name].text, 10, 64)
	return n
}

// into decodes a JSON-serialized parameter that the table has checked.
func (a args) into(name string, to any) {
	if v := a[name].text; v != "" {
		if err := json.Unmarshal([]byte(v), to); err != nil {
			panic("fakeapi: parameter " + name + " passed its check: " + err.Error())
		}
	}
}

const maxBody = 50 << 20

// readArgs reads parameters in each of the "four ways of passing parameters in
// Bot API requests": URL query string, application/x-www-form-urlencoded,
// application/json, multipart/form-data.
func readArgs(w http.ResponseWriter, r *http.Request) (args, error) {
	a := args{}
	a.add(r.URL.Query())
	if r.Method == http.MethodGet {
		return a, nil
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/x-www-form-urlencoded":
		b, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, errTooLarge
		}
		form, err := url.ParseQuery(string(b))
		if err != nil {
			return nil, broken("can't parse form")
		}
		a.add(form)
	case "application/json":
		b, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, errTooLarge
		}
		return a, a.addJSON(b)
	case "multipart/form-data":
		if params["boundary"] == "" {
			return nil, broken("boundary of multipart/form-data is missing")
		}
		if err := r.ParseMultipartForm(maxBody); err != nil {
			return nil, broken("can't parse multipart/form-data")
		}
		a.add(r.MultipartForm.Value)
		for name := range r.MultipartForm.File {
			a[name] = value{file: true}
		}
	default:
		// A body of no known type is read, so that its end is seen, and ignored.
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return nil, errTooLarge
		}
	}
	return a, nil
}

func (a args) add(vs url.Values) {
	for name, v := range vs {
		a[name] = value{text: v[0]}
	}
}

func (a args) addJSON(b []byte) error {
	if len(bytes.TrimSpace(b)) == 0 {
		return nil
	}
	var body map[string]json.RawMessage
	if err := json.Unmarshal(b, &body); err != nil || body == nil {
		return broken("can't parse request body as JSON object")
	}
	for name, raw := range body {
		v := value{text: string(raw), notText: true}
		if raw[0] == '"' {
			if err := json.Unmarshal(raw, &v.text); err != nil {
				return broken("can't parse request body as JSON object")
			}
			v.notText = false
		}
		a[name] = v
	}
	return nil
}

// param declares a parameter: its check says what is wrong with a value, or
// nothing.
type param struct {
	name     string
	required bool
	check    func(value) string
}

func need(name string, check func(value) string) param { return param{name, true, check} }
func may(name string, check func(value) string) param  { return param{name, false, check} }

// checkArgs holds the call to its table.
func checkArgs(table []param, a args) error {
	for name, v := range a {
		i := slices.IndexFunc(table, func(p param) bool { return p.name == name })
		if i < 0 {
			return broken("parameter %q is not published for this method, or not known to the fake", name)
		}
		if !utf8.ValidString(v.text) {
			return broken("strings must be encoded in UTF-8")
		}
		if why := table[i].check(v); why != "" {
			return broken("%s: %s", name, why)
		}
	}
	for _, p := range table {
		if p.required && !a.has(p.name) {
			if p.name == "text" {
				return broken("message text is empty")
			}
			return broken("parameter %q is required", p.name)
		}
	}
	return nil
}

// Checks of simple types.

func integer(from, to int64) func(value) string {
	return func(v value) string {
		n, err := strconv.ParseInt(v.text, 10, 64)
		if err != nil || v.file {
			return "must be of type Integer"
		}
		if n < from || n > to {
			return fmt.Sprintf("must be from %d to %d", from, to)
		}
		return ""
	}
}

func boolean(v value) string {
	if v.text != "true" && v.text != "false" && v.text != "True" && v.text != "False" {
		return "must be of type Boolean"
	}
	return ""
}

// characters is a string of so many characters.
func characters(from, to int) func(value) string {
	return func(v value) string {
		if v.notText || v.file {
			return "must be of type String"
		}
		if n := utf8.RuneCountInString(v.text); n < from || n > to {
			return fmt.Sprintf("must have %d-%d characters, has %d", from, to, n)
		}
		return ""
	}
}

var anyText = characters(0, 1<<30)

// matching is a string of a form.
func matching(form string) func(value) string {
	re := regexp.MustCompile(`^(?:` + form + `)$`)
	return func(v value) string {
		if v.notText || v.file || !re.MatchString(v.text) {
			return "must be a String of the form " + form
		}
		return ""
	}
}

var channelName = regexp.MustCompile(`^@[A-Za-z0-9_]{4,32}$`)

// chatID is "Unique identifier for the target chat or username of the target
// channel (in the format @channelusername)".
func chatID(v value) string {
	if channelName.MatchString(v.text) && !v.notText {
		return ""
	}
	const bits52 = 1 << 52 // "at most 52 significant bits"
	if integer(-bits52, bits52)(v) != "" || v.text == "0" {
		return "must be an Integer of at most 52 significant bits or @channelusername"
	}
	return ""
}

// object is a JSON-serialized object or array that decodes into T with no
// field that T does not have; rule may say more, and may be nil.
func object[T any](rule func(T) string) func(value) string {
	return func(v value) string {
		var t T
		if why := decodeStrict(v.text, &t); why != "" {
			return why
		}
		if rule == nil {
			return ""
		}
		return rule(t)
	}
}

func decodeStrict(text string, to any) string {
	if strings.TrimSpace(text) == "null" {
		return "null is not an object or array"
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(to); err != nil {
		return "can't parse JSON object: " + err.Error()
	}
	if _, err := d.Token(); err != io.EOF {
		return "can't parse JSON object: more than one value"
	}
	return ""
}

// strings makes the form of parameters that a Call has.
func (a args) strings() map[string]string {
	m := make(map[string]string, len(a))
	for name, v := range a {
		m[name] = v.text
	}
	return m
}
