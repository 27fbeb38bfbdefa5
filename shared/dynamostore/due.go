package dynamostore

import (
	"hash/fnv"
	"strconv"
)

// DueShards is over how many partitions of the index what is due is spread: one
// partition takes 1,000 writes a second.
const DueShards = 4

// dueShard is the partition of a contact's conversations in the index of what is
// due. Conversations with nothing due are not in it.
func dueShard(contact string) string {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(contact)) // a hash takes everything
	return "DUE#" + strconv.FormatUint(uint64(hash.Sum32()%DueShards), 10)
}
