package web

import (
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/httpapi"
	"concord/internal/office"
	"concord/internal/registry"
)

var (
	personChanged   = notice("person-changed", "账户已更新。", "The account is changed.")
	personSignedOut = notice("person-signed-out", "该账户的全部会话已结束。", "All sessions of the account are ended.")
)

func (w *Web) registerPeople(e *echo.Echo) {
	e.GET("/console/people", w.shown(w.people), w.signedIn)
	e.GET("/console/people/new", w.shown(w.newPerson), w.signedIn)
	e.POST("/console/people/new", w.taken(w.newPerson, w.addPerson), w.signedIn)
	e.GET("/console/people/:name", w.shown(w.person), w.signedIn)
	e.POST("/console/people/:name", w.taken(w.person, w.changePerson), w.signedIn)
	e.POST("/console/people/:name/password", w.taken(w.person, w.resetPassword), w.signedIn)
	e.POST("/console/people/:name/sessions", w.taken(w.person, w.endSessions), w.signedIn)
}

// people answers GET /console/people.
func (w *Web) people(c echo.Context, _ form) (*deskPage, error) {
	s := sayingOf(c)
	p := w.desk(c, "people", peopleTitle, s.t("谁能登录，在哪个地区做什么。账户只停用，不删除。",
		"Who signs in, and does what in which region. Accounts are disabled, never deleted."))
	if !w.administers(c) {
		return p.with(denied(s, s.t("管理员", "an administrator"))), nil
	}
	accounts, err := every(func(cursor string) ([]api.Account, *string, error) {
		r, err := asked(w.client(c).ListAccountsWithResponse(c.Request().Context(), &api.ListAccountsParams{Limit: largestPage, Cursor: cursor}))
		if err != nil {
			return nil, nil, err
		}
		return r.JSON200.Items, r.JSON200.NextCursor, nil
	})
	if err != nil {
		return nil, err
	}
	p.with(deskSection{Links: []deskLink{{Href: "/console/people/new", Label: s.t("新建账户", "New account")}}})
	return p.with(rowsOn(p, c, w.peopleTable(s), accounts)), nil
}

var peopleTitle = both("人员", "People")

// administers reports whether who asks is an administrator of any region.
func (w *Web) administers(c echo.Context) bool {
	return len(w.office.Overseen(office.Administration, httpapi.ActorOf(c).Grants)) > 0 || w.does(c, office.Administration, registry.Nation)
}

func (w *Web) peopleTable(s saying) table[api.Account] {
	return table[api.Account]{
		Caption: peopleTitle, Sort: "name",
		Columns: []column[api.Account]{
			{Key: "name", Label: both("账户", "Account"), Less: byText(func(a api.Account) string { return a.Name }),
				Value: func(a api.Account) cell { return cell{Text: a.Name, Href: "/console/people/" + a.Name} }},
			textColumn("full_name", both("姓名", "Full name"), func(a api.Account) string { return a.FullName }),
			{Key: "grants", Label: both("授权", "Grants"), Value: func(a api.Account) cell { return cell{Text: w.grantsText(s, a.Grants)} }},
			{Key: "second", Label: both("登录方式", "Signs in by"), Value: func(a api.Account) cell { return cell{Text: signsInBy(s, a)} }},
			{Key: "state", Label: both("状态", "State"), Value: func(a api.Account) cell { return accountState(s, a) }},
		},
		Filters: []filter[api.Account]{
			{Key: "role", Label: both("角色", "Role"), Options: roleOptions(s), Match: func(a api.Account, value string) bool {
				return lo.SomeBy(a.Grants, func(g api.Grant) bool { return string(g.Role) == value })
			}},
			{Key: "state", Label: both("状态", "State"), Options: []option{{"on", s.t("启用", "enabled")}, {"off", s.t("停用", "disabled")}},
				Match: func(a api.Account, value string) bool { return a.Disabled == (value == "off") }},
		},
	}
}

func accountState(s saying, a api.Account) cell {
	switch {
	case a.Disabled:
		return cell{Text: s.t("停用", "disabled"), Tone: "bad"}
	case a.OneTimePassword:
		return cell{Text: s.t("待改密码", "new password due"), Tone: "fair"}
	}
	return cell{Text: s.t("启用", "enabled"), Tone: "good"}
}

func signsInBy(s saying, a api.Account) string {
	switch {
	case a.Subject != nil:
		return s.t("单点登录", "single sign-on")
	case a.TwoFactors:
		return s.t("密码与动态口令", "password and one-time code")
	}
	return s.t("密码", "password")
}

func roleOptions(s saying) []option {
	return []option{
		{"administrator", s.t("管理员", "administrator")}, {"editor", s.t("编辑", "editor")},
		{"approver", s.t("审核", "approver")}, {"auditor", s.t("审计", "auditor")},
	}
}

// grantsText is grants as people read them: 编辑（赤峰市）.
func (w *Web) grantsText(s saying, grants []api.Grant) string {
	roles := lo.SliceToMap(roleOptions(s), func(o option) (string, string) { return o.Value, o.Label })
	return strings.Join(lo.Map(grants, func(g api.Grant, _ int) string {
		return s.tf("%s（%s）", "%s (%s)", roles[string(g.Role)], w.placeName(s, g.Region))
	}), s.t("、", ", "))
}

func (w *Web) grantMembers(s saying) []lineMember {
	choose := append([]option{{"", s.t("选择角色", "choose a role")}}, roleOptions(s)...)
	return []lineMember{
		{"role", s.t("角色", "Role"), func(f fieldView) fieldView { return f.Choosing(choose) }},
		{"region", s.t("地区", "Region"), func(f fieldView) fieldView { return w.regionNamed(s, f) }},
	}
}

func (w *Web) grantLines(s saying, f form) *linesView {
	return &linesView{
		Legend: s.t("授权", "Grants"), Hint: s.t("每行一个角色和一个地区（代码或全称；全国为 100000）。空行不计。",
			"A role and a region on each line (code or full name; 100000 is the nation). Empty lines do not count."),
		Rows: f.lineFields("grants", w.grantMembers(s)...),
	}
}

// grantsTyped are the grants that a form states, each with both its halves.
func (w *Web) grantsTyped(s saying, f *form) []api.Grant {
	grants := []api.Grant{}
	for n, line := range f.lines("grants", "role", "region") {
		if line["role"] == "" {
			f.wrong(lineName("grants", n, "role"), s.t("请选择角色", "choose a role"), s.t("不需要的行请清空", "or empty the line"))
		}
		if line["region"] == "" {
			f.wrong(lineName("grants", n, "region"), s.t("请填写地区", "state the region"), s.t("不需要的行请清空", "or empty the line"))
		}
		grants = append(grants, api.Grant{Role: api.Role(line["role"]), Region: w.regionTyped(line["region"])})
	}
	return grants
}

// newPerson is the page of a new account.
func (w *Web) newPerson(c echo.Context, f form) (*deskPage, error) {
	s := sayingOf(c)
	p := w.desk(c, "people", both("新建账户", "New account"),
		s.t("系统生成一次性密码，只显示一次；首次登录后须自行更改。", "A one-time password is made and shown once; its owner replaces it at the first sign-in."))
	p.under("/console/people", peopleTitle.In(p.Lang))
	if !w.administers(c) {
		return p.with(denied(s, s.t("管理员", "an administrator"))), nil
	}
	return p.form(f, deskForm{
		Action: "/console/people/new", Button: s.t("建立账户", "Make the account"), Lines: w.grantLines(s, f),
		Fields: []fieldView{
			f.field("name", s.t("账户名", "Account name")).Needed().WithHint(s.t("小写字母开头，可含数字、点、连字符、下划线",
				"a small letter first; then also digits, dot, hyphen, underscore")),
			f.field("full_name", s.t("姓名", "Full name")).Needed(),
			f.field("subject", s.t("单点登录身份", "Single sign-on subject")).WithHint(s.t("填写后该账户没有密码", "an account with one has no password")),
		},
	}), nil
}

// addPerson answers POST /console/people/new.
func (w *Web) addPerson(c echo.Context, f *form) (echo.HandlerFunc, error) {
	grants := w.grantsTyped(sayingOf(c), f)
	if f.Refused() {
		return nil, nil
	}
	made, err := asked(w.client(c).CreateAccountWithResponse(c.Request().Context(), api.NewAccount{
		Name: f.Get("name"), FullName: f.Get("full_name"), Grants: grants, Subject: f.Optional("subject"),
	}))
	if err != nil {
		return nil, err
	}
	return w.answers(w.oneTimePassword(c, both("账户已建立", "The account is made"), *made.JSON200)), nil
}

// oneTimePassword shows a password this once.
func (w *Web) oneTimePassword(c echo.Context, title registry.Text, made api.AccountWithPassword) *deskPage {
	s, a := sayingOf(c), made.Account
	p := w.desk(c, "people", title, s.tf("%s（%s）", "%s (%s)", a.FullName, a.Name)).under("/console/people", peopleTitle.In(languageOf(c)))
	if made.Password != nil {
		p.with(deskSection{Secret: &secretView{
			Label: s.t("一次性密码", "One-time password"), Value: *made.Password,
			Warning: s.t("只显示这一次。请以安全方式交给本人；本人首次登录后须更改。",
				"Shown this once. Hand it over safely; its owner replaces it at the first sign-in."),
		}})
	}
	return p.with(deskSection{Links: []deskLink{{"/console/people/" + a.Name, s.t("查看账户", "See the account"), ""}, {"/console/people", s.t("回到人员", "Back to people"), "quiet"}}})
}

// person is the page of one account.
func (w *Web) person(c echo.Context, f form) (*deskPage, error) {
	s := sayingOf(c)
	got, err := asked(w.client(c).GetAccountWithResponse(c.Request().Context(), c.Param("name")))
	if err != nil {
		return nil, err
	}
	a := *got.JSON200
	here := "/console/people/" + a.Name
	p := w.desk(c, "people", both(a.FullName, a.FullName), "").under("/console/people", peopleTitle.In(languageOf(c)))
	state := accountState(s, a)
	p.with(deskSection{Facts: []deskFact{
		{Label: s.t("账户", "Account"), Value: a.Name}, {Label: s.t("状态", "State"), Value: state.Text, Tone: state.Tone},
		{Label: s.t("登录方式", "Signs in by"), Value: signsInBy(s, a)}, {Label: s.t("授权", "Grants"), Value: w.grantsText(s, a.Grants)},
	}})
	if !w.administers(c) {
		return p.with(denied(s, s.t("管理员", "an administrator"))), nil
	}
	tag := got.HTTPResponse.Header.Get("ETag")
	return p.correct(f, correction{tag: tag, stands: personFilled(a), fill: func(f form) deskForm { return w.personForm(s, here, f) }}).with(
		deskSection{Title: s.t("密码与会话", "Password and sessions"), Form: &deskForm{
			Action: here + "/password", Button: s.t("重置密码…", "Reset the password…"), Danger: true,
		}},
		deskSection{Form: &deskForm{Action: here + "/sessions", Button: s.t("结束全部会话…", "End all sessions…"), Danger: true}},
	), nil
}

// personFilled is an account as its form shows it.
func personFilled(a api.Account) form {
	shown := filled("full_name", a.FullName, "subject", lo.FromPtr(a.Subject), "disabled", strconv.FormatBool(a.Disabled))
	for n, g := range a.Grants {
		shown.setLine("grants", n, map[string]string{"role": string(g.Role), "region": g.Region})
	}
	return shown
}

func (w *Web) personForm(s saying, here string, f form) deskForm {
	return deskForm{
		Title: s.t("更改", "Change"), Action: here, Button: s.t("保存", "Save"), Lines: w.grantLines(s, f),
		Fields: []fieldView{
			f.field("full_name", s.t("姓名", "Full name")).Needed(),
			f.field("subject", s.t("单点登录身份", "Single sign-on subject")),
			f.field("disabled", s.t("停用该账户", "Disable the account")).As("checkbox").WithHint(s.t("停用后立即不能登录，其密钥也失效；记录保留",
				"it is signed out at once and its keys end; the record stays")),
		},
	}
}

// changePerson answers POST /console/people/{name}. Disabling is asked about
// first.
func (w *Web) changePerson(c echo.Context, f *form) (echo.HandlerFunc, error) {
	s, here := sayingOf(c), "/console/people/"+c.Param("name")
	grants := w.grantsTyped(s, f)
	if f.Refused() {
		return nil, nil
	}
	if f.Has("disabled", "true") && !f.sure() {
		return w.warn(c, "people", *f, warning{
			title: both("停用账户 "+c.Param("name"), "Disable the account "+c.Param("name")),
			back:  deskLink{Href: here, Label: c.Param("name")}, button: s.t("停用", "Disable"),
			says: []string{
				s.tf("%s 立即不能登录，已登录的全部会话结束，其账户密钥失效。",
					"%s is signed out everywhere at once, and keys of the account hold no longer.", c.Param("name")),
				s.t("账户与其以往操作的记录保留，随时可重新启用。", "The account and the record of what it did stay; it can be enabled again."),
			},
		}), nil
	}
	_, err := asked(w.client(c).PutAccountWithResponse(c.Request().Context(), c.Param("name"), api.AccountChange{
		FullName: f.Get("full_name"), Grants: grants, Disabled: f.Has("disabled", "true"), Subject: f.Optional("subject"),
	}, ifMatch(f.Get("etag"))))
	return leadsTo(here, personChanged), err
}

// resetPassword answers POST /console/people/{name}/password.
func (w *Web) resetPassword(c echo.Context, f *form) (echo.HandlerFunc, error) {
	s, name := sayingOf(c), c.Param("name")
	if !f.sure() {
		return w.warn(c, "people", *f, warning{
			title: both("重置 "+name+" 的密码", "Reset the password of "+name),
			back:  deskLink{Href: "/console/people/" + name, Label: name}, button: s.t("重置密码", "Reset the password"),
			says: []string{s.t("现密码与动态口令立即失效，全部会话结束；将显示一次新的一次性密码。",
				"The password and the second factor hold no longer, all sessions end, and a new one-time password is shown once.")},
		}), nil
	}
	made, err := asked(w.client(c).ResetPasswordWithResponse(c.Request().Context(), name))
	if err != nil {
		return nil, err
	}
	return w.answers(w.oneTimePassword(c, both("密码已重置", "The password is reset"), *made.JSON200)), nil
}

// endSessions answers POST /console/people/{name}/sessions.
func (w *Web) endSessions(c echo.Context, f *form) (echo.HandlerFunc, error) {
	s, name := sayingOf(c), c.Param("name")
	if !f.sure() {
		return w.warn(c, "people", *f, warning{
			title: both("结束 "+name+" 的全部会话", "End all sessions of "+name),
			back:  deskLink{Href: "/console/people/" + name, Label: name}, button: s.t("结束会话", "End the sessions"),
			says: []string{s.t("该账户在所有设备上须重新登录。密码不变。", "The account signs in again on every device. The password stays.")},
		}), nil
	}
	_, err := asked(w.client(c).EndSessionsWithResponse(c.Request().Context(), name))
	return leadsTo("/console/people/"+name, personSignedOut), err
}
