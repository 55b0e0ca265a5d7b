package tiered

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"strconv"
)

// message is the kind of a message of the backplane.
type message byte

// The kinds of messages. Those that are there do not change: nodes of several releases may
// run at a time, and ignore what they do not know.
const (
	messageAlive    message = 'a' // nothing has happened; number is the last one sent
	messageSet      message = 's' // text is a key that has another value
	messageDelete   message = 'd' // text is a key that is gone
	messageExpire   message = 'e' // text is a key that has expired
	messageTag      message = 't' // text is a tag that is gone
	messageClear    message = 'c' // everything is gone
	messageDistrust message = 'x' // everything has expired
)

// messageOf returns the message for an invalidation.
func messageOf(k Kind) message {
	if k == Expired {
		return messageExpire
	}
	return messageDelete
}

// nodeID is that of one cache of one process, drawn at random when it is made.
type nodeID [16]byte

// told is a message: its head, which the sender makes, and the number of the change, which the
// remote may append.
//
//	magic     4 bytes, "lrm1"
//	checksum  4 bytes, CRC-32C of the rest of the head
//	node      16 bytes, of the sender
//	sequence  8 bytes, that of the message among the sender's, from 1; of messageAlive the last one's
//	kind      1 byte
//	text      uvarint length, and its bytes
//	number    decimal digits, up to the end
type told struct {
	node     nodeID
	sequence uint64
	kind     message
	text     string
	number   uint64
}

const (
	messageMagic = "lrm1"
	messageSum   = len(messageMagic)
	messageNode  = messageSum + 4
	messageSeq   = messageNode + len(nodeID{})
	messageKind  = messageSeq + 8
	messageText  = messageKind + 1
)

var messageTable = crc32.MakeTable(crc32.Castagnoli)

// head returns the message without its number.
func (m *told) head() []byte {
	b := make([]byte, messageText, messageText+len(m.text)+2*binary.MaxVarintLen64)
	copy(b, messageMagic)
	copy(b[messageNode:], m.node[:])
	binary.LittleEndian.PutUint64(b[messageSeq:], m.sequence)
	b[messageKind] = byte(m.kind)
	b = append(binary.AppendUvarint(b, uint64(len(m.text))), m.text...)
	binary.LittleEndian.PutUint32(b[messageSum:], crc32.Checksum(b[messageNode:], messageTable))
	return b
}

// whole returns the message with its number.
func (m *told) whole() []byte { return strconv.AppendUint(m.head(), m.number, 10) }

var errMessage = errors.New("tiered: malformed message")

// parseMessage takes a message apart. It allocates no more than the message is long.
func parseMessage(b []byte) (m told, err error) {
	if len(b) <= messageText || string(b[:len(messageMagic)]) != messageMagic {
		return told{}, errMessage
	}
	size, n := binary.Uvarint(b[messageText:])
	rest := b[messageText+max(n, 0):]
	if n <= 0 || size > uint64(len(rest)) {
		return told{}, errMessage
	}
	text, number := rest[:size], rest[size:]
	head := b[:len(b)-len(number)]
	if crc32.Checksum(head[messageNode:], messageTable) != binary.LittleEndian.Uint32(head[messageSum:]) {
		return told{}, errMessage
	}
	if m.number, err = strconv.ParseUint(string(number[:min(len(number), 20)]), 10, 64); err != nil || len(number) > 20 {
		return told{}, errMessage
	}
	copy(m.node[:], head[messageNode:])
	m.sequence = binary.LittleEndian.Uint64(head[messageSeq:])
	m.kind, m.text = message(head[messageKind]), string(text)
	return m, nil
}
