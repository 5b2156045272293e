package registry

import (
	"regexp"
	"strings"
)

// usccAlphabet are the digits of GB 32100-2015 in the order of their values:
// no I, O, S, V, Z.
const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

var (
	licenceForm   = regexp.MustCompile(`^[0-9A-Z]{9}[0-9]{6}[0-9]{2}[A-Z][0-9]{3}[129]$`)
	insuranceForm = regexp.MustCompile(`^H[0-9]{11}$`)
	loincForm     = regexp.MustCompile(`^[0-9]{1,7}-[0-9]$`)
)

// CheckUSCC reports which check digits of a unified social credit code hold:
// that of GB 32100-2015 (the last character) and that of GB 11714 over the
// organisation code inside it. Both are false for anything that is not 18
// characters, the first 17 of the code's alphabet. Some genuine early codes
// fail one of them, so a failed digit is a question to a person and no proof.
func CheckUSCC(s string) (gb32100, gb11714 bool) {
	if len(s) != 18 || strings.Trim(s[:17], usccAlphabet) != "" {
		return false, false
	}
	return s[17] == usccCheck(s[:17]), s[16] == organisationCheck(s[8:16])
}

// usccCheck is the check character of GB 32100-2015: weights 3^i mod 31.
func usccCheck(body string) byte {
	sum, weight := 0, 1
	for i := range len(body) {
		sum += strings.IndexByte(usccAlphabet, body[i]) * weight
		weight = weight * 3 % 31
	}
	return usccAlphabet[(31-sum%31)%31]
}

// organisationCheck is the check character of GB 11714, in which letters count
// from A = 10 without gaps.
func organisationCheck(body string) byte {
	weights := [8]int{3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i := range len(body) {
		value := int(body[i] - '0')
		if body[i] >= 'A' {
			value = int(body[i]-'A') + 10
		}
		sum += value * weights[i]
	}
	return "0X987654321"[sum%11]
}

// IsLicence reports whether s has the form of a practice licence number: 22
// characters, of which 9 organisation, 6 region, 2 economy, 4 class (a letter
// and three digits of WS 218) and 1 management (1, 2 or 9).
func IsLicence(s string) bool { return licenceForm.MatchString(s) }

// IsInsuranceCode reports whether s has the form of a medical insurance code of
// an institution: H and 11 digits.
func IsInsuranceCode(s string) bool { return insuranceForm.MatchString(s) }

// CheckLOINC reports whether s has the form of a LOINC code and its check digit
// (mod 10, Luhn) holds.
func CheckLOINC(s string) bool {
	if !loincForm.MatchString(s) {
		return false
	}
	body, check, _ := strings.Cut(s, "-")
	return int(check[0]-'0') == luhn(body)
}

func luhn(digits string) int {
	sum := 0
	for i := range len(digits) {
		digit := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			digit *= 2
		}
		sum += digit/10 + digit%10
	}
	return (10 - sum%10) % 10
}
