// Package server is the one Echo: what stands before and after every route.
//
//	server.go     options, the order of the middleware, running and stopping
//	limits.go     rate limits, per address and per key, in bounded memory
//	authenticate.go  who asks: a key, or the cookie of a session
//	sessions.go   the sessions of browsers
//	signon.go     single sign-on with OpenID Connect
//	headers.go    request ids, security headers, bodies and time
//	observe.go    access log and metrics
//	operation.go  /healthz, /readyz, /metrics, /v1/openapi.yaml, /docs
//	floor.go      the route that benchmarks measure against
//
// Echo stays at this edge and in the packages that answer (httpapi, web).
package server
