package scenario

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"go.yaml.in/yaml/v3"
)

// Scenario is one story.
type Scenario struct {
	Name  string `yaml:"name"`
	Story string `yaml:"story"`
	Steps []Step `yaml:"steps"`

	File string `yaml:"-"`
}

// Step is one line of a story: what the reader is told, and exactly one of the
// things that follow.
type Step struct {
	Say string `yaml:"say"`
	// Within bounds how long an expectation may take, in real time ("10s").
	Within string `yaml:"within,omitempty"`

	Customer *Customer `yaml:"customer,omitempty"`
	Deliver  *Deliver  `yaml:"deliver,omitempty"`
	Agent    *Agent    `yaml:"agent,omitempty"`
	Ticket   *Change   `yaml:"ticket,omitempty"`
	Fault    *Fault    `yaml:"fault,omitempty"`
	Clock    *Clock    `yaml:"clock,omitempty"`

	ExpectTicket *ExpectTicket `yaml:"expect_ticket,omitempty"`
	ExpectPhone  *ExpectPhone  `yaml:"expect_phone,omitempty"`
	ExpectQueues *ExpectQueues `yaml:"expect_queues,omitempty"`
}

// Customer writes on WhatsApp.
type Customer struct {
	Who   string   `yaml:"who"`   // phone or BSUID
	Text  string   `yaml:"text"`  // one text message, or
	Texts []string `yaml:"texts"` // several, one after the other, or
	// Message is any other Cloud API message object.
	Message map[string]any `yaml:"message"`
}

// Deliver posts the raw bytes of a delivery, as Meta would.
type Deliver struct {
	File  string `yaml:"file"`  // under events/
	Raw   string `yaml:"raw"`   // or the bytes themselves
	Times int    `yaml:"times"` // at once; 1 when left out
	// Status is what the API must answer.
	Status int `yaml:"status"`
}

// Agent writes on the ticket about something.
type Agent struct {
	About  string `yaml:"about"` // a text that stands in the ticket
	Reply  string `yaml:"reply"` // a public comment, or
	Note   string `yaml:"note"`  // an internal note
	Repeat int    `yaml:"repeat"`
}

// Change changes the ticket about something.
type Change struct {
	About  string   `yaml:"about"`
	Status string   `yaml:"status"`
	Tags   []string `yaml:"tags"`
}

// Fault is handed to the simulators as it stands; {clear: true} ends them all.
type Fault map[string]any

// Clock passes time.
type Clock struct {
	Advance string `yaml:"advance"`
	Step    string `yaml:"step"`
}

// ExpectTicket is what the newest ticket about something must show.
type ExpectTicket struct {
	About  string `yaml:"about"`
	Status string `yaml:"status"`
	// Customer lists what the customer's comments say, joined and in order.
	Customer []string `yaml:"customer"`
	// Notes lists texts that internal notes must contain; NoNotes forbids any.
	Notes   []string `yaml:"notes"`
	NoNotes bool     `yaml:"no_notes"`
	// Tickets is how many tickets there must be about it.
	Tickets int `yaml:"tickets"`
}

// ExpectPhone is what a customer's phone must show.
type ExpectPhone struct {
	Who string `yaml:"who"`
	// Business lists what the business's messages say, in order.
	Business []string `yaml:"business"`
	// Status is the last of them's.
	Status string `yaml:"status"`
}

// ExpectQueues is what the queues must hold.
type ExpectQueues struct {
	DeadLetters *int   `yaml:"dead_letters"`
	Reason      string `yaml:"reason"` // a part of some dead letter's reason
	Empty       bool   `yaml:"empty"`
}

// Load reads every scenario in dir, in the order of their file names.
func Load(dir string) ([]Scenario, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no scenarios in %s", dir)
	}
	slices.Sort(files)
	var all []Scenario
	for _, file := range files {
		story, err := read(file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		all = append(all, story)
	}
	return all, nil
}

func read(file string) (Scenario, error) {
	text, err := os.Open(file)
	if err != nil {
		return Scenario{}, err
	}
	defer func() { _ = text.Close() }() // read only
	story := Scenario{File: filepath.Base(file)}
	decoder := yaml.NewDecoder(text)
	decoder.KnownFields(true)
	if err := decoder.Decode(&story); err != nil {
		return Scenario{}, err
	}
	if story.Name == "" || len(story.Steps) == 0 {
		return Scenario{}, errors.New("a scenario needs a name and steps")
	}
	for i, step := range story.Steps {
		if err := step.check(); err != nil {
			return Scenario{}, fmt.Errorf("step %d: %w", i+1, err)
		}
	}
	return story, nil
}

func (s Step) check() error {
	count := 0
	for _, set := range []bool{
		s.Customer != nil, s.Deliver != nil, s.Agent != nil, s.Ticket != nil, s.Fault != nil, s.Clock != nil,
		s.ExpectTicket != nil, s.ExpectPhone != nil, s.ExpectQueues != nil,
	} {
		if set {
			count++
		}
	}
	if count != 1 {
		return fmt.Errorf("does %d things, want exactly one of customer, deliver, agent, ticket, fault, clock, expect_ticket, expect_phone, expect_queues", count)
	}
	if s.Say == "" {
		return errors.New("say what happens, for whoever watches")
	}
	return nil
}
