package telegram

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// isRefusal reports whether err is an answer of the Bot API with one of codes.
func isRefusal(err error, codes ...int) bool {
	var refusal *tgbotapi.Error
	return errors.As(err, &refusal) && slices.Contains(codes, refusal.Code)
}

// says reports whether err is an answer that contains one of phrases. The Bot
// API has no finer codes; the phrases are those of the official server.
func says(err error, phrases ...string) bool {
	var refusal *tgbotapi.Error
	if !errors.As(err, &refusal) {
		return false
	}
	message := strings.ToLower(refusal.Message)
	return slices.ContainsFunc(phrases, func(p string) bool { return strings.Contains(message, strings.ToLower(p)) })
}

// isOutage reports whether the same call may succeed later.
func isOutage(err error) bool {
	var refusal *tgbotapi.Error
	if !errors.As(err, &refusal) {
		return true
	}
	return refusal.Code >= 500 || refusal.Code == 429 || refusal.Code == 409 || refusal.Code == 404 || refusal.Code == 401
}

// errorClass names an error for metrics.
func errorClass(err error) string {
	var refusal *tgbotapi.Error
	var none *NoAnswerError
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, &refusal):
		return strconv.Itoa(refusal.Code)
	case errors.As(err, &none) && none.Status != 0:
		return strconv.Itoa(none.Status)
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	case errors.Is(err, context.Canceled):
		return "stopped"
	}
	return "network"
}

// retryAfter is how long Telegram asks to wait, when it does.
func retryAfter(err error) (wait time.Duration, limited bool) {
	var refusal *tgbotapi.Error
	if !errors.As(err, &refusal) || refusal.Code != 429 {
		return 0, false
	}
	return asked(refusal.RetryAfter), true
}
