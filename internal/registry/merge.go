package registry

import "fmt"

// Survivor follows merges from an institution to its end: the institution that
// it is one with and that was merged into no other. An institution that is not
// known, or whose merges go in a circle, is its own.
func Survivor(id InstitutionID, look func(InstitutionID) (Institution, bool)) InstitutionID {
	seen := map[InstitutionID]bool{}
	end := id
	for !seen[end] {
		seen[end] = true
		i, known := look(end)
		if !known {
			return end
		}
		if _, known := look(i.MergedInto); !known {
			return end
		}
		end = i.MergedInto
	}
	return id
}

// CheckMerge says what keeps a duplicate from being merged into another
// institution, as look knows them now. Pointers are the names of the fields.
func CheckMerge(duplicate, into InstitutionID, look func(InstitutionID) (Institution, bool)) []Problem {
	merged, known := look(duplicate)
	if !known {
		return []Problem{unknownInstitution("id", duplicate)}
	}
	if _, known := look(into); !known {
		return []Problem{unknownInstitution("merged_into", into)}
	}
	look = apart(duplicate, look)
	end := Survivor(into, look)
	survivor, _ := look(end)
	switch {
	case duplicate == into:
		return []Problem{mergeProblem("MERGE_WITH_ITSELF",
			Text{fmt.Sprintf("%s 不能并入自身", duplicate), fmt.Sprintf("%s cannot be merged into itself", duplicate)},
			Text{"指定另一个机构", "name another institution"})}
	case end == duplicate:
		return []Problem{mergeProblem("MERGE_IN_A_CIRCLE",
			Text{fmt.Sprintf("%s 已并入 %s", into, duplicate), fmt.Sprintf("%s was merged into %s", into, duplicate)},
			Text{"只保留一个方向的合并", "merge in one direction only"})}
	case isCampusOf(merged, end, look) || isCampusOf(survivor, duplicate, look):
		return []Problem{mergeProblem("MERGE_OF_CAMPUS",
			Text{fmt.Sprintf("%s 与 %s 是院区与主院的关系，不是重复登记", duplicate, end), fmt.Sprintf("%s and %s are a hospital and its campus, not one recorded twice", duplicate, end)},
			Text{"保留院区；若登记有误，先更正 campus_of", "keep the campus; where it is none, put campus_of right first"})}
	}
	return nil
}

// apart is look before the duplicate was merged into anything: a new merge takes
// the place of an old one.
func apart(duplicate InstitutionID, look func(InstitutionID) (Institution, bool)) func(InstitutionID) (Institution, bool) {
	return func(id InstitutionID) (Institution, bool) {
		i, known := look(id)
		if id == duplicate {
			i.MergedInto = ""
		}
		return i, known
	}
}

func isCampusOf(campus Institution, root InstitutionID, look func(InstitutionID) (Institution, bool)) bool {
	return campus.CampusOf != "" && Survivor(campus.CampusOf, look) == root
}

func unknownInstitution(field string, id InstitutionID) Problem {
	return Problem{
		Pointer: field, Code: "INSTITUTION_UNKNOWN",
		Message: Text{fmt.Sprintf("没有机构 %q", id), fmt.Sprintf("no institution has the id %q", id)},
		Fix:     Text{"使用已登记机构的代码", "use the id of a recorded institution"},
	}
}

func mergeProblem(code string, message, fix Text) Problem {
	return Problem{Pointer: "merged_into", Code: code, Message: message, Fix: fix}
}
