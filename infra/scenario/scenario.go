package scenario

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

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

	// What happens on WhatsApp.
	Customer *Customer `yaml:"customer,omitempty"` // a customer writes
	Tap      *Tap      `yaml:"tap,omitempty"`      // a customer taps a button or chooses from a list
	Echo     *Customer `yaml:"echo,omitempty"`     // the business writes to that customer in its phone app
	Call     *Call     `yaml:"call,omitempty"`     // one of the two calls the other
	Number   *Number   `yaml:"number,omitempty"`   // a customer changes number or BSUID
	Deliver  *Deliver  `yaml:"deliver,omitempty"`  // somebody posts the bytes of a delivery
	Notice   *Notice   `yaml:"notice,omitempty"`   // Meta tells of an account, a number or a template

	// What happens in the helpdesk.
	Agent  *Agent  `yaml:"agent,omitempty"`
	Ticket *Change `yaml:"ticket,omitempty"`

	// What happens to the world.
	Fault  *Fault  `yaml:"fault,omitempty"`
	Limits *Limits `yaml:"limits,omitempty"`
	// Review is what WhatsApp decides about a template.
	Review *Review `yaml:"review,omitempty"`
	// Policy is brought into force, a document as the deployer writes it. The
	// functions follow within a minute of the story's clock. "{in 10m}" in it is the
	// time of day in UTC that this clock shows then, and "<Title>" the id of the
	// helpdesk's ticket field of that title.
	Policy *Policy `yaml:"policy,omitempty"`
	Clock  *Clock  `yaml:"clock,omitempty"`

	ExpectTicket *ExpectTicket `yaml:"expect_ticket,omitempty"`
	ExpectPhone  *ExpectPhone  `yaml:"expect_phone,omitempty"`
	ExpectQueues *ExpectQueues `yaml:"expect_queues,omitempty"`
	ExpectFormer *ExpectFormer `yaml:"expect_former,omitempty"`
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

// kinds are what a step can do or expect, and what this one does.
func (s Step) kinds() (known, set []string) {
	for _, kind := range []struct {
		name string
		set  bool
	}{
		{"customer", s.Customer != nil}, {"echo", s.Echo != nil}, {"call", s.Call != nil}, {"number", s.Number != nil}, {"deliver", s.Deliver != nil},
		{"notice", s.Notice != nil}, {"agent", s.Agent != nil}, {"ticket", s.Ticket != nil}, {"fault", s.Fault != nil},
		{"limits", s.Limits != nil}, {"review", s.Review != nil}, {"policy", s.Policy != nil}, {"tap", s.Tap != nil}, {"clock", s.Clock != nil}, {"expect_ticket", s.ExpectTicket != nil},
		{"expect_phone", s.ExpectPhone != nil}, {"expect_queues", s.ExpectQueues != nil}, {"expect_former", s.ExpectFormer != nil},
	} {
		known = append(known, kind.name)
		if kind.set {
			set = append(set, kind.name)
		}
	}
	return known, set
}

func (s Step) check() error {
	if known, set := s.kinds(); len(set) != 1 {
		return fmt.Errorf("does %d things, want exactly one of %s", len(set), strings.Join(known, ", "))
	}
	if s.Say == "" {
		return errors.New("say what happens, for whoever watches")
	}
	return nil
}
