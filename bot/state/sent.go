package state

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
)

// sentMarks is a file beside a SQLite database in which a sent reply is marked
// before the database hears of it. A change of the database waits for its turn
// and for the disk, for milliseconds in which a process that is killed would
// forget what it sent. A mark is one small write into the system's memory,
// which outlives the process; only a loss of power may lose it, and then the
// reply is sent once more. The next start gives the marks to the database.
//
// The file is a row of slots, which are used again: it grows with the replies
// that are being settled at the same time. A nil sentMarks marks nothing.
type sentMarks struct {
	file *os.File

	mu    sync.Mutex
	slots map[int64]int64 // of the replies that are marked, by their ids
	free  []int64
	end   int64 // the first slot never used
}

const (
	slotSize = 64 // so that no slot lies on two pages
	// sealSize is how much of a reply's ciphertext its mark repeats. It begins
	// with a random nonce: a row of a restored database that got the same id
	// is not taken for the one that was sent.
	sealSize = 32
)

// became is what a sent reply became: the message sent, as a part of the answer
// to the message to. There is nothing to remember when sent is 0.
type became struct{ to, part, sent int64 }

// mark is what a slot says.
type mark struct {
	id   int64
	seal [sealSize]byte
	became
}

func markOf(r row, b became) (m mark) {
	m.id, m.became = r.id, b
	copy(m.seal[:], r.payload)
	return m
}

// openMarks opens the file at path and returns what a process that died has
// marked there.
func openMarks(path string) (s *sentMarks, left []mark, err error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, nil, err
	}
	all, err := io.ReadAll(file)
	if err != nil {
		file.Close()
		return nil, nil, fmt.Errorf("reading %s: %w", path, err)
	}
	for slot := range slices.Chunk(all, slotSize) {
		if m := decodeMark(slot); m.id != 0 {
			left = append(left, m)
		}
	}
	return &sentMarks{file: file, slots: map[int64]int64{}}, left, nil
}

func decodeMark(slot []byte) (m mark) {
	if len(slot) < slotSize { // cut short by a full disk
		return mark{}
	}
	n := func(i int) int64 { return int64(binary.LittleEndian.Uint64(slot[8*i:])) }
	m.id, m.became = n(0), became{to: n(1), part: n(2), sent: n(3)}
	copy(m.seal[:], slot[slotSize-sealSize:])
	return m
}

func (m mark) encode() []byte {
	b := make([]byte, 0, slotSize)
	for _, n := range []int64{m.id, m.to, m.part, m.sent} {
		b = binary.LittleEndian.AppendUint64(b, uint64(n))
	}
	return append(b, m.seal[:]...)
}

// mark notes that a reply was sent. It is the caller's to go on when the disk
// is full: the database decides.
func (s *sentMarks) mark(m mark) error {
	if s == nil {
		return nil
	}
	_, err := s.file.WriteAt(m.encode(), slotSize*s.slot(m.id))
	return err
}

// slot is the reply's slot, the same as before when it has one.
func (s *sentMarks) slot(id int64) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if slot, ok := s.slots[id]; ok {
		return slot
	}
	slot := s.end
	if n := len(s.free); n > 0 {
		slot, s.free = s.free[n-1], s.free[:n-1]
	} else {
		s.end++
	}
	s.slots[id] = slot
	return slot
}

// erase takes back the mark of a reply that the database knows to be sent. One
// that cannot be erased does no harm.
func (s *sentMarks) erase(id int64) {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if slot, ok := s.slots[id]; ok {
		_, _ = s.file.WriteAt(make([]byte, slotSize), slotSize*slot)
		delete(s.slots, id)
		s.free = append(s.free, slot)
	}
}

// eraseAll forgets what was left by a process that died.
func (s *sentMarks) eraseAll() error { return s.file.Truncate(0) }

func (s *sentMarks) close() error {
	if s == nil {
		return nil
	}
	return s.file.Close()
}

// openSent opens the marks at path and settles what was left there.
func (s *sqliteDB) openSent(ctx context.Context, path string) (err error) {
	var left []mark
	if s.sent, left, err = openMarks(path); err != nil {
		return err
	}
	if len(left) == 0 {
		return nil
	}
	err = s.writer.write(ctx, func(ctx context.Context, q querier) error {
		for _, m := range left {
			if err := s.tables.finishMarked(ctx, q, m, s.opts.Now()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("settling what was sent: %w", err)
	}
	return s.sent.eraseAll()
}
