package cli_test

import (
	"context"
	"fmt"
	"os"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/bench/cli"
)

func ExampleApp_Run() {
	app := cli.App{Backends: bench.Larder()}
	code := app.Run(context.Background(), []string{"run", "-backend", "cow,rwmutx"}, os.Stdout, os.Stdout)
	fmt.Println("exit code", code)
	// Output:
	// cachebench run: invalid value "cow,rwmutx" for flag -backend: unknown backend "rwmutx"; did you mean "rwmutex"?
	// exit code 2
}
