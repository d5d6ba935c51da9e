// Checks logs by Go's own packages for transparency logs (golang.org/x/mod/sumdb/tlog and note): the same rules as
// src/gongzhi/ledger, by other people, in another language. Each argument is a folder with a log and what somebody
// holds of it; a line of JSON says which checks each of them fails. A wrong signature ends the matter.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	height = 8
	width  = 1 << height
)

var errWrong = errors.New("the hashes do not lead to the root")

type folder string

func (f folder) read(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join(string(f), filepath.FromSlash(name)))
}

func (f folder) text(name string) string {
	data, err := f.read(name)
	if err != nil {
		panic(err) // the driver always writes these
	}
	return string(data)
}

// place returns the path of a tile or bundle in the layout of C2SP, which has no height in it.
func place(kind string, number int64, count int) string {
	digits := fmt.Sprintf("%03d", number%1000)
	for number >= 1000 {
		number /= 1000
		digits = fmt.Sprintf("x%03d/%s", number%1000, digits)
	}
	if count < width {
		digits += fmt.Sprintf(".p/%d", count)
	}
	return "tile/" + kind + "/" + digits
}

func (f folder) Height() int { return height }

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	found := make([][]byte, len(tiles))
	for i, tile := range tiles {
		data, err := f.read(place(strconv.Itoa(tile.L), tile.N, tile.W))
		if err != nil {
			return nil, err
		}
		found[i] = data
	}
	return found, nil
}

// open returns the tree a checkpoint speaks of, after its signature and its origin.
func open(f folder, checkpoint string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(strings.TrimSpace(f.text("vkey")))
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open([]byte(checkpoint), note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != strings.TrimSpace(f.text("origin")) {
		return tlog.Tree{}, errors.New("another log's checkpoint")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

func (f folder) entries(tree tlog.Tree) error {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			hashes[i] = stored[index]
		}
		return hashes, nil
	})
	count := int64(0)
	for number := int64(0); number*width < tree.N; number++ {
		data, err := f.read(place("entries", number, int(min(width, tree.N-number*width))))
		if err != nil {
			return err
		}
		for len(data) > 0 {
			if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
				return errors.New("a bundle does not come out even")
			}
			end := 2 + int(binary.BigEndian.Uint16(data))
			hashes, err := tlog.StoredHashes(count, data[2:end], reader)
			if err != nil {
				return err
			}
			stored, data, count = append(stored, hashes...), data[end:], count+1
		}
	}
	if count != tree.N {
		return fmt.Errorf("%d entries, and the checkpoint says %d", count, tree.N)
	}
	root, err := tlog.TreeHash(count, reader)
	if err == nil && root != tree.Hash {
		err = errWrong
	}
	return err
}

// tiles reads every leaf; the reader holds each tile it needs for that against the root.
func (f folder) tiles(tree tlog.Tree) error {
	indexes := make([]int64, tree.N)
	for i := range indexes {
		indexes[i] = tlog.StoredHashIndex(0, int64(i))
	}
	_, err := tlog.TileHashReader(tree, f).ReadHashes(indexes)
	return err
}

func (f folder) inclusion(tlog.Tree) error {
	head, checkpoint, found := strings.Cut(f.text("entry.tlog-proof"), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("no proof")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	hashes, err := parse(lines[2:])
	if err != nil {
		return err
	}
	tree, err := open(f, checkpoint)
	if err != nil {
		return err
	}
	if index < 0 || index >= tree.N {
		return errors.New("no such index")
	}
	return tlog.CheckRecord(hashes, tree.N, tree.Hash, index, tlog.RecordHash([]byte(f.text("entry"))))
}

func (f folder) consistency(tree tlog.Tree) error {
	older, err := open(f, f.text("checkpoint.older"))
	if err != nil {
		return err
	}
	hashes, err := parse(strings.Fields(f.text("consistency")))
	if err != nil {
		return err
	}
	if older.N < 1 || older.N > tree.N {
		return errors.New("the older one is not smaller")
	}
	return tlog.CheckTree(tlog.TreeProof(hashes), tree.N, tree.Hash, older.N, older.Hash)
}

func parse(lines []string) (tlog.RecordProof, error) {
	var proof tlog.RecordProof
	for _, line := range lines {
		raw, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(raw) != tlog.HashSize {
			return nil, errors.New("no hash")
		}
		proof = append(proof, tlog.Hash(raw))
	}
	return proof, nil
}

func failed(f folder) []string {
	tree, err := open(f, f.text("checkpoint"))
	if err != nil {
		return []string{"signature"}
	}
	wrong := []string{}
	for _, check := range []struct {
		name string
		run  func(tlog.Tree) error
	}{{"entries", f.entries}, {"tiles", f.tiles}, {"inclusion", f.inclusion}, {"consistency", f.consistency}} {
		if check.run(tree) != nil {
			wrong = append(wrong, check.name)
		}
	}
	return wrong
}

func main() {
	verdicts := map[string][]string{}
	for _, path := range os.Args[1:] {
		verdicts[path] = failed(folder(path))
	}
	var out bytes.Buffer
	if err := json.NewEncoder(&out).Encode(verdicts); err != nil {
		panic(err)
	}
	os.Stdout.Write(out.Bytes())
}
