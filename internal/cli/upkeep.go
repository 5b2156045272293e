package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"

	"concord/internal/app"
	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/sheet"
)

// keepAttempts bounds how often a change that another write overtook is planned
// again on what the registry holds then.
const keepAttempts = 5

// keep plans a change and, where it is to be written, writes it, in the name of
// who runs the program. What is refused is printed, problem by problem.
func (c *console) keep(ctx context.Context, commit bool, plan func(*app.Office) (office.Change, error)) (err error) {
	db, err := c.openForWriting(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	service := app.New(db, c.catalogue(), slog.New(slog.DiscardHandler))
	if err := service.Refresh(ctx); err != nil {
		return err
	}
	desk := app.NewOffice(db, service)
	for attempt := 1; ; attempt++ {
		change, err := plan(desk)
		if refused, ok := errors.AsType[app.Refused](err); ok {
			_ = c.refuse(refused) // prints the problems; these are of no file
			return exitCode(exitFailed)
		}
		if err != nil || !commit {
			return err
		}
		_, err = desk.Commit(ctx, c.signed(change))
		if attempt == keepAttempts || !errors.Is(err, registry.ErrConflict) {
			return err
		}
	}
}

// signed is a change of who runs the program, made now.
func (c *console) signed(change office.Change) office.Change {
	change.At, change.Actor = c.instant(), actor()
	for i := range change.Steps {
		change.Steps[i].RecordedAt, change.Steps[i].Actor = change.At, change.Actor
	}
	return change
}

// keepTable plans and writes what a file of a table holds, and prints the report.
func (c *console) keepTable(ctx context.Context, f *importFlags, order app.Import, plan func(*app.Office) (*app.Report, office.Change, error)) error {
	if !f.publish && c.absent() != nil { // a dry run leaves nothing behind
		remove, err := c.useTemporaryDatabase()
		if err != nil {
			return err
		}
		defer remove()
	}
	var report *app.Report
	err := c.keep(ctx, f.publish, func(desk *app.Office) (change office.Change, err error) {
		report, change, err = plan(desk)
		return change, err
	})
	if err != nil {
		return err
	}
	order.Publish = f.publish
	if !f.publish {
		report.Version, report.Revision = 0, registry.Revision{}
	}
	if err := c.printReport(report, order, f.json); err != nil {
		return err
	}
	if !report.Clean() {
		return exitCode(exitFileProblems)
	}
	return nil
}

// tableOrder reads the file of a table and what a person decided about it.
func (c *console) tableOrder(f *importFlags, name string) (app.Import, error) {
	decisions, err := f.decisions()
	if err != nil {
		return app.Import{}, err
	}
	file, err := c.readFile(name)
	return app.Import{
		Jurisdiction: registry.JurisdictionCode(f.jurisdiction), FileName: filepath.Base(name), File: file,
		Limits: sheet.DefaultLimits(), Decisions: decisions, Now: c.instant(),
	}, err
}

// dayFlag reads the day of a flag.
func dayFlag(name, text string) (registry.Day, error) {
	day, err := registry.ParseDay(text)
	if err != nil {
		return 0, usagef("--%s: %w", name, err)
	}
	return day, nil
}

// printed prints one line of what was done.
func (c *console) printed(zh, en string, values ...any) error {
	_, err := fmt.Fprintf(c.stdout, c.say(zh, en)+"\n", values...)
	return err
}
