package telegram

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

const (
	maxAnswer = 32 << 20 // bytes of an answer that are read
	maxDrain  = 1 << 20  // bytes read at the end so that the connection can be used again
	drainTime = 50 * time.Millisecond
)

var errTooBig = errors.New("the answer is too big")

// httpFunc is a tgbotapi.HTTPClient.
type httpFunc func(*http.Request) (*http.Response, error)

// Do implements tgbotapi.HTTPClient.
func (f httpFunc) Do(r *http.Request) (*http.Response, error) { return f(r) }

// answerBody bounds what is read, and drains on Close: the library's decoder
// stops at the end of the JSON value, before the end of the body. A server that
// is long in ending what it has said is not waited for: the call has succeeded,
// and must be settled.
type answerBody struct {
	io.ReadCloser
	left   int64
	cancel context.CancelFunc // of the call
}

// Read implements io.Reader, and fails when the answer is too big.
func (b *answerBody) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooBig
	}
	n, err := b.ReadCloser.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}

// Close implements io.Closer. It ends the call when the rest takes too long.
func (b *answerBody) Close() error {
	defer time.AfterFunc(drainTime, b.cancel).Stop()
	_, _ = io.CopyN(io.Discard, b.ReadCloser, maxDrain)
	return b.ReadCloser.Close()
}
