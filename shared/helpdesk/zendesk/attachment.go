package zendesk

import (
	"strings"

	"ventana/shared/helpdesk"
)

// attachmentOutput is what we read of an attachment.
// https://developer.zendesk.com/api-reference/ticketing/tickets/ticket-attachments/#json-format
type attachmentOutput struct {
	ID      id     `json:"id"`
	Name    string `json:"file_name"`
	MIME    string `json:"content_type"`
	Size    int64  `json:"size"`
	URL     string `json:"content_url"`
	Deleted bool   `json:"deleted"`
	Scan    string `json:"malware_scan_result"`
}

const (
	malwareFound = "malware_found"
	notScanned   = "not_scanned"
	// redactedName is what Zendesk puts in the place of an attachment that was
	// redacted: an all but empty text of this name.
	redactedName = "redacted.txt"
	// maxRedacted tells Zendesk's from an agent's own text of that name, in bytes.
	maxRedacted = 64
)

func (o attachmentOutput) redacted() bool {
	return o.Name == redactedName && o.Size <= maxRedacted
}

// attachments are those that are still there, in their order. Malware counts
// even where an administrator lets agents open it: that is for them alone.
func attachments(list []attachmentOutput) []helpdesk.Attachment {
	var files []helpdesk.Attachment
	for _, file := range list {
		if file.Deleted || file.redacted() {
			continue
		}
		files = append(files, helpdesk.Attachment{
			ID: file.ID.String(), Name: file.Name, MIME: mediaType(file.MIME), Size: file.Size, URL: file.URL,
			Malware: file.Scan == malwareFound, Scanning: file.Scan == notScanned,
		})
	}
	return files
}

// mediaType is a type without parameters, in lower case.
func mediaType(text string) string {
	base, _, _ := strings.Cut(text, ";")
	return strings.ToLower(strings.TrimSpace(base))
}
