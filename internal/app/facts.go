package app

import (
	"github.com/samber/lo"

	"concord/internal/office"
	"concord/internal/registry"
)

// telling is what a change says of one noun of its step: its state before and
// after, as a struct of this file; nil where there is none.
type telling struct {
	noun          office.Noun
	subject       string
	jurisdiction  registry.JurisdictionCode
	list          string
	before, after any
}

func (t telling) fact() office.Fact {
	f := office.Fact{Noun: t.noun, Subject: t.subject, Jurisdiction: t.jurisdiction, List: t.list, After: told(t.after)}
	if t.before != nil {
		f.Before = told(t.before)
	}
	return f
}

// deed names what a change does and why.
type deed struct {
	action  string
	summary string
	reason  string
}

// decided is a change of one step that was decided on a head.
func decided(head registry.Head, d deed, step registry.Step, tellings ...telling) (office.Change, error) {
	step.Basis, step.Action, step.Summary = head.Basis(), d.action, d.summary
	if _, err := step.Digest(); err != nil {
		return office.Change{}, Refused{notRecordable(registry.Problem{}, err)}
	}
	facts := lo.Map(tellings, func(t telling, _ int) office.Fact { return t.fact() })
	return office.Change{Action: d.action, Reason: d.reason, Steps: []registry.Step{step}, Facts: facts}, nil
}

// StateTold is the state of a noun as the record tells it.
func StateTold[N registry.Institution | registry.Consortium | registry.Alliance](noun N) string {
	switch noun := any(noun).(type) {
	case registry.Institution:
		return told(institutionFactOf(noun))
	case registry.Consortium:
		return told(consortiumFactOf(noun))
	case registry.Alliance:
		return told(allianceFactOf(noun))
	}
	return ""
}

// institutionFact is an institution in the record.
type institutionFact struct {
	ID           registry.InstitutionID `json:"id"`
	Name         string                 `json:"name"`
	Aliases      []string               `json:"aliases,omitempty"`
	CampusOf     registry.InstitutionID `json:"campus_of,omitempty"`
	Region       registry.RegionCode    `json:"region"`
	Kind         string                 `json:"kind,omitempty"`
	Grade        string                 `json:"grade,omitempty"`
	Levels       []levelFact            `json:"levels,omitempty"`
	Identifiers  identifiersFact        `json:"identifiers,omitzero"`
	Opened       string                 `json:"opened,omitempty"` // first day
	Closed       string                 `json:"closed,omitempty"` // last day
	MergedInto   registry.InstitutionID `json:"merged_into,omitempty"`
	RetrievalURL string                 `json:"retrieval_url,omitempty"`
}

type levelFact struct {
	Level registry.Level `json:"level"`
	From  string         `json:"from,omitempty"`
	To    string         `json:"to,omitempty"`
}

type identifiersFact struct {
	USCC      string `json:"uscc,omitempty"`
	Licence   string `json:"licence,omitempty"`
	Insurance string `json:"insurance,omitempty"`
}

func institutionFactOf(i registry.Institution) institutionFact {
	return institutionFact{
		ID: i.ID, Name: i.Name, Aliases: i.Aliases, CampusOf: i.CampusOf, Region: i.Region, Kind: i.Kind, Grade: i.Grade,
		Levels: lo.Map(i.Levels, func(l registry.LevelPeriod, _ int) levelFact {
			return levelFact{l.Level, l.Period.From.String(), l.Period.Last().String()}
		}),
		Identifiers: identifiersFact(i.Identifiers),
		Opened:      i.Open.From.String(), Closed: i.Open.Last().String(),
		MergedInto: i.MergedInto, RetrievalURL: i.RetrievalURL,
	}
}

// tellInstitution tells what became of an institution; before is nil where it is
// new.
func tellInstitution(before *registry.Institution, after registry.Institution) telling {
	t := telling{
		noun: office.NounInstitution, subject: string(after.ID), jurisdiction: registry.JurisdictionCode(after.Region),
		after: institutionFactOf(after),
	}
	if before != nil {
		t.before = institutionFactOf(*before)
	}
	return t
}

// qualificationFact is evidence that is taken back, in the record.
type qualificationFact struct {
	Institution registry.InstitutionID `json:"institution"`
	Item        registry.ItemCode      `json:"item"`
	Programme   string                 `json:"programme"`
	Round       string                 `json:"round"`
	Records     int                    `json:"records"`
	RevokedFrom string                 `json:"revoked_from,omitempty"`
	Reason      string                 `json:"reason,omitempty"`
}

// removalFact is a removal for cause in the record.
type removalFact struct {
	Institution registry.InstitutionID `json:"institution"`
	Name        string                 `json:"name"`
	From        string                 `json:"from"`
	Reason      string                 `json:"reason"`
}

// consortiumFact is a consortium in the record.
type consortiumFact struct {
	ID      string       `json:"id"`
	Name    string       `json:"name"`
	Members []memberFact `json:"members"`
}

// memberFact is a membership: of an institution or of a region.
type memberFact struct {
	Institution registry.InstitutionID `json:"institution,omitempty"`
	Region      registry.RegionCode    `json:"region,omitempty"`
	From        string                 `json:"from,omitempty"`
	To          string                 `json:"to,omitempty"`
}

func consortiumFactOf(c registry.Consortium) consortiumFact {
	return consortiumFact{c.ID, c.Name, lo.Map(c.Members, func(m registry.ConsortiumMember, _ int) memberFact {
		return memberFact{Institution: m.Institution, From: m.Period.From.String(), To: m.Period.Last().String()}
	})}
}

// allianceFact is an alliance in the record.
type allianceFact struct {
	Code    registry.JurisdictionCode `json:"code"`
	Name    string                    `json:"name"`
	NameEn  string                    `json:"name_en,omitempty"`
	Mark    string                    `json:"mark,omitempty"`
	Lead    registry.RegionCode       `json:"lead"`
	Members []memberFact              `json:"members"`
}

func allianceFactOf(a registry.Alliance) allianceFact {
	return allianceFact{a.Code, a.Name, a.NameEn, a.Mark, a.Lead, lo.Map(a.Members, func(m registry.AllianceMember, _ int) memberFact {
		return memberFact{Region: m.Region, From: m.Period.From.String(), To: m.Period.Last().String()}
	})}
}

// codeMapFact is a version of a code map in the record. The version itself is
// kept for ever; its digest says that it is the one meant.
type codeMapFact struct {
	Number    int    `json:"number"`
	From      string `json:"from,omitempty"`
	Codes     int    `json:"codes"`
	Mapped    int    `json:"mapped"`
	Ambiguous int    `json:"ambiguous"`
	Unmapped  int    `json:"unmapped"`
	Digest    string `json:"digest"`
	File      string `json:"file,omitempty"`
	SHA256    string `json:"sha256,omitempty"`
}

// itemFact is an item that was added, in the record.
type itemFact struct {
	Code         registry.ItemCode         `json:"code"`
	By           registry.JurisdictionCode `json:"by"`
	Name         string                    `json:"name"`
	NameEn       string                    `json:"name_en"`
	Abbreviation string                    `json:"abbreviation,omitempty"`
	Aliases      []string                  `json:"aliases,omitempty"`
	Domain       string                    `json:"domain"`
	Category     string                    `json:"category"`
	Modality     string                    `json:"modality"`
	Specimens    []string                  `json:"specimens,omitempty"`
	Sites        []string                  `json:"body_sites,omitempty"`
	Unit         string                    `json:"unit,omitempty"`
	LOINC        string                    `json:"loinc,omitempty"`
}

func itemFactOf(a registry.AddedItem) itemFact {
	i := a.Item
	return itemFact{
		Code: i.Code, By: a.By, Name: i.Name, NameEn: i.NameEn, Abbreviation: i.Abbreviation, Aliases: i.Aliases,
		Domain: i.Domain.String(), Category: i.Category, Modality: i.Modality,
		Specimens: i.Specimens, Sites: i.Sites, Unit: i.Unit, LOINC: i.LOINC,
	}
}
