package tiered

// Message is a message taken apart, for tests.
type Message struct {
	Node     [16]byte
	Sequence uint64
	Kind     byte
	Text     string
	Number   uint64
}

// Whole returns the message as it is sent, and Head the part before the number.
func (m Message) Whole() []byte { return m.told().whole() }

func (m Message) Head() []byte { return m.told().head() }

func (m Message) told() *told {
	return &told{node: m.Node, sequence: m.Sequence, kind: message(m.Kind), text: m.Text, number: m.Number}
}

// ParseMessage takes a message apart.
func ParseMessage(b []byte) (Message, error) {
	m, err := parseMessage(b)
	return Message{m.node, m.sequence, byte(m.kind), m.text, m.number}, err
}

// Kinds of messages.
const (
	MessageSet   = byte(messageSet)
	MessageAlive = byte(messageAlive)
)

// Trust returns the present term.
func (c *Cache[V]) Trust() uint64 { return c.trust.Load() }
