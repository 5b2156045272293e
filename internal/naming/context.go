package naming

import (
	"slices"
	"strings"

	"concord/internal/registry"
)

// context is what is known about a name besides the name: from its row at
// first, then also from its own prefix and brackets.
type context struct {
	domain       registry.Domain
	category     string   // as printed
	topics       []string // categories of the catalogue that the printed category speaks of
	specimen     string   // code of a specimen; empty where unknown
	stated       bool     // the specimen stands in the row or the name, not only in the category
	notBlood     bool     // a section of body fluids, without saying which
	method       string   // code of a method
	modality     string   // DR, CT …; empty where unknown
	site         string   // as printed
	unit         unit
	quantitative bool        // what is meant is an amount, not a yes or no
	requires     requirement // by an ending that was cut
}

func (r *Resolver) readContext(q Query) context {
	c := context{
		domain:   q.Domain,
		category: q.Category,
		unit:     readUnit(q.Unit),
		modality: modalityOf(q.Modality),
		site:     q.Site,
	}
	if q.Category != "" {
		c.readCategory(q.Category)
	}
	if code, ok := r.specimenNamed(q.Specimen); ok {
		c.specimen, c.stated, c.notBlood = code, true, false
	}
	if c.unit.amount() {
		c.quantitative = true
	}
	return c
}

// specimenNamed reads a specimen cell. Several specimens in one cell say
// nothing.
func (r *Resolver) specimenNamed(cell string) (code string, ok bool) {
	if cell == "" {
		return "", false
	}
	if code, ok := r.specimens.codes[Normalize(cell)]; ok {
		return code, true
	}
	main, _ := cutBrackets(cell)
	code, ok = r.specimens.codes[Normalize(main)]
	return code, ok
}

func (c *context) readCategory(category string) {
	if c.modality == "" {
		c.modality = modalityOf(category)
	}
	text := plain(category)
	for _, t := range topicWords {
		if strings.Contains(text, t.word) {
			c.topics = append(c.topics, t.categories...)
		}
	}
	c.quantitative = strings.Contains(text, "生化") || strings.Contains(text, "定量")
	c.specimen, c.notBlood = sectionSpecimen(text)
}

// sectionSpecimen is the specimen of a section of a list. “糖尿病” and “泌尿”
// are no sections of urine.
func sectionSpecimen(text string) (code string, notBlood bool) {
	text = strings.NewReplacer("糖尿病", "", "泌尿", "").Replace(text)
	sections := 0
	for _, s := range sectionWords {
		if strings.Contains(text, s.word) && s.specimen != code {
			code = s.specimen
			sections++
		}
	}
	switch {
	case sections == 1:
		return code, false
	case sections > 1 || strings.Contains(text, "体液"):
		return "", !strings.Contains(text, "血")
	}
	return "", false
}

// sectionWords tell the specimen of a section; words of one specimen stand
// together.
var sectionWords = []struct{ word, specimen string }{
	{"24小时尿", "URINE-24H"},
	{"尿", "URINE"},
	{"粪", "STOOL"}, {"大便", "STOOL"}, {"便常规", "STOOL"},
	{"脑脊液", "CSF"},
	{"胸腹水", "SEROUS"}, {"胸水", "SEROUS"}, {"腹水", "SEROUS"}, {"浆膜腔", "SEROUS"},
	{"精液", "SEMEN"},
	{"前列腺液", "PROSTATE-FL"},
	{"白带", "VAG-SECRETION"}, {"阴道", "VAG-SECRETION"},
	{"血气", "ART"},
}

// The categories of the catalogue that topics speak of.
const (
	chemistry    = "临床化学检验"
	cardiac      = "心肌标志物"
	hormones     = "内分泌激素检验"
	tumour       = "肿瘤标志物"
	haematology  = "血液学检验"
	coagulation  = "凝血检验"
	transfusion  = "血型与输血相容性"
	immunology   = "免疫学检验"
	serology     = "感染免疫学检验"
	microbiology = "微生物学检验"
	molecular    = "分子诊断"
	drugs        = "治疗药物监测"
	bloodGas     = "血气分析"
	urine        = "尿液检验"
	stool        = "粪便检验"
	fluids       = "体液检验"
	prenatal     = "产前与新生儿筛查"
)

// topicWords say of which categories of the catalogue a printed category
// speaks. Chemistry and cardiac markers are not told apart: published lists
// print the activity and the mass of CK-MB under either.
var topicWords = []struct {
	word       string
	categories []string
}{
	{"生化", []string{chemistry, cardiac}}, {"化学", []string{chemistry, cardiac}},
	{"心肌", []string{chemistry, cardiac}}, {"心梗", []string{chemistry, cardiac}},
	{"心衰", []string{cardiac}}, {"心血管", []string{chemistry, cardiac}},
	{"血脂", []string{chemistry}}, {"脂类", []string{chemistry}}, {"脂代谢", []string{chemistry}},
	{"肝功", []string{chemistry}}, {"肾功", []string{chemistry}}, {"电解质", []string{chemistry}},
	{"微量元素", []string{chemistry}}, {"糖代谢", []string{chemistry}}, {"血糖", []string{chemistry}},
	{"甲状腺", []string{hormones}}, {"甲功", []string{hormones}}, {"内分泌", []string{hormones}},
	{"激素", []string{hormones}}, {"性腺", []string{hormones}}, {"糖尿病", []string{hormones}},
	{"骨代谢", []string{hormones}}, {"高血压", []string{hormones}},
	{"肿瘤", []string{tumour}}, {"肿标", []string{tumour}},
	{"血常规", []string{haematology}}, {"血细胞", []string{haematology}}, {"血液", []string{haematology}},
	{"凝血", []string{coagulation}}, {"血栓", []string{coagulation}}, {"止血", []string{coagulation}},
	{"输血", []string{transfusion}}, {"血型", []string{transfusion}},
	{"免疫", []string{immunology}}, {"风湿", []string{immunology}}, {"自身抗体", []string{immunology}},
	{"蛋白", []string{immunology}}, {"感染", []string{immunology, serology}}, {"炎症", []string{immunology}},
	{"传染", []string{serology}}, {"肝炎", []string{serology}}, {"乙肝", []string{serology}},
	{"病毒", []string{serology}}, {"优生", []string{serology}}, {"torch", []string{serology}},
	{"微生物", []string{microbiology}}, {"细菌", []string{microbiology}},
	{"分子", []string{molecular}}, {"核酸", []string{molecular}}, {"基因", []string{molecular}}, {"pcr", []string{molecular}},
	{"药物", []string{drugs}}, {"tdm", []string{drugs}},
	{"血气", []string{bloodGas}}, {"尿", []string{urine}}, {"粪", []string{stool}}, {"体液", []string{fluids}},
	{"产前", []string{prenatal, molecular}}, {"唐", []string{prenatal}}, {"新生儿", []string{prenatal}},
}

// screens reports whether the section is one of prenatal or newborn screening,
// whose items share their names with others and are not the same.
func (c *context) screens() bool {
	return slices.Contains(c.topics, prenatal)
}

// affixes are the words with which the catalogue begins the names of items of a
// specimen, so that 钾 in a section of urine is looked up as 尿钾.
var affixes = map[string][]string{
	"URINE-24H": {"24小时尿"}, "URINE": {"尿"}, "STOOL": {"粪便"}, "CSF": {"脑脊液"}, "SEROUS": {"胸腹水"},
	"SEMEN": {"精液", "精子"}, "PROSTATE-FL": {"前列腺液"}, "VAG-SECRETION": {"阴道分泌物"},
	"ART": {"动脉血", "血气"}, "PLASMA": {"血浆"}, "SERUM": {"血清"}, "BLOOD": {"血"},
}

// prefixed are the names to look up before the bare one.
func (r *Resolver) prefixed(key string, c context) []string {
	var keys []string
	for code := c.specimen; code != ""; code = r.specimens.parents[code] {
		for _, affix := range affixes[code] {
			keys = append(keys, affix+key)
		}
	}
	if c.screens() {
		keys = append(keys, key+"产前筛查", "新生儿"+key+"筛查")
	}
	return keys
}

// in is the context of a name that states its specimen itself. It fails where
// the row states another.
func (r *Resolver) in(c context, specimen string) (context, bool) {
	if c.stated && !r.specimens.isA(specimen, c.specimen) && !r.specimens.isA(c.specimen, specimen) {
		return c, false
	}
	if c.stated && r.specimens.isA(c.specimen, specimen) {
		return c, true
	}
	c.specimen, c.stated, c.notBlood = specimen, true, false
	return c, true
}
