package knowledge

import (
	"context"
	"fmt"
	"hash/maphash"
	"io/fs"
	"os"
	"reflect"
	"strings"
	"time"
)

// Watch looks at the folder dir again and again, every so often, until ctx
// ends. When files have changed and then stayed the same for one more look, it
// loads them with LoadKeeping and, if that makes a difference to the base or to
// the findings, calls changed. It starts from base, which the caller loaded
// before: what changed in between is noticed at once. changed is called by
// Watch's own goroutine, so the next look waits for it.
//
// It polls because that works where notifications do not: on network and
// container file systems, and for editors that replace a file instead of
// writing it. A knowledge base is a hundred small files: a look is cheap.
func Watch(ctx context.Context, dir string, base *Base, every time.Duration, changed func(*Base, []Finding)) {
	fsys := os.DirFS(dir)
	loaded := snapshot(fsys) // before loading: what changes during the load differs from it
	b, findings := LoadKeeping(fsys, base)
	if !reflect.DeepEqual(b, base) || len(findings) > 0 { // a file may have broken meanwhile and kept its entry
		changed(b, findings)
	}
	before := loaded
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := snapshot(fsys)
		if now != loaded && now == before {
			loaded = now
			newer, found := LoadKeeping(fsys, b)
			if !reflect.DeepEqual(newer, b) || !reflect.DeepEqual(found, findings) {
				b, findings = newer, found
				changed(b, findings)
			}
		}
		before = now
	}
}

// snapshot is the names and checksums of all files in one string. Checksums,
// because a file may be replaced by another of the same size and time.
func snapshot(fsys fs.FS) string {
	var s strings.Builder
	walk(fsys, ".", func(name string, err error) {
		if err == nil && !isYAML(name) && !isDisguised(name) {
			return // nobody reads them
		}
		var content []byte
		if err == nil {
			content, err = fs.ReadFile(fsys, name)
		}
		if err != nil {
			fmt.Fprintln(&s, name, "unreadable")
			return
		}
		fmt.Fprintf(&s, "%s %x\n", name, maphash.Bytes(seed, content))
	})
	return s.String()
}

// seed is shared by all checksums of this process.
var seed = maphash.MakeSeed()
