// Command concord is a registry of mutual recognition.
package main

import (
	"os"

	"concord/internal/cli"
)

func main() { os.Exit(cli.Run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
