package graph

import (
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Quotas of an account. Source: Templates, overview and template management.
const (
	templatesEachHour = 100
	templatesMax      = 250 // of a portfolio that is not verified
)

// templateNameMax is in characters.
const templateNameMax = 512

// Lives of a message that is not delivered at once, in seconds.
const (
	ttlUnset      = -1 // 30 days
	ttlShort      = 30
	ttlAuthMax    = 900
	ttlHalfDay    = 43_200
	ttlThirtyDays = 2_592_000
)

// templateDraft is the body of a creation or of an edit.
type templateDraft struct {
	Name       string            `json:"name"`
	Language   string            `json:"language"`
	Category   string            `json:"category"`
	Format     string            `json:"parameter_format"`
	Components []json.RawMessage `json:"components"`
	TTL        int               `json:"message_send_ttl_seconds"`

	// Taken and not looked at: a category is changed wherever it is wrong.
	ChangeCategory *bool `json:"allow_category_change"`

	parts []templateComponent
}

// readTemplate decodes a body and checks what stands in it by itself.
func readTemplate(r *http.Request) (templateDraft, *apiError) {
	body, err := io.ReadAll(io.LimitReader(r.Body, sendBodyMax+1))
	if err != nil || len(body) > sendBodyMax || !utf8.Valid(body) {
		return templateDraft{}, fail(codeWrongParameter, "The body is broken, no UTF-8 or longer than %d bytes.", sendBodyMax)
	}
	return draftTemplate(body)
}

func draftTemplate(body json.RawMessage) (d templateDraft, e *apiError) {
	if e := strict("message_templates", body, &d); e != nil {
		return d, e
	}
	d.Category, d.Format = strings.ToUpper(d.Category), strings.ToUpper(d.Format)
	if d.Format != "" && d.Format != formatPositional && d.Format != formatNamed {
		return d, fail(codeWrongParameter, "Param parameter_format must be one of {NAMED, POSITIONAL} - got %q.", d.Format)
	}
	if d.Category != "" && !slices.Contains([]string{templateUtility, templateMarketing, templateAuthentication}, d.Category) {
		return d, fail(codeWrongParameter, "Param category must be one of {UTILITY, MARKETING, AUTHENTICATION} - got %q.", d.Category)
	}
	for _, raw := range d.Components {
		var part templateComponent
		if e := strict("components", raw, &part); e != nil {
			return d, e
		}
		d.parts = append(d.parts, part.upper())
	}
	return d, nil
}

// upper writes the fixed words as the API lists them.
func (c templateComponent) upper() templateComponent {
	c.Type, c.Format = strings.ToUpper(c.Type), strings.ToUpper(c.Format)
	c.Buttons = slices.Clone(c.Buttons)
	for i := range c.Buttons {
		c.Buttons[i].Type = strings.ToUpper(c.Buttons[i].Type)
	}
	return c
}

// postTemplate creates a template and sends it to review.
func (g *Graph) postTemplate(r *http.Request) (any, *apiError) {
	d, e := readTemplate(r)
	if e != nil {
		return nil, e
	}
	if e := d.checkNew(); e != nil {
		return nil, e
	}
	g.lock()
	defer g.unlock()
	g.settle()
	if e := g.roomFor(d.Name, d.Language); e != nil {
		return nil, e
	}
	t := g.newTemplate(d)
	g.submit(t)
	type answer struct {
		ID       string `json:"id"`
		Status   string `json:"status"`
		Category string `json:"category"`
	}
	return answer{t.ID, t.Status, t.Category}, nil
}

// newTemplate is a template that nobody has reviewed. The caller holds the lock.
func (g *Graph) newTemplate(d templateDraft) *template {
	seq := g.state.templateSerial + 1
	return &template{
		Seq: seq, ID: templateID(seq), Name: d.Name, Language: d.Language, Category: d.Category, Format: cmp.Or(d.Format, formatPositional),
		Components: d.parts, TTL: d.TTL, Rejected: reasonNone, CreatedAt: g.now().Unix(),
	}
}

// checkNew looks at a whole new template.
func (d templateDraft) checkNew() *apiError {
	switch {
	case d.Name == "":
		return fail(codeWrongParameter, "The parameter name is required.")
	case utf8.RuneCountInString(d.Name) > templateNameMax:
		return failTemplate(subTooLong, "Character limit exceeded", "The name has more than %d characters.", templateNameMax)
	case !onlyRunes(d.Name, isTemplateName):
		return fail(codeWrongParameter, "Param name can only have lowercase letters, digits and underscores - got %q.", d.Name)
	case !isTemplateLanguage(d.Language):
		return fail(codeWrongParameter, "Param language must be one of {%s} - got %q.", strings.Join(templateLanguages(), ", "), d.Language)
	case d.Category == "":
		return fail(codeWrongParameter, "The parameter category is required.")
	}
	if e := checkTTL(d.Category, d.TTL); e != nil {
		return e
	}
	return checkComponents(d.Category, cmp.Or(d.Format, formatPositional), d.parts)
}

func isTemplateName(r rune) bool { return r == '_' || isDigit(r) || r >= 'a' && r <= 'z' }

// checkTTL bounds how long a message may wait, by category.
func checkTTL(category string, seconds int) *apiError {
	if seconds == 0 || seconds == ttlUnset {
		return nil
	}
	least, most := ttlShort, ttlHalfDay
	switch category {
	case templateAuthentication:
		most = ttlAuthMax
	case templateMarketing:
		least, most = ttlHalfDay, ttlThirtyDays
	}
	if seconds < least || seconds > most {
		return fail(codeWrongParameter, "Param message_send_ttl_seconds must be %d to %d for %s - got %d.", least, most, category, seconds)
	}
	return nil
}

// roomFor says whether the account may have another template of that name. The
// caller holds the lock.
func (g *Graph) roomFor(name, language string) *apiError {
	count, recent := 0, 0
	for _, t := range g.state.templates {
		if t.alive() {
			count++
		}
		if t.CreatedAt != 0 && g.now().Sub(unix(t.CreatedAt)) < time.Hour {
			recent++
		}
		switch {
		case t.Name != name || t.Language != language:
		case t.alive():
			return failTemplate(subDuplicate, "Content in this language already exists",
				"There is already %s content for this template. You can create a new template and try again.", language)
		case t.Approved && g.now().Sub(unix(t.DeletedAt)) < nameBlocked:
			return failTemplate(subBeingDeleted, "Message template language is being deleted",
				"New %s content cannot be added while the existing content is being deleted. Try again in 4 weeks or create a new message template.", language)
		}
	}
	switch {
	case recent >= templatesEachHour:
		return fail(codeAccountRate, "There have been too many calls to this WhatsApp Business account: %d templates were created within an hour.", recent)
	case count >= templatesMax:
		return failTemplate(subQuota, "Message template limit reached", "An account can have at most %d message templates.", templatesMax)
	}
	return nil
}

// templateLanguages are the codes that templates can have. Source: Supported
// languages.
func templateLanguages() []string {
	return strings.Fields(`af sq ar ar_AE ar_EG ar_LB ar_MA ar_QA az be_BY bn bn_IN bg ca zh_CN zh_HK zh_TW hr cs da prs_AF
		nl nl_BE en en_GB en_US en_AE en_AU en_CA en_GH en_IE en_IN en_JM en_MY en_NZ en_QA en_SG en_UG en_ZA et fil fi
		fr fr_BE fr_CA fr_CH fr_CI fr_MA ka de de_AT de_CH el gu ha he hi hu id ga it ja kn kk rw_RW ko ky_KG lo lv lt mk
		ms ml mr nb ps_AF fa pl pt_BR pt_PT pa ro ru sr si_LK sk sl es es_AR es_CL es_CO es_CR es_DO es_EC es_ES es_HN
		es_MX es_PA es_PE es_UY sw sv ta te th tr uk ur uz vi zu`)
}

func isTemplateLanguage(code string) bool { return slices.Contains(templateLanguages(), code) }
