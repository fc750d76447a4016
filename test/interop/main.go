// Verifies the logs of an exported folder with the transparency-log code of the Go project, which knows
// nothing of ours: checkpoints and their Ed25519 signatures, bundles, tiles, consistency of all
// checkpoints, and proofs of single entries. Run with the folder as its argument.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Height of the tiles of C2SP tlog-tiles.
const height = 8

type checkpoint struct {
	path string
	note []byte
	tree tlog.Tree
}

type logFolder struct {
	root      string
	name      string
	verifiers note.Verifiers
	newest    checkpoint
	leaves    []tlog.Hash
	// Stored hashes as the leaves give them, by their storage index.
	hashes []tlog.Hash
}

func main() {
	if len(os.Args) != 2 {
		fail("one argument: an exported folder")
	}
	found := 0
	for _, name := range []string{"office", "enclave"} {
		if _, err := os.Stat(filepath.Join(os.Args[1], name)); err != nil {
			continue
		}
		found++
		log := &logFolder{root: os.Args[1], name: name}
		kept, proofs := log.verify()
		fmt.Printf("accepted %s: %d entries, %d checkpoints, %d proofs\n",
			name, log.newest.tree.N, kept+1, proofs)
	}
	if found == 0 {
		fail("no log in %s", os.Args[1])
	}
}

func (log *logFolder) verify() (kept, proofs int) {
	log.readKeys()
	log.newest = log.readCheckpoint("checkpoint")
	log.readBundles()
	root, err := tlog.TreeHash(log.newest.tree.N, tlog.HashReaderFunc(log.readStored))
	check(err)
	if root != log.newest.tree.Hash {
		fail("%s: the entries do not give the root of the checkpoint", log.name)
	}
	log.compareTiles()
	// From here on hashes come out of the tiles, each proven against the root as it is read.
	reader := tlog.TileHashReader(log.newest.tree, log)
	kept = log.compareCheckpoints(reader)
	proofs = log.checkProofs()
	return kept, proofs
}

func (log *logFolder) path(name string) string { return filepath.Join(log.root, log.name, name) }

func (log *logFolder) readKeys() {
	var known []note.Verifier
	for _, line := range strings.Split(string(read(filepath.Join(log.root, "keys", log.name+".vkey"))), "\n") {
		// The other key of the room's log is ECDSA, which this package does not know.
		if verifier, err := note.NewVerifier(line); err == nil {
			known = append(known, verifier)
		}
	}
	if len(known) == 0 {
		fail("%s: no Ed25519 key", log.name)
	}
	log.verifiers = note.VerifierList(known...)
}

func (log *logFolder) readCheckpoint(name string) checkpoint {
	octets := read(log.path(name))
	opened, err := note.Open(octets, log.verifiers)
	if err != nil {
		fail("%s/%s: %v", log.name, name, err)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != opened.Sigs[0].Name {
		fail("%s/%s: not a checkpoint of its log", log.name, name)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	hash, err := tlog.ParseHash(lines[2])
	check(err)
	return checkpoint{path: name, note: octets, tree: tlog.Tree{N: size, Hash: hash}}
}

// Reads every entry bundle: two octets of length, then the entry.
func (log *logFolder) readBundles() {
	size := log.newest.tree.N
	for first := int64(0); first < size; first += 1 << height {
		width := min(size-first, 1<<height)
		tile := tlog.Tile{H: height, L: -1, N: first >> height, W: int(width)}
		bundle := read(log.path(tilePath(tile)))
		for i := int64(0); i < width; i++ {
			if len(bundle) < 2 {
				fail("%s: bundle at %d is cut off", log.name, first)
			}
			length := int(binary.BigEndian.Uint16(bundle))
			if len(bundle) < 2+length {
				fail("%s: entry %d is cut off", log.name, first+i)
			}
			log.add(tlog.RecordHash(bundle[2 : 2+length]))
			bundle = bundle[2+length:]
		}
		if len(bundle) > 0 {
			fail("%s: more in the bundle at %d than its entries", log.name, first)
		}
	}
}

func (log *logFolder) add(leaf tlog.Hash) {
	stored, err := tlog.StoredHashesForRecordHash(int64(len(log.leaves)), leaf, tlog.HashReaderFunc(log.readStored))
	check(err)
	log.leaves = append(log.leaves, leaf)
	log.hashes = append(log.hashes, stored...)
}

func (log *logFolder) readStored(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= int64(len(log.hashes)) {
			return nil, fmt.Errorf("no hash %d", index)
		}
		found[i] = log.hashes[index]
	}
	return found, nil
}

// Every hash tile, octet by octet, against what the entries give.
func (log *logFolder) compareTiles() {
	for _, tile := range tlog.NewTiles(height, 0, log.newest.tree.N) {
		wanted, err := tlog.ReadTileData(tile, tlog.HashReaderFunc(log.readStored))
		check(err)
		if !bytes.Equal(wanted, read(log.path(tilePath(tile)))) {
			fail("%s: %s is not what the entries give", log.name, tilePath(tile))
		}
	}
}

func (log *logFolder) compareCheckpoints(reader tlog.HashReader) int {
	names, err := filepath.Glob(log.path("checkpoints/*.txt"))
	check(err)
	for _, name := range names {
		older := log.readCheckpoint("checkpoints/" + filepath.Base(name))
		if older.tree.N == 0 {
			continue
		}
		proof, err := tlog.ProveTree(log.newest.tree.N, older.tree.N, reader)
		check(err)
		if err := tlog.CheckTree(proof, log.newest.tree.N, log.newest.tree.Hash, older.tree.N, older.tree.Hash); err != nil {
			fail("%s/%s: %v", log.name, older.path, err)
		}
	}
	return len(names)
}

// Proofs in files of their own (C2SP tlog-proof): index, hashes, checkpoint.
func (log *logFolder) checkProofs() int {
	names, err := filepath.Glob(filepath.Join(log.root, "cases", "*", log.name+"-*.tlog-proof"))
	check(err)
	for _, name := range names {
		text := read(name)
		head, signed, found := bytes.Cut(text, []byte("\n\n"))
		lines := strings.Split(string(head), "\n")
		if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" || !bytes.Equal(signed, log.newest.note) {
			fail("%s: not a proof under the newest checkpoint", name)
		}
		index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
		check(err)
		var proof tlog.RecordProof
		for _, line := range lines[2:] {
			hash, err := tlog.ParseHash(line)
			check(err)
			proof = append(proof, hash)
		}
		if index < 0 || index >= int64(len(log.leaves)) {
			fail("%s: no entry %d", name, index)
		}
		if err := tlog.CheckRecord(proof, log.newest.tree.N, log.newest.tree.Hash, index, log.leaves[index]); err != nil {
			fail("%s: %v", name, err)
		}
	}
	return len(names)
}

// Height implements tlog.TileReader.
func (log *logFolder) Height() int { return height }

// ReadTiles implements tlog.TileReader.
func (log *logFolder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		data[i] = log.readTile(tile)
	}
	return data, nil
}

// An export has the last tile of a level in one width, which is at least the one asked for.
func (log *logFolder) readTile(tile tlog.Tile) []byte {
	for width := tile.W; width <= 1<<height; width++ {
		wider := tile
		wider.W = width
		if data, err := os.ReadFile(log.path(tilePath(wider))); err == nil {
			return data[:tile.W*tlog.HashSize]
		}
	}
	fail("%s: %s is missing", log.name, tilePath(tile))
	return nil
}

// SaveTiles implements tlog.TileReader: nothing is kept.
func (log *logFolder) SaveTiles([]tlog.Tile, [][]byte) {}

// Path of C2SP tlog-tiles: the height is not in it, and raw entries are called so.
func tilePath(tile tlog.Tile) string {
	prefix := fmt.Sprintf("tile/%d/", height)
	rest := strings.TrimPrefix(tile.Path(), prefix)
	return "tile/" + strings.Replace(rest, "data/", "entries/", 1)
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}

func read(path string) []byte {
	octets, err := os.ReadFile(path)
	check(err)
	return octets
}

func check(err error) {
	if err != nil {
		fail("%v", err)
	}
}

func fail(format string, args ...interface{}) {
	fmt.Fprintf(os.Stderr, "refused: "+format+"\n", args...)
	os.Exit(1)
}
