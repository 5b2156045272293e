package app

import (
	"context"
	"sync"

	"concord/internal/office"
	"concord/internal/registry"
)

// Notice is a draft in public notice (公示) as the version that it would be.
type Notice struct {
	office.Draft
	Becomes registry.Version
	Content registry.Content
	Diff    Diff
	Number  int // of the version
	Against int // the version that Diff compares it with; 0 for none
}

// NoticeBasis is all that a notice depends on besides its name.
type NoticeBasis struct {
	Version  int // of the draft
	Revision registry.Revision
	Day      registry.Day
}

// notices keeps what anybody may ask for again and again, and what takes reading
// a file. The zero value keeps nothing yet.
type notices struct {
	mu   sync.Mutex
	kept map[office.DraftID]keptNotice
}

type keptNotice struct {
	basis  NoticeBasis
	notice *Notice
}

// maxNotices bounds the memory they take; of more, those kept are dropped.
const maxNotices = 50

func (n *notices) get(id office.DraftID, basis NoticeBasis) (*Notice, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	kept, ok := n.kept[id]
	return kept.notice, ok && kept.basis == basis
}

func (n *notices) keep(basis NoticeBasis, notice *Notice) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.kept == nil || len(n.kept) >= maxNotices {
		n.kept = map[office.DraftID]keptNotice{}
	}
	n.kept[notice.ID] = keptNotice{basis, notice}
}

// NoticeBasis is what the notice of a draft depends on at an instant.
func (o *Office) NoticeBasis(d office.Draft, now registry.Instant) NoticeBasis {
	return NoticeBasis{d.Version, o.service.Snapshot().Revision(), now.Day()}
}

// Notice is a draft in public notice, which callers do not change; ErrNotFound
// where it is in none.
func (o *Office) Notice(ctx context.Context, d office.Draft, now registry.Instant) (*Notice, error) {
	if d.State != office.Announced {
		return nil, registry.ErrNotFound
	}
	basis := o.NoticeBasis(d, now)
	if kept, ok := o.notices.get(d.ID, basis); ok {
		return kept, nil
	}
	run, _, err := o.judgeDraft(ctx, d, now)
	if err != nil {
		return nil, err
	}
	r := run.report
	if r.Diff == nil { // the file cannot be read any more
		return nil, Refused(r.Problems)
	}
	notice := &Notice{d, run.draft.version, run.draft.content, *r.Diff, r.Number, r.Against}
	o.notices.keep(basis, notice)
	return notice, nil
}
