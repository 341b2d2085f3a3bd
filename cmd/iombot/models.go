package main

import (
	"log/slog"
	"os"
	"path/filepath"

	"iombot/index"
)

// modelsFlag says where models are kept.
type modelsFlag struct {
	Models string `setting:"IOMBOT_MODELS" placeholder:"DIR" help:"Folder that keeps what the program learns from the entries, so that the next start with the same ones takes a quarter of the time; - keeps nothing. If not given: iombot in your cache folder, if you have one."`
}

// store is where models are kept, or nil.
func (f modelsFlag) store(log *slog.Logger) *index.Store {
	dir := f.Models
	if dir == "-" {
		return nil
	}
	if dir == "" {
		caches, err := os.UserCacheDir()
		if err != nil {
			return nil // an account without a home, as in a container
		}
		dir = filepath.Join(caches, "iombot")
	}
	s, err := index.NewStore(dir, log)
	if err != nil {
		log.Info("models are not kept", "err", err)
		return nil
	}
	return s
}
