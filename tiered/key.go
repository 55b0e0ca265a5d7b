package tiered

import "fmt"

// checkKey returns why a key cannot be asked for, if it cannot. Keys that are in memory
// have passed it.
func (c *Cache[V]) checkKey(key string) error {
	switch {
	case key == "":
		return fmt.Errorf("%w: it is empty", ErrKey)
	case len(key) > c.o.MaxKey:
		return &LimitError{What: "key", Size: len(key), Limit: c.o.MaxKey}
	}
	for i := range len(key) {
		if key[i] < ' ' || key[i] == 0x7f {
			return fmt.Errorf("%w: byte %d of it is the control character %#02x", ErrKey, i, key[i])
		}
	}
	return nil
}

// mostTags is how many tags a value may have.
const mostTags = 64

func (c *Cache[V]) checkTags(tags []string) error {
	if len(tags) > mostTags {
		return &LimitError{What: "list of tags", Size: len(tags), Limit: mostTags}
	}
	for _, tag := range tags {
		if err := c.checkTag(tag); err != nil {
			return err
		}
	}
	return nil
}

func (c *Cache[V]) checkTag(tag string) error {
	if err := c.checkKey(tag); err != nil {
		return fmt.Errorf("tiered: tag: %w", err)
	}
	return nil
}
