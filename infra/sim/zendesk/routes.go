package zendesk

import (
	"net/http"
	"slices"
)

// newMux is the table of endpoints. What it does not know is InvalidEndpoint,
// also a known path with another method.
func (z *Zendesk) newMux() *http.ServeMux {
	mux := http.NewServeMux()
	for _, rt := range slices.Concat(z.endpoints(), z.screenEndpoints(), z.fileEndpoints()) {
		mux.HandleFunc(rt.pattern, z.endpoint(rt))
	}
	mux.HandleFunc("POST /oauth/tokens", z.createToken)
	mux.HandleFunc("GET /attachments/token/{token}", z.findContent)
	mux.HandleFunc("GET /attachments/token/{token}/{$}", z.findContent)
	mux.HandleFunc("GET /files-host/{token}/{name...}", z.serveContent)
	mux.HandleFunc("GET /access/login", z.login)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { invalidEndpoint().write(w) })
	return mux
}

// endpoints names each endpoint with the scope that a token needs for it. The
// scope of ticket_fields, search and exports is unverified: "tickets" here.
func (z *Zendesk) endpoints() []route {
	update, export := []limit{limitTicketUpdate}, []limit{limitIncremental}
	return []route{
		{pattern: patternCreateTicket, scope: "tickets", do: z.createTicket},
		{pattern: "GET /api/v2/tickets", scope: "tickets", do: z.listTickets},
		{pattern: "GET /api/v2/tickets/count", scope: "tickets", do: z.countTickets},
		{pattern: "GET /api/v2/tickets/show_many", scope: "tickets", do: z.showManyTickets},
		{pattern: "GET /api/v2/tickets/{id}", scope: "tickets", do: z.showTicket},
		{pattern: "PUT /api/v2/tickets/{id}", scope: "tickets", limits: update, do: z.updateTicket},
		{pattern: "DELETE /api/v2/tickets/{id}", scope: "tickets", do: z.deleteTicket},
		{pattern: "POST /api/v2/tickets/{id}/merge", scope: "tickets", do: z.mergeTickets},
		{pattern: "GET /api/v2/tickets/{id}/comments", scope: "tickets", do: z.listComments},
		{pattern: "PUT /api/v2/tickets/{id}/comments/{comment}/make_private", scope: "tickets", do: z.makePrivate},
		{pattern: "GET /api/v2/tickets/{id}/audits", scope: "tickets", do: z.listAudits},
		{pattern: "GET /api/v2/tickets/{id}/tags", scope: "tickets", do: z.ticketTags},
		{pattern: "PUT /api/v2/tickets/{id}/tags", scope: "tickets", do: z.ticketTags},
		{pattern: "POST /api/v2/tickets/{id}/tags", scope: "tickets", do: z.ticketTags},
		{pattern: "DELETE /api/v2/tickets/{id}/tags", scope: "tickets", do: z.ticketTags},
		{pattern: "GET /api/v2/job_statuses/{id}", scope: "tickets", do: z.showJob},
		{pattern: "GET /api/v2/search", scope: "tickets", do: z.search},
		{pattern: "GET /api/v2/incremental/ticket_events", scope: "tickets", admin: true, limits: export, do: z.ticketEvents},
		{pattern: "GET /api/v2/incremental/tickets", scope: "tickets", admin: true, limits: export, do: z.exportTicketsByTime},
		{pattern: "GET /api/v2/incremental/tickets/cursor", scope: "tickets", admin: true, limits: export, do: z.exportTickets},

		{pattern: "GET /api/v2/users", scope: "users", do: z.listUsers},
		{pattern: "POST /api/v2/users", scope: "users", do: z.createUser},
		{pattern: "POST /api/v2/users/create_or_update", scope: "users", do: z.createOrUpdateUser},
		{pattern: "GET /api/v2/users/me", scope: "users", do: z.showMe},
		{pattern: "GET /api/v2/users/search", scope: "users", do: z.searchUsers},
		{pattern: "GET /api/v2/users/show_many", scope: "users", do: z.showManyUsers},
		{pattern: "GET /api/v2/users/{id}", scope: "users", do: z.showUser},
		{pattern: "PUT /api/v2/users/{id}", scope: "users", limits: []limit{limitUserUpdate}, do: z.updateUser},
		{pattern: "GET /api/v2/users/{id}/tickets/requested", scope: "tickets", do: z.requestedTickets},
		{pattern: "GET /api/v2/users/{id}/identities", scope: "users", do: z.listIdentities},
		{pattern: "POST /api/v2/users/{id}/identities", scope: "users", do: z.createIdentity},

		{pattern: "GET /api/v2/webhooks", scope: "webhooks", admin: true, do: z.listWebhooks},
		{pattern: "POST /api/v2/webhooks", scope: "webhooks", admin: true, do: z.createWebhook},
		{pattern: "POST /api/v2/webhooks/test", scope: "webhooks", admin: true, do: z.testWebhook},
		{pattern: "GET /api/v2/webhooks/{id}", scope: "webhooks", admin: true, do: z.oneWebhook},
		{pattern: "PUT /api/v2/webhooks/{id}", scope: "webhooks", admin: true, do: z.oneWebhook},
		{pattern: "PATCH /api/v2/webhooks/{id}", scope: "webhooks", admin: true, do: z.oneWebhook},
		{pattern: "DELETE /api/v2/webhooks/{id}", scope: "webhooks", admin: true, do: z.oneWebhook},
		{pattern: "GET /api/v2/webhooks/{id}/signing_secret", scope: "webhooks", admin: true, do: z.signingSecret},
		{pattern: "POST /api/v2/webhooks/{id}/signing_secret", scope: "webhooks", admin: true, do: z.signingSecret},

		{pattern: "GET /api/v2/triggers", scope: "triggers", admin: true, do: z.listTriggers},
		{pattern: "POST /api/v2/triggers", scope: "triggers", admin: true, do: z.createTrigger},
		{pattern: "GET /api/v2/triggers/{id}", scope: "triggers", admin: true, do: z.oneTrigger},
		{pattern: "PUT /api/v2/triggers/{id}", scope: "triggers", admin: true, do: z.oneTrigger},
		{pattern: "DELETE /api/v2/triggers/{id}", scope: "triggers", admin: true, do: z.oneTrigger},
	}
}

// screenEndpoints are those of what agents see on the screen beside a ticket's
// comments. The scope of views is unverified. Agents keep macros of their own,
// so what an administrator alone may do is decided there.
func (z *Zendesk) screenEndpoints() []route {
	return []route{
		{pattern: "GET /api/v2/ticket_fields", scope: "tickets", do: z.listFields},
		{pattern: "POST /api/v2/ticket_fields", scope: "tickets", admin: true, do: z.createField},
		{pattern: "GET /api/v2/ticket_fields/{id}", scope: "tickets", do: z.oneField},
		{pattern: "PUT /api/v2/ticket_fields/{id}", scope: "tickets", admin: true, do: z.oneField},
		{pattern: "DELETE /api/v2/ticket_fields/{id}", scope: "tickets", admin: true, do: z.oneField},

		{pattern: "GET /api/v2/groups", do: z.listGroups},
		{pattern: "GET /api/v2/views", scope: "tickets", do: z.listViews},
		{pattern: "POST /api/v2/views", admin: true, do: z.createView},
		{pattern: "GET /api/v2/views/{id}", scope: "tickets", do: z.oneView},
		{pattern: "DELETE /api/v2/views/{id}", admin: true, do: z.oneView},

		{pattern: "GET /api/v2/macros", scope: "macros", do: z.listMacros},
		{pattern: "POST /api/v2/macros", scope: "macros", do: z.createMacro},
		{pattern: "GET /api/v2/macros/active", scope: "macros", do: z.listMacros},
		{pattern: "GET /api/v2/macros/categories", scope: "macros", do: z.macroCategories},
		{pattern: "GET /api/v2/macros/{id}", scope: "macros", do: z.oneMacro},
		{pattern: "PUT /api/v2/macros/{id}", scope: "macros", do: z.oneMacro},
		{pattern: "DELETE /api/v2/macros/{id}", scope: "macros", do: z.oneMacro},
	}
}

// fileEndpoints are those of files. Uploads and attachments are in no resource
// that Zendesk's page on scopes names: they need "write" and "read" as such.
func (z *Zendesk) fileEndpoints() []route {
	return []route{
		{pattern: "POST /api/v2/uploads", take: z.receiveUpload, do: z.createUpload},
		{pattern: "DELETE /api/v2/uploads/{token}", do: z.deleteUpload},
		{pattern: "GET /api/v2/attachments/{attachment}", do: z.showAttachment},
		{pattern: "PUT /api/v2/attachments/{attachment}", admin: true, do: z.updateAttachment},
		{pattern: "PUT /api/v2/tickets/{id}/comments/{comment}/attachments/{attachment}/redact", scope: "tickets", do: z.redactAttachment},
	}
}
