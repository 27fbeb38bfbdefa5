package redrive

import "fmt"

// NameError is a name that fits no letter in sight, or several.
type NameError struct {
	Name    string
	Fitting int
}

// Error says what to do about it.
func (e *NameError) Error() string {
	switch {
	case len(e.Name) < shortestName:
		return fmt.Sprintf("%q: type at least %d characters of a letter's id", e.Name, shortestName)
	case e.Fitting == 0:
		return fmt.Sprintf("no letter in sight is called %s; `ventana redrive list` tells what is in sight", e.Name)
	default:
		return fmt.Sprintf("%d letters are called %s…: type more of the id", e.Fitting, e.Name)
	}
}
