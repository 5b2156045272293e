package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"concord/internal/app"
	"concord/internal/office"
	"concord/internal/registry"
)

// writeAttempts bounds how often a write that another one overtook is planned
// again on what the registry holds then.
const writeAttempts = 5

// plan is what a request would write and the answer it would be given.
type plan[R any] struct {
	change office.Change
	answer R
	status int // of the answer; 200 where it is 0
	// kept is the answer as a receipt keeps it where that must say less, since a
	// secret is shown once; less says that it does.
	kept R
	less bool
}

// write commits what planned gives and returns its answer. Where a request carries
// an Idempotency-Key, the receipt with the answer is part of the change, and a
// request that was answered before is a [*replay]: of the state that it left
// behind it would be planned anew, and most often refused.
func write[R any](ctx context.Context, a *API, planned func() (plan[R], error)) (R, error) {
	var none R
	if err := a.answered(ctx); err != nil {
		return none, err
	}
	answer, err := commit(ctx, a, planned)
	if err == nil {
		return answer, nil
	}
	if first := a.answered(ctx); first != nil { // the same request, side by side
		return none, first
	}
	return none, err
}

// commit commits what planned gives, planned again where another write came first.
func commit[R any](ctx context.Context, a *API, planned func() (plan[R], error)) (R, error) {
	var none R
	for attempt := 1; ; attempt++ {
		p, err := planned()
		if err != nil {
			return none, err
		}
		if err := app.Recordable(p.change); err != nil {
			return none, err
		}
		if err := p.sign(callOf(ctx)); err != nil {
			return none, err
		}
		done, err := a.office.Commit(ctx, p.change)
		if err == nil {
			callOf(ctx).wrote(done)
			return p.answer, nil
		}
		if attempt == writeAttempts || !errors.Is(err, registry.ErrConflict) {
			return none, err
		}
	}
}

// written is write, or for a dry run only what it would answer.
func written[R any](ctx context.Context, a *API, dryRun bool, planned func() (plan[R], error)) (R, error) {
	if !dryRun {
		return write(ctx, a, planned)
	}
	p, err := planned()
	if err != nil {
		return p.answer, err
	}
	return p.answer, app.Recordable(p.change)
}

// sign puts down who asks, when, and the receipt.
func (p *plan[R]) sign(c *call) error {
	p.change.At, p.change.Actor = c.now, c.actor.Name
	for i := range p.change.Steps {
		p.change.Steps[i].RecordedAt, p.change.Steps[i].Actor = c.now, c.actor.Name
	}
	if c.receipt == nil {
		return nil
	}
	answer := p.answer
	if p.less {
		answer = p.kept
	}
	var body bytes.Buffer // written as the answer itself is, so that a repeat gets the same bytes
	if err := json.NewEncoder(&body).Encode(answer); err != nil {
		return err
	}
	receipt := *c.receipt
	receipt.Status, receipt.Body = max(p.status, http.StatusOK), body.Bytes()
	p.change.Receipt = &receipt
	return nil
}
