"""Lints every certificate (*.der) of a folder with pkilint by RFC 5280.

Writes a line of JSON for each finding, and at the end how much was done.
"""

import glob
import json
import os
import sys

from pkilint import loader
from pkilint.pkix import certificate, extension, name

VALIDATOR = certificate.create_pkix_certificate_validator_container(
    certificate.create_decoding_validators(
        name.ATTRIBUTE_TYPE_MAPPINGS, extension.EXTENSION_MAPPINGS
    ),
    [
        certificate.create_issuer_validator_container([]),
        certificate.create_validity_validator_container(),
        certificate.create_subject_validator_container([]),
        certificate.create_extensions_validator_container([]),
        certificate.create_spki_validator_container([]),
    ],
)


def findings_of(file, rules):
    with open(file, "rb") as octets:
        read = loader.RFC5280CertificateDocumentLoader().load_der_document(
            octets.read(), file
        )
    for result in VALIDATOR.validate(read.root):
        rules.add(str(result.validator))
        for described in result.finding_descriptions:
            yield {
                "rule": described.finding.code,
                "severity": described.finding.severity.name.lower(),
                "detail": described.message or "",
            }


def main():
    rules = set()
    files = sorted(glob.glob(os.path.join(sys.argv[1], "*.der")))
    for file in files:
        for finding in findings_of(file, rules):
            print(json.dumps({"file": os.path.basename(file), **finding}))
    print(json.dumps({"certificates": len(files), "rules": len(rules)}))


main()
