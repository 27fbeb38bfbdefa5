// Package clients checks the simulators with clients that others wrote: what
// these send, the simulators take, and what the simulators answer and post,
// these understand. A simulator that only our own adapters talk to can share
// their mistakes; these clients were made against the vendors themselves.
//
//	kapso-messages, kapso-webhooks     @kapso/whatsapp-cloud-api   the Graph simulator
//	whatsapp-api-js                    whatsapp-api-js             the Graph simulator, with that client's own receiver
//	zendesk-account, zendesk-tickets   node-zendesk                the Zendesk simulator
//
// It holds tests only. Each starts simulators of its own in this process and
// runs one script with Node, which gets the addresses and credentials in its
// environment. A script is a list of named checks, prints a line for each and
// ends with an error at the first that fails.
//
// The clients come from npm, exactly those of package-lock.json, and lie in
// .tools/clients; `make tools` puts them there. Nothing but these tests needs
// them. Where a client differs from the vendor's page, the script says so.
package clients
