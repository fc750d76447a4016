// Lints every certificate (*.der) of a folder with zlint by the rules of RFCs, and writes a line of JSON for
// each finding that is not a pass. Those of browser forums bind nobody here: the CAs are in no browser.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/zmap/zcrypto/x509"
	"github.com/zmap/zlint/v3"
	"github.com/zmap/zlint/v3/lint"
)

type finding struct {
	File     string `json:"file"`
	Rule     string `json:"rule"`
	Severity string `json:"severity"`
	Detail   string `json:"detail"`
}

func main() {
	registry, err := lint.GlobalRegistry().Filter(lint.FilterOptions{IncludeSources: lint.SourceList{
		lint.RFC3279, lint.RFC5280, lint.RFC5480, lint.RFC5891, lint.RFC6960, lint.RFC8813, lint.Community,
	}})
	check(err)
	files, err := filepath.Glob(filepath.Join(os.Args[1], "*.der"))
	check(err)
	out := json.NewEncoder(os.Stdout)
	applied := map[string]bool{}
	for _, file := range files {
		name := filepath.Base(file)
		der, err := os.ReadFile(file)
		check(err)
		certificate, err := x509.ParseCertificate(der)
		if err != nil {
			check(out.Encode(finding{name, "parse", "error", err.Error()}))
			continue
		}
		for rule, result := range zlint.LintCertificateEx(certificate, registry).Results {
			if result.Status != lint.NA && result.Status != lint.NE {
				applied[rule] = true
			}
			if result.Status > lint.Pass {
				check(out.Encode(finding{name, rule, result.Status.String(), result.Details}))
			}
		}
	}
	check(out.Encode(map[string]int{"certificates": len(files), "rules": len(applied)}))
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
