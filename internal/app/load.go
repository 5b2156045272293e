package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"concord/internal/registry"
)

// ErrNotEmpty says that a registry already holds something, so that a registry
// file may not be loaded into it.
var ErrNotEmpty = errors.New("the registry is not empty")

// Load is what loading a registry file needs to know.
type Load struct {
	File  []byte
	Now   registry.Instant
	Actor string
}

// Loaded is what came of a registry file. With problems, nothing was written.
type Loaded struct {
	Steps    int
	Revision registry.Revision
	Problems []registry.Problem
}

// Load writes a whole small registry from a file (docs/load.md) into an empty
// one, or gives ErrNotEmpty. Either every problem of the file is reported and
// nothing is written, or every step is.
func (r *Registrar) Load(ctx context.Context, l Load) (Loaded, error) {
	head, err := r.store.Head(ctx)
	if err != nil {
		return Loaded{}, fmt.Errorf("load a registry file: %w", err)
	}
	if head.Newest != 0 {
		return Loaded{}, fmt.Errorf("load a registry file: %w: it is at revision %s", ErrNotEmpty, head.Revision())
	}
	steps, problems := ParseRegistry(l, r.catalogue)
	if len(problems) > 0 {
		return Loaded{Problems: problems}, nil
	}
	if len(steps) == 0 {
		return Loaded{Revision: head.Revision()}, nil
	}
	revision, err := r.store.Write(ctx, steps...)
	if err != nil {
		return Loaded{}, fmt.Errorf("load a registry file: %w", err)
	}
	return Loaded{Steps: len(steps), Revision: revision}, nil
}

// ParseRegistry reads a registry file into steps that an empty registry of the
// catalogue takes in order. All problems are reported at once.
func ParseRegistry(l Load, catalogue *registry.Catalogue) ([]registry.Step, []registry.Problem) {
	root, problems := parseNode(l.File)
	if problems != nil {
		return nil, problems
	}
	f := &registryFile{ground: newGround(newReference(catalogue)), catalogue: catalogue, load: l, codeMaps: map[registry.InstitutionID]int{}}
	stepNodes := root.list("steps")
	if root.get("steps").stated() {
		root.members("steps", "description")
	} else {
		stepNodes = []node{root}
	}
	for _, n := range stepNodes {
		f.step(n)
	}
	return f.steps, *root.problems
}

// registryFile turns the steps of a file into those of the registry. What a
// step brings is known to those after it.
type registryFile struct {
	*ground
	catalogue *registry.Catalogue
	load      Load
	codeMaps  map[registry.InstitutionID]int // how many an institution has
	steps     []registry.Step
}

var stepMembers = []string{
	"description", "items", "institutions", "consortia", "alliances", "code_maps",
	"qualifications", "revocations", "removals", "lists", "withdrawals",
}

// step reads one step object: first everything but lists, as one step, then
// each list version as a step of its own.
func (f *registryFile) step(n node) {
	n.members(stepMembers...)
	n.get("description").text()
	f.facts(n)
	for _, listNode := range n.list("lists") {
		f.list(listNode)
	}
}

func (f *registryFile) facts(n node) {
	s := f.blank("load", cmp.Or(n.get("description").text(), "load a registry file"))
	s.Items = each(n.list("items"), f.addedItem)
	s.Institutions = f.readInstitutions(n.list("institutions"))
	s.Alliances = each(n.list("alliances"), f.alliance)
	for _, a := range s.Alliances {
		f.ground.alliances[a.Code] = a
	}
	s.Consortia = each(n.list("consortia"), f.consortium)
	once(n.list("institutions"), "id")
	once(n.list("alliances"), "code")
	once(n.list("consortia"), "id")
	s.CodeMaps = f.readCodeMaps(n.list("code_maps"))
	s.Qualifications = f.readQualifications(n.list("qualifications"))
	for _, r := range n.list("revocations") {
		s.Revocations = append(s.Revocations, f.revocation(r)...)
	}
	s.Removals = each(n.list("removals"), f.removal)
	s.Withdrawals = each(n.list("withdrawals"), f.withdrawal)
	if !empty(s) {
		f.record(n, s)
	}
}

// record takes a finished step, if a store could give back what it holds.
func (f *registryFile) record(n node, s registry.Step) {
	if _, err := s.Digest(); err != nil {
		*n.problems = append(*n.problems, notRecordable(registry.Problem{Pointer: n.pointer}, err))
	}
	f.steps = append(f.steps, s)
}

// once reports elements of one step that have the same name.
func once(nodes []node, name string) {
	seen := map[string]bool{}
	for _, n := range nodes {
		member := n.get(name)
		id, ok := member.value.(string)
		if ok && seen[id] {
			member.report("ENTRY_TWICE", texts("%s 在同一步中出现两次", "%s stands twice in one step", id), texts("保留一条", "keep one of them"))
		}
		seen[id] = true
	}
}

func (f *registryFile) blank(action, summary string) registry.Step {
	return registry.Step{RecordedAt: f.load.Now, Actor: f.load.Actor, Action: action, Summary: summary}
}

func empty(s registry.Step) bool {
	return len(s.Items)+len(s.Institutions)+len(s.Alliances)+len(s.Consortia)+len(s.CodeMaps)+len(s.Qualifications)+
		len(s.Revocations)+len(s.Removals)+len(s.Withdrawals)+len(s.Publications) == 0
}

func each[T any](nodes []node, read func(node) T) []T {
	var all []T
	for _, n := range nodes {
		all = append(all, read(n))
	}
	return all
}

// readInstitutions reads a step's institutions. A campus may stand before its
// root.
func (f *registryFile) readInstitutions(nodes []node) []registry.Institution {
	var all []registry.Institution
	for _, n := range nodes {
		i := f.institution(n)
		f.ground.institutions[i.ID] = i
		all = append(all, i)
	}
	for i, n := range nodes {
		if all[i].CampusOf != "" {
			f.known(n.get("campus_of"))
		}
		if into := all[i].MergedInto; into != "" && into != all[i].ID {
			n.reportAll(registry.CheckMerge(all[i].ID, into, f.ground.institution))
		}
	}
	return all
}

func (f *registryFile) institution(n node) registry.Institution {
	n.members("id", "name", "aliases", "campus_of", "region", "kind", "grade", "level", "levels", "identifiers", "opened", "closed", "merged_into", "retrieval_url")
	identifiers := n.get("identifiers")
	if identifiers.stated() {
		identifiers.members("uscc", "licence", "insurance")
	}
	i := registry.Institution{
		ID:       registry.InstitutionID(n.get("id").required()),
		Name:     n.get("name").required(),
		Aliases:  n.strings("aliases"),
		CampusOf: registry.InstitutionID(n.get("campus_of").text()),
		Region:   f.regionCode(n.get("region")),
		Kind:     n.get("kind").text(),
		Grade:    n.get("grade").text(),
		Levels:   levels(n),
		Identifiers: registry.Identifiers{
			USCC:      identifiers.get("uscc").text(),
			Licence:   identifiers.get("licence").text(),
			Insurance: identifiers.get("insurance").text(),
		},
		Open:         n.period("opened", "closed"),
		MergedInto:   registry.InstitutionID(n.get("merged_into").text()),
		RetrievalURL: n.get("retrieval_url").text(),
	}
	if err := i.Validate(); err != nil && i.ID != "" && i.Name != "" && !i.Open.Empty() {
		n.report("VALUE_INVALID", texts("机构信息有误：%v", "%v", err), texts("按文档修改", "put it right as the documentation says"))
	}
	return i
}

// levels reads one level for all time, or levels with their periods.
func levels(n node) []registry.LevelPeriod {
	var all []registry.LevelPeriod
	if level := registry.Level(n.get("level").integer(1, 3)); level != registry.LevelUnknown {
		all = append(all, registry.LevelPeriod{Level: level, Period: registry.Always})
	}
	for _, l := range n.list("levels") {
		l.members("level", "from", "to")
		all = append(all, registry.LevelPeriod{Level: registry.Level(l.get("level").integer(1, 3)), Period: l.period("from", "to")})
	}
	return all
}

func (f *registryFile) regionCode(n node) registry.RegionCode {
	code := registry.RegionCode(n.required())
	if code != "" && !has(f.regions, code) {
		n.report("REGION_UNKNOWN", texts("没有行政区划 %s", "no region has the code %s", code), texts("使用六位行政区划代码", "use a code of six digits"))
	}
	return code
}

// known reads an institution's id, which must be recorded.
func (f *registryFile) known(n node) registry.InstitutionID {
	id := registry.InstitutionID(n.required())
	if id != "" && !has(f.ground.institutions, id) {
		n.report("INSTITUTION_UNKNOWN", texts("没有机构 %s", "no institution has the id %s", id), texts("先在本步或之前的步骤中登记该机构", "record it in this step or one before it"))
	}
	return id
}

func (f *registryFile) item(n node) registry.ItemCode {
	code := registry.ItemCode(n.required())
	if code != "" && !has(f.items, code) {
		n.report("ITEM_UNKNOWN", texts("没有项目 %s", "no item has the code %s", code), texts("使用项目目录中的代码", "use a code of the item catalogue"))
	}
	return code
}

func (f *registryFile) jurisdictionCode(n node) registry.JurisdictionCode {
	code := registry.JurisdictionCode(n.required())
	if code != "" && !f.jurisdiction(code) {
		n.report("JURISDICTION_UNKNOWN", texts("没有发布主体 %s", "no jurisdiction has the code %s", code), texts("使用行政区划代码、100000 或已登记的联盟代码", "use the code of a region, 100000, or the code of a recorded alliance"))
	}
	return code
}

// member reads a plain code, or an object with the code and a period.
func member(n node, field string) (code node, period registry.Period) {
	if _, plain := n.value.(string); plain {
		return n, registry.Always
	}
	n.members(field, "from", "to")
	return n.get(field), n.period("from", "to")
}

func (f *registryFile) alliance(n node) registry.Alliance {
	n.members("code", "name", "name_en", "mark", "lead", "members")
	a := registry.Alliance{
		Code:   registry.JurisdictionCode(n.get("code").required()),
		Name:   n.get("name").required(),
		NameEn: n.get("name_en").text(),
		Mark:   n.get("mark").text(),
		Lead:   f.regionCode(n.get("lead")),
	}
	for _, m := range n.list("members") {
		code, period := member(m, "region")
		a.Members = append(a.Members, registry.AllianceMember{Region: f.regionCode(code), Period: period})
	}
	if err := a.Validate(); err != nil && a.Code != "" {
		n.report("VALUE_INVALID", texts("联盟信息有误：%v", "%v", err), texts("按文档修改", "put it right as the documentation says"))
	}
	return a
}

func (f *registryFile) consortium(n node) registry.Consortium {
	n.members("id", "name", "members")
	c := registry.Consortium{ID: n.get("id").required(), Name: n.get("name").text()}
	for _, m := range n.list("members") {
		code, period := member(m, "institution")
		c.Members = append(c.Members, registry.ConsortiumMember{Institution: f.known(code), Period: period})
	}
	return c
}

// readCodeMaps reads code maps; the maps of an institution are numbered in the
// order of the file.
func (f *registryFile) readCodeMaps(nodes []node) []registry.CodeMap {
	var all []registry.CodeMap
	for _, n := range nodes {
		n.members("institution", "from", "to", "codes")
		m := registry.CodeMap{Institution: f.known(n.get("institution")), Period: n.period("from", "to")}
		f.codeMaps[m.Institution]++
		m.Number = f.codeMaps[m.Institution]
		m.Codes = each(n.list("codes"), f.localCode)
		all = append(all, m)
	}
	return all
}

func (f *registryFile) localCode(n node) registry.LocalCode {
	n.members("code", "name", "items")
	return registry.LocalCode{
		Code:  n.get("code").required(),
		Name:  n.get("name").text(),
		Items: each(n.list("items"), f.item),
	}
}

// readQualifications reads records; one that names several items is a record of
// each.
func (f *registryFile) readQualifications(nodes []node) []registry.Qualification {
	var all []registry.Qualification
	for _, n := range nodes {
		n.members("institution", "item", "items", "programme", "round", "result", "from", "to")
		q := registry.Qualification{
			Institution: f.known(n.get("institution")),
			Programme:   n.get("programme").text(),
			Round:       n.get("round").text(),
			Result:      oneOf(n.get("result"), registry.Pass, registry.Fail),
			Period:      n.period("from", "to"),
		}
		for _, item := range f.itemOrItems(n) {
			q.Item = item
			f.Qualification(registry.Recorded[registry.Qualification]{Value: q})
			all = append(all, q)
		}
	}
	return all
}

func (f *registryFile) itemOrItems(n node) []registry.ItemCode {
	if n.get("items").stated() && !n.get("item").stated() {
		return each(n.list("items"), f.item)
	}
	return []registry.ItemCode{f.item(n.get("item"))}
}

// revocation reads a revocation. One that names neither programme nor round
// takes back every record of the item.
func (f *registryFile) revocation(n node) []registry.Revocation {
	n.members("institution", "item", "programme", "round", "from", "reason")
	r := registry.Revocation{
		QualificationKey: registry.QualificationKey{
			Institution: f.known(n.get("institution")),
			Item:        f.item(n.get("item")),
			Programme:   n.get("programme").text(),
			Round:       n.get("round").text(),
		},
		From:   n.get("from").firstDay(),
		Reason: n.get("reason").text(),
	}
	keys := f.revoked(r.QualificationKey, !n.get("programme").stated() && !n.get("round").stated())
	if len(keys) == 0 {
		n.report("QUALIFICATION_UNKNOWN", texts("没有可撤销的质评记录", "there is no qualification to revoke"), texts("核对机构、项目、质评计划与轮次", "look at institution, item, programme and round"))
	}
	revocations := make([]registry.Revocation, len(keys))
	for i, key := range keys {
		r.QualificationKey = key
		revocations[i] = r
	}
	return revocations
}

// revoked are the recorded keys that a revocation names, in order.
func (f *registryFile) revoked(named registry.QualificationKey, everyRound bool) []registry.QualificationKey {
	keys := slices.DeleteFunc(slices.Collect(maps.Keys(f.ground.qualifications)), func(k registry.QualificationKey) bool {
		if everyRound {
			return k.Institution != named.Institution || k.Item != named.Item
		}
		return k != named
	})
	slices.SortFunc(keys, func(a, b registry.QualificationKey) int {
		return cmp.Or(cmp.Compare(a.Programme, b.Programme), cmp.Compare(a.Round, b.Round))
	})
	return keys
}

func (f *registryFile) removal(n node) registry.Removal {
	n.members("jurisdiction", "institution", "from", "reason")
	return registry.Removal{
		Jurisdiction: f.jurisdictionCode(n.get("jurisdiction")),
		Institution:  f.known(n.get("institution")),
		From:         n.get("from").firstDay(),
		Reason:       n.get("reason").text(),
	}
}

func (f *registryFile) withdrawal(n node) registry.Withdrawal {
	n.members("jurisdiction", "kind", "version")
	w := registry.Withdrawal{
		List: registry.ListID{
			Jurisdiction: f.jurisdictionCode(n.get("jurisdiction")),
			Kind:         oneOf(n.get("kind"), registry.ListKinds[:]...),
		},
		Number: n.get("version").integer(1, 1<<30),
	}
	history := f.history(w.List)
	if err := history.Withdraw(w.Number, 1); err != nil {
		n.get("version").report("VERSION_UNKNOWN", texts("没有可撤回的版本 %d", "there is no version %d to withdraw", w.Number), texts("填写已发布且未撤回的版本号", "name a published version that was not withdrawn"))
	}
	return w
}
