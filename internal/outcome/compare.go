package outcome

import "math"

// How clearly somebody has to be below the average to be said so.
const (
	// LeastCases is the smallest denominator that is compared at all: of a hospital
	// with 3 reminders nothing is said.
	LeastCases = 30
	// LeastPeers is how many peers with LeastCases each an average is made of.
	LeastPeers = 3
	// LeastGap is how far the rate lies below the average, besides chance.
	LeastGap = 0.05
	// deviations of the normal distribution: chance alone says “below” in 25 of
	// 1,000 comparisons of equals, before the gap.
	deviations = 1.96
	// LeastShare is the share of the peers' average below which a number of items
	// is clearly below it. A number of items is counted, not sampled.
	LeastShare = 0.9
)

// Wilson is the interval of Wilson's score, 95 %, in which the rate behind k of
// n lies (E. B. Wilson, JASA 22, 1927). Of nothing it is 0 to 1.
func Wilson(k, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z2 = deviations * deviations
	size, rate := float64(n), float64(k)/float64(n)
	centre := rate + z2/(2*size)
	spread := deviations * math.Sqrt(rate*(1-rate)/size+z2/(4*size*size))
	return max(0, (centre-spread)/(1+z2/size)), min(1, (centre+spread)/(1+z2/size))
}

// Comparison is a rate held against that of its peers, with the figures behind
// the verdict.
type Comparison struct {
	Cases     int     // its denominator
	Rate      float64 // of nothing: 0
	Upper     float64 // end of the interval in which its own rate lies
	Peers     int     // with LeastCases each, itself not among them
	PeersRate float64 // numerators of the peers together ÷ their denominators
	// Compared is false where it or its peers are too few.
	Compared bool
	Below    bool
}

// Compare holds counts against those of peers, itself not among them. Peers
// below LeastCases are no peers.
func Compare(own Counts, peers []Counts) Comparison {
	var all Counts
	c := Comparison{Cases: own.Denominator}
	for _, p := range peers {
		if p.Denominator >= LeastCases {
			c.Peers++
			all = all.Plus(p)
		}
	}
	c.Rate, _ = own.Rate()
	c.PeersRate, _ = all.Rate()
	_, c.Upper = Wilson(own.Numerator, own.Denominator)
	c.Compared = own.Denominator >= LeastCases && c.Peers >= LeastPeers
	c.Below = c.Compared && c.Upper < c.PeersRate && c.Rate <= c.PeersRate-LeastGap
	return c
}

// ItemComparison is a number of live items held against that of peers.
type ItemComparison struct {
	Live     int
	Peers    int // itself not among them
	Average  float64
	Compared bool
	Below    bool
}

// CompareItems holds a number of live items against those of peers.
func CompareItems(live int, peers []int) ItemComparison {
	c := ItemComparison{Live: live, Peers: len(peers), Compared: len(peers) >= LeastPeers}
	if len(peers) == 0 {
		return c
	}
	sum := 0
	for _, n := range peers {
		sum += n
	}
	c.Average = float64(sum) / float64(len(peers))
	c.Below = c.Compared && float64(live) < LeastShare*c.Average
	return c
}
