package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"iombot/bot/workbench"
	"iombot/index"
)

// gateFolder is where a checkout of the project keeps its question sets.
var gateFolder = filepath.Join("index", "testdata", "gate")

// baselineName is the file beside question sets with the run to compare with.
const baselineName = "baseline.json"

// setFiles lists the question sets in the folder dir or, when none is given, in
// the checkout that the person stands in; there may be none.
func setFiles(dir string) ([]string, error) {
	given := dir != ""
	if !given {
		dir = gateFolder
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.tsv")) // sorted
	if err == nil && len(files) == 0 && given {
		if _, err = os.Stat(dir); err == nil {
			err = fmt.Errorf("the folder has no file that ends in .tsv")
		}
	}
	if err != nil {
		return nil, usagef("--sets %s: %w: name a folder of question sets", dir, err)
	}
	return files, nil
}

// wireQuality makes what measures for the staff's pages, where there are
// question sets. It asks as many questions at once as there are workers, or 0 for
// one on each processor.
func (a *app) wireQuality(workers int) error {
	files, err := setFiles(a.sets)
	if err != nil || len(files) == 0 {
		return err
	}
	snapshot := snapshotOf(a.live)
	a.quality = workbench.NewQuality(workbench.QualityConfig{
		Sets: files, Baseline: filepath.Join(filepath.Dir(files[0]), baselineName), Open: newEvalChats(snapshot),
		Snapshot: snapshot, Engine: index.Version, Workers: workers, Now: time.Now, Log: a.log,
	})
	return nil
}
