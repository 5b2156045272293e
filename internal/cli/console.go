package cli

import (
	"cmp"
	"context"
	"os"
	"os/user"
	"strconv"

	"github.com/labstack/echo/v4"

	"concord/internal/app"
	"concord/internal/httpapi"
	"concord/internal/office"
	"concord/internal/store"
)

// desk is the office as the operator of a database uses it: through the very
// handlers that a server answers with, as an administrator of the nation.
type desk struct {
	*asker
	office *app.Office
	actor  office.Actor
}

// actor is who runs the program, as the record names them: console root.
func actor() string {
	name := strconv.Itoa(os.Getuid())
	if who, err := user.Current(); err == nil {
		name = cmp.Or(who.Username, name)
	}
	return "console " + name
}

// operator is who runs the program, and may do whatever the console offers.
func operator() office.Actor {
	return office.Actor{
		Name:   actor(),
		Grants: []office.Grant{{Role: office.Administrator, Region: office.Nation}},
	}
}

// sit opens the database and the office in it, and runs a command there.
// Institutions are those that the command names.
func (c *console) sit(ctx context.Context, do func(*desk) error, institutions ...string) (err error) {
	db, err := c.openForWriting(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	d, err := c.desk(ctx, db, institutions)
	if err != nil {
		return err
	}
	return do(d)
}

func (c *console) desk(ctx context.Context, db *store.Store, institutions []string) (*desk, error) {
	snapshot, err := app.ReadFor(ctx, db, c.catalogue(), institutions...)
	if err != nil {
		return nil, err
	}
	service := app.NewStill(db, snapshot)
	d := &desk{office: app.NewOffice(db, service), actor: operator()}
	signedIn := func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(e echo.Context) error {
			httpapi.Authenticate(e, d.actor)
			return next(e)
		}
	}
	client, err := c.clientOf(c.inProcess(service, httpapi.Options{Office: d.office}, signedIn))
	d.asker = &asker{client: client}
	return d, err
}

// commit writes a change that no handler makes.
func (c *console) commit(ctx context.Context, d *desk, change office.Change) error {
	change.At, change.Actor = c.instant(), d.actor.Name
	_, err := d.office.Commit(ctx, change)
	return err
}
