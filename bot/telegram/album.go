package telegram

import (
	"maps"
	"sync"
	"time"
)

// albums has one reply given to several pictures that were sent at once: each
// comes as a message of its own. It is kept in memory. After a restart, or with
// several processes behind a webhook, an album may get more than one reply.
type albums struct {
	mu    sync.Mutex
	first map[string]firstOfAlbum // by album
}

// firstOfAlbum is the message of an album that is answered.
type firstOfAlbum struct {
	message int64
	at      time.Time
}

// albumFor is how long the messages of an album may lie apart.
const albumFor = 10 * time.Minute

// isFirst reports whether a message is to be answered: the first of its album,
// each time that it is delivered, and any other that has words with it.
func (s *albums) isFirst(a arrival, now time.Time) bool {
	if a.Album == "" {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	first, known := s.first[a.Album]
	if !known {
		if s.first == nil {
			s.first = map[string]firstOfAlbum{}
		}
		s.first[a.Album] = firstOfAlbum{a.Update.MessageID, now}
	}
	return !known || first.message == a.Update.MessageID || a.Update.Text != ""
}

// forget drops albums that are complete by now.
func (s *albums) forget(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.first, func(_ string, f firstOfAlbum) bool { return now.Sub(f.at) > albumFor })
}
