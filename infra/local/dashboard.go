package local

import (
	"time"

	"ventana/infra/local/template"
)

// Watched is what a dashboard is told of the system.
type Watched struct {
	Stack  string           // the name that stands in names and namespaces
	Now    func() time.Time // the system's clock
	Alarms []template.Alarm
}
