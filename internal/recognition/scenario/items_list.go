package scenario

import (
	"strings"

	"concord/internal/registry"
)

// itemsList publishes a version of an item list.
type itemsList struct {
	listHead
	entries  []listedItem
	anchored bool
}

// listedItem is an entry whose qualifiers are still codes without a kind.
type listedItem struct {
	place
	entry      registry.ItemEntry
	qualifiers []string
}

func parseItemsList(w *words) (statement, error) {
	h, err := parseListHead(w, registry.ItemList)
	if err != nil {
		return nil, err
	}
	s := &itemsList{listHead: h}
	for !w.done() && w.peek() != "empty" {
		more, err := s.readMore(w)
		if err == nil && !more {
			err = s.readEntry(w)
		}
		if err != nil {
			return nil, err
		}
	}
	return s, s.empty(w, len(s.entries))
}

// readEntry reads CODE[;QUALIFIER]… [window W [report|exam]] [mark M] [images].
func (s *itemsList) readEntry(w *words) (err error) {
	key := w.take()
	if reserved(strings.ReplaceAll(key, ";", "")) {
		return w.fail("write the code of an item, for example LCHM051 or EXRY012;R", "%q stands where an item is expected", key)
	}
	codes := strings.Split(key, ";")
	e := listedItem{place: w.place, entry: registry.ItemEntry{Item: registry.ItemCode(codes[0])}, qualifiers: codes[1:]}
	for err == nil {
		switch {
		case w.skip("window"):
			err = s.readWindow(w, &e.entry)
		case w.skip("mark"):
			e.entry.Mark, err = w.value("mark", "鄂HR")
		case w.skip("images"):
			e.entry.Images = true
		default:
			s.entries = append(s.entries, e)
			return nil
		}
	}
	return err
}

// readWindow reads a window, and the anchor if one is said: it is a term of the
// version, so that all entries say the same.
func (s *itemsList) readWindow(w *words, e *registry.ItemEntry) error {
	text, err := w.value("window", "7d")
	if err != nil {
		return err
	}
	if e.Window, err = registry.ParseWindow(text); err != nil {
		return w.fail("write 72h, 15d, 3mo, day or unlimited", "%s", err)
	}
	if w.peek() != "report" && w.peek() != "exam" {
		return nil
	}
	before, anchored := s.terms.Items.Anchor, s.anchored
	s.anchored = true
	if err := s.terms.Set(registry.ItemList, registry.Term{Name: "anchor", Value: w.take()}); err != nil {
		return err
	}
	if anchored && before != s.terms.Items.Anchor {
		return w.fail("say report or exam alike throughout the version", "two entries of %s run from different anchors", s.list)
	}
	return nil
}

func (s *itemsList) play(on *stage) error {
	entries := make([]registry.ItemEntry, len(s.entries))
	for i, e := range s.entries {
		if err := e.resolve(on); err != nil {
			return err
		}
		entries[i] = e.entry
	}
	return s.publish(on, registry.Content{Items: entries})
}

// resolve checks the entry's item and finds the kinds of its qualifiers.
func (e *listedItem) resolve(on *stage) error {
	if err := on.checkItem(e.place, e.entry.Item); err != nil {
		return err
	}
	for _, code := range e.qualifiers {
		kind, ok := on.kinds[code]
		if !ok {
			return e.fail("take a code of catalogs/qualifiers.csv", "qualifier %q of %s is not in the catalogue", code, e.entry.Item)
		}
		e.entry.Qualifiers[kind] = code
	}
	return nil
}
