// Package build compiles the functions of the template for this machine, as
// they are compiled for Lambda but for the processor and the system: CGO off,
// tag lambda.norpc, paths trimmed, symbols stripped, an executable called
// bootstrap.
//
// Go's own cache makes an unchanged function cost about a second. A compile
// error is returned as the compiler wrote it, and ends the other builds.
package build
