package contact

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
)

// pick finds the identities that a word of --identity means: all of a kind
// ("phone"), the one of a kind with that ending ("bsuid:Tt41", also as Mask
// writes it), or the one that is typed whole. It may find none.
func pick(identities []dynamostore.Identity, word, region string) ([]dynamostore.Identity, error) {
	kind, ending, one := strings.Cut(word, ":")
	ending = lastPart(kind, ending)
	means := func(i dynamostore.Identity) bool { return i.Kind == kind && strings.HasSuffix(i.Value, ending) }
	if !slices.Contains([]string{"bsuid", "parent", "phone"}, kind) {
		who, err := ReadWho(word, region)
		switch {
		case err != nil:
			return nil, fmt.Errorf("--identity: %w", err)
		case who.BSUID == "" && who.Phone == "":
			return nil, errors.New("--identity: want bsuid, phone or parent, one of them with its last characters as phone:01, or a whole BSUID or phone")
		}
		means, one = who.means, false
	}
	var found []dynamostore.Identity
	for _, identity := range identities {
		if means(identity) {
			found = append(found, identity)
		}
	}
	if one && len(found) > 1 {
		return nil, fmt.Errorf("--identity: %d of kind %s end so, give more of it", len(found), kind)
	}
	return found, nil
}

// lastPart is what an identity of a kind ends in: what follows the mask, of a
// phone its digits as they are kept.
func lastPart(kind, text string) string {
	if at := strings.LastIndex(text, dot); at >= 0 {
		text = text[at+len(dot):]
	}
	if kind == "phone" && conversation.CanonicalPhone(text) != "" {
		return conversation.CanonicalPhone(text)
	}
	return text
}

// means reports whether the identity is the one that was typed.
func (who Who) means(i dynamostore.Identity) bool {
	if i.Kind == "phone" {
		return who.Phone != "" && i.Value == conversation.CanonicalPhone(who.Phone)
	}
	return who.BSUID != "" && i.Value == who.BSUID
}
