// Package rollout decides which customers Ventana answers while it is
// introduced, beside the endpoint that answered them before.
//
// Contract: the decision depends on nothing but the policy, the number and the
// contact, as it is known after its identities were resolved. The same contact
// always falls on the same side of a share, in every process and every release,
// and a larger share keeps everybody who was in. Two spellings of a phone, a
// phone and a BSUID of one person are one contact, and so on one side.
//
// Two contacts that turn out to be one person go on as the older one, with its
// place. What an open ticket means, and what was decided for a message before, is
// not this package's to know.
package rollout
