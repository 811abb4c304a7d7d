// SPDX-License-Identifier: MIT

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optrefresh"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
)

// Task is what to do with the program beside this file: as languages/node/inline.js takes it.
type Task struct {
	Program, Root, Work, Home, Do string
	Env                           map[string]string
	Config                        auto.ConfigMap
}

// Done is what came of it.
type Done struct {
	Stdout  string         `json:"stdout"`
	Outputs map[string]any `json:"outputs"`
}

// TestMain runs the program inline: the one argument is a Task, in JSON.
func TestMain(*testing.M) {
	var task Task
	err := json.Unmarshal([]byte(os.Args[1]), &task)
	if err == nil {
		err = run(context.Background(), task)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, task Task) error {
	command, err := auto.NewPulumiCommand(&auto.PulumiCommandOptions{Root: task.Root})
	if err != nil {
		return err
	}
	stack, err := auto.UpsertStackInlineSource(ctx, "test", "lookup", programs[task.Program],
		auto.Pulumi(command), auto.WorkDir(task.Work), auto.PulumiHome(task.Home), auto.EnvVars(task.Env))
	if err != nil {
		return err
	}
	if err := stack.SetAllConfig(ctx, task.Config); err != nil {
		return err
	}
	done, err := do(ctx, stack, task.Do)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(done)
}

func do(ctx context.Context, stack auto.Stack, what string) (Done, error) {
	switch what {
	case "preview":
		result, err := stack.Preview(ctx, optpreview.Color("never"), optpreview.Diff())
		return Done{Stdout: result.StdOut}, err
	case "up":
		result, err := stack.Up(ctx, optup.Color("never"), optup.Diff())
		outputs := map[string]any{}
		for name, output := range result.Outputs {
			outputs[name] = output.Value
		}
		return Done{result.StdOut, outputs}, err
	case "refresh":
		result, err := stack.Refresh(ctx, optrefresh.Color("never"))
		return Done{Stdout: result.StdOut}, err
	case "destroy":
		result, err := stack.Destroy(ctx, optdestroy.Color("never"))
		return Done{Stdout: result.StdOut}, err
	}
	return Done{}, fmt.Errorf("not to be done: %s", what)
}
