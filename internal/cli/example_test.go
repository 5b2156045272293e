package cli

import (
	"bytes"
	"errors"
	"os"
)

// documentedExample is the registry file that docs/load.md shows.
func documentedExample() ([]byte, error) {
	page, err := os.ReadFile("../../docs/load.md")
	if err != nil {
		return nil, err
	}
	_, rest, begins := bytes.Cut(page, []byte("```json\n"))
	example, _, ends := bytes.Cut(rest, []byte("```"))
	if !begins || !ends {
		return nil, errors.New("docs/load.md shows no example")
	}
	return example, nil
}
