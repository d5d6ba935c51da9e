// Opens and signs notes by Go's own package (golang.org/x/mod/sumdb/note), to which cosignatures are added as C2SP
// tlog-cosignature has them. Reads a JSON list of notes from standard input, writes what it found of each.
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

const (
	plain     = 1
	cosigning = 4
)

var errKey = errors.New("no key")

type asked struct {
	Note string
	Keys []string
	Skey string // signs Note as the text of a note; with a time it cosigns
	Time uint64
}

type found struct {
	Text  string
	Lines []string // name and base64 of each verified signature
	Made  string
	Wrong bool
}

type cosignature struct {
	name   string
	hash   uint32
	public ed25519.PublicKey
}

func (c cosignature) Name() string    { return c.name }
func (c cosignature) KeyHash() uint32 { return c.hash }

func (c cosignature) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	return ed25519.Verify(c.public, message(binary.BigEndian.Uint64(signature), text), signature[8:])
}

func message(seconds uint64, text []byte) []byte {
	return append([]byte(fmt.Sprintf("cosignature/v1\ntime %d\n", seconds)), text...)
}

func keyHash(name string, kind byte, public []byte) uint32 {
	sum := sha256.Sum256(append(append([]byte(name+"\n"), kind), public...))
	return binary.BigEndian.Uint32(sum[:])
}

// verifier leaves all keys to the package, except those of cosigners.
func verifier(vkey string) (note.Verifier, error) {
	name, rest, _ := strings.Cut(vkey, "+")
	hash, text, _ := strings.Cut(rest, "+")
	key, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != cosigning {
		return note.NewVerifier(vkey)
	}
	made := cosignature{name, keyHash(name, cosigning, key[1:]), key[1:]}
	if fmt.Sprintf("%08x", made.hash) != hash {
		return nil, errKey
	}
	return made, nil
}

func open(each asked) (found, error) {
	var known []note.Verifier
	for _, vkey := range each.Keys {
		one, err := verifier(vkey)
		if err != nil {
			return found{}, err
		}
		known = append(known, one)
	}
	opened, err := note.Open([]byte(each.Note), note.VerifierList(known...))
	if err != nil {
		return found{}, err
	}
	lines := []string{}
	for _, line := range opened.Sigs {
		lines = append(lines, line.Name+" "+line.Base64)
	}
	return found{Text: opened.Text, Lines: lines}, nil
}

func sign(each asked) (found, error) {
	signer, err := note.NewSigner(each.Skey)
	if err != nil {
		return found{}, err
	}
	if each.Time == 0 {
		made, err := note.Sign(&note.Note{Text: each.Note}, signer)
		return found{Made: string(made)}, err
	}
	parts := strings.SplitN(each.Skey, "+", 5)
	seed, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || seed[0] != plain {
		return found{}, errKey
	}
	key := ed25519.NewKeyFromSeed(seed[1:])
	public := key.Public().(ed25519.PublicKey)
	raw := binary.BigEndian.AppendUint32(nil, keyHash(signer.Name(), cosigning, public))
	raw = binary.BigEndian.AppendUint64(raw, each.Time)
	raw = append(raw, ed25519.Sign(key, message(each.Time, []byte(each.Note)))...)
	return found{Made: fmt.Sprintf("%s\n— %s %s\n", each.Note, signer.Name(), base64.StdEncoding.EncodeToString(raw))}, nil
}

func main() {
	var all []asked
	if err := json.NewDecoder(os.Stdin).Decode(&all); err != nil {
		panic(err)
	}
	told := make([]found, len(all))
	for i, each := range all {
		var err error
		if each.Skey == "" {
			told[i], err = open(each)
		} else {
			told[i], err = sign(each)
		}
		told[i].Wrong = err != nil
	}
	if err := json.NewEncoder(os.Stdout).Encode(told); err != nil {
		panic(err)
	}
}
