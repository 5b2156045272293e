package pgtest

import (
	"cmp"
	"context"
	"fmt"
	"os"

	"github.com/testcontainers/testcontainers-go"
)

// containerPassword is what .ci/postgres-image sets, and what an official image is told.
const containerPassword = "concord"

// startContainer starts a server in a container of an image that is here already.
func startContainer(ctx context.Context) (*server, error) {
	image := cmp.Or(os.Getenv("CONCORD_TEST_POSTGRES_IMAGE"), "concord-postgres:15")
	if err := holdsImage(ctx, image); err != nil {
		return nil, err
	}
	container, err := testcontainers.Run(ctx, image,
		testcontainers.WithExposedPorts("5432/tcp"),
		testcontainers.WithEnv(map[string]string{"POSTGRES_PASSWORD": containerPassword}),
		testcontainers.WithCmd(tuning...),
	)
	stop := func() {
		_ = testcontainers.TerminateContainer(container, testcontainers.StopTimeout(0))
	}
	if err != nil {
		stop()
		return nil, fmt.Errorf("starting a container of %s: %w", image, err)
	}
	started, err := containerServer(ctx, container)
	if err != nil {
		stop()
		return nil, err
	}
	started.stop = stop
	return started, nil
}

func containerServer(ctx context.Context, container testcontainers.Container) (*server, error) {
	address, err := container.PortEndpoint(ctx, "5432/tcp", "")
	if err != nil {
		return nil, fmt.Errorf("finding the container's port: %w", err)
	}
	url := fmt.Sprintf("postgres://postgres:%s@%s/postgres?sslmode=disable", containerPassword, address)
	return &server{url: url}, await(ctx, url, nil)
}

// holdsImage asks the engine for an image. Where no engine can be found the library
// panics instead of returning an error.
func holdsImage(ctx context.Context, image string) (err error) {
	defer func() {
		if found := recover(); found != nil {
			err = fmt.Errorf("no Docker engine: %v", found)
		}
	}()
	engine, err := testcontainers.NewDockerClientWithOpts(ctx)
	if err != nil {
		return fmt.Errorf("no Docker engine: %w", err)
	}
	defer engine.Close()
	if _, err := engine.ImageInspect(ctx, image); err != nil {
		return fmt.Errorf("image %s: %w", image, err)
	}
	return nil
}
