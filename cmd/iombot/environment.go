package main

import (
	"fmt"
	"os"
	"strings"
)

// environment looks up an environment variable, as os.LookupEnv does.
type environment func(name string) (value string, ok bool)

// setting is the value of the variable name or, so that secrets need not be in
// the environment, the content of the file at name_FILE. An empty variable
// counts as not set.
func (env environment) setting(name string) (value string, ok bool, err error) {
	value, _ = env(name)
	path, _ := env(name + "_FILE")
	switch {
	case value != "" && path != "":
		return "", false, usagef("both %s and %s_FILE are set: unset one of them", name, name)
	case path == "":
		return value, value != "", nil
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return "", false, fmt.Errorf("reading %s_FILE: %w", name, err)
	}
	value = strings.TrimSpace(string(content))
	if value == "" {
		return "", false, fmt.Errorf("reading %s_FILE: %s is empty", name, path)
	}
	return value, true, nil
}
