package sheet

import "concord/internal/registry"

// CodeMapRow is one code of an institution's own and the item it means.
type CodeMapRow struct {
	LocalCode Text
	LocalName Text
	Code      Text // of the catalogue; empty where the name is to be resolved
	Item      Text
	Specimen  Text
	Unit      Text
	Note      Text
}

// The columns of a code map, besides those it shares with others.
const (
	fieldLocalCode field = "本院编码"
	fieldLocalName field = "本院名称"
)

var codeMapLayout = &layout{
	title: registry.Text{Zh: "本院编码对照表", En: "a code map"},
	key:   fieldLocalCode,
	least: 1,
	words: says(
		seqWords, noteWords, codeWords, specimenWords,
		phrase[field]{fieldLocalCode, "本院编码 本院代码 院内编码 院内代码 本院项目编码 本院项目代码 院内项目编码 院内项目代码 医院编码 医院项目编码 his编码 his代码 lis编码 lis代码 localcode"},
		phrase[field]{fieldLocalName, "本院名称 院内名称 本院项目名称 院内项目名称 医院项目名称 his名称 lis名称 localname"},
		phrase[field]{fieldItem, "项目名称 互认项目 互认项目名称 标准名称 标准项目名称 目录名称 项目 item itemname"},
		phrase[field]{fieldUnit, "单位 计量单位 结果单位 unit"},
	),
}

// CodeMap reads the code maps of all sheets.
func (b *Book) CodeMap() Reading[CodeMapRow] { return read(b, codeMapLayout, codeMapRow) }

func codeMapRow(r *record) CodeMapRow {
	return CodeMapRow{
		LocalCode: r.demand(fieldLocalCode),
		LocalName: r.text(fieldLocalName),
		Code:      r.text(fieldCode),
		Item:      r.text(fieldItem),
		Specimen:  r.text(fieldSpecimen),
		Unit:      r.text(fieldUnit),
		Note:      r.text(fieldNote),
	}
}

// layouts are all kinds of tables, to tell one from another.
var layouts = []*layout{itemLayout, institutionLayout, negativeLayout, qualificationLayout, codeMapLayout, coverageLayout, priceLayout}
