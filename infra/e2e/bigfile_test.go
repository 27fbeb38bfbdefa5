package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"ventana/infra/scenario"
)

const (
	megabyte = 1 << 20
	// bigFile is nearly as large as files of the helpdesk may be.
	bigFile = 45 * megabyte
	// memoryLimit is the most that a function may ever have resident, in bytes: a
	// quarter of what it is deployed with.
	memoryLimit = 64 * megabyte
)

// Files near the helpdesk's limit pass both ways, byte for byte, through a
// function that never holds one: its peak of resident memory stays far below
// one file. The host kills what outgrows the deployed memory. One above the
// limit is told, with its name and size.
func TestBigFiles_passThroughLittleMemory(t *testing.T) {
	t.Parallel()
	system := start(t, t.TempDir())
	const who = "+34600900001"
	began := time.Now()
	system.sendsFile(t, who, "plano.pdf", "el plano", bigFile)
	eventually(t, func() error { return system.carried(t, who, "el plano", "plano.pdf") })
	t.Logf("45 MB from WhatsApp into the ticket: %s", rate(bigFile, time.Since(began)))

	began = time.Now()
	system.control(t, http.MethodPost, "/sim/agents/tickets/1/comments",
		fmt.Sprintf(`{"body":"corregido","files":[{"name":"plano-nuevo.pdf","size":%d}]}`, bigFile), nil)
	eventually(t, func() error { return system.received(t, who, "plano-nuevo.pdf", "corregido") })
	t.Logf("45 MB from the ticket onto the phone: %s", rate(bigFile, time.Since(began)))

	system.sendsFile(t, who, "archivo.pdf", "el archivo", 2*bigFile)
	eventually(t, func() error { return system.noted(t, "el archivo", "“archivo.pdf”", "90.0 MB") })
	system.drained(t)
	system.noDeadLetters(t)

	media := system.function(t, "media")
	t.Logf("media: peak of %.1f MB resident, deployed with %d MB", float64(media.MaxMemory)/megabyte, media.MemoryMB)
	if media.MaxMemory == 0 || media.MaxMemory > memoryLimit {
		t.Errorf("media had %d bytes resident at its peak, want at most %d, and measured", media.MaxMemory, memoryLimit)
	}
	if media.MemoryMB != 256 {
		t.Errorf("media is held to %d MB, want the template's 256", media.MemoryMB)
	}
}

func rate(size int, took time.Duration) string {
	return fmt.Sprintf("%s, %.0f MB/s", took.Round(time.Millisecond), float64(size)/megabyte/took.Seconds())
}

// sendsFile has a customer send a document.
func (s *system) sendsFile(t *testing.T, who, name, caption string, size int) {
	t.Helper()
	s.control(t, http.MethodPost, "/sim/customers/"+url.PathEscape(who)+"/messages",
		fmt.Sprintf(`{"type":"document","document":{"filename":%q,"caption":%q,"size":%d}}`, name, caption, size), nil)
}

// ticketOf is the one ticket in which a text stands.
func (s *system) ticketOf(t *testing.T, about string) (scenario.Ticket, error) {
	t.Helper()
	tickets, err := s.Tickets(t.Context())
	if err != nil {
		return scenario.Ticket{}, err
	}
	tickets = slices.DeleteFunc(tickets, func(ticket scenario.Ticket) bool {
		return !slices.ContainsFunc(ticket.Comments, func(c scenario.Comment) bool { return strings.Contains(c.Body, about) })
	})
	if len(tickets) != 1 {
		return scenario.Ticket{}, fmt.Errorf("%d tickets about %q, want one", len(tickets), about)
	}
	return tickets[0], nil
}

// carried checks that the ticket about something holds exactly these files of
// the customer, each with a digest that stands on the phone.
func (s *system) carried(t *testing.T, who, about string, names ...string) error {
	t.Helper()
	ticket, err := s.ticketOf(t, about)
	if err != nil {
		return err
	}
	messages, err := s.Messages(t.Context(), who)
	if err != nil {
		return err
	}
	sent := map[string]string{} // digests by name
	for _, message := range messages {
		if message.From == "customer" && message.File != nil {
			sent[message.File.Name] = message.File.SHA256
		}
	}
	var got []string
	for _, file := range ticket.Carried() {
		got = append(got, file.Name)
		if file.SHA256 == "" || file.SHA256 != sent[file.Name] {
			return fmt.Errorf("file %q of ticket %d has other bytes than were sent", file.Name, ticket.ID)
		}
	}
	slices.Sort(got)
	if want := slices.Sorted(slices.Values(names)); !slices.Equal(got, want) {
		return fmt.Errorf("ticket %d holds the files %q, want %q", ticket.ID, got, want)
	}
	return nil
}

// received checks that the business sent a phone one file, as an agent attached
// it, and one text: under the file, or before it.
func (s *system) received(t *testing.T, who, name, text string) error {
	t.Helper()
	messages, err := s.Messages(t.Context(), who)
	if err != nil {
		return err
	}
	tickets, err := s.Tickets(t.Context())
	if err != nil {
		return err
	}
	var attached, texts, files []string
	for _, ticket := range tickets {
		attached = append(attached, digestsOf(ticket.Attached())...)
	}
	for _, message := range messages {
		if message.From != "business" {
			continue
		}
		texts = append(texts, message.Text)
		if message.File == nil {
			continue
		}
		files = append(files, message.File.Name)
		if !slices.Contains(attached, message.File.SHA256) {
			return fmt.Errorf("file %q on the phone has other bytes than were attached", message.File.Name)
		}
	}
	if !slices.Equal(files, []string{name}) || !slices.Equal(texts, []string{text}) && !slices.Equal(texts, []string{text, ""}) {
		return fmt.Errorf("the phone shows the files %q and the texts %q, want %q and %q, once", files, texts, name, text)
	}
	return nil
}

// noted checks that the ticket about something has an internal note with all of
// the texts.
func (s *system) noted(t *testing.T, about string, texts ...string) error {
	t.Helper()
	ticket, err := s.ticketOf(t, about)
	if err != nil {
		return err
	}
	for _, comment := range ticket.Comments {
		missing := slices.ContainsFunc(texts, func(text string) bool { return !strings.Contains(comment.Body, text) })
		if !comment.Public && !missing {
			return nil
		}
	}
	return fmt.Errorf("no note on ticket %d says %q", ticket.ID, texts)
}

// functionStats is what the host tells of a function.
type functionStats struct {
	Name      string `json:"name"`
	MemoryMB  int    `json:"memory_mb"`
	MaxMemory int64  `json:"max_memory"` // bytes: the highest resident set of any of its processes
}

func (s *system) function(t *testing.T, name string) functionStats {
	t.Helper()
	var overview struct {
		Functions []functionStats `json:"functions"`
	}
	s.control(t, http.MethodGet, "/sim/system", "", &overview)
	for _, one := range overview.Functions {
		if one.Name == name {
			return one
		}
	}
	t.Fatalf("the system has no function %s", name)
	return functionStats{}
}
