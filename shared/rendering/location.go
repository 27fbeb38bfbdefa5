package rendering

import (
	"encoding/json"
	"strconv"
	"strings"
)

// mapLink opens a pin at the coordinates that follow.
// https://developers.google.com/maps/documentation/urls/get-started
const mapLink = "https://www.google.com/maps?q="

// location is a place's name and address, a link to the map, and the place's
// own page. Coordinates that are none are shown as they came.
func location(own object) string {
	place := filled(", ", []string{text(own.get("name")), text(own.get("address"))})
	pin := ""
	latitude, north := degrees(own.get("latitude"), 90)
	longitude, east := degrees(own.get("longitude"), 180)
	if north && east {
		pin = mapLink + latitude + "," + longitude
	} else {
		pin = filled(", ", []string{text(own.get("latitude")), text(own.get("longitude"))})
	}
	return join(place, pin, text(own.get("url")))
}

// degrees is a coordinate without an exponent, or false for what is none.
func degrees(raw json.RawMessage, limit float64) (string, bool) {
	value, err := strconv.ParseFloat(strings.TrimSpace(text(raw)), 64)
	if err != nil || !(value >= -limit && value <= limit) { // NaN compares with nothing
		return "", false
	}
	return strconv.FormatFloat(value, 'f', -1, 64), true
}
