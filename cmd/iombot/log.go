package main

import (
	"fmt"
	"io"
	"log/slog"
)

// logFlags say how to log.
type logFlags struct {
	LogFormat string   `setting:"IOMBOT_LOG_FORMAT" enum:"text,json" default:"text" help:"Form of the log: text or json."`
	LogLevel  logLevel `setting:"IOMBOT_LOG_LEVEL" default:"${level}" placeholder:"LEVEL" help:"Least important lines to log: debug, info, warn or error."`
}

// logLevel is a level by its name.
type logLevel slog.Level

// UnmarshalText reads a level such as warn.
func (l *logLevel) UnmarshalText(text []byte) error {
	if err := (*slog.Level)(l).UnmarshalText(text); err != nil {
		return fmt.Errorf("%q is none of debug, info, warn and error", text)
	}
	return nil
}

func (f logFlags) logger(w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: slog.Level(f.LogLevel)}
	if f.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
