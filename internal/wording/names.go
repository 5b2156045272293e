package wording

import (
	"strings"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// consortium appends what a consortium is called, or its id.
func (sp *Speaker) consortium(buf []byte, id string) []byte {
	if c, ok := sp.s.Consortium(id, sp.at()); ok && c.Name != "" {
		return sp.quote(buf, c.Name)
	}
	return sp.quote(buf, id)
}

// items appends the names and codes of items whose codes are joined by spaces.
func (sp *Speaker) items(buf []byte, codes string) []byte {
	for i, code := range strings.Fields(codes) {
		if i > 0 {
			buf = append(buf, sp.choose(registry.Text{Zh: "、", En: ", "})...)
		}
		name := code
		if item, ok := sp.s.Item(registry.ItemCode(code)); ok {
			name += " " + sp.either(item.Name, item.NameEn)
		}
		buf = sp.quote(buf, name)
	}
	return buf
}

// qualifier appends what a value of the qualifier catalogue is called, or the
// value as it was stated. There are few, and this is seldom said.
func (sp *Speaker) qualifier(buf []byte, code string) []byte {
	for _, value := range sp.s.Catalogue().Qualifiers {
		if value.Code == code {
			return sp.quote(buf, sp.either(value.Name, value.NameEn))
		}
	}
	return sp.quote(buf, code)
}

// evidence appends the programme and the round of a finding on quality.
func (sp *Speaker) evidence(buf []byte) []byte {
	programme, _ := sp.f.Parameters.Get(recognition.ParamProgramme)
	round, _ := sp.f.Parameters.Get(recognition.ParamRound)
	return sp.quote(buf, strings.TrimSpace(programme.Text+" "+round.Text))
}

// because appends why an entry stands on a list, without the full stop that it
// may be printed with: the sentence has its own.
func (sp *Speaker) because(buf []byte, printed string) []byte {
	return sp.quote(buf, strings.TrimRight(printed, "。．.；; \t\r\n"))
}

// result appends what of whom a patient's text is about, as far as it is known,
// behind “您” or “Your ”.
func (sp *Speaker) result(buf []byte) []byte {
	if len(sp.several) > 0 {
		return sp.results(buf)
	}
	_, known := sp.s.Item(sp.a.Item)
	if !sp.en {
		if sp.a.Issuer != "" {
			buf = sp.institution(append(buf, "在"...), string(sp.a.Issuer))
			buf = append(buf, "做"...)
		}
		buf = append(buf, "的"...)
		if !known {
			return append(buf, "检查检验结果"...)
		}
		buf = sp.itemNamed(append(buf, "“"...))
		return append(buf, "”结果"...)
	}
	if known {
		buf = append(sp.itemNamed(buf), ' ')
	}
	buf = append(buf, "result"...)
	if sp.a.Issuer == "" {
		return buf
	}
	return sp.institution(append(buf, " from "...), string(sp.a.Issuer))
}

// receiver appends where the patient is now.
func (sp *Speaker) receiver(buf []byte) []byte {
	if sp.a.Receiver == "" {
		return append(buf, sp.choose(registry.Text{Zh: "接诊医院", En: "the hospital you visit"})...)
	}
	return sp.institution(buf, string(sp.a.Receiver))
}

// either chooses a name; where there is no English one, the Chinese.
func (sp *Speaker) either(zh, en string) string {
	if sp.en && en != "" {
		return en
	}
	return zh
}
