package main

import (
	"io"
	"log/slog"
)

// logFlags say how to log.
type logFlags struct {
	LogFormat string     `setting:"IOMBOT_LOG_FORMAT" enum:"text,json" default:"text" help:"Form of the log: text or json."`
	LogLevel  slog.Level `setting:"IOMBOT_LOG_LEVEL" default:"${level}" placeholder:"LEVEL" help:"Least important lines to log: debug, info, warn or error."`
}

func (f logFlags) logger(w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: f.LogLevel}
	if f.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
