package knowledge

import "unicode/utf8"

// maxLabel is how many characters of a button fit on a phone.
const maxLabel = 40

// titles checks the length of titles, because each is a button.
func (c *checker) titles() {
	for t := range c.base.blocks() {
		if n := utf8.RuneCountInString(t.Title.Text); n > maxLabel {
			c.report(Warning, t.Title.Pos, "title-length", data{"Length": n, "Most": maxLabel})
		}
	}
}
