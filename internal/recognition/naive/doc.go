// Package naive decides a second time, for the tests of package recognition.
//
// It was written from the text of the rule alone, sentence by sentence; the
// sentences stand in the comments, in quotation marks. It keeps what a store
// hands over as it comes, looks everything up by scanning, and shares no rule
// with package recognition, only the types of question, finding and outcome.
// What is slow here is obvious, and that is the point: where the two disagree
// on a random registry, one of them is wrong.
//
// Where the text of the rule is silent, both follow docs/decisions-on-the-rule.md.
package naive
