package scenario

// revision names the state of the registry that the statements above it made,
// for questions that are asked “at” it.
type revision struct {
	place
	name string
}

func parseRevision(w *words) (statement, error) {
	name, err := w.name("a revision")
	return &revision{w.place, name}, err
}

func (s *revision) play(on *stage) error {
	if on.revisions[s.name] != nil {
		return s.fail("give each revision its own name", "revision %s is named twice", s.name)
	}
	if err := on.imply(); err != nil {
		return err
	}
	on.revisions[s.name] = on.look()
	return nil
}
