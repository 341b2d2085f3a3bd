package bot

import "context"

// Office is what staff keep beside the conversations: which gaps they have dealt
// with, and who may use their pages. Stores implement it too.
type Office interface {
	// Marks returns all marks by name. SetMarks adds marks, or replaces those with
	// the same names; a mark without a State is removed.
	Marks(ctx context.Context) (map[string]Mark, error)
	SetMarks(ctx context.Context, marks []Mark) error

	// Accounts returns the accounts sorted by name. SetAccount adds one, or
	// replaces the one with the same name; RemoveAccount reports whether there was
	// one.
	Accounts(ctx context.Context) ([]Account, error)
	SetAccount(ctx context.Context, a Account) error
	RemoveAccount(ctx context.Context, name string) (removed bool, err error)
}

// Mark says what staff did about a gap.
type Mark struct {
	Name  string // MarkKept and the id of a kept question
	State string
	Seen  int // for gaps that are only counted: how often it had happened when it was marked
}

// MarkKept is the prefix of the name of a kept question's mark, which is deleted
// after the retention time.
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
	Reader Role = "reader" // may look
	Editor Role = "editor" // may change entries and marks
)
