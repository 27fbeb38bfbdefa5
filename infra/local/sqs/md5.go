package sqs

import (
	"crypto/md5" //nolint:gosec // the checksum that the protocol asks for, not a defence
	"encoding/binary"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
)

// Transport types in the digest of attributes (SQS developer guide,
// "Calculating the MD5 message digest for message attributes").
const (
	transportString = 1
	transportBinary = 2
)

// md5Body is MD5OfMessageBody. The SDKs compare it with their own.
func md5Body(body string) string {
	sum := md5.Sum([]byte(body)) //nolint:gosec // see the import
	return hex.EncodeToString(sum[:])
}

// md5Attributes is MD5OfMessageAttributes, empty for no attributes: sorted by
// name, every part preceded by its length in four big-endian bytes.
func md5Attributes(attributes map[string]Attribute) string {
	if len(attributes) == 0 {
		return ""
	}
	var b []byte
	part := func(text []byte) {
		b = binary.BigEndian.AppendUint32(b, uint32(len(text))) //nolint:gosec // at most 1 MiB
		b = append(b, text...)
	}
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		a := attributes[name]
		part([]byte(name))
		part([]byte(a.DataType))
		if isBinary(a.DataType) {
			b = append(b, transportBinary)
			part(a.BinaryValue)
			continue
		}
		b = append(b, transportString)
		part([]byte(*a.StringValue))
	}
	sum := md5.Sum(b) //nolint:gosec // see the import
	return hex.EncodeToString(sum[:])
}

// isBinary looks at the type before its custom label ("Binary.png").
func isBinary(dataType string) bool {
	logical, _, _ := strings.Cut(dataType, ".")
	return logical == "Binary"
}
