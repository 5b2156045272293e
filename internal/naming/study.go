package naming

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"concord/internal/registry"
)

// study is the name of an imaging examination, taken apart: every rune of it
// has gone into one of the fields or was an empty word.
type study struct {
	item       int
	modality   string
	key        studyKey
	contrast   string // PLAIN, ENHANCED, PLAIN-ENHANCED; empty where not said
	laterality string
	projection string
	posture    string // STANDING, SUPINE, INVERTED
}

// studyKey is what must be the same in the name of an item for it to be meant.
type studyKey struct {
	sites      string // canonical, sorted
	techniques string // canonical, sorted: angio, dwi, 3d
	rest       string // what no word of ours explains
}

// learnStudies reads the names and aliases of imaging items as studies.
func (r *Resolver) learnStudies() {
	for i, item := range r.items {
		if item.Domain != registry.Exam || !imaging(item.Modality) {
			continue
		}
		own := readStudy(item.Name, item.Modality)
		r.learnStudy(i, own)
		for _, alias := range item.Aliases {
			if s := readStudy(alias, item.Modality); s.saysAsMuch(own) {
				r.learnStudy(i, s)
			}
		}
	}
}

func (r *Resolver) learnStudy(item int, s study) {
	if s.key == (studyKey{}) || s.modality != r.items[item].Modality {
		return
	}
	s.item = item
	if !slices.Contains(r.studies[s.key], s) {
		r.studies[s.key] = append(r.studies[s.key], s)
	}
}

// saysAsMuch reports whether an alias says all that the item's own name says
// about technique and contrast. One that does not (CT泌尿系成像 for a CTU) is a
// name of its own, but no pattern for others. Ultrasound is left out: there the
// usual route goes without saying.
func (s study) saysAsMuch(own study) bool {
	return s.modality == "US" || s.key.techniques == own.key.techniques && s.contrast == own.contrast
}

// imaging reports whether names of a modality are read as studies.
func imaging(modality string) bool {
	return modality == "DR" || modality == "CT" || modality == "MR" || modality == "US"
}

// byStudy takes a printed name for an imaging item when every part of the name
// is one of the item's or can be a qualifier of it. A name without a site
// (正侧位) has that of its row.
func (r *Resolver) byStudy(raw string, c context) (finding, bool) {
	if c.domain == registry.Lab {
		return finding{}, false
	}
	asked := readStudy(raw, c.modality)
	if asked.key.sites == "" && c.site != "" {
		asked = readStudy(c.site+raw, c.modality)
	}
	if !imaging(asked.modality) || asked.key.sites == "" && asked.key.techniques == "" {
		return finding{}, false
	}
	var best finding
	rank, tied := 0, false
	for _, s := range r.studies[asked.key] {
		fit := s.fit(asked)
		if fit == 0 || fit < rank {
			continue
		}
		q, ok := r.qualified(s, asked)
		if !ok || fit == rank && s.item == best.item {
			continue
		}
		tied = fit == rank
		best, rank = finding{s.item, q}, fit
	}
	return best, rank > 0 && !tied
}

// fit grades how well the study of an item covers the one asked for: 0 not at
// all, else the more the item says by itself the better.
func (s study) fit(asked study) int {
	switch {
	case s.modality != asked.modality:
		return 0
	case s.contrast != "" && !sameContrast(s.contrast, asked.contrast):
		return 0
	case s.sequence() && s.contrast != asked.contrast:
		return 0
	case s.laterality != "" && s.laterality != asked.laterality:
		return 0
	case s.projection != "" && (s.projection != asked.projection || s.posture != asked.posture):
		return 0
	case s.projection == "" && s.posture != "" && s.posture != asked.posture:
		return 0
	}
	grade := 1
	for _, own := range []string{s.contrast, s.projection + s.posture, s.laterality} {
		if own != "" {
			grade++
		}
	}
	return grade
}

// sequence reports whether a study is of one sequence of magnetic resonance. A
// contrast beside it (头颅MR平扫DWI) then speaks of another sequence.
func (s study) sequence() bool {
	return s.modality == "MR" && s.key.techniques != "" && s.contrast == ""
}

// sameContrast reports whether an item's contrast is the one asked for. Lists
// print 增强 for the examination that is done plain and enhanced.
func sameContrast(item, asked string) bool {
	return item == asked || item == "PLAIN-ENHANCED" && asked == "ENHANCED"
}

// qualified are the qualifiers that the name asked for adds to an item. It fails
// where the name contradicts what the item implies.
func (r *Resolver) qualified(s, asked study) (registry.Qualifiers, bool) {
	var q registry.Qualifiers
	implied := r.items[s.item].Implied
	if s.contrast == "" && implied[registry.Contrast] != asked.contrast {
		if implied[registry.Contrast] != "" && asked.contrast != "" {
			return q, false
		}
		q[registry.Contrast] = asked.contrast
	}
	if s.laterality == "" && implied[registry.Laterality] == "" {
		q[registry.Laterality] = asked.laterality
	}
	if s.projection == "" && s.posture == "" && implied[registry.Projection] == "" {
		q[registry.Projection] = asked.projection
		if asked.projection == "" {
			q[registry.Projection] = asked.posture
		}
	}
	return q, !strings.Contains(q[registry.Projection], ",")
}

// reading gathers the words of a name.
type reading struct {
	study
	sites, techniques, projections []string
	plain, enhanced                bool
	left, right                    bool
	rest                           strings.Builder
	part                           part
	partsWith, partsWithout        bool // examinations joined by +: with a technique, without one
}

// part is what one of the parts joined by + or 及 says so far.
type part struct{ technique, examination bool }

// readStudy takes the name of an examination apart. The modality in the name
// goes before the one of the row; where they differ the study has none.
func readStudy(name, rowModality string) study {
	s := strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(name))), "")
	s = repeated.Replace(roundBrackets.Replace(s))
	var r reading
	r.read(withoutInventory(s))
	r.endPart()
	return r.finish(rowModality)
}

// repeated folds what lists print twice or in another script.
var repeated = strings.NewReplacer("关节关节", "关节", "側", "侧")

// withoutInventory drops brackets that only count up what lies in the site:
// 上腹部CT平扫(包括肝胆脾).
func withoutInventory(s string) string {
	for _, opening := range []string{"(包括", "(包含", "(含"} {
		before, rest, found := strings.Cut(s, opening)
		inventory, after, closed := strings.Cut(rest, ")")
		if !found || !closed {
			continue
		}
		var r reading
		r.read(inventory)
		if sites := (reading{sites: r.sites, part: r.part}); r.rest.Len() == 0 && r.saysOnly(sites) {
			return before + after
		}
	}
	return s
}

// saysOnly reports whether r says nothing beyond its sites.
func (r *reading) saysOnly(sites reading) bool {
	return r.study == sites.study && len(r.techniques)+len(r.projections) == 0 &&
		!r.plain && !r.enhanced && !r.left && !r.right
}

func (r *reading) read(s string) {
	for s != "" {
		w, size := wordAt(s)
		if size == 0 {
			_, size = utf8.DecodeRuneInString(s)
			r.rest.WriteString(s[:size])
		}
		r.take(w)
		s = s[size:]
	}
}

// endPart notes whether the part that ends is an examination with a technique
// or one without.
func (r *reading) endPart() {
	r.partsWith = r.partsWith || r.part.technique
	r.partsWithout = r.partsWithout || r.part.examination && !r.part.technique
	r.part = part{}
}

// wordAt is the longest word of the lexicon at the front of s.
func wordAt(s string) (word, int) {
	end := min(len(s), longestWord)
	for ; end > 0; end-- {
		if end < len(s) && !utf8.RuneStart(s[end]) {
			continue
		}
		if w, ok := lexicon[s[:end]]; ok {
			return w, end
		}
	}
	return word{}, 0
}

func (r *reading) take(w word) {
	if w.joins {
		r.endPart()
		return
	}
	r.part.technique = r.part.technique || w.technique != ""
	r.part.examination = r.part.examination || w.site != "" || w.modality != ""
	r.setModality(w.modality)
	if w.site != "" {
		r.sites = append(r.sites, w.site)
	}
	if w.technique != "" {
		r.techniques = append(r.techniques, w.technique)
	}
	if w.projection != "" {
		r.projections = append(r.projections, w.projection)
	}
	if w.posture != "" {
		r.posture = w.posture
	}
	r.plain = r.plain || w.plain
	r.enhanced = r.enhanced || w.enhanced
	r.left = r.left || w.left
	r.right = r.right || w.right
}

// manyModalities marks a name that speaks of two modalities.
const manyModalities = "?"

func (r *reading) setModality(m string) {
	switch {
	case m == "" || r.modality == m:
	case r.modality == "":
		r.modality = m
	default:
		r.modality = manyModalities
	}
}

func (r *reading) finish(rowModality string) study {
	if len(r.projections) > 0 {
		r.setModality("DR")
	}
	if rowModality != "" {
		r.setModality(rowModality)
	}
	r.contrast = contrastOf(r.plain, r.enhanced)
	r.laterality = lateralityOf(r.left, r.right)
	r.projection = joinProjections(r.projections)
	if r.partsWith && r.partsWithout && !slices.Equal(r.techniques, []string{"3d"}) {
		r.techniques = append(r.techniques, "besides")
	}
	r.key = studyKey{
		sites:      strings.Join(canonicalSites(r.sites, r.modality, r.techniques), " "),
		techniques: strings.Join(distinct(r.techniques), " "),
		rest:       r.rest.String(),
	}
	return r.study
}

func contrastOf(plain, enhanced bool) string {
	switch {
	case plain && enhanced:
		return "PLAIN-ENHANCED"
	case plain:
		return "PLAIN"
	case enhanced:
		return "ENHANCED"
	}
	return ""
}

func lateralityOf(left, right bool) string {
	switch {
	case left && right:
		return "B"
	case left:
		return "L"
	case right:
		return "R"
	}
	return ""
}

// joinProjections is the code of one or of two projections that are usually
// taken together; others are joined by commas, which no item has.
func joinProjections(all []string) string {
	joined := strings.Join(distinct(all), ",")
	switch joined {
	case "AP,LAT":
		return "AP-LAT"
	case "AP,OBL":
		return "AP-OBL"
	case "AXIAL,LAT":
		return "LAT-AXIAL"
	case "AP,AXIAL":
		return "AP-AXIAL"
	}
	return joined
}

func distinct(words []string) []string {
	words = slices.Clone(words)
	slices.Sort(words)
	return slices.Compact(words)
}

// canonicalSites folds sites that are one place in a modality.
func canonicalSites(sites []string, modality string, techniques []string) []string {
	vascular := slices.Contains(techniques, "angio") || slices.Contains(techniques, "veno")
	folded := make([]string, 0, len(sites)+1)
	for _, s := range sites {
		if same, ok := sameSite[modality+" "+s]; ok {
			s = same
		}
		if of, ok := vesselsOf[s]; ok && vascular {
			s = of
		}
		folded = append(folded, s)
	}
	if slices.Contains(techniques, "uro") {
		folded = append(folded, "泌尿系")
	}
	folded = distinct(folded)
	if organs := []string{"肾脏", "膀胱", "输尿管"}; subset(organs, folded) {
		folded = slices.DeleteFunc(folded, func(s string) bool { return slices.Contains(organs, s) })
		folded = distinct(append(folded, "泌尿系"))
	}
	return folded
}

func subset(part, whole []string) bool {
	return !slices.ContainsFunc(part, func(s string) bool { return !slices.Contains(whole, s) })
}

// modalityOf reads a modality cell or a category: DX, 放射影像-CT, 磁共振. It is
// empty where the text names none or several.
func modalityOf(text string) string {
	if text == "" {
		return ""
	}
	var r reading
	for _, part := range strings.FieldsFunc(strings.ToLower(norm.NFKC.String(text)), isSectionBreak) {
		if strings.Contains(part, "pet") || strings.Contains(part, "核医学") || strings.Contains(part, "核素") {
			r.setModality("NM")
			continue
		}
		r.read(part)
	}
	if r.modality == manyModalities {
		return ""
	}
	return r.modality
}

func isSectionBreak(c rune) bool { return strings.ContainsRune(" -—_/、,()()", c) }
