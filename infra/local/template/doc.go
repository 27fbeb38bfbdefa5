// Package template reads template.yaml and says what the local host has to run.
//
// The template is the only description of the system: what is deployed is what
// runs here. Load parses the SAM file, applies parameters, conditions and
// Globals, resolves the intrinsics that the file uses, evaluates its Rules as
// CloudFormation does before it touches anything, and returns a System: the
// functions with their environment, routes, queues, mappings, schedules, tables
// and secrets.
//
// It understands: Ref, Fn::GetAtt, Fn::Sub, Fn::Join, Fn::Select, Fn::Split,
// Fn::If, Fn::Equals, Fn::Not, Fn::And, Fn::Or and Condition, each in the long
// and the short form; pseudo parameters; AWS::NoValue; Globals of functions.
//
// It guesses nothing. A duplicate key, a YAML 1.1 word such as a bare on, an
// unknown intrinsic, condition, parameter, resource type, event type or property
// stops it with file, line and what to do, because a local run that skipped it
// would prove nothing about the deployed one. Types that play no part in a local
// run (roles, log groups) are listed by name in resource.go.
//
// Physical values (queue URLs, ARNs, names) come from the caller's Resolver;
// Local is the one for a single machine. Nothing here reads the environment, the
// clock or the network, and loading takes milliseconds.
package template
