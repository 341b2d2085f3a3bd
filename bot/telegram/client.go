package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// caller makes one call of the Bot API and returns its result. Pacing and
// measuring decorate it.
//
// An answer that says no is a *tgbotapi.Error; when there was no answer of the
// Bot API at all, the error is a *NoAnswerError.
type caller interface {
	Call(ctx context.Context, method string, params tgbotapi.Params) (json.RawMessage, error)
}

// Client is the only caller of the Bot API. It is safe for concurrent use, and
// no error of it holds the token.
type Client struct {
	token    Secret
	endpoint string // printf format of the library: token, method
	http     *http.Client
}

// The library logs on its own, with the token; its logger is global and not
// synchronised, so it is set once.
var silenceLibrary = sync.OnceFunc(func() { _ = tgbotapi.SetLogger(silence{}) })

// silence is a tgbotapi.BotLogger that drops everything.
type silence struct{}

// Println does nothing.
func (silence) Println(...any) {}

// Printf does nothing.
func (silence) Printf(string, ...any) {}

// telegramAPI is Telegram's own Bot API. Other servers have tokens of other forms.
const telegramAPI = "https://api.telegram.org"

var telegramToken = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]{30,}$`)

// NewClient makes a client for the API at base, to which /bot<token>/<method>
// is added. It does not touch the network.
func NewClient(base string, token Secret) (*Client, error) {
	silenceLibrary()
	if !token.IsSet() {
		return nil, errors.New("no bot token")
	}
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("the address of the Bot API must be like https://api.telegram.org, not %q", base)
	}
	if strings.TrimRight(base, "/") == telegramAPI && !telegramToken.MatchString(token.reveal()) {
		return nil, errors.New("a token of Telegram's is a number, a colon and some 35 letters, such as 123456789:AA…: copy it again from @BotFather")
	}
	format := strings.ReplaceAll(strings.TrimRight(base, "/"), "%", "%%")
	return &Client{token: token, endpoint: format + "/bot%s/%s", http: &http.Client{
		Transport: transport(),
		// A redirect would carry the token to wherever an answer points.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// transport keeps as many connections open as the senders need. With the default
// of two idle connections per host, every other call would open a new one.
func transport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		TLSHandshakeTimeout:   5 * time.Second,
		ExpectContinueTimeout: time.Second,
		ForceAttemptHTTP2:     true,
		HTTP2:                 &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 10 * time.Second},
		MaxIdleConns:          256,
		MaxIdleConnsPerHost:   128,
		IdleConnTimeout:       90 * time.Second,
	}
}

// botID is the bot's id, with which its token begins; 0 of another token.
func (c *Client) botID() int64 {
	digits, _, _ := strings.Cut(c.token.reveal(), ":")
	id, _ := strconv.ParseInt(digits, 10, 64)
	return id
}

// Call implements caller. The context bounds the call, reading the answer
// included.
func (c *Client) Call(ctx context.Context, method string, params tgbotapi.Params) (json.RawMessage, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	status := 0
	// The library knows no context and ignores the status.
	do := func(r *http.Request) (*http.Response, error) {
		resp, err := c.http.Do(r.WithContext(ctx))
		if err != nil {
			return nil, err
		}
		status = resp.StatusCode
		resp.Body = &answerBody{ReadCloser: resp.Body, left: maxAnswer, cancel: cancel}
		return resp, nil
	}
	api := tgbotapi.BotAPI{Token: c.token.reveal(), Client: httpFunc(do)}
	api.SetAPIEndpoint(c.endpoint)
	answer, err := api.MakeRequest(method, params)
	if err == nil {
		return answer.Result, nil
	}
	var refusal *tgbotapi.Error
	if !errors.As(err, &refusal) {
		if ctx.Err() != nil { // which says no more than that it ended
			err = context.Cause(ctx)
		}
		return nil, &NoAnswerError{Method: method, Status: status, Err: c.redact(err)}
	}
	if refusal.Code == 0 {
		refusal.Code = status
	}
	if refusal.Code < 300 { // {"ok":false} with nothing else, or some other JSON
		return nil, &NoAnswerError{Method: method, Status: status, Err: errors.New("an answer that the Bot API does not give")}
	}
	if refusal.Message == "" { // the log shall say something
		refusal.Message = fmt.Sprintf("error %d without a description", refusal.Code)
	}
	refusal.Message = strings.ReplaceAll(refusal.Message, c.token.reveal(), masked)
	return nil, refusal
}

// redact returns err without the address of the call, which holds the token.
func (c *Client) redact(err error) error {
	var withURL *url.Error
	if errors.As(err, &withURL) {
		err = withURL.Err
	}
	if strings.Contains(err.Error(), c.token.reveal()) {
		return errors.New(strings.ReplaceAll(err.Error(), c.token.reveal(), masked))
	}
	return err
}

// NoAnswerError says that a call got no answer of the Bot API: no connection,
// a timeout, a reset, or a page of some proxy. Whether the call took effect is
// not known.
type NoAnswerError struct {
	Method string
	Status int // of HTTP; 0 when there was no response
	Err    error
}

// Error names the method, the HTTP status and the cause.
func (e *NoAnswerError) Error() string {
	if e.Status != 0 {
		return fmt.Sprintf("calling %s: HTTP status %d: %v", e.Method, e.Status, e.Err)
	}
	return fmt.Sprintf("calling %s: %v", e.Method, e.Err)
}

// Unwrap returns the cause.
func (e *NoAnswerError) Unwrap() error { return e.Err }
