package cli

import (
	"context"
	"fmt"

	"concord/catalogs"
	"concord/catalogs/demo"
	"concord/internal/app"
	"concord/internal/registry"
	"concord/internal/sheet"
	"concord/internal/store"
)

// Demonstrate fills a database with the demonstration, as written now; one that
// holds anything is left alone. The registry is then read with the catalogue of
// [demo.Catalogue].
func Demonstrate(ctx context.Context, db *store.Store, now registry.Instant) error {
	head, err := db.Head(ctx)
	if err != nil || head.Newest != 0 {
		return err
	}
	registrar := app.NewRegistrar(db, demo.Catalogue(catalogs.Load()))
	loaded, err := registrar.Load(ctx, app.Load{File: demo.Registry(), Now: now, Actor: demo.Actor})
	if err != nil {
		return err
	}
	if len(loaded.Problems) > 0 {
		return fmt.Errorf("the demonstration: %v", loaded.Problems[0])
	}
	for _, list := range demo.Lists() {
		if err := demonstrateList(ctx, registrar, list, now); err != nil {
			return err
		}
	}
	return nil
}

// demonstrateList imports one list, as concord import does.
func demonstrateList(ctx context.Context, registrar *app.Registrar, list demo.List, now registry.Instant) error {
	report, err := registrar.Import(ctx, app.Import{
		Kind:         app.ImportKind(list.Kind),
		Jurisdiction: list.Jurisdiction,
		FileName:     list.FileName,
		File:         list.Bytes(),
		Limits:       sheet.DefaultLimits(),
		Period:       registry.Since(list.From),
		Terms:        list.Terms,
		Document:     registry.Document{Title: list.Title, IssuedOn: registry.MinDay},
		Decisions:    list.Decisions(),
		Publish:      true,
		Now:          now,
		Actor:        demo.Actor,
	})
	if err != nil || report.Clean() {
		return err
	}
	return fmt.Errorf("the demonstration's %s: %v", list.FileName, report.All()[0])
}
