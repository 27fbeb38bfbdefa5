package scenario

// Customer writes on WhatsApp.
type Customer struct {
	Who   string   `yaml:"who"`   // phone or BSUID
	Text  string   `yaml:"text"`  // one text message, or
	Texts []string `yaml:"texts"` // several, one after the other, or
	// Message is any other Cloud API message object. A file's object may hold
	// "size" or "content_base64", as the simulator takes them.
	Message map[string]any `yaml:"message"`
	// About is a text that stands on the phone: the id of the newest message that
	// shows it takes the place of "{id}" in Message.
	About string `yaml:"about"`
}

// Call is a call between a customer and the business that has just ended.
type Call struct {
	Who      string `yaml:"who" json:"-"`             // phone or BSUID
	By       string `yaml:"by" json:"by,omitempty"`   // "business"; the customer when left out
	Answered bool   `yaml:"answered" json:"answered"` // by the other side
	Seconds  int    `yaml:"seconds" json:"seconds"`   // how long an answered one lasted
}

// Number moves a customer to another phone or BSUID, or both.
type Number struct {
	Who    string `yaml:"who"` // phone or BSUID until now
	To     string `yaml:"to"`  // phone
	UserID string `yaml:"user_id"`
}

// Deliver posts the raw bytes of a delivery, as Meta would.
type Deliver struct {
	File string `yaml:"file"` // under events/
	// Raw are the bytes themselves. "{now}" in them is the story's time in Unix
	// seconds, and "{id}" the id of the newest message that shows About on the
	// phone of Who.
	Raw   string `yaml:"raw"`
	Who   string `yaml:"who"`
	About string `yaml:"about"`
	Times int    `yaml:"times"` // at once; 1 when left out
	// Status is what the API must answer.
	Status int `yaml:"status"`
}

// Notice is a webhook of any other field, with its value.
type Notice struct {
	Field string         `yaml:"field" json:"field"`
	Value map[string]any `yaml:"value" json:"value"`
}

// Agent writes on the ticket about something.
type Agent struct {
	About  string `yaml:"about"` // a text that stands in the ticket
	Reply  string `yaml:"reply"` // a public comment, or
	HTML   string `yaml:"html"`  // a public comment that is rich whatever it holds, or
	Note   string `yaml:"note"`  // an internal note
	Repeat int    `yaml:"repeat"`
	// Files are attached, as the simulator takes them: "name", and "size" or
	// "content_base64" where the bytes matter.
	Files []map[string]any `yaml:"files"`
}

// Change changes the ticket about something.
type Change struct {
	About  string   `yaml:"about"`
	Status string   `yaml:"status"`
	Tags   []string `yaml:"tags"`
	// Fields are custom fields by their titles; one that there is not is made.
	Fields map[string]string `yaml:"fields"`
}

// Fault is handed to the simulators as it stands; {clear: true} ends them all.
type Fault map[string]any

// Limits are handed to the simulators as they stand.
type Limits map[string]any

// Review is handed to the WhatsApp simulator as it stands: {do: pause, name: …,
// language: …}, and what /sim/templates takes besides.
type Review map[string]any

// Policy is the document, as it stands in a file of its own.
type Policy map[string]any

// Clock passes time.
type Clock struct {
	Advance string `yaml:"advance"`
	Step    string `yaml:"step"`
}

// ExpectTicket is what the newest ticket about something must show.
type ExpectTicket struct {
	About  string `yaml:"about"`
	Status string `yaml:"status"`
	// Subject is a part of the subject, Group the group's name, and Tags are all of
	// the tags.
	Subject string   `yaml:"subject"`
	Group   string   `yaml:"group"`
	Tags    []string `yaml:"tags"`
	// Tagged are some of the tags.
	Tagged []string `yaml:"tagged"`
	// Customer lists what the customer's comments say, joined and in order; Says
	// lists what they must contain. Comments that bring a file are left out, here
	// and in Business.
	Customer []string `yaml:"customer"`
	Says     []string `yaml:"says"`
	// Business lists what the public comments of the business say, in order:
	// agents' and those of its phone app.
	Business []string `yaml:"business"`
	// Files are those that came from WhatsApp, all of them and in any order. Their
	// bytes must be those on the phone of Who, where that is given.
	Files []File `yaml:"files"`
	Who   string `yaml:"who"`
	// Phone is the number under which the helpdesk knows the customer.
	Phone string `yaml:"phone"`
	// Notes lists texts that internal notes must contain; NoNotes forbids any.
	Notes   []string `yaml:"notes"`
	NoNotes bool     `yaml:"no_notes"`
	// Ordered lists texts that one internal note must contain in this order.
	Ordered []string `yaml:"ordered"`
	// Tickets is how many tickets there must be about it; None that there is none.
	Tickets int  `yaml:"tickets"`
	None    bool `yaml:"none"`
}

// ExpectPhone is what a customer's phone must show.
type ExpectPhone struct {
	Who string `yaml:"who"`
	// Business lists what the business's messages say, in order; of a file that is
	// its caption, of a reaction the emoji.
	Business []string `yaml:"business"`
	// Files are those of the business's messages, in order. Their bytes must be
	// those that agents attached on the ticket about About, where that is given.
	Files []File `yaml:"files"`
	About string `yaml:"about"`
	// Undelivered is how many of its messages failed on their way.
	Undelivered *int `yaml:"undelivered"`
	// Status, Quotes and Offers are of the business's last message: how far it has
	// come, the text of the message that it answers or reacts to, and the titles
	// of what can be tapped.
	Status string   `yaml:"status"`
	Quotes string   `yaml:"quotes"`
	Offers []string `yaml:"offers"`
}

// File is what is known of a file; members left out are not looked at.
type File struct {
	Name string `yaml:"name"` // may hold * and ?, as in path.Match
	Type string `yaml:"type"`
	Size int64  `yaml:"size"` // in bytes
}

// ExpectQueues is what the queues must hold.
type ExpectQueues struct {
	Parked *int   `yaml:"parked"` // dead letters since the story began
	Reason string `yaml:"reason"` // a part of some dead letter's reason
	Empty  bool   `yaml:"empty"`
}

// ExpectFormer is what the former endpoint must have got about a customer, since
// it began.
type ExpectFormer struct {
	Who string `yaml:"who"`
	// Texts are the customer's messages, each once, in the order in which it first
	// came; Statuses are the states of the messages sent to them, in any order.
	Texts    []string `yaml:"texts"`
	Statuses []string `yaml:"statuses"`
}
