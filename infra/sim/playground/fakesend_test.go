package playground_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"ventana/infra/sim/graph"
	"ventana/infra/sim/zendesk"
)

// sent is a customer's message as the page sends it, cut to what the fake reads.
type sent struct {
	Type    string
	GroupID string `json:"group_id"`
	Text    struct{ Body string }
	Context struct{ ID string }
	// Of a reaction.
	Reaction struct {
		To    string `json:"message_id"`
		Emoji string
	}
	// Of a button that was pressed.
	Interactive struct {
		Reply struct{ Title string } `json:"button_reply"`
	}
	// Of a template's button.
	Button struct{ Text string }

	Document, Image *sentFile
	Contacts        json.RawMessage
}

type sentFile struct {
	MIME     string `json:"mime_type"`
	Filename string
	Caption  string
	Size     int64
	Content  []byte `json:"content_base64"`
}

// madeUp is the size in bytes of a file that nobody gave one.
const madeUp = 324

func (f *fake) customerSends(r *http.Request) any {
	if f.refuse.Load() {
		return errors.New("not today")
	}
	var message sent
	if err := json.NewDecoder(r.Body).Decode(&message); err != nil {
		return err
	}
	who := r.PathValue("who")
	f.know(who)
	shown := graph.PhoneMessage{
		From: "customer", Type: message.Type, Status: "sent", Group: message.GroupID,
		Text: cmp.Or(message.Text.Body, message.Reaction.Emoji, message.Interactive.Reply.Title, message.Button.Text), Quotes: cmp.Or(message.Context.ID, message.Reaction.To),
		Object: message.Contacts,
	}
	told := cmp.Or(shown.Text, "["+message.Type+"]")
	if message.Context.ID != "" {
		told = "[reply] “an earlier message”\n" + told
	}
	if file := cmp.Or(message.Document, message.Image); file != nil {
		size := cmp.Or(file.Size, int64(len(file.Content)), madeUp)
		shown.Text = file.Caption
		shown.File = &graph.File{ID: "media" + f.id(), Kind: message.Type, Name: file.Filename, MIME: file.MIME, Size: size}
		f.comesWithFile(who, f.put(who, shown), zendesk.AttachmentView{ID: f.id(), Name: cmp.Or(file.Filename, "photo.png"), ContentType: file.MIME, Size: size, URL: f.server.URL + "/zendesk/attachments/token/x/?name=x"})
		return map[string]string{}
	}
	id := f.put(who, shown)
	go f.carry(func() { f.arrives(who, told); f.climb(who, id, "delivered") }, "whatsapp", "inbound", "zendesk", "POST", "/zendesk/api/v2/tickets")
	return map[string]string{"id": id}
}

// know makes a customer known.
func (f *fake) know(who string) {
	if !slices.ContainsFunc(f.customers, func(c graph.Customer) bool { return c.Phone == who || c.UserID == who }) {
		customer := graph.Customer{UserID: who, Name: "Lucía Serrano"}
		if !strings.Contains(who, ".") {
			customer.Phone, customer.UserID = who, "ES.user"+who
		}
		f.customers = append(f.customers, customer)
	}
}

// comesWithFile tells of a file first, and brings it after.
func (f *fake) comesWithFile(who, id string, file zendesk.AttachmentView) {
	go func() {
		f.carry(func() { f.arrives(who, "["+file.ContentType+"] (file follows)"); f.climb(who, id, "delivered") }, "whatsapp", "inbound", "zendesk", "POST", "/zendesk/api/v2/tickets")
		f.mu.Lock()
		defer f.mu.Unlock()
		f.arrives(who, "["+file.ContentType+"] "+file.Name, file)
	}()
}

// agentComment is a comment as the page writes it.
type agentComment struct {
	Body     string
	HTMLBody string `json:"html_body"`
	Public   bool
	Files    []zendesk.AgentFile
}

func (f *fake) agentComments(r *http.Request) any {
	var comment agentComment
	if err := json.NewDecoder(r.Body).Decode(&comment); err != nil {
		return err
	}
	ticket, err := f.ticket(r)
	if err != nil {
		return err
	}
	f.comments = append(f.comments, comment)
	var files []zendesk.AttachmentView
	answers := []graph.PhoneMessage{{From: "business", Type: "text", Text: cmp.Or(comment.Body, comment.HTMLBody)}}
	for i, file := range comment.Files {
		size := int64(cmp.Or(len(file.Content), madeUp))
		if file.Size != nil {
			size = *file.Size
		}
		files = append(files, zendesk.AttachmentView{ID: f.id(), Name: file.Name, ContentType: file.ContentType, Size: size, URL: f.server.URL})
		answer := graph.PhoneMessage{From: "business", Type: "document", File: &graph.File{Kind: "document", Name: file.Name, Size: size}}
		if i == 0 {
			answer.Text, answers = comment.Body, nil
		}
		answers = append(answers, answer)
	}
	f.comment(ticket, "Bea Agent", "agent", cmp.Or(comment.Body, comment.HTMLBody), comment.Public, files...)
	if strings.HasPrefix(comment.Body, "/wa buttons ") {
		answers = []graph.PhoneMessage{buttonsOf(comment.Body)}
	}
	if who := ticket.ExternalID; comment.Public || answers[0].Object != nil {
		go f.carry(func() {
			for _, answer := range answers {
				answer.Status = "accepted"
				go f.statuses(who, f.put(who, answer))
			}
		}, "zendesk", "outbound", "graph", "POST", "/graph/v26.0/100000000000001/messages")
	}
	return map[string]int64{"id": ticket.ID}
}

// buttonsOf is what "/wa buttons question | button | button" sends.
func buttonsOf(command string) graph.PhoneMessage {
	parts := strings.Split(strings.TrimPrefix(command, "/wa buttons "), " | ")
	var buttons []map[string]any
	for _, title := range parts[1:] {
		buttons = append(buttons, map[string]any{"type": "reply", "reply": map[string]string{"id": title, "title": title}})
	}
	object, err := json.Marshal(map[string]any{"type": "button", "action": map[string]any{"buttons": buttons}})
	if err != nil {
		panic("encode buttons: " + err.Error()) // strings always encode
	}
	return graph.PhoneMessage{From: "business", Type: "interactive", Text: parts[0], Object: object}
}

// fileControls are the controls of files, templates and customers.
func (f *fake) fileControls(mux *http.ServeMux) {
	mux.HandleFunc("GET /sim/media/{id}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "image/svg+xml")
		_, _ = w.Write([]byte(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>`)) // a page that left needs no answer
	})
	mux.HandleFunc("GET /sim/templates", f.answer(func(*http.Request) any {
		return []graph.TemplateView{{Name: "case_update", Status: "APPROVED"}, {Name: "old_offer", Status: "PAUSED"}}
	}))
	mux.HandleFunc("POST /sim/customers/{who}", f.answer(func(r *http.Request) any {
		var profile graph.Profile
		if err := json.NewDecoder(r.Body).Decode(&profile); err != nil {
			return err
		}
		f.described = append(f.described, profile)
		return map[string]any{}
	}))
	mux.HandleFunc("POST /sim/customers/{who}/number", f.answer(func(r *http.Request) any {
		var change struct{ To string }
		if err := json.NewDecoder(r.Body).Decode(&change); err != nil {
			return err
		}
		who, to := r.PathValue("who"), strings.TrimPrefix(change.To, "+")
		f.phones[to] = f.phones[who]
		for i := range f.customers {
			if f.customers[i].Phone == who {
				f.customers[i].Phone = to
			}
		}
		return map[string]string{"id": f.put(to, graph.PhoneMessage{From: "customer", Type: "system", Text: "User changed", Status: "sent"})}
	}))
}
