package pgtest

import (
	"context"
	"errors"
	"fmt"

	"concord/internal/parts"
)

// A source is one way of having a PostgreSQL server.
type source struct {
	name  string
	part  parts.Part
	start func(context.Context) (*server, error)
}

var (
	docker = source{"docker", parts.Docker, startContainer}
	local  = source{"local", parts.LocalPostgres, startCluster}
)

// sourcesFor returns the sources to try, in order, for a value of $CONCORD_TEST_POSTGRES.
func sourcesFor(wish string) []source {
	switch wish {
	case "":
		return []source{docker, local}
	case docker.name:
		return []source{docker}
	case local.name:
		return []source{local}
	}
	return []source{{"named server", parts.Postgres, named(wish)}}
}

// startFirst returns the server of the first source that can give one. Its error brings
// the reason of each.
func startFirst(ctx context.Context, sources []source) (*server, error) {
	var reasons []error
	for _, s := range sources {
		started, err := s.start(ctx)
		if err == nil {
			return started, nil
		}
		reasons = append(reasons, fmt.Errorf("%s: %w", s.name, err))
	}
	return nil, errors.Join(reasons...)
}

// named uses a server that runs already and is not ours to stop.
func named(url string) func(context.Context) (*server, error) {
	return func(ctx context.Context) (*server, error) {
		if err := check(ctx, url); err != nil {
			return nil, err
		}
		return &server{url: url, stop: func() {}}, nil
	}
}
