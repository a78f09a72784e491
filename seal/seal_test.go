package seal_test

import (
	"bytes"
	"errors"
	"testing"

	"partnergraph/seal"
)

func TestABoxOpensInItsPlaceOnly(t *testing.T) {
	t.Parallel()
	keys := seal.New("a secret")
	key, wrapped := keys.NewKey("ada")
	other, _ := keys.NewKey("bob")
	text := []byte("+447700900123")
	box := key.Seal("lead_contact 1", text)
	open, err := keys.Open("ada", wrapped)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := open.Open("lead_contact 1", box); err != nil || !bytes.Equal(got, text) {
		t.Errorf("in its place: %q, %v", got, err)
	}
	cut := box[:len(box)-1]
	for name, test := range map[string]struct {
		key   *seal.Key
		place string
		box   []byte
	}{
		"in another row":         {key, "lead_contact 2", box},
		"in another table":       {key, "lead_note 1", box},
		"with another's key":     {other, "lead_contact 1", box},
		"cut":                    {key, "lead_contact 1", cut},
		"empty":                  {key, "lead_contact 1", nil},
		"of its version only":    {key, "lead_contact 1", box[:1]},
		"of a version to come":   {key, "lead_contact 1", append([]byte{2}, box[1:]...)},
		"with its last bit over": {key, "lead_contact 1", append(bytes.Clone(cut), box[len(box)-1]^1)},
	} {
		if got, err := test.key.Open(test.place, test.box); !errors.Is(err, seal.ErrBroken) || got != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestAWrappedKeyOpensForItsOwnerAndSecretOnly(t *testing.T) {
	t.Parallel()
	keys := seal.New("a secret")
	_, wrapped := keys.NewKey("ada")
	for name, test := range map[string]struct {
		keys    *seal.Keys
		owner   string
		wrapped []byte
		want    error
	}{
		"its own":                       {keys, "ada", wrapped, nil},
		"on another server":             {seal.New("a secret"), "ada", wrapped, nil},
		"after the secret has changed":  {seal.New("a new one", "a secret"), "ada", wrapped, nil},
		"of another":                    {keys, "bob", wrapped, seal.ErrBroken},
		"under another secret":          {seal.New("a new one"), "ada", wrapped, seal.ErrOtherSecret},
		"under secrets that are others": {seal.New("a new one", "an old one"), "ada", wrapped, seal.ErrOtherSecret},
		"cut within the secret's name":  {keys, "ada", wrapped[:8], seal.ErrBroken},
		"cut after the secret's name":   {keys, "ada", wrapped[:9], seal.ErrBroken},
		"erased":                        {keys, "ada", nil, seal.ErrBroken},
		"of a version to come":          {keys, "ada", append([]byte{2}, wrapped[1:]...), seal.ErrBroken},
	} {
		if key, err := test.keys.Open(test.owner, test.wrapped); !errors.Is(err, test.want) || (key == nil) != (test.want != nil) {
			t.Errorf("%s: %v, %v", name, key, err)
		}
	}
}

func TestAKeyIsWrappedAnewUnderTheNextSecret(t *testing.T) {
	t.Parallel()
	before, between := seal.New("first"), seal.New("second", "first")
	key, wrapped := before.NewKey("ada")
	box := key.Seal("here", []byte("text"))
	again, err := between.Rewrap("ada", wrapped)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(wrapped, between.Names()[1]) || !bytes.HasPrefix(again, between.Names()[0]) {
		t.Errorf("wrapped keys do not begin with the names of their secrets: %x, %x", wrapped, again)
	}
	after, err := seal.New("second").Open("ada", again)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := after.Open("here", box); err != nil || string(text) != "text" {
		t.Errorf("the box of before: %q, %v", text, err)
	}
	if _, err := before.Open("ada", again); !errors.Is(err, seal.ErrOtherSecret) {
		t.Errorf("the first secret opens what was wrapped anew: %v", err)
	}
}

func TestABlindIndexIsEqualForEqualValuesOfAKind(t *testing.T) {
	t.Parallel()
	keys := seal.New("a secret")
	index := keys.Index("phone", "+447700900123")
	for name, test := range map[string]struct {
		got  []byte
		want bool
	}{
		"again":                {seal.New("a secret").Index("phone", "+447700900123"), true},
		"of another number":    {keys.Index("phone", "+447700900124"), false},
		"of another kind":      {keys.Index("email", "+447700900123"), false},
		"of kind and value":    {keys.Index("phon", "e+447700900123"), false},
		"under another secret": {seal.New("another").Index("phone", "+447700900123"), false},
		"after a new secret":   {seal.New("new", "a secret").Indexes("phone", "+447700900123")[1], true},
	} {
		if bytes.Equal(index, test.got) != test.want {
			t.Errorf("%s: %x and %x", name, index, test.got)
		}
	}
	if len(index) != 16 {
		t.Errorf("an index of %d bytes", len(index))
	}
}

func TestNothingIsSealedTwiceAlike(t *testing.T) {
	t.Parallel()
	keys := seal.New("a secret")
	key, first := keys.NewKey("ada")
	_, second := keys.NewKey("ada")
	if bytes.Equal(first, second) || bytes.Equal(key.Seal("here", nil), key.Seal("here", nil)) {
		t.Error("two of them are equal")
	}
}

// What does it cost to write down one contact: a new key, a box and three indexes?
func BenchmarkContact(b *testing.B) {
	keys := seal.New("a secret")
	text := bytes.Repeat([]byte("x"), 200)
	for b.Loop() {
		key, _ := keys.NewKey("0190c1a0-0000-7000-8000-000000000000")
		if box := key.Seal("lead_contact 0190c1a0-0000-7000-8000-000000000000", text); len(box) != 1+12+200+16 {
			b.Fatal(len(box))
		}
		keys.Index("phone", "+447700900123")
		keys.Index("email", "ada@example.com")
		keys.Index("company", "example GB")
	}
}
