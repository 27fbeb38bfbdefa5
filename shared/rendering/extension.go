package rendering

import "slices"

// extensionsOf are the file name extensions that fit a MIME type without
// parameters, the usual one first; none for a type that is not known, such as
// "application/octet-stream", which tells nothing.
func extensionsOf(mime string) []string {
	for _, table := range extensionTables() {
		if fitting, ok := table[mime]; ok {
			return fitting
		}
	}
	return nil
}

// isKnown reports whether extension, in lower case, says what a file holds.
func isKnown(extension string) bool {
	for _, table := range extensionTables() {
		for _, fitting := range table {
			if slices.Contains(fitting, extension) {
				return true
			}
		}
	}
	return false
}

func extensionTables() []map[string][]string {
	return []map[string][]string{pictureExtensions(), soundExtensions(), officeExtensions(), textExtensions(), archiveExtensions()}
}

func pictureExtensions() map[string][]string {
	return map[string][]string{
		"image/jpeg":      {"jpg", "jpeg", "jpe", "jfif"},
		"image/png":       {"png"},
		"image/webp":      {"webp"},
		"image/gif":       {"gif"},
		"image/heic":      {"heic", "heif"},
		"image/heif":      {"heif", "heic"},
		"image/avif":      {"avif"},
		"image/bmp":       {"bmp"},
		"image/tiff":      {"tiff", "tif"},
		"image/svg+xml":   {"svg"},
		"video/mp4":       {"mp4", "m4v"},
		"video/3gpp":      {"3gp", "3gpp"},
		"video/quicktime": {"mov", "qt"},
		"video/webm":      {"webm"},
	}
}

func soundExtensions() map[string][]string {
	return map[string][]string{
		"audio/aac":   {"aac"},
		"audio/amr":   {"amr"},
		"audio/mpeg":  {"mp3", "mpga"},
		"audio/mp4":   {"m4a", "mp4", "m4b"},
		"audio/ogg":   {"ogg", "opus", "oga"},
		"audio/opus":  {"opus", "ogg"},
		"audio/wav":   {"wav"},
		"audio/x-wav": {"wav"},
		"audio/flac":  {"flac"},
	}
}

func officeExtensions() map[string][]string {
	const openXML, openDocument = "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument."
	return map[string][]string{
		"application/pdf":    {"pdf"},
		"application/rtf":    {"rtf"},
		"application/msword": {"doc", "dot"},
		// Browsers on a machine with Excel call tables in plain text so too.
		"application/vnd.ms-excel":              {"xls", "xlt", "csv"},
		"application/vnd.ms-powerpoint":         {"ppt", "pps", "pot"},
		openXML + "wordprocessingml.document":   {"docx"},
		openXML + "spreadsheetml.sheet":         {"xlsx"},
		openXML + "presentationml.presentation": {"pptx"},
		openXML + "presentationml.slideshow":    {"ppsx"},
		openDocument + "text":                   {"odt"},
		openDocument + "spreadsheet":            {"ods"},
		openDocument + "presentation":           {"odp"},
		"application/epub+zip":                  {"epub"},
	}
}

// textExtensions: what is plain text goes by many names, and all are right.
func textExtensions() map[string][]string {
	return map[string][]string{
		"text/plain":       {"txt", "text", "log", "csv", "tsv", "md", "srt", "json", "xml", "yaml", "yml", "ics", "vcf", "gpx"},
		"text/csv":         {"csv"},
		"text/html":        {"html", "htm"},
		"text/calendar":    {"ics"},
		"text/vcard":       {"vcf"},
		"text/x-vcard":     {"vcf"},
		"text/rtf":         {"rtf"},
		"text/xml":         {"xml", "gpx", "kml", "svg"},
		"application/xml":  {"xml", "gpx", "kml", "svg"},
		"application/json": {"json", "geojson"},
		"message/rfc822":   {"eml"},
	}
}

// archiveExtensions: many documents are archives inside, and some senders only
// look inside.
func archiveExtensions() map[string][]string {
	return map[string][]string{
		"application/zip": {
			"zip", "docx", "xlsx", "pptx", "ppsx", "odt", "ods", "odp", "epub", "kmz", "pages", "numbers", "key", "apk", "pkpass",
		},
		"application/x-zip-compressed":            {"zip"},
		"application/vnd.rar":                     {"rar"},
		"application/x-rar-compressed":            {"rar"},
		"application/x-7z-compressed":             {"7z"},
		"application/gzip":                        {"gz", "tgz"},
		"application/x-gzip":                      {"gz", "tgz"},
		"application/x-tar":                       {"tar"},
		"application/vnd.android.package-archive": {"apk"},
		"application/vnd.apple.pkpass":            {"pkpass"},
		"application/vnd.google-earth.kmz":        {"kmz"},
	}
}
