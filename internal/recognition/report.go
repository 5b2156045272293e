package recognition

import "concord/internal/registry"

// reportFinal asks R01.
func (j *judge) reportFinal() {
	status := Parameters{text(ParamStatus, j.q.ReportStatus.String())}
	if j.q.ReportStatus == Final || j.q.ReportStatus == Amended {
		j.find(Finding{Rule: 1, Code: ReportFinal, Effect: For, Parameters: status})
		return
	}
	j.a.PhysicianMayAccept = false
	j.find(Finding{Rule: 1, Code: ReportNotFinal, Effect: Against, Parameters: status})
}

// resolution is what the question's code means: one item, or none and the items
// that it may mean.
type resolution struct {
	localCode
	item  itemIndex
	asked bool // whether there was a catalogue or map to ask
}

// resolveItem looks the code of the question up. The issuer's own codes are
// those of its map in force at exam_time, the receiver's at asked_at.
func (j *judge) resolveItem() resolution {
	switch j.q.Item.System {
	case LOINC:
		return resolved(j.s.loinc(j.q.Item.Code, j.at))
	case IssuerLocal:
		return j.resolveLocal(&j.issuer, j.exam)
	case ReceiverLocal:
		return j.resolveLocal(&j.receiver, j.asked)
	}
	return resolution{item: j.s.item(registry.ItemCode(j.q.Item.Code), j.at), asked: true}
}

func (j *judge) resolveLocal(p *party, on registry.Day) resolution {
	if !p.known() {
		return resolution{item: none}
	}
	return resolved(j.s.localCode(p, j.q.Item.Code, on, j.at))
}

func resolved(code localCode) resolution {
	r := resolution{localCode: code, item: none, asked: true}
	if len(code.items) == 1 {
		r.item = code.items[0]
	}
	return r
}

// codeResolves asks R02; unless it resolves, the item stays unknown.
func (j *judge) codeResolves() {
	r := j.resolveItem()
	if !r.asked {
		return
	}
	f := Finding{Rule: 2, Code: CodeUnmapped, Effect: Unknown, Parameters: Parameters{
		text(ParamSystem, j.q.Item.System.name()), text(ParamCode, j.q.Item.Code),
	}}
	switch {
	case r.item != none:
		j.item = r.item
		j.lookAhead()
		j.noun = j.s.itemNoun(j.item)
		j.a.Item = j.noun.Code
		f.Code, f.Effect = CodeResolved, For
		f.Parameters[2] = text(ParamItem, j.noun.Code)
	case len(r.items) > 1:
		f.Code = CodeAmbiguous
		f.Parameters[2] = text(ParamItems, r.listed)
	}
	j.find(f)
}

// lookAhead reads what R34 will need, long before it does: of a whole country
// it hardly ever is in the processor's caches, and the rules between need not
// wait for it.
func (j *judge) lookAhead() {
	if j.judged.known() {
		j.dossier = j.s.filed(&j.judged, j.item)
	}
}

// institutionsOpen asks R03 of issuer, receiver and reader.
func (j *judge) institutionsOpen() {
	issuer := j.institutionOpen(&j.issuer, j.q.Issuer, "issuer", j.exam)
	receiver := j.institutionOpen(&j.receiver, j.q.Receiver, "receiver", j.asked)
	reader := !j.reader.known() || j.institutionOpen(&j.reader, j.q.DiagnosedBy, "reader", j.exam)
	if issuer && receiver && reader {
		j.find(Finding{Rule: 3, Code: InstitutionsOpen, Effect: For})
	}
}

func (j *judge) institutionOpen(p *party, name, role string, on registry.Day) bool {
	f := Finding{Rule: 3, Code: InstitutionUnknown, Effect: Unknown, Parameters: Parameters{
		text(ParamParty, role), text(ParamInstitution, name),
	}}
	switch {
	case p.ambiguous:
		f.Code = InstitutionAmbiguous
	case !p.known():
	case p.state.open.Contains(on):
		return true
	default:
		f.Code, f.Effect = InstitutionClosed, Against
		f.Parameters[2] = day(ParamOpenFrom, p.state.open.From)
		f.Parameters[3] = day(ParamOpenTo, p.state.open.Last())
	}
	j.find(f)
	return false
}
