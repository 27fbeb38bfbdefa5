package dynamostore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// KnownMarkers tells which of the markers are ours: ids of effects of kind that
// were claimed. A comment with a marker nobody claimed is not our writing.
//
// Requests: one read per 100 markers, none for an empty list.
func (s *Store) KnownMarkers(ctx context.Context, kinds []string, markers []string) (map[string]bool, error) {
	known := map[string]bool{}
	markers = slices.Compact(slices.Sorted(slices.Values(markers)))
	var wanted []attributes
	markerOf := map[string]string{} // by pk
	for _, marker := range markers {
		for _, kind := range kinds {
			effect := effectKey(kind, marker)
			wanted = append(wanted, effect)
			markerOf[textOf(effect, "pk")] = marker
		}
	}
	items, err := s.batch(ctx, wanted, aws.String("pk"))
	if err != nil {
		return nil, fmt.Errorf("look up %d markers: %w", len(markers), err)
	}
	for _, item := range items {
		known[markerOf[textOf(item, "pk")]] = true
	}
	return known, nil
}

// sendMarkerPrefix tells our markers from what others may put along with a
// message on the same number.
const sendMarkerPrefix = "ventana:"

// SendMarker is what travels with a message so that its statuses lead back to
// the send effect.
func SendMarker(id string) string { return sendMarkerPrefix + id }

// SendOf is the send effect that a marker names; false when it is not ours.
func SendOf(marker string) (id string, ours bool) {
	return strings.CutPrefix(marker, sendMarkerPrefix)
}
