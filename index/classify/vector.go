package classify

// Feature is a weighted feature of a text.
type Feature struct {
	ID    int32
	Value float32
}

// Vector holds a text's features, sorted by ID, without repeats.
type Vector []Feature
