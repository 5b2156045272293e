package outcome

// SmallCell is the smallest number that public views show; below it, except 0,
// people might be recognized.
const SmallCell = 5

func small(n int) bool { return 0 < n && n < SmallCell }

// Veil says which counts of a group the public does not see.
type Veil struct {
	Reminded, Opened, Recognized, Repeated, Numerator, Denominator bool
}

// Any reports whether anything is hidden.
func (v Veil) Any() bool { return v != Veil{} }

// Rate reports whether the rate is hidden: it would tell what it is made of.
func (v Veil) Rate() bool { return v.Numerator || v.Denominator }

// veiled is one count and whether it is hidden.
type veiled struct {
	count func(*Counts) int
	veil  func(*Veil) *bool
}

var veilable = []veiled{
	{func(c *Counts) int { return c.Reminded }, func(v *Veil) *bool { return &v.Reminded }},
	{func(c *Counts) int { return c.Opened }, func(v *Veil) *bool { return &v.Opened }},
	{func(c *Counts) int { return c.Recognized }, func(v *Veil) *bool { return &v.Recognized }},
	{func(c *Counts) int { return c.Repeated }, func(v *Veil) *bool { return &v.Repeated }},
	{func(c *Counts) int { return c.Numerator }, func(v *Veil) *bool { return &v.Numerator }},
	{func(c *Counts) int { return c.Denominator }, func(v *Veil) *bool { return &v.Denominator }},
}

// Veiled says what is hidden of groups that together make a total: every small
// number, and where that is one number alone, which the total would give away,
// the smallest of the others too.
func Veiled(groups []Counts) []Veil {
	veils := make([]Veil, len(groups))
	for _, one := range veilable {
		hidden, least := 0, -1
		for i := range groups {
			n := one.count(&groups[i])
			switch {
			case small(n):
				*one.veil(&veils[i]) = true
				hidden++
			case n > 0 && (least < 0 || n < one.count(&groups[least])):
				least = i
			}
		}
		if hidden == 1 && least >= 0 {
			*one.veil(&veils[least]) = true
		}
	}
	return veils
}

// VeiledAlone says what is hidden of a total.
func VeiledAlone(total Counts) Veil { return Veiled([]Counts{total})[0] }
