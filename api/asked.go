package api

// Asked is one question of a batch. It is written by hand, not generated,
// because a question that cannot be read must not spoil the others.
type Asked struct {
	Question
	ID    string `json:"id"`
	Panel string `json:"panel,omitempty"`

	// Refused is why the server cannot ask the question; nil where it can.
	Refused error `json:"-"`
}
