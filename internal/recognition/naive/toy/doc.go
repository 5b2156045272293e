// Package toy draws small registries and questions about them, in which every
// rule of the decision bites often: few institutions, items and days, so that
// what could meet does meet, and instants lie on the edges of periods.
//
// What is drawn follows the rules of writing a registry (versions are numbered
// one by one and start no earlier than the one before; an institution is listed
// where it lies). Everything is decided by a [Chance], which may be a random
// source, a property test's, or the bytes of a fuzzer.
package toy
