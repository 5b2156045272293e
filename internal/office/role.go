package office

import (
	"fmt"
	"slices"

	"concord/internal/registry"
)

// Role is what an account does in a region.
type Role uint8

// The roles; the zero value grants nothing.
const (
	RoleUnknown Role = iota
	// Administrator manages accounts, keys and settings of the region and of the
	// regions below it.
	Administrator
	// Editor drafts and submits lists and keeps what belongs beside them.
	Editor
	// Approver approves, publishes and withdraws what another person submitted.
	Approver
	// Auditor reads the record.
	Auditor
)

// Roles are all roles in order.
var Roles = []Role{Administrator, Editor, Approver, Auditor}

// String is administrator, editor, approver or auditor.
func (r Role) String() string {
	return [...]string{"", "administrator", "editor", "approver", "auditor"}[r]
}

// ParseRole reads the name of a role.
func ParseRole(s string) (Role, error) {
	for _, r := range Roles {
		if r.String() == s {
			return r, nil
		}
	}
	return RoleUnknown, fmt.Errorf("role %q is none of administrator, editor, approver, auditor", s)
}

// Nation is the region of grants for the whole country.
const Nation = registry.RegionCode(registry.Nation)

// Grant is a role in a region, or in the [Nation].
type Grant struct {
	Role   Role
	Region registry.RegionCode
}

// String is editor:420000.
func (g Grant) String() string { return g.Role.String() + ":" + string(g.Region) }

// Reach says whose grants count for a duty.
type Reach uint8

const (
	// Own counts grants of the very region: parents never write a child's lists.
	Own Reach = iota
	// Within counts grants of the region and of those it lies in: parents read,
	// supervise, and keep what lies in their territory.
	Within
)

// Duty is what a request asks of who makes it: any of some roles, for a region.
type Duty struct {
	Roles []Role
	Reach Reach
}

// The duties of the contract.
var (
	Administration = Duty{[]Role{Administrator}, Within}
	Drafting       = Duty{[]Role{Editor}, Own}
	Approval       = Duty{[]Role{Approver}, Own}
	Aiming         = Duty{[]Role{Administrator, Editor}, Own} // setting targets
	Publication    = Duty{[]Role{Editor, Approver}, Own}
	Upkeep         = Duty{[]Role{Editor}, Within}        // of institutions, evidence, consortia
	Supervision    = Duty{Roles, Within}                 // reading drafts and notices
	Pressing       = Duty{[]Role{Editor, Approver}, Own} // sending a notice, answering it, judging the answer
	Audit          = Duty{[]Role{Auditor, Administrator}, Within}
)

// Allows reports whether one of some grants does a duty for the region at the
// head of a chain, which goes on with the regions that one lies in and ends with
// the [Nation].
func (d Duty) Allows(grants []Grant, chain []registry.RegionCode) bool {
	if len(chain) == 0 {
		return false
	}
	if d.Reach == Own {
		chain = chain[:1]
	}
	return slices.ContainsFunc(grants, func(g Grant) bool {
		return slices.Contains(d.Roles, g.Role) && slices.Contains(chain, g.Region)
	})
}
