package sheet

import (
	"regexp"

	"concord/internal/registry"
)

// levelPattern reads the level and the grade that may follow it; the folding
// has turned Ⅲ into iii.
var levelPattern = regexp.MustCompile(`^([一二三1-3]|i{1,3})级?(特等?|甲等?|乙等?|丙等?|未定等|不定等|未评等|未评)?(?:医院|医疗机构)?$`)

var levelless = says(phrase[bool]{true, "未定级 未评级 未评 无级别 无等级 未定 未定等 未评定 未定级未定等 未分级 其他"})

// parseLevel reads 三级, 三甲, 三级甲等, Ⅲ级, 3; the grade is empty where not
// assessed.
func parseLevel(text string) (level registry.Level, grade string, ok bool) {
	if saysNothing(text) {
		return registry.LevelUnknown, "", true
	}
	folded, ok := foldShort(text)
	if !ok || levelless[folded] {
		return registry.LevelUnknown, "", ok
	}
	parts := levelPattern.FindStringSubmatch(folded)
	if parts == nil {
		return registry.LevelUnknown, "", false
	}
	grade, _ = parseGrade(parts[2])
	return levelNumber(parts[1]), grade, true
}

func levelNumber(s string) registry.Level {
	switch s {
	case "三", "3", "iii":
		return 3
	case "二", "2", "ii":
		return 2
	}
	return 1
}

var grades = says(
	phrase[string]{"特等", "特等 特 特级"},
	phrase[string]{"甲等", "甲等 甲"},
	phrase[string]{"乙等", "乙等 乙"},
	phrase[string]{"丙等", "丙等 丙"},
	phrase[string]{"", "未定等 不定等 未评等 未评 未定 未评定 未定级"},
)

// parseGrade reads 甲等, 甲, 未定等.
func parseGrade(text string) (string, bool) {
	if saysNothing(text) {
		return "", true
	}
	return grades.of(text)
}

// level reads level and grade, which may share a cell: the column of the grade
// may hold both (三级甲等), as may that of the level.
func (r *record) level() (registry.Level, string) {
	text, gradeText := r.text(fieldLevel), r.text(fieldGrade)
	level, grade, ok := parseLevel(text.Value)
	if !ok {
		r.trouble(text, levelUnreadable)
	}
	own, ok := parseGrade(gradeText.Value)
	ownLevel := registry.LevelUnknown
	if !ok {
		if ownLevel, own, ok = parseLevel(gradeText.Value); !ok {
			r.trouble(gradeText, gradeUnreadable)
		}
	}
	if contradict(level, ownLevel) || contradict(grade, own) {
		r.report.add(levelContradicts.at(gradeText.Place, text.Value, gradeText.Value))
	}
	return max(level, ownLevel), firstStated(own, grade)
}

// contradict reports whether both values are stated and differ.
func contradict[T comparable](a, b T) bool {
	var unstated T
	return a != unstated && b != unstated && a != b
}

// printLevel is the form of a level in published files; parseLevel reads it.
func printLevel(l registry.Level) string {
	return [...]string{"", "一级", "二级", "三级"}[min(l, 3)]
}
