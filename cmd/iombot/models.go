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

// cache is where models are kept, or nil.
func (f modelsFlag) cache(log *slog.Logger) *index.Cache {
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
	s, err := index.NewCache(dir, log)
	if err != nil {
		log.Info("models are not kept", "err", err)
		return nil
	}
	return s
}
