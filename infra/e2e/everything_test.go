package e2e

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ventana/infra/scenario"
)

// everyMessage is how the messages of the sample stand in their tickets, by
// whose they are, as regular expressions. What an edit or a revoke is about is
// shown where the ticket held it by then, which depends on who was faster.
func everyMessage() map[string][]string {
	plain := func(texts ...string) (all []string) {
		for _, text := range texts {
			all = append(all, regexp.QuoteMeta(text))
		}
		return all
	}
	leo := plain("[reply] to an earlier message\n[button] Cancelar", "[reaction] ❤️", "[reaction] removed", "", "",
		"[request_welcome] The customer opened the chat and has not written yet.", "[forwarded] many times\nmuy reenviado",
		"[ad] Mesas (the customer came from here)\n[ad] Pregúntenos\n[ad] https://fb.me/3xAmpl3\nvengo del anuncio")
	leo[3] = `\[edit\] (“\[button\] Cancelar” →\n)?corregido`
	leo[4] = `\[revoke\] The customer deleted (a message\.|their message of 20\d\d-\d\d-\d\d \d\d:\d\d UTC\.)`
	joao := plain("[order] 2 x mesa-roble 7.5 EUR\npor favor",
		"[unsupported] poll: WhatsApp does not hand over this kind of message. (131051 Message type unknown)",
		"[unsupported] WhatsApp does not hand over this kind of message. (131060 This message is currently unavailable)", "",
		"[hologram] This message cannot be shown here yet.\n{\"shape\":\"cube\"}", "[forwarded]\nreenviado",
		"[product] mesa-roble (catalogue 900000000000001)\n¿queda?")
	joao[3] = `\[edit\] (“\[order\] 2 x mesa-roble 7\.5 EUR por favor” →\n)?\[video\] \(file follows\)\notra vez`
	return map[string][]string{
		"Ana": plain("uno", "[image] (file follows)\nrota", "[audio] voice note (file follows)", "[document] factura.pdf (file follows)\nla factura",
			"[location] https://www.google.com/maps?q=40.4,-3.7", "[contacts] Luis P\n+34 600 000 009 (CELL)",
			"[reply] to an earlier message\n[interactive] Sí",
			"[reply] to an earlier message\n[interactive] The customer allows calls until 2026-11-28 21:06 UTC."),
		"Bea": plain("con\u200f signos * _ ~ 📦", "[audio] (file follows)", "[video] (file follows)\nmire",
			"[location] Sol, Puerta del Sol\nhttps://www.google.com/maps?q=40.4168,-3.7038",
			"[reply] to an earlier message\n[interactive] Facturas\ny recibos", "[reply] to an earlier message\n[interactive] address\nSent\ncity: Pune",
			"[system] User Bea changed from 34600000002 to 34600000008"),
		"Zoë": plain("drei", "[sticker] (file follows)", "[reply] to an earlier message\n[interactive] form\nSent\nscore: 5",
			"[interactive] tomorrow_reply\n{\"id\":\"t\"}", "[system] User Zoë changed from DE.4hT7wQe2Rk9 to DE.N3w"),
		"Leo": leo, "João": joao,
		"Eva":       plain("sin número ni id", "[reply] to an earlier message\nesa misma"),
		"the group": plain("[group] Ana R:\nhola a todos", "[group] Bea:\n[image] (file follows)"),
	}
}

// One delivery with 3 entries, 5 changes, 40 messages of every type and 60
// statuses, one of each broken, posted five times, also when no queue remembers
// it any more: 39 messages stand in the tickets of seven conversations, once, in
// order and readable; their files follow, as they are; 59 statuses of
// messages that nobody here sent go to the former endpoint; the two broken ones are parked with their
// reasons.
func TestEverything_arrivesOnceWhateverItIs(t *testing.T) {
	t.Parallel()
	system := start(t, t.TempDir())
	body := everything(t)
	system.deliverTimes(t, body, 3)
	eventually(t, func() error { return system.holdsEverything(t) })
	eventually(t, func() error { return system.parkedTheBroken(t, 1) })
	system.walk(t, "12m", "30s") // statuses of unknown messages are waited with for ten minutes
	system.deliverTimes(t, body, 2)
	system.walk(t, "12m", "30s")
	system.drained(t)
	if err := system.holdsEverything(t); err != nil {
		t.Error(err)
	}
	if err := system.parkedTheBroken(t, 2); err != nil { // nothing tells a queue what it forgot
		t.Error(err)
	}
	system.passedOnTheStatuses(t, []byte(body))
}

// parkedTheBroken checks that the sample's two broken events, and nothing else,
// are in the dead-letter queues, so many times.
func (s *system) parkedTheBroken(t *testing.T, times int) error {
	t.Helper()
	now, err := s.System(t.Context())
	if err != nil {
		return err
	}
	_, reasons := now.DeadLetters()
	slices.Sort(reasons)
	want := slices.Concat(
		slices.Repeat([]string{"entry[1].changes[0].value.messages[9]: nobody to answer: neither a phone nor a user id"}, times),
		slices.Repeat([]string{"entry[1].changes[1].value.statuses[33]: id: missing"}, times),
	)
	if diff := cmp.Diff(want, reasons); diff != "" {
		return fmt.Errorf("dead letters (-want +got):\n%s", diff)
	}
	return nil
}

// deliverTimes posts a delivery several times at once.
func (s *system) deliverTimes(t *testing.T, body string, times int) {
	t.Helper()
	var posts sync.WaitGroup
	for range times {
		posts.Go(func() {
			var answer struct {
				Status int `json:"status"`
			}
			s.control(t, http.MethodPost, "/sim/deliveries?connection=whatsapp", body, &answer)
			if answer.Status != http.StatusOK {
				t.Errorf("the API answered %d, want 200", answer.Status)
			}
		})
	}
	posts.Wait()
}

// holdsEverything checks words and files of every ticket.
func (s *system) holdsEverything(t *testing.T) error {
	t.Helper()
	tickets, err := s.Tickets(t.Context())
	if err != nil {
		return err
	}
	var files []string
	left := everyMessage()
	for _, ticket := range tickets {
		var said []string
		for _, comment := range ticket.Comments {
			switch {
			case !comment.Public:
				return fmt.Errorf("ticket %d has the note %q", ticket.ID, comment.Body)
			case len(comment.Files) == 0:
				said = append(said, comment.Body)
			}
		}
		whose := whoseWords(left, strings.Join(said, "\n"))
		if whose == "" {
			return fmt.Errorf("ticket %d holds %q, which are nobody's words, or there are two of them", ticket.ID, said)
		}
		delete(left, whose)
		files = append(files, digestsOf(ticket.Carried())...)
	}
	if len(left) > 0 {
		return fmt.Errorf("no tickets of %d conversations: %v", len(left), left)
	}
	slices.Sort(files)
	if want := s.sampleFiles(t); !slices.Equal(files, want) {
		return fmt.Errorf("%d files in the tickets, with these digests: %v, want %v", len(files), files, want)
	}
	return nil
}

// whoseWords finds whose messages these are, all of them and no others.
func whoseWords(of map[string][]string, said string) string {
	for whose, messages := range of {
		if regexp.MustCompile("^" + strings.Join(messages, "\n") + "$").MatchString(said) {
			return whose
		}
	}
	return ""
}

func digestsOf(files []scenario.Attachment) (all []string) {
	for _, file := range files {
		all = append(all, file.SHA256)
	}
	return all
}

// sampleFiles are the digests of the sample's eight files, as WhatsApp's
// simulator has them.
func (s *system) sampleFiles(t *testing.T) (all []string) {
	t.Helper()
	for i := range 8 {
		response, err := http.Get(fmt.Sprintf("%s/sim/media/50000000010000%d", s.Endpoints.Sim, i+1))
		if err != nil {
			t.Fatal(err)
		}
		digest := sha256.New()
		_, err = io.Copy(digest, response.Body)
		_ = response.Body.Close() // only read
		if err != nil || response.StatusCode != http.StatusOK {
			t.Fatalf("file %d of the sample: %d, %v", i+1, response.StatusCode, err)
		}
		all = append(all, hex.EncodeToString(digest.Sum(nil)))
	}
	slices.Sort(all)
	return all
}
