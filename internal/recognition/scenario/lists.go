package scenario

import (
	"strconv"
	"strings"

	"concord/internal/registry"
)

// listHead is what the statements of the three lists begin with: whose version
// it is, its number, period and terms.
type listHead struct {
	place
	list   registry.ListID
	number int
	notice bool // in public notice (公示): checked, but not published
	period registry.Period
	dated  bool
	terms  registry.Terms
}

// parseListHead reads JURISDICTION vN [PERIOD] [TERM=VALUE]….
func parseListHead(w *words, kind registry.ListKind) (listHead, error) {
	h := listHead{place: w.place, period: registry.Always, terms: registry.DefaultTerms()}
	code, err := w.value(kind.String()+"-list", "150400 v1")
	if err != nil {
		return h, err
	}
	h.list = registry.ListID{Jurisdiction: registry.JurisdictionCode(code), Kind: kind}
	if err := h.readNumber(w); err != nil {
		return h, err
	}
	for {
		more, err := h.readMore(w)
		if err != nil || !more {
			return h, err
		}
	}
}

func (h *listHead) readNumber(w *words) error {
	text, err := w.value(h.list.String(), "v1")
	if err != nil {
		return err
	}
	if text == "in-notice" {
		h.notice = true
		return nil
	}
	digits, ok := strings.CutPrefix(text, "v")
	n, notNumber := strconv.Atoi(digits)
	if !ok || notNumber != nil || n < 1 {
		return w.fail("write v1, v2 … or in-notice", "%q is no number of a version", text)
	}
	h.number = n
	return nil
}

// readMore reads a period or a term if one stands here.
func (h *listHead) readMore(w *words) (more bool, err error) {
	switch {
	case w.atPeriod() && !h.dated:
		h.dated = true
		h.period, err = w.period()
		return true, err
	case strings.Contains(w.peek(), "="):
		name, value, _ := strings.Cut(w.take(), "=")
		if err := h.terms.Set(h.list.Kind, registry.Term{Name: name, Value: value}); err != nil {
			return false, w.fail("see docs/scenarios.md for the terms", "%s", err)
		}
		return true, nil
	}
	return false, nil
}

// empty reads the word that says that a list is meant to have no entry.
func (h *listHead) empty(w *words, entries int) error {
	if entries == 0 && !w.skip("empty") {
		return w.fail("write its entries, or the word empty", "%s has no entry", h.list)
	}
	return nil
}

// publish writes a version with its entries, unless it is in public notice.
func (h *listHead) publish(on *stage, content registry.Content) error {
	if err := h.check(on); err != nil {
		return err
	}
	if h.notice {
		return nil
	}
	version := registry.Version{List: h.list, Number: h.number, Period: h.period, Terms: h.terms}
	on.begun[h.list] = append(on.begun[h.list], h.period.From)
	return on.write(h.place, registry.Step{Publications: []registry.Publication{{Version: version, Content: content}}})
}

func (h *listHead) check(on *stage) error {
	if !on.jurisdiction(h.list.Jurisdiction) {
		return h.fail("take a code of catalogs/regions.csv, 100000, or record the alliance above", "jurisdiction %s is not known", h.list.Jurisdiction)
	}
	if h.notice {
		return nil
	}
	begun := on.begun[h.list]
	if h.number != len(begun)+1 {
		return h.fail("write v"+strconv.Itoa(len(begun)+1), "the next version of %s is v%d", h.list, len(begun)+1)
	}
	if len(begun) > 0 && h.period.From < begun[len(begun)-1] {
		return h.fail("let it begin on "+begun[len(begun)-1].String()+" or later", "v%d of %s begins before v%d", h.number, h.list, h.number-1)
	}
	return nil
}

// withdrawal takes back a published version.
type withdrawal struct {
	place
	list   registry.ListID
	number int
}

func parseWithdrawal(w *words) (statement, error) {
	text, err := w.choice("withdraw", "items-list", "institutions-list", "negative-list")
	if err != nil {
		return nil, err
	}
	kind, err := registry.ParseListKind(strings.TrimSuffix(text, "-list"))
	if err != nil {
		return nil, err
	}
	h, err := parseListHead(w, kind)
	return &withdrawal{h.place, h.list, h.number}, err
}

func (s *withdrawal) play(on *stage) error {
	return on.write(s.place, registry.Step{Withdrawals: []registry.Withdrawal{{List: s.list, Number: s.number}}})
}
