package knowledge

import (
	"strings"
	"time"
)

// soon is how many days before an entry expires Check gives notice.
const soon = 60

// dates checks when an entry was reviewed and when it expires.
func (c *checker) dates() {
	ending := map[string][]*Entry{} // by the day
	for _, e := range c.base.Entries {
		reviewed := e.Reviewed.Format(time.DateOnly)
		switch {
		case e.Reviewed.IsZero():
		case e.Reviewed.After(c.now.AddDate(0, 0, 1)): // a day's grace: when it is morning for staff, it may still be yesterday in UTC
			c.report(Error, e.ReviewedPos, "reviewed-future", data{"Day": reviewed})
		case e.Reviewed.AddDate(1, 0, 1).Before(c.now):
			c.report(Warning, e.ReviewedPos, "reviewed-old", data{"Day": reviewed})
		}
		switch {
		case e.Expires.IsZero():
		case e.Expires.Before(e.Reviewed):
			c.report(Error, e.ExpiresPos, "expires-before-reviewed", data{"Day": e.Expires.Format(time.DateOnly), "Reviewed": reviewed})
		case e.Expired(c.now):
			c.report(Warning, e.ExpiresPos, "expires-past", data{"Day": e.Expires.Format(time.DateOnly)})
		case e.Expires.Before(c.now.AddDate(0, 0, soon)):
			day := e.Expires.Format(time.DateOnly)
			ending[day] = append(ending[day], e)
		}
	}
	for day, entries := range ending {
		var ids []string
		for _, e := range entries {
			ids = append(ids, e.ID)
		}
		c.report(Notice, entries[0].ExpiresPos, "expires-soon", data{"Day": day, "Entries": strings.Join(ids, ", ")})
	}
}
