package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// decode reads exactly one JSON value, and keeps the digits of its numbers. The names
// in its objects count as they are written, and each stands once: of two readers that
// take different ones of two, such as a gateway and we, one is led astray.
func decode(body []byte) (any, error) {
	var raw json.RawMessage
	d := json.NewDecoder(bytes.NewReader(body))
	if err := d.Decode(&raw); err != nil { // which bounds the depth, and says where a body breaks off
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one value")
	}
	d = json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return decodeValue(d)
}

// decodeObject reads an object, or null as none.
func decodeObject(body []byte) (map[string]any, error) {
	value, err := decode(body)
	if object, ok := value.(map[string]any); ok || value == nil {
		return object, err
	}
	return nil, errors.New("not an object")
}

// twice says that a name stands twice in an object.
type twice struct {
	name   string
	within string // the outermost name around that object; "" for the whole
}

func (*twice) Error() string { return "a name stands twice" }

func decodeValue(d *json.Decoder) (any, error) {
	token, err := d.Token()
	switch {
	case err != nil:
		return nil, err
	case token == json.Delim('{'):
		return decodeMembers(d)
	case token == json.Delim('['):
		return decodeItems(d)
	}
	return token, nil
}

func decodeMembers(d *json.Decoder) (any, error) {
	object := map[string]any{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, _ := token.(string)
		if _, has := object[name]; has {
			return nil, &twice{name: name}
		}
		if object[name], err = decodeValue(d); err != nil {
			if t := (*twice)(nil); errors.As(err, &t) {
				t.within = name
			}
			return nil, err
		}
	}
	_, err := d.Token() // the brace
	return object, err
}

func decodeItems(d *json.Decoder) (any, error) {
	items := []any{}
	for d.More() {
		item, err := decodeValue(d)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	_, err := d.Token() // the bracket
	return items, err
}
