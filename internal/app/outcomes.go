package app

import (
	"context"
	"slices"

	"concord/internal/naming"
	"concord/internal/outcome"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// TakeOutcomes records events that were checked, and tells the fate of each.
func (o *Office) TakeOutcomes(ctx context.Context, events []outcome.Event) ([]outcome.Fate, error) {
	return o.store.TakeOutcomes(ctx, events)
}

// RecountOutcomes makes what is counted anew from the events, and tells how many
// those are.
func (o *Office) RecountOutcomes(ctx context.Context) (events int, err error) {
	return o.store.RecountOutcomes(ctx)
}

// House is the hospital that an institution is a part of: a duplicate is its
// survivor, a campus its root. One that is not known is its own.
func House(s *recognition.Snapshot, id registry.InstitutionID) registry.InstitutionID {
	at := s.Head().Newest
	look := func(id registry.InstitutionID) (registry.Institution, bool) {
		i, ok := s.Institution(id, at)
		if !ok {
			return registry.Institution{}, false
		}
		return *i, true
	}
	survivor := registry.Survivor(id, look)
	i, ok := look(survivor)
	if !ok || i.CampusOf == "" {
		return survivor
	}
	return registry.Survivor(i.CampusOf, look)
}

// CheckOutcome says everything that is wrong with an event that comes in at an
// instant, and completes it: the code of its department, and whether its reason
// counts. Who sent it is no matter here.
func (o *Office) CheckOutcome(s *recognition.Snapshot, e *outcome.Event, now registry.Instant) []registry.Problem {
	c := outcomeCheck{office: o, snapshot: s, event: e, problems: e.Problems(now)}
	c.institution("/issuer", e.Issuer)
	c.institution("/receiver", e.Receiver)
	c.apart()
	c.item()
	c.department()
	c.reason()
	return c.problems
}

// outcomeCheck holds an event against what is recorded.
type outcomeCheck struct {
	office   *Office
	snapshot *recognition.Snapshot
	event    *outcome.Event
	problems []registry.Problem
}

func (c *outcomeCheck) wrong(pointer, code string, message, fix registry.Text) {
	c.problems = append(c.problems, registry.Problem{Pointer: pointer, Code: code, Message: message, Fix: fix})
}

func (c *outcomeCheck) institution(pointer string, id registry.InstitutionID) {
	if _, ok := c.snapshot.Institution(id, c.snapshot.Head().Newest); ok {
		return
	}
	c.wrong(pointer, "INSTITUTION_UNKNOWN", texts("没有机构 %q", "no institution has the id %q", id),
		texts("使用 GET /v1/institutions 的 id", "use an id of GET /v1/institutions"))
}

// apart refuses what is no recognition: a hospital's own result.
func (c *outcomeCheck) apart() {
	if House(c.snapshot, c.event.Issuer) != House(c.snapshot, c.event.Receiver) {
		return
	}
	c.wrong("/issuer", "VALUE_INVALID", texts("出具与接收为同一机构，不属互认", "issuer and receiver are one institution; that is no mutual recognition"),
		texts("只上报外院结果", "report results of others only"))
}

func (c *outcomeCheck) item() {
	if _, ok := c.snapshot.Item(c.event.Item); ok {
		return
	}
	c.wrong("/item", "ITEM_UNKNOWN", texts("没有项目 %q", "no item has the code %q", c.event.Item),
		texts("使用 GET /v1/items 的代码", "use a code of GET /v1/items"))
}

// department reads a code, a name or an alias.
func (c *outcomeCheck) department() {
	stated := c.event.Department
	if stated == "" {
		return
	}
	for _, d := range c.office.reference.departmentOrder {
		if d.Code == stated || d.Name == stated || slices.Contains(d.Aliases, stated) {
			c.event.Department = d.Code
			return
		}
	}
	c.wrong("/department", "DEPARTMENT_UNKNOWN", texts("没有科室 %q", "no department is called %q", stated),
		texts("使用诊疗科目目录中的名称或代码，或不填", "use a name or a code of the department catalogue, or leave it out"))
}

// otherReason is the statutory case that stands for all others, and asks for
// words.
const otherReason registry.ReasonCode = "ST06"

func (c *outcomeCheck) reason() {
	code := c.event.Reason
	if code == "" {
		return
	}
	reason, ok := c.snapshot.Reason(code)
	if !ok {
		c.wrong("/reason", "REASON_UNKNOWN", texts("没有理由代码 %q", "no reason has the code %q", code),
			texts("使用 GET /v1/reasons 的代码", "use a code of GET /v1/reasons"))
		return
	}
	c.event.Uncounted = !reason.CountsAsNonRecognition
	if reason.NeedsExplanation && c.ends(*reason) == otherReason && naming.Normalize(c.event.Comment) == "" {
		c.wrong("/comment", "COMMENT_MISSING", texts("理由 %s（%s）须填写说明", "the reason %s (%s) needs words", code, reason.Name),
			texts("在 comment 中说明，不写患者身份信息", "say why in the comment, without anything about who the patient is"))
	}
}

// ends is the reason that one is a case of in the end.
func (c *outcomeCheck) ends(r registry.Reason) registry.ReasonCode {
	for r.MapsTo != "" {
		next, ok := c.snapshot.Reason(r.MapsTo)
		if !ok {
			break
		}
		r = *next
	}
	return r.Code
}
