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

// resolution is the items that the question's code means.
type resolution struct {
	localCode
	asked bool // whether there was a catalogue or map to ask
}

// resolveItem looks the code of the question up. The issuer's own codes are
// those of its map in force at exam_time, the receiver's at asked_at.
func (j *judge) resolveItem(one *[1]itemIndex) resolution {
	r := j.s.reference
	switch j.q.Item.System {
	case LOINC:
		return resolution{localCode: r.loinc[j.q.Item.Code], asked: true}
	case IssuerLocal:
		return j.resolveLocal(&j.issuer, j.exam)
	case ReceiverLocal:
		return j.resolveLocal(&j.receiver, j.asked)
	}
	if one[0] = r.item(registry.ItemCode(j.q.Item.Code)); one[0] != none {
		return resolution{localCode: localCode{items: one[:]}, asked: true}
	}
	return resolution{asked: true}
}

func (j *judge) resolveLocal(p *party, on registry.Day) resolution {
	if !p.known() {
		return resolution{}
	}
	local, _ := j.s.localCode(p.index, j.q.Item.Code, on, j.at)
	return resolution{localCode: local, asked: true}
}

// codeResolves asks R02; unless it resolves, the item stays unknown.
func (j *judge) codeResolves() {
	var one [1]itemIndex
	resolved := j.resolveItem(&one)
	if !resolved.asked {
		return
	}
	f := Finding{Rule: 2, Code: CodeResolved, Effect: For, Parameters: Parameters{
		text(ParamSystem, j.q.Item.System.name()), text(ParamCode, j.q.Item.Code),
	}}
	switch len(resolved.items) {
	case 1:
		j.item = resolved.items[0]
		j.noun = &j.s.reference.catalogue.Items[j.item]
		j.a.Item = j.noun.Code
		f.Parameters[2] = text(ParamItem, j.noun.Code)
	case 0:
		f.Code, f.Effect = CodeUnmapped, Unknown
	default:
		f.Code, f.Effect = CodeAmbiguous, Unknown
		f.Parameters[2] = text(ParamItems, resolved.listed)
	}
	j.find(f)
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
