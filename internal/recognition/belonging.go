package recognition

import "concord/internal/registry"

// belonging asks R20 and R21: issuer and receiver are one institution, or
// belong to one consortium at both instants. Both are asked of the issuer, also
// where another institution read the examination.
func (j *judge) belonging() {
	if !j.issuer.known() || !j.receiver.known() {
		return
	}
	if j.s.same(&j.issuer, &j.receiver, j.at) {
		j.same = true
		j.sameInstitution(&j.issuer, "issuer")
	}
	if id := j.s.sharedConsortium(&j.issuer, &j.receiver, [2]registry.Day{j.exam, j.asked}, j.at); id != "" && !j.same {
		j.consortium = true
		j.find(Finding{Rule: 21, Code: ConsortiumFull, Effect: For, Parameters: Parameters{text(ParamConsortium, id)}})
	}
	if j.readerReceives && !j.same {
		j.sameInstitution(&j.reader, "reader")
	}
}

func (j *judge) sameInstitution(p *party, role string) {
	j.find(Finding{Rule: 20, Code: SameInstitution, Effect: For, Parameters: Parameters{
		text(ParamInstitution, p.state.id), text(ParamParty, role),
	}})
}

// distribute decides who is judged by R30 to R34: the reader of a distributed
// examination where it is in one consortium with the issuer at exam_time, else
// the issuer. A reader that does not count is noted.
func (j *judge) distribute() {
	j.judged = j.issuer
	if j.q.DiagnosedBy == "" || j.q.DiagnosedBy == j.q.Issuer {
		return
	}
	reader := j.s.party(j.q.DiagnosedBy, j.at)
	both := j.issuer.known() && reader.known()
	if both && reader.index == j.issuer.index {
		return
	}
	j.distributed = true
	days := [2]registry.Day{j.exam, j.exam}
	if both && j.s.sharedConsortium(&j.issuer, &reader, days, j.at) != "" {
		j.reader, j.judged = reader, reader
		j.a.Reader = reader.state.id
		j.readerReceives = j.receiver.known() && j.s.same(&reader, &j.receiver, j.at)
		return
	}
	j.find(Finding{Rule: 21, Code: ReaderIgnored, Parameters: Parameters{text(ParamInstitution, j.q.DiagnosedBy)}})
}

// belongs reports whether R30 to R33 are not asked because institutions belong
// together.
func (j *judge) belongs() bool { return j.same || j.consortium || j.readerReceives }
