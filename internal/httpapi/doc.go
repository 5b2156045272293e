// Package httpapi answers the contract of api/openapi.yaml: JSON over Echo.
//
// A handler reads its request, asks the registry and writes what it was told;
// whatever goes wrong it returns, and problem.go alone turns errors into status
// and body. Wire structs are those generated in package api; each noun has a
// file here with the conversion from the noun to its wire struct.
//
//	httpapi.go       the registry that is asked; registering the routes
//	call.go          what one request rests on: snapshot, language, clock
//	problem.go       errors → problem+json, the only place
//	published.go     ETag and 304 of published data; at= and on=
//	pages.go         limit= and cursor=
//	write.go         a write is planned, answered and committed with its receipt
//	idempotency.go   requests that are repeated
//	authority.go     who may · leave.go  asked before a body is read
//	states.go        ETag and If-Match of what is corrected
//	body.go          JSON bodies, held to the contract
//	decisions.go     POST and GET /v1/decisions
//	batch.go         POST /v1/decisions/batch
//	changes.go       GET /v1/changes, which waits
//	record.go        GET /v1/audit, and as a file
//	outcomes.go      POST /v1/outcomes, one event or many
//	statistics.go    GET /v1/statistics/recognition, and as a file; who sees small numbers
//	reported.go      JSON → events as the client wrote them
//	counterparts.go  recognized-issuers, recognized-at
//	session.go       signing in and out, and what is one's own
//	accounts.go      accounts, and who may change them
//	keys.go          API keys
//	question.go      JSON → question as the client wrote it, without reflection
//	asking.go        question as written → recognition.Question
//	answer.go        recognition.Answer → JSON, without reflection
//
// Decisions are the hot path: a request's body is read into a buffer that is
// used again, its strings are parts of one string, the answer and its findings
// live in a buffer of their own, and JSON is appended without reflection.
package httpapi
