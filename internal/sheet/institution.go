package sheet

import "concord/internal/registry"

// InstitutionRow is one row of an institution list.
type InstitutionRow struct {
	Name       Text
	ID         Text // of this registry, where the file was written by it
	USCC       Text
	Licence    Text
	Insurance  Text
	Level      registry.Level // LevelUnknown where the row states none
	Grade      string         // 甲等 …; empty where not assessed
	LevelText  Text
	Kind       Text
	Prefecture Text // 地市, in province-wide files
	District   Text // 区县
	Role       registry.Role
	RoleText   Text
	ScopeMode  registry.ScopeMode
	ScopeNames []string // item names as printed
	ScopeCodes Text     // item codes parted by semicolons, as this package writes them
	ScopeText  Text
	Period     registry.Period // Always where none is stated
	Note       Text
}

// The columns of an institution list, besides those it shares with items.
const (
	fieldInstitution field = "机构名称"
	fieldID          field = "机构编码"
	fieldUSCC        field = "统一社会信用代码"
	fieldLicence     field = "执业许可证号"
	fieldInsurance   field = "医保编码"
	fieldLevel       field = "级别"
	fieldGrade       field = "等次"
	fieldKind        field = "机构类别"
	fieldPrefecture  field = "地市"
	fieldDistrict    field = "区县"
	fieldRole        field = "角色"
	fieldScope       field = "互认范围"
	fieldScopeCodes  field = "范围编码"
	fieldFrom        field = "起始日期"
	fieldTo          field = "截止日期"
	fieldPeriod      field = "有效期"
)

var (
	institutionWords = phrase[field]{fieldInstitution, "机构名称 医疗机构名称 医疗机构 机构 单位名称 医院名称 医院 单位 机构全称 医疗卫生机构 医疗卫生机构名称 互认机构 互认医疗机构 互认机构名称 互认医疗机构名称 参加机构 参与机构 参评机构 实验室名称 institution institutionname name namezh"}
	usccWords        = phrase[field]{fieldUSCC, "统一社会信用代码 社会信用代码 信用代码 统一信用代码 uscc"}
	fromWords        = phrase[field]{fieldFrom, "起始日期 开始日期 起始时间 开始时间 生效日期 生效时间 起 起始 自 有效期起 有效期自 有效期起始 有效期开始 有效期起始日期 有效期开始日期 有效期起始时间 执行日期 起始日 from validfrom start startdate"}
	toWords          = phrase[field]{fieldTo, "截止日期 结束日期 终止日期 截止时间 结束时间 终止时间 失效日期 止 截止 至 有效期止 有效期至 有效期截止 有效期结束 有效期截止日期 有效期结束日期 有效期截止时间 到期日期 截止日 to validto end enddate"}
	periodWords      = phrase[field]{fieldPeriod, "有效期 有效期限 起止日期 起止时间 有效时间 执行期 执行时间 互认期限 互认有效期 期限 有效期起止 有效日期 period"}
)

var institutionLayout = &layout{
	title: registry.Text{Zh: "医疗机构清单", En: "an institution list"},
	key:   fieldInstitution,
	least: 1,
	words: says(
		seqWords, noteWords, institutionWords, usccWords, fromWords, toWords, periodWords,
		phrase[field]{fieldID, "机构编码 机构代码 机构编号 机构id id"},
		phrase[field]{fieldLicence, "执业许可证号 医疗机构执业许可证号 执业许可证登记号 许可证号 登记号 机构登记号 执业登记号 医疗机构执业许可证登记号 licence license"},
		phrase[field]{fieldInsurance, "医保编码 医保代码 国家医保编码 医保机构编码 定点医疗机构编码 insurance"},
		phrase[field]{fieldLevel, "级别 机构级别 医院级别 医疗机构级别 等级 医院等级 机构等级 医疗机构等级 级别等次 级别等级 级等 level"},
		phrase[field]{fieldGrade, "等次 等别 医院等次 机构等次 评审等次 grade"},
		phrase[field]{fieldKind, "机构类别 类别 机构类型 类型 医院类别 医院类型 医疗机构类别 医疗机构类型 机构性质分类 kind type"},
		phrase[field]{fieldPrefecture, "地市 市 地区 所在地市 市州 地市州 盟市 市(州) 所属地市 地级市 所在市 城市 州市 设区市 prefecture city prefecturename"},
		phrase[field]{fieldDistrict, "区县 县区 县(市、区) 县市区 旗县区 所在区县 所属区县 区 县 行政区 区域 所在区域 所属区域 辖区 旗县 区(县) 县(区) district county countyname"},
		phrase[field]{fieldRole, "角色 互认角色 参与角色 互认方式 参与方式 互认方向 role"},
		phrase[field]{fieldScope, "互认范围 互认项目范围 项目范围 范围 互认项目 参与项目 参加项目 互认内容 scope"},
		phrase[field]{fieldScopeCodes, "范围编码 scopecodes"},
	),
}

// Institutions reads the institution lists of all sheets.
func (b *Book) Institutions() Reading[InstitutionRow] {
	return read(b, institutionLayout, institutionRow)
}

func institutionRow(r *record) InstitutionRow {
	row := InstitutionRow{
		Name:       r.demand(fieldInstitution),
		ID:         r.text(fieldID),
		USCC:       r.text(fieldUSCC),
		Licence:    r.text(fieldLicence),
		Insurance:  r.text(fieldInsurance),
		LevelText:  r.text(fieldLevel),
		Kind:       r.text(fieldKind),
		Prefecture: r.text(fieldPrefecture),
		District:   r.text(fieldDistrict),
		RoleText:   r.text(fieldRole),
		ScopeCodes: r.text(fieldScopeCodes),
		ScopeText:  r.text(fieldScope),
		Period:     r.period(),
		Note:       r.text(fieldNote),
	}
	if !row.ID.Stated() {
		row.Name.Value = withoutOrdinal(row.Name.Value)
	}
	row.Level, row.Grade = r.level()
	row.Role = r.role(row.RoleText)
	row.takeScope(r)
	row.takeHeading(r)
	return row
}

var roles = says(
	phrase[registry.Role]{registry.RoleBoth, "双向 双向互认 出具和接收 出具及接收 出具与接收 出具、接收 出具/接收 出具,接收 互认 全部 both"},
	phrase[registry.Role]{registry.RoleIssues, "出具 出具方 仅出具 出具机构 提供 提供方 输出 被互认 被认可 issues issuer"},
	phrase[registry.Role]{registry.RoleReceives, "接收 接收方 仅接收 接收机构 接受 采信 认可 认可方 输入 receives receiver"},
)

func (r *record) role(t Text) registry.Role {
	if saysNothing(t.Value) {
		return registry.RoleBoth
	}
	role, ok := roles.of(t.Value)
	if !ok {
		r.trouble(t, roleUnreadable)
	}
	return role
}

func (row *InstitutionRow) takeScope(r *record) {
	s, ok := parseScope(row.ScopeText.Value)
	if !ok {
		r.trouble(row.ScopeText, scopeUnreadable)
	}
	row.ScopeMode, row.ScopeNames = s.mode, s.names
}

// takeHeading reads the level from the row above the institutions (一、三级医院)
// where the table has no column for it.
func (row *InstitutionRow) takeHeading(r *record) {
	_, column := r.cells[fieldLevel]
	_, grade := r.cells[fieldGrade]
	if column || grade || !r.category.Stated() {
		return
	}
	if level, grade, ok := parseLevel(r.category.Value); ok {
		row.Level, row.Grade, row.LevelText = level, grade, r.category
	}
}
