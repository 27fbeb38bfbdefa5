package template

import (
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxSpaces is how many spaces may follow each other in a value.
const maxSpaces = 4

// check looks at the values of known parameters.
func check(parameters []Parameter, values map[string]string) []Problem {
	var all []Problem
	for _, p := range parameters {
		value, given := values[p.Key]
		if !given {
			if p.Required {
				all = append(all, Problem{Key: p.Key, What: WhatMissing})
			}
			continue
		}
		if what, limit := p.wrong(value); what != "" {
			all = append(all, Problem{Key: p.Key, What: what, Limit: limit})
		}
	}
	return all
}

// wrong is the first thing that is wrong with a value, with its limit, or "".
func (p Parameter) wrong(value string) (what What, limit int) {
	switch {
	case strings.TrimSpace(value) == "":
		return WhatEmpty, 0
	case strings.ContainsFunc(value, breaks) || !utf8.ValidString(value):
		return WhatLine, 0
	case p.MaxRunes > 0 && utf8.RuneCountInString(value) > p.MaxRunes:
		return WhatLong, p.MaxRunes
	case p.Kind == KindText && strings.Contains(value, strings.Repeat(" ", maxSpaces+1)):
		return WhatSpaces, maxSpaces
	case (p.Kind == KindURL || p.Kind == KindCode) && strings.ContainsFunc(value, unicode.IsSpace):
		return WhatBlank, 0
	case p.Kind == KindMedia && !isMedia(value):
		return WhatMedia, 0
	case p.Kind == KindLocation:
		if _, ok := placeOf(value); !ok {
			return WhatPlace, 0
		}
	}
	return "", 0
}

// breaks tells a character that a value may not hold: the API refuses line
// breaks and tabs, and shows the rest of these to nobody.
func breaks(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
}

// isMedia tells a media id of the provider, or an address that it can fetch.
func isMedia(value string) bool {
	if isNumber(value) {
		return true
	}
	if strings.ContainsFunc(value, unicode.IsSpace) {
		return false
	}
	parsed, err := url.Parse(value)
	return err == nil && (parsed.Scheme == "https" || parsed.Scheme == "http") && parsed.Host != ""
}

// filename is the last part of an address's path.
func filename(link string) string {
	parsed, err := url.Parse(link)
	if err != nil {
		return ""
	}
	return parsed.Path[strings.LastIndex(parsed.Path, "/")+1:]
}

// placeOf reads "latitude,longitude,name,address"; the address may hold commas.
func placeOf(value string) (Place, bool) {
	parts := strings.SplitN(value, ",", 4)
	if len(parts) < 4 {
		return Place{}, false
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	p := Place{Latitude: parts[0], Longitude: parts[1], Name: parts[2], Address: parts[3]}
	return p, degrees(p.Latitude, 90) && degrees(p.Longitude, 180) && p.Name != "" && p.Address != ""
}

func degrees(text string, most float64) bool {
	if strings.Trim(text, "-0123456789.") != "" {
		return false // no exponents, no "NaN"
	}
	value, err := strconv.ParseFloat(text, 64)
	return err == nil && value >= -most && value <= most
}
