package naming

import (
	"slices"
	"strings"

	"concord/internal/registry"
)

// How says by what a printed name was taken for an item.
type How string

// The ways in which a name comes to its item. Only the first three are the
// resolver's; the others are decisions of a person.
const (
	Exact      How = "exact"      // the name or code of the catalogue, as it stands there
	Alias      How = "alias"      // another name or the abbreviation, as it stands there
	Normalized How = "normalized" // the same name after folding, or one that the row's context decides
	Person     How = "person"     // a person named the item
	Panel      How = "panel"      // a person took the items of a panel
)

// Query is a printed name and what its row says besides. Only Name is
// required; the rest decides between items that share a name and keeps a name
// from an item of another specimen or modality.
type Query struct {
	Name     string
	Category string // 类别, 专业: 甲状腺功能, 尿液生化, 放射影像-CT
	Specimen string // 标本
	Site     string // 部位
	Unit     string // 单位
	Modality string // 检查模态: DX, CT, MR, 超声
	Domain   registry.Domain
}

// Match is the item that a name means, and what the name says about it beyond
// what every result of the item is.
type Match struct {
	Item       registry.ItemCode
	Qualifiers registry.Qualifiers
	How        How
}

// Candidate is an item that a name may mean. Score lies between 0 and 1.
type Candidate struct {
	Item  registry.ItemCode
	Score float64
}

// Resolution is what is known about a printed name. Without a match a person
// has to decide; Candidates, best first, may help.
type Resolution struct {
	Match      *Match
	Candidates []Candidate
	Panel      string // code of the panel that the name means; Candidates are its items
}

// Resolver resolves printed names of items. It is immutable and safe for
// concurrent use.
type Resolver struct {
	items     []registry.Item
	units     []unit // of the items
	codes     map[string]int
	printed   map[string]label
	names     map[string][]int // folded names
	loose     map[string][]int // folded names without their endings, where no name is so
	panels    map[string]int
	panelList []registry.Panel
	specimens vocabulary
	methods   vocabulary
	studies   map[studyKey][]study
	grams     gramIndex
}

// label is an item and how one of its names, as printed, was come by.
type label struct {
	item int
	how  How
}

// NewResolver reads the names of a catalogue's items and panels.
func NewResolver(c *registry.Catalogue) *Resolver {
	r := &Resolver{
		items:     c.Items,
		codes:     make(map[string]int, len(c.Items)),
		printed:   make(map[string]label),
		names:     make(map[string][]int),
		loose:     make(map[string][]int),
		panels:    make(map[string]int),
		panelList: c.Panels,
		specimens: newVocabulary(c.Qualifiers, registry.Specimen),
		methods:   newVocabulary(c.Qualifiers, registry.Method),
		studies:   make(map[studyKey][]study),
	}
	r.learnItems()
	r.learnAmbiguous(c.Ambiguous)
	r.learnLooseNames()
	r.learnPanels()
	r.learnStudies()
	r.grams = newGramIndex(r.names)
	return r
}

func (r *Resolver) learnItems() {
	for i, item := range r.items {
		r.codes[string(item.Code)] = i
		r.units = append(r.units, readUnit(item.Unit))
		r.learn(item.Name, label{i, Exact})
		r.learn(item.Abbreviation, label{i, Alias})
		r.learn(item.NameEn, label{i, Alias})
		for _, alias := range item.Aliases {
			r.learn(alias, label{i, Alias})
		}
	}
}

func (r *Resolver) learn(name string, l label) {
	if name == "" {
		return
	}
	if first, ok := r.printed[name]; !ok || l.how == Exact && first.how != Exact {
		r.printed[name] = l
	}
	key := Normalize(name)
	r.names[key] = insert(r.names[key], l.item)
}

// insert adds n to a sorted set.
func insert(set []int, n int) []int {
	at, found := slices.BinarySearch(set, n)
	if found {
		return set
	}
	return slices.Insert(set, at, n)
}

func (r *Resolver) learnAmbiguous(names []registry.AmbiguousName) {
	for _, a := range names {
		key := Normalize(a.Name)
		for _, code := range a.Items {
			if i, ok := r.codes[string(code)]; ok {
				r.names[key] = insert(r.names[key], i)
			}
		}
	}
}

// learnLooseNames lets 肥达 stand for 肥达试验 where nothing else is called so.
func (r *Resolver) learnLooseNames() {
	for key, items := range r.names {
		bare := withoutEndings(key)
		if bare == key || len(bare) < len("肥达") || len(r.names[bare]) > 0 {
			continue
		}
		for _, i := range items {
			r.loose[bare] = insert(r.loose[bare], i)
		}
	}
}

func (r *Resolver) learnPanels() {
	for i, p := range r.panelList {
		r.panels[Normalize(p.Name)] = i
		for _, alias := range p.Aliases {
			r.panels[Normalize(alias)] = i
		}
	}
}

// Resolve finds what a printed name means in its row, and where it means nothing
// for certain, what it may mean.
func (r *Resolver) Resolve(q Query) Resolution {
	res := r.Meaning(q)
	if res.Match == nil && res.Panel == "" {
		res.Candidates = r.suggest(readName(strings.TrimSpace(q.Name)), r.readContext(q))
	}
	return res
}

// Meaning is Resolve without what a name may mean that means nothing for certain,
// which takes longest to find.
func (r *Resolver) Meaning(q Query) Resolution {
	raw := strings.TrimSpace(q.Name)
	if i, ok := r.codes[raw]; ok {
		return taken(Match{Item: r.items[i].Code, How: Exact})
	}
	name := readName(raw)
	c := r.readContext(q)
	found, ok := r.byName(name, c)
	if !ok {
		found, ok = r.byStudy(raw, c)
	}
	if ok {
		return taken(Match{Item: r.items[found.item].Code, Qualifiers: found.qualifiers, How: r.how(raw, found.item)})
	}
	if panel, ok := r.panelNamed(name); ok {
		return panelResolution(panel)
	}
	return Resolution{}
}

func taken(m Match) Resolution { return Resolution{Match: &m} }

// how tells by which of its names an item was found.
func (r *Resolver) how(raw string, item int) How {
	if l, ok := r.printed[raw]; ok && l.item == item {
		return l.how
	}
	return Normalized
}

// panelNamed finds a panel by its name, whatever its bracket adds.
func (r *Resolver) panelNamed(n printedName) (registry.Panel, bool) {
	keys := []string{n.whole, withoutEndings(n.whole)}
	for _, part := range n.parts {
		if !part.implied {
			keys = append(keys, part.main, withoutEndings(part.main))
		}
	}
	for _, key := range keys {
		if i, ok := r.panels[key]; ok {
			return r.panelList[i], true
		}
	}
	return registry.Panel{}, false
}

func panelResolution(p registry.Panel) Resolution {
	res := Resolution{Panel: p.Code}
	for _, code := range p.Items {
		res.Candidates = append(res.Candidates, Candidate{Item: code, Score: 1})
	}
	return res
}

// finding is an item that a name was taken for.
type finding struct {
	item       int
	qualifiers registry.Qualifiers
}
