// Package sim serves the simulators of the outside world on one port, with
// the controls by which people and scenarios act as customers and agents, read
// phones, set limits and break things.
//
//	/graph/…     Meta's Graph API        (package graph)
//	/zendesk/…   Zendesk's API           (package zendesk)
//	/sentry/…    Sentry's ingestion      (package sentry)
//	/former/…    the endpoint before us  (package former)
//
//	GET  /sim/customers                              everybody on WhatsApp
//	GET, POST /sim/customers/{phone or bsuid}        one of them; {"name","username","hide_phone","needs_phone","parent_user_id","language",
//	                                                 "marketing_stopped","marketing_cap"}
//	POST /sim/customers/{phone or bsuid}/number      {"to":"+34…","user_id"}: another phone, or only another BSUID → {"id"}
//	POST /sim/customers/{phone or bsuid}/echoes      the business writes in its phone app; a message object → {"id"}
//	POST /sim/customers/{phone or bsuid}/calls       {"by":"customer" or "business","answered","seconds"}: a call that has just ended → {"id"}
//	POST /sim/customers/{phone or bsuid}/messages    write as a customer; a Cloud API message object → {"id"}
//	GET  /sim/customers/{phone or bsuid}/messages    what that phone shows, [] for a stranger
//	GET  /sim/customers/{phone or bsuid}/undelivered what failed on its way to it → [{"id","text","code","reason"}]
//	POST /sim/batch                                  {"messages":[{"customer","message"}]}, told in one webhook → {"ids"}
//	POST /sim/notices                                {"field","value","account"}: a webhook of any other field
//	GET, POST /sim/templates                         all of them; {"do","name","language",…} does what a reviewer, the people who get it or
//	                                                 WhatsApp Manager would: add, edit, delete, review (of those to come: "outcome","reason",
//	                                                 "category"), approve, reject ("reason"), pause, disable, quality ("score"), recategorise
//	                                                 ("category","in":"24h"), hold, release, drop
//	GET  /sim/media/{id}                             the bytes of a file of either side
//	POST /sim/deliveries?connection=whatsapp         post raw bytes, signed → {"status","body"}
//	GET  /sim/deliveries                             webhooks posted, newest last; ?connection= filters
//	GET  /sim/agents/tickets?comments=none           every ticket without its comments
//	GET  /sim/agents/tickets, /sim/agents/tickets/{id} with comments, and of each file its name, type, size, digest and URL
//	POST /sim/agents/tickets/{id}/comments           {"body" or "html_body","public","files"} → {"id"}; public unless said otherwise
//	POST /sim/agents/tickets/{id}                    {"status","tags"}; what is left out stays
//	GET  /sim/bill?from=2026-11-01&to=2026-12-01     what Meta would charge for what was delivered → {"total_micros","currency","unpriced",
//	                                                 "messages":[{"id","number","category","market","at","micros","free"}]}
//	GET, POST /sim/limits                            {"graph":{…},"zendesk":{…}}; {"reset":true} in one brings its defaults back
//	GET  /sim/sentry                                 what Sentry was told, oldest first → {"events","check_ins"}
//	GET, DELETE /sim/former                          what came to the former endpoint → {"events","refused"}; forget it
//	GET  /sim/load                                   how Ventana's requests met the helpdesk's limits
//	POST /sim/tokens                                 {"token","expires_in":"240h","data_access_expires_in"}: one more access token of WhatsApp's
//	DELETE /sim/tokens                               end the helpdesk's access tokens → {"revoked"}
//	POST, GET, DELETE /sim/faults                    arm one, which fires once unless "times" says otherwise; list what is left; disarm all
//	GET  /sim/faults/struck                          what has happened → [{"target","do","status","name","times"}]
//
// Contract: controls speak JSON and know no faults. Their own bodies refuse
// unknown members. A mistake is answered with 400, 404, 405, 413 or 422 and
// {"error":"…"}, a sentence that says what to do; 502 means that a webhook got
// no answer.
//
// Limits: control bodies up to 1 MiB, those with files up to 24 MiB (16 MiB of
// files in base64; a larger one is made up from its size), deliveries up to
// 4 MiB (Meta's are at most 3 MB). It listens on the developer's machine only
// and asks nobody who they are.
package sim
