package web

import (
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/httpapi"
)

var keyRevoked = notice("key-revoked", "密钥已撤销。", "The key is revoked.")

func (w *Web) registerKeys(e *echo.Echo) {
	e.GET("/console/keys", w.shown(w.keys), w.signedIn)
	e.GET("/console/keys/new", w.shown(w.newKey), w.signedIn)
	e.POST("/console/keys/new", w.taken(w.newKey, w.issueKey), w.signedIn)
	e.GET("/console/keys/:id", w.shown(w.key), w.signedIn)
	e.POST("/console/keys/:id/revoke", w.taken(w.key, w.revokeKey), w.signedIn)
}

var keysTitle = both("接口密钥", "API keys")

// allKeys are the keys that whoever asks may see.
func (w *Web) allKeys(c echo.Context) ([]api.Key, error) {
	return every(func(cursor string) ([]api.Key, *string, error) {
		r, err := asked(w.client(c).ListKeysWithResponse(c.Request().Context(), &api.ListKeysParams{Limit: largestPage, Cursor: cursor}))
		if err != nil {
			return nil, nil, err
		}
		return r.JSON200.Items, r.JSON200.NextCursor, nil
	})
}

// keys answers GET /console/keys.
func (w *Web) keys(c echo.Context, _ form) (*deskPage, error) {
	all, err := w.allKeys(c)
	if err != nil {
		return nil, err
	}
	s := sayingOf(c)
	p := w.desk(c, "keys", keysTitle, s.t("医院信息系统等以密钥访问接口。密钥正文只在签发时显示一次。",
		"Systems of hospitals ask with a key. Its text is shown once, when it is issued."))
	p.with(deskSection{Links: []deskLink{{Href: "/console/keys/new", Label: s.t("签发密钥", "Issue a key")}}})
	return p.with(rowsOn(p, c, w.keysTable(c), all)), nil
}

func (w *Web) keysTable(c echo.Context) table[api.Key] {
	s, today := sayingOf(c), w.now().Day().String()
	return table[api.Key]{
		Caption: keysTitle, Sort: "-issued", Empty: both("还没有密钥。", "There is no key yet."),
		Columns: []column[api.Key]{
			{Key: "owner", Label: both("归属", "Owner"), Name: func(k api.Key) string { return k.Owner },
				Value: func(k api.Key) cell { return cell{Text: k.Owner, Note: k.ID, Href: "/console/keys/" + k.ID} }},
			{Key: "of", Label: both("机构或账户", "Institution or account"), Value: func(k api.Key) cell { return cell{Text: w.keyHolder(k)} }},
			{Key: "region", Label: both("管理地区", "Kept by"), Value: func(k api.Key) cell { return cell{Text: w.placeName(s, k.Region)} }},
			{Key: "scopes", Label: both("用途", "Scopes"), Value: func(k api.Key) cell { return cell{Text: scopesText(s, k.Scopes)} }},
			{Key: "issued", Label: both("签发", "Issued"), Less: byText(func(k api.Key) string { return k.IssuedAt }),
				Value: func(k api.Key) cell { return cell{Text: k.IssuedAt[:10]} }},
			{Key: "used", Label: both("最近使用", "Last used"), Less: byText(func(k api.Key) string { return lo.FromPtr(k.UsedAt) }),
				Value: func(k api.Key) cell { return cell{Text: usedText(s, k)} }},
			{Key: "state", Label: both("状态", "State"), Value: func(k api.Key) cell { return keyState(s, k, today) }},
		},
		Filters: []filter[api.Key]{
			{Key: "state", Label: both("状态", "State"), Options: []option{{"valid", s.t("有效", "valid")}, {"ended", s.t("已失效", "ended")}},
				Match: func(k api.Key, value string) bool { return keyHolds(k, today) == (value == "valid") }},
			{Key: "scope", Label: both("用途", "Scope"), Options: scopeOptions(s), Match: func(k api.Key, value string) bool {
				return lo.Contains(k.Scopes, api.KeyScope(value))
			}},
		},
	}
}

func keyHolds(k api.Key, today string) bool {
	return !k.Revoked && (k.Expires == nil || *k.Expires >= today)
}

func keyState(s saying, k api.Key, today string) cell {
	switch {
	case k.Revoked:
		return cell{Text: s.t("已撤销", "revoked"), Tone: "bad"}
	case !keyHolds(k, today):
		return cell{Text: s.t("已到期", "expired"), Tone: "plain"}
	case k.Expires != nil:
		return cell{Text: s.t("有效", "valid"), Tone: "good", Note: s.tf("至 %s", "until %s", *k.Expires)}
	}
	return cell{Text: s.t("有效", "valid"), Tone: "good"}
}

func usedText(s saying, k api.Key) string {
	if k.UsedAt == nil {
		return s.t("从未", "never")
	}
	return toTheMinute(*k.UsedAt)
}

// keyHolder is whose key it is: an institution's, or an account's.
func (w *Web) keyHolder(k api.Key) string {
	if k.Institution != nil {
		return w.institutionName(*k.Institution)
	}
	return lo.FromPtr(k.Account)
}

func scopeOptions(s saying) []option {
	return []option{
		{"read", s.t("查询（高速率）", "read at the rate of a key")}, {"outcomes", s.t("上报互认结果", "report outcomes")},
		{"code-map", s.t("维护院内编码", "keep its own codes")}, {"account", s.t("代表账户操作", "act as the account")},
	}
}

func scopesText(s saying, scopes []api.KeyScope) string {
	names := lo.SliceToMap(scopeOptions(s), func(o option) (string, string) { return o.Value, o.Label })
	return strings.Join(lo.Map(scopes, func(scope api.KeyScope, _ int) string { return names[string(scope)] }), s.t("、", ", "))
}

// newKey is the page of a new key.
func (w *Web) newKey(c echo.Context, f form) (*deskPage, error) {
	s := sayingOf(c)
	fields := []fieldView{
		f.field("owner", s.t("归属（何系统）", "Whose system it is")).Needed().WithHint(s.t("例如：演示医院 LIS",
			"for example: LIS of the demo hospital")),
		f.field("expires", s.t("最后一日", "Last day")).As("date").WithHint(s.t("留空则不到期", "leave it empty and it does not expire")),
	}
	lead := s.t("您可为自己的账户签发密钥。", "You may issue keys for your own account.")
	if w.administers(c) {
		lead = s.t("为医疗机构签发，或为自己的账户签发。", "For an institution, or for your own account.")
		fields = append(fields,
			f.field("institution", s.t("医疗机构", "Institution")).Suggesting("institutions").WithHint(s.t("上报结果、维护编码须填写",
				"needed to report outcomes and keep codes")),
			f.field("region", s.t("管理地区", "Region that keeps it")).Suggesting("regions").WithHint(s.t("该地区的管理员可查看和撤销",
				"its administrators see and revoke the key")))
	}
	scopes := lo.Map(scopeOptions(s), func(scope option, _ int) fieldView {
		return f.field("scope."+scope.Value, scope.Label).As("checkbox")
	})
	p := w.desk(c, "keys", both("签发密钥", "Issue a key"), lead).under("/console/keys", keysTitle.In(languageOf(c)))
	return p.form(f, deskForm{Action: "/console/keys/new", Button: s.t("签发", "Issue"), Fields: fields, Checks: &checksView{s.t("用途", "Scopes"), scopes}}), nil
}

// issueKey answers POST /console/keys/new.
func (w *Web) issueKey(c echo.Context, f *form) (echo.HandlerFunc, error) {
	s := sayingOf(c)
	wanted := api.NewKey{Owner: f.Get("owner"), Expires: f.Optional("expires"), Scopes: []api.KeyScope{}}
	for _, scope := range scopeOptions(s) {
		if f.Has("scope."+scope.Value, "true") {
			wanted.Scopes = append(wanted.Scopes, api.KeyScope(scope.Value))
		}
	}
	if len(wanted.Scopes) == 0 {
		f.wrong("scope.read", s.t("至少选择一项用途", "choose one scope at least"), "")
		return nil, nil
	}
	if lo.Contains(wanted.Scopes, api.KeyScope("account")) {
		wanted.Account = new(string(httpapi.ActorOf(c).Account))
	}
	if id := w.institutionTyped(f.Get("institution")); id != "" {
		wanted.Institution = &id
	}
	if region := w.regionTyped(f.Get("region")); region != "" {
		wanted.Region = &region
	}
	made, err := asked(w.client(c).IssueKeyWithResponse(c.Request().Context(), wanted))
	if err != nil {
		return nil, err
	}
	return w.answers(w.issued(c, *made.JSON200)), nil
}

// issued shows the text of a key this once.
func (w *Web) issued(c echo.Context, made api.IssuedKey) *deskPage {
	s := sayingOf(c)
	p := w.desk(c, "keys", both("密钥已签发", "The key is issued"), made.Key.Owner).under("/console/keys", keysTitle.In(languageOf(c)))
	if made.Secret != nil {
		p.with(deskSection{Secret: &secretView{
			Label: s.t("密钥正文", "The key"), Value: *made.Secret,
			Warning: s.t("只显示这一次，此处不留存正文。请立即存入对方系统，勿写入浏览器端代码和日志。",
				"Shown this once; its text is not kept here. Put it into the system now, and keep it out of browsers and logs."),
		}})
	}
	return p.with(deskSection{Links: []deskLink{{"/console/keys", s.t("回到密钥", "Back to the keys"), "quiet"}}})
}

// key is the page of one key.
func (w *Web) key(c echo.Context, f form) (*deskPage, error) {
	s := sayingOf(c)
	all, err := w.allKeys(c)
	if err != nil {
		return nil, err
	}
	k, ok := lo.Find(all, func(k api.Key) bool { return k.ID == c.Param("id") })
	if !ok {
		return nil, echo.ErrNotFound
	}
	state := keyState(s, k, w.now().Day().String())
	p := w.desk(c, "keys", both(k.Owner, k.Owner), "").under("/console/keys", keysTitle.In(languageOf(c)))
	p.with(deskSection{Facts: []deskFact{
		{Label: s.t("密钥编号", "Id"), Value: k.ID}, {Label: s.t("状态", "State"), Value: state.Text, Tone: state.Tone},
		{Label: s.t("机构或账户", "Institution or account"), Value: w.keyHolder(k)},
		{Label: s.t("管理地区", "Kept by"), Value: w.placeName(s, k.Region)},
		{Label: s.t("用途", "Scopes"), Value: scopesText(s, k.Scopes)}, {Label: s.t("签发", "Issued"), Value: toTheMinute(k.IssuedAt)},
		{Label: s.t("最近使用", "Last used"), Value: usedText(s, k)},
	}})
	if k.Revoked {
		return p, nil
	}
	return p.form(f, deskForm{Action: "/console/keys/" + k.ID + "/revoke", Button: s.t("撤销密钥…", "Revoke the key…"), Danger: true}), nil
}

// revokeKey answers POST /console/keys/{id}/revoke.
func (w *Web) revokeKey(c echo.Context, f *form) (echo.HandlerFunc, error) {
	s, id := sayingOf(c), c.Param("id")
	if !f.sure() {
		return w.warn(c, "keys", *f, warning{
			title: both("撤销密钥 "+id, "Revoke the key "+id),
			back:  deskLink{Href: "/console/keys/" + id, Label: id}, button: s.t("撤销", "Revoke"),
			says: []string{s.t("一秒内各服务器即不再接受它，不能恢复。使用它的系统须换新密钥。",
				"Within a second no server takes it any more, and it cannot be restored. The system that uses it needs another key.")},
		}), nil
	}
	_, err := asked(w.client(c).RevokeKeyWithResponse(c.Request().Context(), id))
	return leadsTo("/console/keys", keyRevoked), err
}
