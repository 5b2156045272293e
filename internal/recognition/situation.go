package recognition

import "slices"

// situations asks R50 of the stated situations: one that leads to a statutory
// case leaves the result to the physician, others are noted. The discretion
// entries of negative lists, R50's other half, are found with the denies.
func (j *judge) situations() {
	for _, code := range j.q.Situations {
		statutory, leads := j.s.reference.cases[code]
		f := Finding{Rule: 50, Code: SituationNoted, Parameters: Parameters{text(ParamSituation, code)}}
		if leads {
			f.Code, f.Effect = SituationFound, Discretionary
			f.Parameters[1] = text(ParamCase, statutory)
		}
		j.find(f)
	}
}

// operatorDependent asks R51.
func (j *judge) operatorDependent() {
	if j.item == none || j.speaks.version == none || j.speaks.list == nil {
		return
	}
	if slices.Contains(j.speaks.terms().OperatorDependent, j.noun.Modality) {
		j.find(j.byListing(51, OperatorDependent, Discretionary, Parameters{text(ParamModality, j.noun.Modality)}))
	}
}
