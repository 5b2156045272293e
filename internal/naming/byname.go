package naming

import (
	"slices"
	"strings"

	"concord/internal/registry"
)

// byName takes a name for an item by the item's names: the whole name first,
// then what stands outside its brackets, with every bracket accounted for.
func (r *Resolver) byName(n printedName, c context) (finding, bool) {
	if f, ok := r.decided(r.meanings(n.whole, c)); ok {
		return f, true
	}
	for _, part := range n.parts {
		if f, ok := r.byParts(part, c); ok {
			return f, true
		}
	}
	return finding{}, false
}

// byParts takes a name by what stands outside its brackets.
func (r *Resolver) byParts(n nameParts, c context) (finding, bool) {
	names, c, ok := r.readBrackets(n, c)
	if !ok {
		return finding{}, false
	}
	found, c := r.meanings(n.main+c.tail(), c)
	for _, bracket := range names {
		found = r.agreeing(found, bracket, c)
	}
	return r.decided(found, c)
}

// tail is the ending that stood in brackets: (定量).
func (c *context) tail() string {
	switch c.requires {
	case quantity:
		return "定量"
	case quality:
		return "定性"
	}
	return ""
}

// readBrackets takes specimens, methods, units and empty words out of the
// brackets and returns the names that remain.
func (r *Resolver) readBrackets(n nameParts, c context) (names []string, _ context, ok bool) {
	ok = true
	for _, bracket := range n.brackets {
		key := Normalize(bracket)
		if code, known := r.bracketSpecimen(key, n.main); known {
			c, known = r.in(c, code)
			ok = ok && known
			continue
		}
		if code, known := r.methods.codes[key]; known {
			c.method = code
			continue
		}
		if u := readUnit(bracket); u != unitUnknown {
			c.unit = u
			c.quantitative = true
			continue
		}
		if _, requires, isEnding := cutEnding("x" + key); isEnding && requires&(quantity|quality) != 0 {
			c.requires = requires
			continue
		}
		if !neutral(key) {
			names = append(names, bracket)
		}
	}
	return names, c, ok
}

// bracketSpecimen reads a specimen, or the “24小时” of urine.
func (r *Resolver) bracketSpecimen(key, main string) (code string, ok bool) {
	if key == "24小时" && strings.HasPrefix(main, "尿") {
		return "URINE-24H", true
	}
	if key == "血气" {
		return "ART", true
	}
	code, ok = r.specimens.codes[key]
	return code, ok
}

// neutral reports whether a bracket changes nothing about what is measured. A
// method that the vocabulary lacks is neutral: where methods tell items apart,
// the name without its bracket is no item's name.
func neutral(key string) bool {
	switch key {
	case "", "单项", "每项", "空腹", "常规", "急诊", "全自动", "仪器法", "手工法", "国产", "进口", "静脉", "静脉采血":
		return true
	}
	return isClock(key) || strings.HasSuffix(key, "法")
}

// isClock reads the hour at which a hormone is drawn: 8am, 16点.
func isClock(key string) bool {
	rest := strings.TrimLeft(key, "0123456789")
	if rest == key {
		return false
	}
	return rest == "am" || rest == "pm" || rest == "点" || rest == "时"
}

// meanings are the items that a folded name may mean in its context, and the
// context with what the name itself said about specimen and method.
func (r *Resolver) meanings(key string, c context) ([]int, context) {
	if found := r.named(key, c); len(found) > 0 {
		return found, c
	}
	if rest, code, ok := r.methods.cutSuffix(key); ok {
		c.method = code
		if found := r.named(rest, c); len(found) > 0 {
			return found, c
		}
	}
	rest, code, ok := r.specimens.cutPrefix(key)
	if !ok {
		return nil, c
	}
	within, ok := r.in(c, code)
	if !ok {
		return nil, c
	}
	return r.named(rest, within), within
}

// named are the items called key, with the affix of their specimen or without,
// then with one ending after the other cut.
func (r *Resolver) named(key string, c context) []int {
	for range 3 {
		for _, k := range r.prefixed(key, c) {
			if found := r.fitting(k, c); len(found) > 0 {
				return found
			}
		}
		if found := r.fitting(key, c); len(found) > 0 {
			return found
		}
		rest, requires, ok := cutEnding(key)
		if !ok {
			return nil
		}
		key = rest
		c.requires |= requires
	}
	return nil
}

// fitting are the items called key that the context does not rule out.
func (r *Resolver) fitting(key string, c context) []int {
	found := r.names[key]
	if len(found) == 0 {
		found = r.loose[key]
	}
	return keep(found, func(i int) bool { return r.fits(i, c) })
}

// fits reports whether an item can be meant in a context.
func (r *Resolver) fits(i int, c context) bool {
	item := &r.items[i]
	switch {
	case c.domain != registry.DomainUnknown && item.Domain != c.domain:
		return false
	case item.Domain == registry.Exam && c.stated:
		return len(item.Specimens) > 0 && r.fitsSpecimen(item, c)
	case item.Domain == registry.Exam:
		return c.modality == "" || !imaging(c.modality) || !imaging(item.Modality) || item.Modality == c.modality
	case imaging(c.modality) && !c.stated && len(c.topics) == 0:
		return false // TT in a section of CT is no thrombin time
	case c.screens() && item.Category != prenatal && item.Category != molecular:
		return false
	}
	return r.fitsSpecimen(item, c) && fitsQuantity(item, r.units[i], c)
}

// fitsSpecimen reports whether an item can be done on the specimen meant.
// Serum and plasma stand for each other; whole blood does not stand for them.
func (r *Resolver) fitsSpecimen(item *registry.Item, c context) bool {
	if len(item.Specimens) == 0 {
		return true
	}
	if c.specimen == "" {
		return !c.notBlood || !r.specimens.isA(item.Specimens[0], "BLOOD")
	}
	return slices.ContainsFunc(item.Specimens, func(s string) bool { return r.related(s, c.specimen) })
}

func (r *Resolver) related(a, b string) bool {
	return r.specimens.isA(a, b) || r.specimens.isA(b, a) || r.acellular(a) && r.acellular(b)
}

// acellular reports whether a specimen is serum or plasma.
func (r *Resolver) acellular(code string) bool {
	return r.specimens.isA(code, "SERUM") || r.specimens.isA(code, "PLASMA")
}

// fitsQuantity keeps amounts from tests of yes or no, counts from percentages,
// and what an ending requires.
func fitsQuantity(item *registry.Item, own unit, c context) bool {
	yesNo := item.Unit == "" && (item.Category == urine || strings.Contains(item.Name, "定性"))
	switch {
	case yesNo && (c.quantitative || c.requires&quantity != 0 || c.specimen == "URINE-24H"):
		return false
	case c.requires&quality != 0 && item.Unit != "":
		return false
	case c.requires&drug != 0 && item.Category != drugs:
		return false
	case c.unit != unitUnknown && (own == unitMoM || c.unit == unitMoM):
		return own == c.unit
	case own == unitPercent && c.unit == unitCount || own == unitCount && c.unit == unitPercent:
		return false
	case own == unitPerDay && c.unit != unitUnknown:
		return c.unit == unitPerDay
	}
	return true
}

// agreeing keeps of the items found those that what a bracket holds names too.
func (r *Resolver) agreeing(found []int, bracket string, c context) []int {
	key := Normalize(bracket)
	named := r.anywhere(key, c)
	if len(named) == 0 {
		if parts := strings.FieldsFunc(bracket, isListed); len(parts) > 1 {
			return r.agreeingAll(found, parts, c)
		}
	}
	var kept []int
	for _, item := range found {
		if slices.Contains(named, item) || ownAbbreviation(&r.items[item], key) ||
			len(named) == 0 && plausible(&r.items[item], key) {
			kept = append(kept, item)
		}
	}
	return kept
}

func isListed(r rune) bool { return strings.ContainsRune("/、,，;； 或", r) }

func (r *Resolver) agreeingAll(found []int, brackets []string, c context) []int {
	for _, b := range brackets {
		found = r.agreeing(found, b, c)
	}
	return found
}

// anywhere are the items that a bracket names, in its context or in none.
func (r *Resolver) anywhere(key string, c context) []int {
	if found, _ := r.meanings(key, c); len(found) > 0 {
		return found
	}
	found, _ := r.meanings(key, context{})
	return found
}

// ownAbbreviation reports whether key is the abbreviation of an item without
// the mark of its specimen: K for U-K.
func ownAbbreviation(item *registry.Item, key string) bool {
	_, rest, ok := strings.Cut(item.Abbreviation, "-")
	return ok && Normalize(rest) == key
}

// plausible reports whether an unknown Latin word is a way of writing the
// item's abbreviation: its first letter, or one more or one less letter within
// it, the first one and all digits alike (T or GLUC for TESTO and GLU, never
// CK-MM for CK or DDU for D-D).
func plausible(item *registry.Item, key string) bool {
	own := Normalize(item.Abbreviation)
	if own == "" || key == "" || own[0] != key[0] {
		return false
	}
	if len(key) == 1 {
		return key[0] >= 'a'
	}
	if min(len(own), len(key)) < 3 || digits(own) != digits(key) {
		return false
	}
	shorter, longer := own, key
	if len(shorter) > len(longer) {
		shorter, longer = longer, shorter
	}
	return len(longer)-len(shorter) <= 1 && isSubsequence(shorter, longer)
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

func isSubsequence(short, long string) bool {
	for i := 0; i < len(long) && short != ""; i++ {
		if long[i] == short[0] {
			short = short[1:]
		}
	}
	return short == ""
}

// decided is the one item found, or the one that unit or category tell from the
// others.
func (r *Resolver) decided(found []int, c context) (finding, bool) {
	if len(found) > 1 {
		found = r.narrowed(found, c)
	}
	if len(found) != 1 {
		return finding{}, false
	}
	return finding{found[0], r.stated(&r.items[found[0]], c)}, true
}

func (r *Resolver) narrowed(found []int, c context) []int {
	byUnit := keep(found, func(i int) bool {
		return c.unit != unitUnknown && r.units[i] == c.unit
	})
	if len(byUnit) == 1 {
		return byUnit
	}
	return keep(found, func(i int) bool { return slices.Contains(c.topics, r.items[i].Category) })
}

func keep(found []int, want func(int) bool) []int {
	var kept []int
	for _, i := range found {
		if want(i) {
			kept = append(kept, i)
		}
	}
	return kept
}

// stated are the qualifiers that a name states beyond what its item implies.
func (r *Resolver) stated(item *registry.Item, c context) registry.Qualifiers {
	var q registry.Qualifiers
	if item.Domain != registry.Lab {
		return q
	}
	if c.stated && !slices.ContainsFunc(item.Specimens, func(s string) bool { return r.specimens.isA(s, c.specimen) }) {
		q[registry.Specimen] = c.specimen
	}
	if c.method != "" && !r.methods.isA(item.Implied[registry.Method], c.method) {
		q[registry.Method] = c.method
	}
	return q
}
