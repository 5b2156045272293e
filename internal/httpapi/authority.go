package httpapi

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/internal/office"
	"concord/internal/registry"
)

// Authenticate says who asks: whom a session or a key belongs to.
func Authenticate(c echo.Context, actor office.Actor) { callOf(c.Request().Context()).actor = actor }

// Doubt says why it cannot be told who asks. Who may be anybody is answered all
// the same.
func Doubt(c echo.Context, err error) { callOf(c.Request().Context()).doubt = err }

// ActorOf is who asks.
func ActorOf(c echo.Context) office.Actor { return callOf(c.Request().Context()).actor }

// may refuses a request whose actor does not do a duty for a jurisdiction.
func (a *API) may(c *call, duty office.Duty, code registry.JurisdictionCode) error {
	if err := c.signedIn(); err != nil {
		return err
	}
	seat, ok := a.office.Seat(code)
	if !ok {
		return notFound(registry.Text{Zh: "发布主体", En: "jurisdiction"}, string(code))
	}
	return a.mayIn(c, duty, seat)
}

// mayIn refuses a request whose actor does not do a duty for a region.
func (a *API) mayIn(c *call, duty office.Duty, region registry.RegionCode) error {
	if err := c.signedIn(); err != nil {
		return err
	}
	if !c.actor.Has(office.ScopeAccount) || !duty.Allows(c.actor.Grants, a.office.Chain(region)) {
		return Refuse(http.StatusForbidden, "NOT_ALLOWED",
			textf("%s 在%s没有所需的角色：%s", "%s has none of the roles needed in %s: %s", c.actor.Name, c.called(region), rolesOf(duty)),
			registry.Text{Zh: "由该地区有此角色的人员办理；上级可查看和督办，不能代为发布", En: "let somebody who has the role in that region do it; parents read and supervise"})
	}
	return nil
}

// regionFor is the region with a code in a path, in which the actor does a duty.
func (a *API) regionFor(c *call, code string, duty office.Duty) (registry.RegionCode, error) {
	if err := c.signedIn(); err != nil {
		return "", err
	}
	region, err := c.region(code)
	if err != nil {
		return "", err
	}
	return region, a.mayIn(c, duty, region)
}

// signedIn refuses a request of nobody in particular.
func (c *call) signedIn() error {
	switch {
	case c.actor.OneTime:
		return Refuse(http.StatusForbidden, "PASSWORD_CHANGE_NEEDED",
			registry.Text{Zh: "须先修改一次性密码", En: "the one-time password is to be replaced first"},
			registry.Text{Zh: "PUT /v1/account/password", En: "PUT /v1/account/password"})
	case c.actor.Known():
		return nil
	case c.doubt != nil:
		return c.doubt
	}
	return signInNeeded()
}

func signInNeeded() error {
	return Refuse(http.StatusUnauthorized, "SIGN_IN_NEEDED",
		registry.Text{Zh: "须先登录，或使用账户的 API 密钥", En: "sign in first, or use the API key of an account"},
		registry.Text{Zh: "POST /v1/session 登录，或 Authorization: Bearer <密钥>", En: "POST /v1/session, or send Authorization: Bearer <key>"})
}

// roleNames are what roles are called.
var roleNames = map[office.Role]registry.Text{
	office.Administrator: {Zh: "管理员", En: "administrator"},
	office.Editor:        {Zh: "编辑", En: "editor"},
	office.Approver:      {Zh: "审核", En: "approver"},
	office.Auditor:       {Zh: "审计", En: "auditor"},
}

// rolesOf are the roles any of which does a duty.
func rolesOf(d office.Duty) registry.Text {
	in := func(lang, or string) string {
		return strings.Join(lo.Map(d.Roles, func(r office.Role, _ int) string { return roleNames[r].In(lang) }), or)
	}
	return registry.Text{Zh: in("zh", "、"), En: in("en", ", ")}
}
