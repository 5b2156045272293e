package app

import (
	"fmt"

	"concord/internal/office"
	"concord/internal/registry"
)

// recordable sees that a store could give back what publishing the draft would
// write. Where it could not, the report says so where that stands.
func (run *importing) recordable(step registry.Step) {
	_, err := step.Digest()
	if err == nil {
		return
	}
	before := run.faults
	run.keepable(theFile, run.order.FileName)
	for n, l := range lines(run.draft.content) {
		run.keepable(run.draft.place(n, ""), fmt.Sprint(l))
	}
	for n, u := range run.draft.version.Unmapped {
		run.keepable(registry.Problem{Pointer: fmt.Sprintf("/unmapped/%d", n)}, fmt.Sprint(u))
	}
	if run.faults == before {
		run.add(notRecordable(registry.Problem{}, err))
	}
}

// theFile is the place of what a file is called.
var theFile = registry.Problem{Pointer: "/file"}

// keepable reports a text that a store could not give back.
func (run *importing) keepable(where registry.Problem, text string) {
	if err := registry.Recordable(text); err != nil {
		run.add(notRecordable(where, err))
	}
}

// notRecordable is the problem of what a store could not give back.
func notRecordable(where registry.Problem, err error) registry.Problem {
	return at(where, "VALUE_INVALID",
		texts("无法登记：%v", "%v", err),
		texts("文本须为 UTF-8 且不得含 NUL，日期须在公元 1 至 9999 年之间", "text is UTF-8 and holds no NUL, days lie in the years 1 to 9999"))
}

// Recordable tells what of a change a store could not give back: [Refused] where
// its place is known, else registry.ErrNotRecordable. What steps hold was looked
// at when they were planned.
func Recordable(c office.Change) error {
	said := []text{{"/comment", c.Reason}}
	for _, f := range c.Files {
		said = append(said, text{"/file", f.Name})
	}
	for _, d := range c.Drafts {
		said = append(said, textsOf(d)...)
	}
	var problems []registry.Problem
	for _, t := range said {
		if err := registry.Recordable(t.value); err != nil {
			problems = append(problems, notRecordable(registry.Problem{Pointer: t.pointer}, err))
		}
	}
	if problems != nil {
		return Refused(problems)
	}
	return registry.Recordable(fmt.Sprint(c.Accounts, c.Keys, c.Drafts, c.Settings, c.Coverages, c.Facts))
}

// text is what somebody wrote, by the pointer of its field.
type text struct{ pointer, value string }

// textsOf are the texts of a draft that people write.
func textsOf(d office.Draft) []text {
	all := []text{
		{"/document/title", d.Document.Title}, {"/document/number", d.Document.Number},
		{"/document/issuer", d.Document.Issuer}, {"/document/url", d.Document.URL},
		{"/announcement/contact", d.Announcement.Contact},
	}
	for _, t := range d.Terms {
		all = append(all, text{"/terms", t.Name + t.Value})
	}
	for _, n := range d.Decisions {
		all = append(all, text{"/resolve", n.Name + string(n.Code)})
	}
	for i, a := range d.Accepted {
		all = append(all, text{fmt.Sprintf("/accept/%d", i), a})
	}
	for i, e := range d.Edits {
		all = append(all, text{fmt.Sprintf("/edits/%d", i), e.Sheet + e.Column + e.Value})
	}
	for _, o := range d.Objections {
		all = append(all, text{"/from", o.From}, text{"/text", o.Text}, text{"/handling", o.Handling})
	}
	return all
}
