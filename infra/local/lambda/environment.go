package lambda

import (
	"maps"
	"path/filepath"
	"slices"
	"strconv"
)

// environment is everything that a process sees, sorted by name.
func (c Config) environment(runtimeAPI, logStream string) []string {
	all := map[string]string{
		"TZ":   ":UTC",
		"LANG": "en_US.UTF-8",
		"PATH": "/usr/local/bin:/usr/bin/:/bin:/opt/bin",
		// The credentials are made up: stand-ins check none, and real ones of
		// the developer must never reach a function by accident.
		"AWS_ACCESS_KEY_ID":     "local",
		"AWS_SECRET_ACCESS_KEY": "local",
		"AWS_SESSION_TOKEN":     "local",
	}
	maps.Copy(all, c.Environment)
	maps.Copy(all, map[string]string{
		"_HANDLER":                        "bootstrap",
		"LAMBDA_TASK_ROOT":                filepath.Dir(c.Binary),
		"LAMBDA_RUNTIME_DIR":              filepath.Dir(c.Binary),
		"AWS_REGION":                      c.Region,
		"AWS_DEFAULT_REGION":              c.Region,
		"AWS_LAMBDA_RUNTIME_API":          runtimeAPI,
		"AWS_LAMBDA_FUNCTION_NAME":        c.Name,
		"AWS_LAMBDA_FUNCTION_VERSION":     c.Version,
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": strconv.Itoa(c.MemoryMB),
		"AWS_LAMBDA_INITIALIZATION_TYPE":  "on-demand",
		"AWS_LAMBDA_LOG_GROUP_NAME":       c.LogGroup,
		"AWS_LAMBDA_LOG_STREAM_NAME":      logStream,
		"AWS_LAMBDA_LOG_FORMAT":           c.LogFormat,
		"AWS_LAMBDA_LOG_LEVEL":            c.LogLevel,
		// Not Lambda's: the AWS SDK puts it into the User-Agent as app/<id>, so
		// that a stand-in can tell which process asks.
		"AWS_SDK_UA_APP_ID": applicationID(logStream),
	})
	maps.Copy(all, c.Overrides)
	list := make([]string, 0, len(all))
	for _, name := range slices.Sorted(maps.Keys(all)) {
		list = append(list, name+"="+all[name])
	}
	return list
}
