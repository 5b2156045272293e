package wording

import (
	r "concord/internal/recognition"
	"concord/internal/registry"
)

// message is one sentence of a code; when nil, it is the code's last resort.
type message struct {
	code   r.Code
	when   func(*r.Finding) bool
	zh, en string
}

// has is the condition that a finding carries a parameter that says something.
func has(name r.ParameterName) func(*r.Finding) bool {
	return func(f *r.Finding) bool {
		p, ok := f.Parameters.Get(name)
		return ok && (p.Type != r.TextParameter || p.Text != "")
	}
}

// unlimited is the condition that a window never ends.
func unlimited(f *r.Finding) bool {
	p, _ := f.Parameters.Get(r.ParamWindow)
	return p.Window().Unit == registry.WindowUnlimited
}

// no is the condition that a yes-or-no parameter says no, or that a level is not
// known.
func no(name r.ParameterName) func(*r.Finding) bool {
	return func(f *r.Finding) bool {
		p, ok := f.Parameters.Get(name)
		return ok && p.Number == 0
	}
}

// says is the condition that a parameter has a value.
func says(name r.ParameterName, value string) func(*r.Finding) bool {
	return func(f *r.Finding) bool {
		p, _ := f.Parameters.Get(name)
		return p.Text == value
	}
}

func effect(e r.Effect) func(*r.Finding) bool {
	return func(f *r.Finding) bool { return f.Effect == e }
}

var sentences = compile([]message{
	{r.ReportFinal, nil, "该报告为{status}报告。", "The report is {status}."},
	{r.ReportNotFinal, nil, "该报告为{status}报告，不能作为互认依据。", "The report is {status} and cannot be relied on."},
	{r.CodeResolved, nil, "所查项目为“{item_name}”。", "The code means {item_name}."},
	{r.CodeUnmapped, says(r.ParamSystem, "loinc"), "LOINC 编码“{code}”没有经核实的对应项目。", "LOINC code {code} has no verified item here."},
	{r.CodeUnmapped, nil, "编码“{code}”（{system}）没有对应到目录中的项目。", "Code {code} ({system}) maps to no catalogue item."},
	{r.CodeAmbiguous, nil, "编码“{code}”（{system}）可能是{items}中的一项，请明确。", "Code {code} ({system}) may mean any of {items}; say which."},
	{r.InstitutionsOpen, nil, "出具机构与接诊机构均已登记，相关日期正常执业。", "Both institutions are registered and open."},
	{r.InstitutionUnknown, nil, "{party}“{institution}”没有登记。", "The {party} {institution} is not in the registry."},
	{r.InstitutionAmbiguous, nil, "{party}“{institution}”对应多家已登记机构，请使用登记编号。", "The {party} {institution} may be several institutions; use the registry id."},
	{r.InstitutionClosed, nil, "{party}“{institution}”在相关日期尚未开业或已停业。", "The {party} {institution} was not open on the day concerned."},
	{r.NegInstitution, has(r.ParamReason), "按{list_name}，涉及该机构的结果不予互认（{reason}）。", "By {list_name}, results that concern this institution are denied ({reason})."},
	{r.NegInstitution, nil, "按{list_name}，涉及该机构的结果不予互认。", "By {list_name}, results that concern this institution are denied."},
	{r.NegInstitutionItem, has(r.ParamReason), "按{list_name}，涉及该机构的此项结果不予互认（{reason}）。", "By {list_name}, this item of this institution is denied ({reason})."},
	{r.NegInstitutionItem, nil, "按{list_name}，涉及该机构的此项结果不予互认。", "By {list_name}, this item of this institution is denied."},
	{r.NegItem, has(r.ParamReason), "按{list_name}，此项目或此种情形的结果不予互认（{reason}）。", "By {list_name}, results of this item or in this case are denied ({reason})."},
	{r.NegItem, nil, "按{list_name}，此项目或此种情形的结果不予互认。", "By {list_name}, results of this item or in this case are denied."},
	{r.SameInstitution, says(r.ParamParty, "reader"), "诊断机构“{institution}”与接诊机构为同一机构（或其院区）。", "The reading institution {institution} and the receiver are one, or campuses of one."},
	{r.SameInstitution, nil, "出具机构“{institution}”与接诊机构为同一机构（或其院区）。", "The issuer {institution} and the receiver are one, or campuses of one."},
	{r.ConsortiumFull, nil, "检查时与查询时，两家机构同属紧密型医联体“{consortium}”。", "Both institutions belong to one consortium ({consortium}), then and now."},
	{r.ReaderIgnored, nil, "检查时，诊断机构“{institution}”与出具机构不属于同一紧密型医联体，按出具机构判断。", "The reading institution {institution} was in no consortium with the issuer, so the issuer is judged."},
	{r.Covered, nil, "两家机构同在{jurisdiction}的互认区域内。", "Both institutions lie in the territory of {jurisdiction}."},
	{r.OutOfScope, has(r.ParamListedBy), "该项目只列入{listed_by}的互认项目清单，接诊机构不在其适用区域内。", "Only {listed_by} lists the item, and its territory does not hold the receiver."},
	{r.OutOfScope, nil, "两家机构不在任何共同的互认区域内。", "No jurisdiction of mutual recognition spans the two institutions."},
	{r.IssuerListed, nil, "“{institution}”已列入{list_name}（{role}）。", "{institution} stands on {list_name} ({role})."},
	{r.IssuerNotListed, no(r.ParamListPublished), "检查时当地没有生效的互认医疗机构清单，“{institution}”的结果没有互认依据。", "No institution list was in force there, so {institution} stood on none."},
	{r.IssuerNotListed, has(r.ParamRemovedFrom), "“{institution}”自{removed_from}起因故被移出{list_name}。", "{institution} was removed for cause from {list_name} as of {removed_from}."},
	{r.IssuerNotListed, has(r.ParamRole), "“{institution}”在{list_name}中{role}，其结果不在互认之列。", "{institution} stands on {list_name} only to receive."},
	{r.IssuerNotListed, nil, "检查时“{institution}”不在{list_name}中。", "{institution} did not stand on {list_name} at the time of the examination."},
	{r.ReceiverListed, nil, "“{institution}”已列入{list_name}（{role}）。", "{institution} stands on {list_name} ({role})."},
	{r.ReceiverNotListed, no(r.ParamListPublished), "当地目前没有生效的互认医疗机构清单，“{institution}”没有互认义务。", "No institution list is in force there, so {institution} stands on none."},
	{r.ReceiverNotListed, has(r.ParamRemovedFrom), "“{institution}”自{removed_from}起因故被移出{list_name}。", "{institution} was removed for cause from {list_name} as of {removed_from}."},
	{r.ReceiverNotListed, has(r.ParamRole), "“{institution}”在{list_name}中{role}，不承担接收义务。", "{institution} stands on {list_name} only to issue."},
	{r.ReceiverNotListed, nil, "查询时“{institution}”不在{list_name}中。", "{institution} does not stand on {list_name} at the time of asking."},
	{r.LevelCovered, no(r.ParamLevel), "出具机构级别未登记，清单对此没有要求。", "The issuer's level is not known, and the list asks for none."},
	{r.LevelCovered, nil, "出具机构级别（{level}）符合清单要求。", "The issuer's level ({level}) meets the list's terms."},
	{r.LevelNotCovered, nil, "出具机构为{level}，低于清单要求的{min_level}。", "The issuer is of {level}, below the required {min_level}."},
	{r.LevelDirection, effect(r.Discretionary), "出具机构级别（{level}）低于接诊机构（{receiver_level}）。", "The issuer ({level}) ranks below the receiver ({receiver_level})."},
	{r.LevelDirection, nil, "出具机构级别（{level}）低于接诊机构（{receiver_level}），清单不要求向上互认。", "The issuer ({level}) ranks below the receiver ({receiver_level}), against the list's direction."},
	{r.LevelUnknown, nil, "{party}的级别未登记，无法判断是否符合清单的级别要求。", "The level of the {party} is not known, and the list asks for it."},
	{r.ItemListed, has(r.ParamListedSince), "“{item_name}”自{listed_since}起列入{list_name}（第{version}版）。", "{item_name} has stood on {list_name} since {listed_since} (version {version})."},
	{r.ItemListed, nil, "“{item_name}”已列入{list_name}（第{version}版）。", "{item_name} stands on {list_name} (version {version})."},
	{r.ItemNotListed, no(r.ParamListPublished), "当地目前没有生效的互认项目清单。", "No item list is in force there."},
	{r.ItemNotListed, no(r.ParamListedAtAsked), "“{item_name}”目前不在{list_name}中。", "{item_name} does not now stand on {list_name}."},
	{r.ItemNotListed, nil, "检查时“{item_name}”尚未列入{list_name}。", "{item_name} did not stand on {list_name} at the time of the examination."},
	{r.Qualified, nil, "该机构此项目质量评价合格（{evidence}）。", "There is passing evidence of quality ({evidence})."},
	{r.ListedInScope, nil, "该项目在该机构的互认范围内，以列入清单为质量依据。", "The item lies in the institution's scope; standing on the list is the evidence."},
	{r.ItemNotInInstitutionScope, nil, "该项目不在出具机构的互认范围内。", "The item lies outside the issuer's scope on the list."},
	{r.NotQualified, has(r.ParamProgramme), "该机构此项目质量评价不合格（{evidence}）。", "The quality assessment was failed ({evidence})."},
	{r.NotQualified, nil, "没有该机构此项目的质量评价记录。", "There is no quality record of this institution for this item."},
	{r.QualificationLapsed, has(r.ParamRevokedFrom), "该机构此项目的质量评价（{evidence}）自{revoked_from}起被撤销。", "The qualification ({evidence}) was revoked as of {revoked_from}."},
	{r.QualificationLapsed, nil, "该机构此项目的质量评价（{evidence}）有效期至{until}，检查时已过期。", "The qualification ({evidence}) ended on {until}; none held at the examination."},
	{r.Comparable, nil, "已填写的标本、方法、部位等与清单条目相符。", "Specimen, method, site and the like agree with the entry as far as stated."},
	{r.NotComparable, nil, "{field}不符，报告为“{stated}”，清单为“{expected}”。", "The {field} differs: the report has {stated}, the entry {expected}."},
	{r.NotCompared, nil, "{field}“{stated}”不在词表内，未作比对。", "The {field} {stated} is outside the vocabulary and was not compared."},
	{r.ImagesPresent, nil, "影像资料可以调阅。", "The images are at hand."},
	{r.ImagesMissing, nil, "清单要求影像资料可以调阅，目前无法调阅。", "The list asks for images, and they are not at hand."},
	{r.DataRequired, nil, "缺少判断所需的信息“{field}”。", "One more thing must be known: {field}."},
	{r.WithinWindow, has(r.ParamUntil), "互认时限为{window}，自{anchor}起算，有效至{until}。", "The window is {window} from {anchor}, until {until}."},
	{r.WithinWindow, nil, "清单规定该项目互认时限不限。", "The list sets no limit of time."},
	{r.WindowExpired, nil, "互认时限为{window}，自{anchor}起算，已于{until}届满。", "The window is {window} from {anchor} and ended {until}."},
	{r.WindowUnstated, effect(r.Discretionary), "清单没有规定互认时限，结果自{anchor}起已超过{window}。", "No window is printed, and the result is more than {window} old."},
	{r.WindowUnstated, unlimited, "清单没有规定互认时限。", "No window is printed."},
	{r.WindowUnstated, nil, "清单没有规定互认时限，结果自{anchor}起未超过{window}。", "No window is printed; the result is no more than {window} old."},
	{r.SituationFound, nil, "所述情形“{situation}”属于可以重新检查的情形。", "A situation in which repeating is allowed: {situation}."},
	{r.SituationNoted, nil, "已记录所述情形“{situation}”。", "Noted: {situation}."},
	{r.NegDiscretion, has(r.ParamReason), "按{list_name}，此种情形由接诊医师决定是否采信（{reason}）。", "By {list_name}, this case is left to the physician ({reason})."},
	{r.NegDiscretion, nil, "按{list_name}，此种情形由接诊医师决定是否采信。", "By {list_name}, this case is left to the physician."},
	{r.NegNotAssessed, nil, "{list_name}中有一条规定缺少判断所需的信息“{field}”，本次未作判断。", "An entry of {list_name} was not assessed: it asks for {field}."},
	{r.OperatorDependent, nil, "{modality}检查结果受操作者影响较大。", "{modality} results depend on the operator."},
})

// compile groups the sentences by code.
func compile(messages []message) [][]sentence {
	all := make([][]sentence, len(r.Codes())+1)
	for _, m := range messages {
		all[m.code] = append(all[m.code], sentence{when: m.when, zh: split(m.zh), en: split(m.en)})
	}
	return all
}

// words are the values of text parameters as people read them.
var words = map[string]registry.Text{
	"final": {Zh: "最终", En: "final"}, "amended": {Zh: "修订", En: "amended"},
	"preliminary": {Zh: "初步", En: "preliminary"}, "cancelled": {Zh: "作废", En: "cancelled"},
	"issuer": {Zh: "出具机构", En: "issuer"}, "receiver": {Zh: "接诊机构", En: "receiver"}, "reader": {Zh: "诊断机构", En: "reader"},
	"both": {Zh: "出具并接收结果", En: "issues and receives"}, "issues": {Zh: "仅出具结果", En: "issues"}, "receives": {Zh: "仅接收结果", En: "receives"},
	"registry": {Zh: "登记编码", En: "registry code"}, "local": {Zh: "出具机构本院编码", En: "the issuer's own code"},
	"receiver-local": {Zh: "接诊机构本院编码", En: "the receiver's own code"}, "loinc": {Zh: "LOINC", En: "LOINC"},
	"exam": {Zh: "检查（采样）时间", En: "the examination"}, "report": {Zh: "报告时间", En: "the report"},
	"specimen": {Zh: "标本", En: "specimen"}, "method": {Zh: "方法", En: "method"}, "body_site": {Zh: "部位", En: "body site"},
	"laterality": {Zh: "侧别", En: "side"}, "contrast": {Zh: "增强方式", En: "contrast"}, "projection": {Zh: "体位", En: "projection"},
	"has_images":        {Zh: "影像资料是否可用（has_images）", En: "whether images are at hand (has_images)"},
	"patient_age_years": {Zh: "患者年龄（patient_age_years）", En: "the patient's age (patient_age_years)"},
	"department":        {Zh: "就诊科室（department）", En: "the department (department)"},
	"modality":          {Zh: "检查类别", En: "the modality"},
	"US":                {Zh: "超声", En: "Ultrasound"}, "ECG": {Zh: "心电", En: "ECG"}, "MR": {Zh: "磁共振", En: "MR"},
	"DR": {Zh: "X线", En: "X-ray"}, "NM": {Zh: "核医学", En: "Nuclear medicine"}, "ES": {Zh: "内镜", En: "Endoscopy"},
	"PA": {Zh: "病理", En: "Pathology"}, "FN": {Zh: "功能", En: "Function test"},
}
