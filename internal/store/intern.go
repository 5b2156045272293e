package store

// interner gives every text once, so that rows with the same text share it. It
// lasts for one read.
type interner map[string]string

func (in interner) text(s string) string {
	if known, ok := in[s]; ok {
		return known
	}
	in[s] = s
	return s
}

// bytes does not allocate for a text it knows.
func (in interner) bytes(b []byte) string {
	if known, ok := in[string(b)]; ok {
		return known
	}
	return in.text(string(b))
}
