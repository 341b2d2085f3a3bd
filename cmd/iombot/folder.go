package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// ownFolder is where a checkout of the project keeps its entries.
var ownFolder = filepath.Join("knowledge", "entries")

// knowledgeFolder is the folder that a command for staff reads, and prints it to
// standard error: dir if it is given, else the one that staff edit, which is the
// working directory or its knowledge/entries. If neither holds a knowledge base
// it is empty, for the base inside the program.
func (p *process) knowledgeFolder(dir string) string {
	for _, near := range []string{".", ownFolder} {
		if dir == "" && isBase(near) {
			dir = near
		}
	}
	place := "inside this program"
	if dir != "" {
		place = "in " + dir
		if full, err := filepath.Abs(dir); err == nil {
			place = "in " + full
		}
	}
	fmt.Fprintf(p.stderr, "iombot: reading the knowledge base %s\n", place)
	return dir
}

func isBase(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, "knowledge.yaml"))
	return err == nil && info.Mode().IsRegular()
}
