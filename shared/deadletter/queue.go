package deadletter

import "strings"

// QueueOf is how people call the queue whose dead letters a queue holds, by its name
// or URL: inbound of ventana-prod-inbound-dlq.fifo, as `ventana redrive` has it.
func QueueOf(shelf string) string {
	name := strings.TrimSuffix(strings.TrimSuffix(shelf, ".fifo"), "-dlq")
	return name[strings.LastIndexAny(name, "-/")+1:]
}
