package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// postgresListener listens on a connection of its own: one of the pool could not
// be given back.
func postgresListener(config *pgx.ConnConfig) listener {
	return func(ctx context.Context, heard func()) error {
		conn, err := pgx.ConnectConfig(ctx, config.Copy())
		if err != nil {
			return fmt.Errorf("connect to listen: %w", err)
		}
		defer conn.Close(context.WithoutCancel(ctx))
		if _, err := conn.Exec(ctx, "LISTEN "+revisionChannel); err != nil {
			return fmt.Errorf("listen: %w", err)
		}
		heard()
		for {
			if _, err := conn.WaitForNotification(ctx); err != nil {
				return fmt.Errorf("wait for notifications: %w", err)
			}
			heard()
		}
	}
}
