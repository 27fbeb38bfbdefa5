package zendesk

import (
	"image"
	"io"
	"mime"
	"path"
	"strings"
)

// maxFileName is the longest name of a file in characters (unverified).
const maxFileName = 255

// fileKinds are content types by extension: of files whose content type says
// nothing, and of what agents attach.
func fileKinds() map[string]string {
	return map[string]string{
		".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".webp": "image/webp",
		".heic": "image/heic", ".pdf": "application/pdf", ".txt": "text/plain", ".csv": "text/csv", ".html": "text/html",
		".json": "application/json", ".xml": "application/xml", ".zip": "application/zip",
		".ogg": "audio/ogg", ".opus": "audio/ogg", ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".aac": "audio/aac",
		".amr": "audio/amr", ".wav": "audio/x-wav", ".mp4": "video/mp4", ".3gp": "video/3gpp", ".mov": "video/quicktime",
		".doc": "application/msword", ".xls": "application/vnd.ms-excel", ".ppt": "application/vnd.ms-powerpoint",
		".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	}
}

// kindOfName is the content type that an extension stands for.
func kindOfName(name string) string {
	if kind := fileKinds()[strings.ToLower(path.Ext(name))]; kind != "" {
		return kind
	}
	return "application/octet-stream"
}

// fileKind is the content type of an upload, without parameters and in lower
// case (unverified). What says nothing gives way to the name. A body that is a
// form is refused: its boundaries would become part of the file.
func fileKind(header, name string) (string, error) {
	if header == "" {
		return kindOfName(name), nil
	}
	kind, _, err := mime.ParseMediaType(header)
	switch {
	case err != nil, !strings.Contains(kind, "/"), kind == "multipart/form-data", kind == "application/x-www-form-urlencoded":
		return "", recordInvalid("content_type", "InvalidValue", "Content type: %q is not valid", header)
	case kind == "application/binary", kind == "application/octet-stream":
		return kindOfName(name), nil
	}
	return kind, nil
}

// cleanFileName is the name that a file is kept under: without folders.
func cleanFileName(given string) string {
	name := strings.TrimSpace(strings.ToValidUTF8(given, ""))
	if at := strings.LastIndexAny(name, `/\`); at >= 0 {
		name = name[at+1:]
	}
	return name
}

// imageSize is the width and height of an image in pixels, or zeros.
func imageSize(kind string, r io.Reader) (width, height int) {
	if !strings.HasPrefix(kind, "image/") {
		return 0, 0
	}
	config, _, err := image.DecodeConfig(io.LimitReader(r, 1<<20))
	if err != nil {
		return 0, 0 // Zendesk too shows null where it cannot tell
	}
	return config.Width, config.Height
}
