package bot

import "context"

// Office is what staff keep beside the conversations: which gaps they have dealt
// with, and who may use their pages. Stores have it too.
type Office interface {
	// Marks are by name. SetMarks adds marks, or replaces those with the same
	// names; a mark without a State is taken away.
	Marks(ctx context.Context) (map[string]Mark, error)
	SetMarks(ctx context.Context, marks []Mark) error

	// Accounts are sorted by name. SetAccount adds one, or replaces that with the
	// same name; RemoveAccount reports whether there was one.
	Accounts(ctx context.Context) ([]Account, error)
	SetAccount(ctx context.Context, a Account) error
	RemoveAccount(ctx context.Context, name string) (removed bool, err error)
}

// Mark says what staff did about a gap.
type Mark struct {
	Name  string // of a kept question: MarkKept and its id
	State string
	Seen  int // how often it had happened by then, of what is only counted
}

// MarkKept begins the name of the mark of a kept question, which goes after the
// retention.
const MarkKept = "kept:"

// Account is somebody who may use the staff's pages.
type Account struct {
	Name string
	Role Role
	Hash string // of the password, salted
}

// Role says what an account may do.
type Role string

// The roles.
const (
	Reader Role = "reader" // looks
	Editor Role = "editor" // changes entries and marks
)
