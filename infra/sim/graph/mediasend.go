package graph

import (
	"encoding/json"
	"net/url"
	"strconv"
	"unicode/utf8"
)

// reference is a file that a message of the business names.
type reference struct {
	param string // where it stands, for the refusal
	kind  string // as what it is sent
	file  File   // ID or Link is set
}

// parseMedia checks an image, audio, video, document or sticker.
func parseMedia(kind string, raw json.RawMessage) (content, *apiError) {
	var media struct {
		ID       string `json:"id"`
		Link     string `json:"link"`
		Caption  string `json:"caption"`
		Filename string `json:"filename"`
		Voice    bool   `json:"voice"`
	}
	if e := strict(kind, raw, &media); e != nil {
		return content{}, e
	}
	if e := checkSource(kind, media.ID, media.Link); e != nil {
		return content{}, e
	}
	if media.Caption != "" && (kind == typeAudio || kind == typeSticker) || media.Filename != "" && kind != typeDocument || media.Voice && kind != typeAudio {
		return content{}, fail(codeWrongParameter, "Unexpected key on param %q.", kind)
	}
	if utf8.RuneCountInString(media.Caption) > captionMax {
		return content{}, fail(codeWrongParameter, "Param %s['caption'] must be at most %d characters long.", kind, captionMax)
	}
	file := File{ID: media.ID, Link: media.Link, Kind: kind, Name: media.Filename, Caption: media.Caption, Voice: media.Voice}
	return content{kind: kind, text: media.Caption, category: categoryService, files: []reference{{kind, kind, file}}}, nil
}

// checkSource wants a media id or a link.
func checkSource(param, id, link string) *apiError {
	if (id == "") == (link == "") {
		return fail(codeWrongParameter, "Param %s needs exactly one of id and link.", param)
	}
	if link == "" || isWebAddress(link) {
		return nil
	}
	return fail(codeWrongParameter, "Param %s['link'] is not a valid URI.", param)
}

func isWebAddress(text string) bool {
	parsed, err := url.Parse(text)
	return err == nil && (parsed.Scheme == "https" || parsed.Scheme == "http") && parsed.Host != ""
}

// checkFiles refuses media ids that are none, or none any more. The caller
// holds the lock.
func (g *Graph) checkFiles(c content) *apiError {
	for _, one := range c.files {
		if one.file.ID != "" && g.liveMedia(one.file.ID) == nil {
			return fail(codeWrongParameter, "Param %s['id'] is not a valid whatsapp business account media attachment ID", one.param)
		}
	}
	return nil
}

// misfits says what Meta finds out about a message's files after it has
// accepted them, "" when they are fine. What lies behind a link is not fetched
// and taken to be right. The caller holds the lock.
func (g *Graph) misfits(c content) string {
	for _, one := range c.files {
		if m := g.liveMedia(one.file.ID); m != nil {
			if problem := misfit(one.kind, m, one.file.Voice); problem != "" {
				return problem
			}
		}
	}
	return ""
}

// fileOf is the file that a phone shows of a message, or above the text of a
// template; nil when there is none. The
// caller holds the lock.
func (g *Graph) fileOf(c content) *File {
	if len(c.files) == 0 || !isFile(c.kind) && c.kind != typeTemplate {
		return nil
	}
	file := c.files[0].file
	if m := g.liveMedia(file.ID); m != nil {
		file.describe(m)
	}
	return &file
}

// Bounds of a place on earth in degrees.
const (
	latitudeMax  = 90
	longitudeMax = 180
)

func parseLocation(raw json.RawMessage) (content, *apiError) {
	var location struct {
		Latitude  json.RawMessage `json:"latitude"` // a number or a string
		Longitude json.RawMessage `json:"longitude"`
		Name      string          `json:"name"`
		Address   string          `json:"address"`
	}
	if e := strict(typeLocation, raw, &location); e != nil {
		return content{}, e
	}
	if location.Latitude == nil || location.Longitude == nil {
		return content{}, fail(codeParameterMissing, "The parameters location['latitude'] and location['longitude'] are required.")
	}
	if !within(location.Latitude, latitudeMax) || !within(location.Longitude, longitudeMax) {
		return content{}, fail(codeParameterValue, "Params location['latitude'] and location['longitude'] are not a place on earth.")
	}
	return content{kind: typeLocation, text: location.Name, category: categoryService, object: raw}, nil
}

func within(raw json.RawMessage, limit float64) bool {
	degrees, err := strconv.ParseFloat(text(raw), 64)
	return err == nil && degrees >= -limit && degrees <= limit
}
