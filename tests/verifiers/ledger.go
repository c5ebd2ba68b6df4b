// Checks an exported ledger, or a proof of one entry, with Go's own golang.org/x/mod/sumdb: nothing here is fairdesk's.
//
//	go run ledger.go FOLDER KEY                          every entry, every tile, the signed head
//	go run ledger.go ENTRY-FILE KEY PROOF.tlog-proof     one entry against its proof, without the ledger
//
// Use x/mod 0.40 or newer: older ones do not compare tiles with the tiles above them (CVE-2026-56865).
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type folder string

func (f folder) Height() int { return 8 }

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		// C2SP leaves out the height, which is always 8.
		raw, err := os.ReadFile(filepath.Join(string(f), "tile", strings.TrimPrefix(tile.Path(), "tile/8/")))
		if err != nil {
			return nil, err
		}
		found = append(found, raw)
	}
	return found, nil
}

func must(err error) {
	if err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
}

// head opens a signed checkpoint with the key.
func head(text string, key string) tlog.Tree {
	verifier, err := note.NewVerifier(key)
	must(err)
	opened, err := note.Open([]byte(text), note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	raw, err := base64.StdEncoding.DecodeString(lines[2])
	must(err)
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], raw)
	return tree
}

// entries checks every entry of a folder against the tiles, and the tiles against the signed root.
func entries(root string, key string) {
	text, err := os.ReadFile(filepath.Join(root, "checkpoint"))
	must(err)
	tree := head(string(text), key)
	hashes := tlog.TileHashReader(tree, folder(root))
	for start := int64(0); start < tree.N; start += 256 {
		width := min(256, int(tree.N-start))
		tile := tlog.Tile{H: 8, L: 0, N: start / 256, W: width}
		path := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
		bundle, err := os.ReadFile(filepath.Join(root, path))
		must(err)
		var indexes []int64
		for i := range width {
			indexes = append(indexes, tlog.StoredHashIndex(0, start+int64(i)))
		}
		leaves, err := hashes.ReadHashes(indexes)
		must(err)
		for i, leaf := range leaves {
			if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
				must(fmt.Errorf("entry %d is cut off", start+int64(i)))
			}
			end := 2 + int(binary.BigEndian.Uint16(bundle))
			if tlog.RecordHash(bundle[2:end]) != leaf {
				must(fmt.Errorf("entry %d is not what was signed", start+int64(i)))
			}
			bundle = bundle[end:]
		}
	}
	whole, err := tlog.TreeHash(tree.N, hashes)
	must(err)
	if whole != tree.Hash {
		must(fmt.Errorf("the tree is not what was signed"))
	}
	fmt.Println("all whole:", tree.N, "entries")
}

// proof checks one entry against a tlog-proof.
func proof(entry string, key string, file string) {
	exact, err := os.ReadFile(entry)
	must(err)
	text, err := os.ReadFile(file)
	must(err)
	above, checkpoint, _ := strings.Cut(string(text), "\n\n")
	lines := strings.Split(above, "\n")
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	must(err)
	var hashes tlog.RecordProof
	for _, line := range lines[2:] {
		raw, err := base64.StdEncoding.DecodeString(line)
		must(err)
		var hash tlog.Hash
		copy(hash[:], raw)
		hashes = append(hashes, hash)
	}
	tree := head(checkpoint, key)
	must(tlog.CheckRecord(hashes, tree.N, tree.Hash, index, tlog.RecordHash(exact)))
	fmt.Println("proven: entry", index, "of", tree.N)
}

func main() {
	if len(os.Args) == 4 {
		proof(os.Args[1], os.Args[2], os.Args[3])
		return
	}
	entries(os.Args[1], os.Args[2])
}
