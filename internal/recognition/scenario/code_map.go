package scenario

import (
	"strconv"
	"strings"

	"concord/internal/registry"
)

// codeMap records a version of an institution's own codes.
type codeMap struct {
	place
	value registry.CodeMap
}

// parseCodeMap reads INSTITUTION vN [PERIOD] CODE=ITEM[,ITEM]…|none ….
func parseCodeMap(w *words) (statement, error) {
	name, err := w.name("an institution")
	if err != nil {
		return nil, err
	}
	number, err := w.value("code-map "+name, "v1")
	if err != nil {
		return nil, err
	}
	n, notNumber := strconv.Atoi(strings.TrimPrefix(number, "v"))
	if notNumber != nil || n < 1 || number[0] != 'v' {
		return nil, w.fail("write v1", "%q is no number of a version", number)
	}
	s := &codeMap{w.place, registry.CodeMap{Institution: registry.InstitutionID(name), Number: n}}
	s.value.Period, err = w.optionalPeriod(registry.Always)
	for err == nil && !w.done() {
		err = s.readCode(w)
	}
	return s, err
}

func (s *codeMap) readCode(w *words) error {
	code, items, ok := strings.Cut(w.take(), "=")
	if !ok || code == "" || items == "" {
		return w.fail("write K=LCHM051, CKMB=LCHM074,LCAR005 or OLD=none", "%q maps no code", code)
	}
	local := registry.LocalCode{Code: code, Name: code}
	if items != "none" {
		for item := range strings.SplitSeq(items, ",") {
			local.Items = append(local.Items, registry.ItemCode(item))
		}
	}
	s.value.Codes = append(s.value.Codes, local)
	return nil
}

func (s *codeMap) play(on *stage) error {
	for _, code := range s.value.Codes {
		if err := on.checkSubject(s.place, s.value.Institution, code.Items); err != nil {
			return err
		}
	}
	return on.write(s.place, registry.Step{CodeMaps: []registry.CodeMap{s.value}})
}
