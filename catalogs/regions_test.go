package catalogs_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/samber/lo"

	"concord/catalogs"
	"concord/internal/registry"
)

func regionsByCode() map[registry.RegionCode]registry.Region {
	return lo.KeyBy(catalogs.Load().Regions, func(r registry.Region) registry.RegionCode { return r.Code })
}

func TestRegionsStandUnderAWiderRegion(t *testing.T) {
	byCode := regionsByCode()
	for _, r := range catalogs.Load().Regions {
		if r.Level == registry.RegionProvince {
			if r.Parent != "" {
				t.Errorf("province %s has parent %s", r.Code, r.Parent)
			}
			continue
		}
		parent, ok := byCode[r.Parent]
		if !ok || parent.Level >= r.Level {
			t.Errorf("%s %s: parent %q is no wider region", r.Code, r.Name, r.Parent)
		}
	}
}

func TestRegionsAreNamed(t *testing.T) {
	code, initials := regexp.MustCompile(`^[1-9][0-9]{5}$`), regexp.MustCompile(`^[a-z]+$`)
	for _, r := range catalogs.Load().Regions {
		if !code.MatchString(string(r.Code)) || !initials.MatchString(r.Initials) ||
			r.Name == "" || r.NameEn == "" || r.Kind == "" || r.Mark == "" {
			t.Errorf("%+v: a field is empty or malformed", r)
		}
		if len([]rune(r.Name)) != len(r.Initials) {
			t.Errorf("%s %s: %d initials", r.Code, r.Name, len(r.Initials))
		}
	}
}

func TestSiblingsHaveTheirOwnNames(t *testing.T) {
	seen := map[string]registry.RegionCode{}
	for _, r := range catalogs.Load().Regions {
		path := string(r.Parent) + "/" + r.Name
		if first, ok := seen[path]; ok {
			t.Errorf("%s and %s are both %s", first, r.Code, path)
		}
		seen[path] = r.Code
	}
}

func TestMarksAreUnique(t *testing.T) {
	seen := map[string]registry.RegionCode{}
	for _, r := range catalogs.Load().Regions {
		if first, ok := seen[r.Mark]; ok {
			t.Errorf("%s and %s both mark %s", first, r.Code, r.Mark)
		}
		seen[r.Mark] = r.Code
	}
}

func TestUnitsAreCounted(t *testing.T) {
	counts := map[string]int{}
	for _, r := range catalogs.Load().Regions {
		if !r.Unit {
			continue
		}
		switch {
		case r.Level == registry.RegionProvince:
			counts["municipalities"]++
		case r.Level == registry.RegionPrefecture:
			counts["prefectures"]++
		case r.Parent == "660000":
			counts["XPCC cities"]++
		default:
			counts["province-administered counties"]++
		}
	}
	want := map[string]int{"municipalities": 4, "prefectures": 333, "XPCC cities": 12, "province-administered counties": 20}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Errorf("units (-want +got):\n%s", diff)
	}
}

func TestEveryPrefectureIsAUnitInScope(t *testing.T) {
	for _, r := range catalogs.Load().Regions {
		if r.Unit && !r.InScope {
			t.Errorf("%s %s is a unit out of scope", r.Code, r.Name)
		}
		if r.Level == registry.RegionPrefecture && !r.Unit {
			t.Errorf("prefecture %s %s is no unit", r.Code, r.Name)
		}
	}
}

func TestRegionsOfAllKinds(t *testing.T) {
	byCode := regionsByCode()
	for _, tt := range []struct {
		code         registry.RegionCode
		name         string
		parent       registry.RegionCode
		unit, scope  bool
		mark         string
		jurisdiction registry.JurisdictionKind
	}{
		{"420000", "湖北省", "", false, true, "鄂", registry.Province},
		{"150400", "赤峰市", "150000", true, true, "赤峰", registry.Prefecture},
		{"422800", "恩施土家族苗族自治州", "420000", true, true, "恩施", registry.Prefecture},
		{"152200", "兴安盟", "150000", true, true, "兴安", registry.Prefecture},
		{"632500", "海南藏族自治州", "630000", true, true, "海南州", registry.Prefecture},
		{"110000", "北京市", "", true, true, "京", registry.Prefecture},
		{"110102", "西城区", "110000", false, true, "北京市西城区", registry.District},
		{"420102", "江岸区", "420100", false, true, "武汉市江岸区", registry.District},
		{"429004", "仙桃市", "420000", true, true, "仙桃", registry.Prefecture},
		{"429021", "神农架林区", "420000", true, true, "神农架", registry.Prefecture},
		{"660000", "新疆生产建设兵团", "", false, true, "兵团", registry.Province},
		{"659001", "石河子市", "660000", true, true, "石河子", registry.Prefecture},
		{"810000", "香港特别行政区", "", false, false, "港", registry.Province},
	} {
		r := byCode[tt.code]
		if r.Name != tt.name || r.Parent != tt.parent || r.Unit != tt.unit || r.InScope != tt.scope || r.Mark != tt.mark {
			t.Errorf("%s is %+v, want %+v", tt.code, r, tt)
		}
		if kind := r.JurisdictionKind(); kind != tt.jurisdiction {
			t.Errorf("%s publishes as a %v, want %v", tt.code, kind, tt.jurisdiction)
		}
	}
}

func TestInitialsKnowTheReading(t *testing.T) {
	byCode := regionsByCode()
	for code, initials := range map[registry.RegionCode]string{
		"500000": "cqs", "430100": "css", "350200": "xms", "540000": "xz",
	} {
		if got := byCode[code].Initials; !strings.HasPrefix(got, initials) {
			t.Errorf("%s: %s, want %s", code, got, initials)
		}
	}
}
