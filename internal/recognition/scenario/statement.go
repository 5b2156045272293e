package scenario

import (
	"maps"
	"slices"
	"strings"
)

// statement is one statement of a scenario. A fact writes a step to the ledger,
// a revision names the state reached, a question asks.
type statement interface {
	play(*stage) error
}

// grammar is how each kind of statement is read, by its first word.
var grammar map[string]func(*words) (statement, error)

func init() {
	grammar = map[string]func(*words) (statement, error){
		"institution":       parseInstitutions,
		"institutions":      parseInstitutions,
		"merge":             parseMerge,
		"item":              parseAddedItem,
		"consortium":        parseConsortium,
		"alliance":          parseAlliance,
		"items-list":        parseItemsList,
		"institutions-list": parseInstitutionsList,
		"negative-list":     parseNegativeList,
		"withdraw":          parseWithdrawal,
		"qualification":     parseQualification,
		"unassessed":        parseUnassessed,
		"revocation":        parseRevocation,
		"removal":           parseRemoval,
		"code-map":          parseCodeMap,
		"revision":          parseRevision,
	}
}

// parseStatement reads a statement whole. A second word > makes it a question.
func parseStatement(w *words) (statement, error) {
	if len(w.rest) > 1 && w.rest[1].text == ">" {
		return parseQuestion(w)
	}
	first := w.take()
	parse, ok := grammar[first]
	if !ok {
		known := slices.Sorted(maps.Keys(grammar))
		return nil, w.fail("begin with one of scenario, "+strings.Join(known, ", ")+", or ask ISSUER > RECEIVER ITEM", "%q begins no statement", first)
	}
	parsed, err := parse(w)
	if err != nil {
		return nil, err
	}
	return parsed, w.end()
}
