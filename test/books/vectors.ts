import { readFileSync } from 'node:fs';

interface LogVectors {
  readonly origin: string;
  readonly entries: readonly { readonly canonical: string; readonly leafSha256: string }[];
  readonly rootBase64: string;
  readonly note: string;
  readonly noteWithWitness?: string;
  readonly vkeys: readonly string[];
}

interface RecordVectors {
  readonly logs: readonly [office: LogVectors, enclave: LogVectors];
  readonly witness: { readonly name: string; readonly vkey: string; readonly timestamp: number };
  readonly commitments: readonly {
    readonly kind: 'name' | 'officerName';
    readonly rHex: string;
    readonly value: string;
    readonly commitment: string;
  }[];
  readonly canonical: readonly {
    readonly name: 'facts' | 'findings' | 'dossier' | 'statement';
    readonly json: string;
    readonly sha256: string;
  }[];
  readonly canonicalJson: readonly {
    readonly input: string;
    readonly refused?: string;
    readonly canonical?: string;
  }[];
}

/** Entries, trees, signed checkpoints and commitments that every implementation has to give. */
export const VECTORS = JSON.parse(
  readFileSync(new URL('../vectors/records.json', import.meta.url), 'utf8'),
) as RecordVectors;

/** The test keys of the vectors: seeds of 32 times one octet. */
export const seedOf = (octet: number): Buffer => Buffer.alloc(32, octet);
