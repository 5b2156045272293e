package httpapi

import (
	"context"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/app"
	"concord/internal/office"
)

// WithdrawVersion answers POST …/versions/{n}/withdraw.
func (a *API) WithdrawVersion(ctx context.Context, r api.WithdrawVersionRequestObject) (api.WithdrawVersionResponseObject, error) {
	c := callOf(ctx)
	id, err := listOf(r.Code, r.Kind)
	if err != nil {
		return nil, err
	}
	if err := a.may(c, office.Approval, id.Jurisdiction); err != nil {
		return nil, err
	}
	said := lo.FromPtr((*api.WithdrawalFields)(r.Body))
	return written(ctx, a, r.Params.DryRun, func() (plan[api.WithdrawVersion200JSONResponse], error) {
		back, change, err := a.office.Withdraw(ctx, app.Withdrawal{
			List: id, Number: r.N, Withdraws: said.Withdraws, Confirm: lo.FromPtr(said.Confirm),
		}, c.acting(said.Comment))
		return plan[api.WithdrawVersion200JSONResponse]{change: change, answer: api.WithdrawVersion200JSONResponse{
			Withdrawn: back.Number, Version: numberOrNull(back.Follows), Revision: back.Revision.String(),
		}}, err
	})
}
