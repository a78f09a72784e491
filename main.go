// Command partnergraph is the backend of a market place of partners: one GraphQL
// schema over Postgres. `go run .` serves all of it, with nothing to set up.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// commands are the command line. A command is a struct with a Run method.
type commands struct {
	logging `embed:""`

	Serve   serve   `cmd:"" default:"withargs" help:"Serve the market place. This is the default."`
	Migrate migrate `cmd:"" help:"Bring the database to today's schema, and end."`
	House   house   `cmd:"" help:"Found the house, the vendor itself, with its first owner, and end."`
	Token   token   `cmd:"" help:"Make an API token for an organisation, print it, and end."`
	Reseal  reseal  `cmd:"" help:"Seal personal data under the present secret that was sealed under an earlier one, and end."`
	Seed    seed    `cmd:"" help:"Fill an empty database with a load to measure with, and end."`
	Version version `cmd:"" help:"Print the version, and end."`
}

const description = `The backend of a market place of partners: one GraphQL schema over Postgres.

Without a command it serves. Without DATABASE_URL it does so from a private Postgres, started from the server programs on this machine and filled with a demo.`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends at once

	line := &commands{}
	command := kong.Parse(line,
		kong.Name("partnergraph"),
		kong.Description(description),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Help(help),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	slog.SetDefault(slog.New(line.handler(os.Stderr)))
	err := command.Run()
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = errors.New("stopped before it was done")
	}
	command.FatalIfErrorf(err)
}

// help shows the default command's flags as well: most callers name no command.
func help(options kong.HelpOptions, ctx *kong.Context) error {
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil || ctx.Selected() != nil {
		return err
	}
	served, err := kong.Trace(ctx.Kong, []string{"serve"})
	if err != nil {
		return err
	}
	fmt.Fprintln(ctx.Stdout)
	return kong.DefaultHelpPrinter(options, served)
}
