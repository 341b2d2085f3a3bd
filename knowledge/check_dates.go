package knowledge

import "time"

// dates judges when an entry was checked and how long it holds.
func (c *checker) dates() {
	for _, e := range c.base.Entries {
		reviewed := e.Reviewed.Format(time.DateOnly)
		switch {
		case e.Reviewed.IsZero():
		case e.Reviewed.After(c.now.AddDate(0, 0, 1)): // a day's grace: staff's morning may still be yesterday in UTC
			c.report(Error, e.ReviewedPos, "reviewed-future", "Write the day you checked it", "the entry says that it was checked on %s, which is still to come", reviewed)
		case e.Reviewed.AddDate(1, 0, 1).Before(c.now):
			c.report(Warning, e.ReviewedPos, "reviewed-old", "Check it against its sources and set reviewed to that day", "the entry was last checked on %s, more than a year ago", reviewed)
		}
		switch {
		case e.Expires.IsZero():
		case e.Expires.Before(e.Reviewed):
			c.report(Error, e.ExpiresPos, "expires-before-reviewed", "Correct one of the two dates, or delete expires", "the entry ends on %s, before it was last checked on %s", e.Expires.Format(time.DateOnly), reviewed)
		case e.Expired(c.now):
			c.report(Warning, e.ExpiresPos, "expires-past", "Find out what holds now, correct the answer and set a new day, or delete expires", "the entry held until %s; its readers are told that it may be out of date", e.Expires.Format(time.DateOnly))
		}
	}
}
