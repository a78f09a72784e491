// Package seal keeps personal data unreadable in the database, and lets it be erased
// by a key. Each person has a random data key, which is kept wrapped by a key that
// only the server's secret makes; texts about the person are boxes of that data key.
// What has to be found by value without being opened, such as a telephone number, has
// a blind index: an HMAC under a third key.
//
// It is AES-256-GCM, HKDF and HMAC with SHA-256 of the standard library, and no more.
// Every box and wrapped key begins with the version of its form, and a wrapped key
// names the secret, so that either can be changed while old ones are still read.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
)

// ErrOtherSecret is the failure to open what was wrapped under a secret that these
// keys do not come from.
var ErrOtherSecret = errors.New("personal data is sealed with another secret than this server's: " +
	"set PARTNERGRAPH_SECRET to that of the database, or name the earlier one in PARTNERGRAPH_OLD_SECRETS")

// ErrBroken is the failure to open what was changed, cut, or moved to another place.
var ErrBroken = errors.New("sealed data is not what was sealed here")

// The form of wrapped keys and boxes: one byte of version first.
const (
	version   = 1
	idSize    = 8  // of a secret, beside the version of a wrapped key
	keySize   = 32 // AES-256
	indexSize = 16
)

// Keys are what the secrets of a server make. The first is worked with; those before
// it are for reading what was sealed under them.
type Keys struct{ sets []set }

// set is what one secret makes: its name, and a key for each use, so that none tells
// anything of another.
type set struct {
	id    []byte
	wrap  cipher.AEAD
	index []byte
}

// New takes the server's secret, the same on all servers of one database, and those
// that it had before.
func New(secret string, old ...string) *Keys {
	k := &Keys{}
	for _, s := range append([]string{secret}, old...) {
		k.sets = append(k.sets, set{id: derive(s, "name", idSize), wrap: sealer(derive(s, "wrapping", keySize)), index: derive(s, "index", keySize)})
	}
	return k
}

// derive makes a key of a secret for one use.
func derive(secret, use string, size int) []byte {
	key, err := hkdf.Key(sha256.New, []byte(secret), nil, "partnergraph personal data: "+use, size)
	if err != nil {
		panic(err) // only of sizes beyond what a hash makes
	}
	return key
}

// sealer is AES-256-GCM with a random nonce before each box. A data key seals a
// handful of texts; the wrapping key is good for 2³² people.
func sealer(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // only of keys of another size
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // only of ciphers that are not AES
	}
	return aead
}

// Key is the data key of one person, open.
type Key struct{ aead cipher.AEAD }

// NewKey makes a data key for somebody, and what is kept of it: the key, wrapped for
// that owner and no other.
func (k *Keys) NewKey(owner string) (*Key, []byte) {
	key := make([]byte, keySize)
	rand.Read(key) //nolint:errcheck // never fails: without randomness the process ends
	return &Key{sealer(key)}, k.wrap(owner, key)
}

func (k *Keys) wrap(owner string, key []byte) []byte {
	now := k.sets[0]
	return now.wrap.Seal(append([]byte{version}, now.id...), nil, key, []byte("key of "+owner))
}

// Open is the data key that was wrapped for an owner. It fails with ErrOtherSecret and
// ErrBroken.
func (k *Keys) Open(owner string, wrapped []byte) (*Key, error) {
	key, err := k.unwrap(owner, wrapped)
	if err != nil {
		return nil, err
	}
	return &Key{sealer(key)}, nil
}

func (k *Keys) unwrap(owner string, wrapped []byte) ([]byte, error) {
	if len(wrapped) < 1+idSize || wrapped[0] != version {
		return nil, ErrBroken
	}
	for _, s := range k.sets {
		if hmac.Equal(s.id, wrapped[1:1+idSize]) {
			key, err := s.wrap.Open(nil, nil, wrapped[1+idSize:], []byte("key of "+owner))
			if err != nil || len(key) != keySize {
				return nil, ErrBroken
			}
			return key, nil
		}
	}
	return nil, ErrOtherSecret
}

// Rewrap wraps a data key under the present secret. What is in the boxes stays as it is.
func (k *Keys) Rewrap(owner string, wrapped []byte) ([]byte, error) {
	key, err := k.unwrap(owner, wrapped)
	if err != nil {
		return nil, err
	}
	return k.wrap(owner, key), nil
}

// Names are how wrapped keys begin, by the secrets they were wrapped under: the present
// first.
func (k *Keys) Names() [][]byte {
	names := make([][]byte, len(k.sets))
	for i, s := range k.sets {
		names[i] = append([]byte{version}, s.id...)
	}
	return names
}

// Seal closes a text into a box that can be opened in its place only, such as
// "lead_contact 0190…": a box that was moved to another row stays shut.
func (k *Key) Seal(place string, text []byte) []byte {
	return k.aead.Seal([]byte{version}, nil, text, []byte("box in "+place))
}

// Open is what was sealed into a box in its place. It fails with ErrBroken.
func (k *Key) Open(place string, box []byte) ([]byte, error) {
	if len(box) < 1 || box[0] != version {
		return nil, ErrBroken
	}
	text, err := k.aead.Open(nil, nil, box[1:], []byte("box in "+place))
	if err != nil {
		return nil, ErrBroken
	}
	return text, nil
}

// Index is the blind index of a value of some kind: equal for equal values, and
// nothing that could be found out by trying all telephone numbers, but with the secret.
func (k *Keys) Index(kind, value string) []byte { return k.sets[0].blind(kind, value) }

// Indexes are the blind indexes of a value under each secret, the present first: what
// was written under an earlier one is found by them.
func (k *Keys) Indexes(kind, value string) [][]byte {
	all := make([][]byte, len(k.sets))
	for i, s := range k.sets {
		all[i] = s.blind(kind, value)
	}
	return all
}

func (s set) blind(kind, value string) []byte {
	h := hmac.New(sha256.New, s.index)
	h.Write([]byte(kind + "\x00" + value)) //nolint:errcheck // never fails
	return h.Sum(nil)[:indexSize]
}
