import { readFileSync } from 'node:fs';

/** A finding as the decision vectors write it. */
export interface VectorFinding {
  readonly rule: string;
  readonly code?: string;
  readonly outcome: string;
}

/** The part of a verdict that a vector fixes. */
export interface VectorVerdict {
  readonly outcome: string;
  readonly next: string;
  readonly findings?: readonly VectorFinding[];
  readonly notHolding?: readonly VectorFinding[];
  readonly approvals?: { readonly approver: number; readonly examiner: number };
}

/** One set of facts of the vectors: a base with facts put in and taken out. */
export interface VectorProbe {
  readonly rule: string;
  readonly code: string;
  readonly title?: string;
  readonly base: string;
  readonly set: Readonly<Record<string, unknown>>;
  readonly unset?: readonly string[];
  readonly parameters?: Readonly<Record<string, number | boolean>>;
  readonly expected: VectorVerdict;
}

type FactSet = Readonly<Record<string, unknown>>;

interface Vectors {
  readonly parameters: Readonly<Record<string, number | boolean>>;
  readonly facts: readonly {
    readonly id: string;
    readonly type: string;
    readonly values?: readonly string[];
    readonly presentWhen: string;
  }[];
  readonly ruleOrder: readonly string[];
  readonly cases: readonly {
    readonly id: string;
    readonly steps: readonly {
      readonly at: string;
      readonly facts: FactSet;
      readonly factsSha256: string;
      readonly expected: VectorVerdict;
      readonly state: string;
    }[];
  }[];
  readonly bases: Readonly<Record<string, FactSet>>;
  readonly probes: readonly VectorProbe[];
  readonly incomplete: readonly VectorProbe[];
  readonly revocation: {
    readonly ruleOrder: readonly string[];
    readonly bases: Readonly<Record<string, FactSet>>;
  };
  readonly revocationProbes: readonly VectorProbe[];
  readonly texts: readonly {
    readonly id: string;
    readonly kind: string;
    readonly text: string;
    readonly textSha256: string;
    readonly octets: number;
  }[];
  readonly badTexts: readonly { readonly why: string; readonly text: string }[];
  readonly code: {
    readonly alphabet: string;
    readonly symbols: string;
    readonly check: string;
    readonly printed: string;
    readonly saltHex: string;
    readonly iterations: number;
    readonly keyHex: string;
    readonly message: string;
    readonly macHex: string;
  };
  readonly proofOfPossession: { readonly octets: string; readonly challengePassword: string };
}

/** The decision vectors, as they stand in the repository. */
export const vectors = JSON.parse(
  readFileSync(new URL('../vectors/cases.json', import.meta.url), 'utf8'),
) as Vectors;

/** Returns the facts of a probe. */
export function factsOf(probe: VectorProbe, bases: Readonly<Record<string, FactSet>>): FactSet {
  const facts = { ...bases[probe.base], ...probe.set };
  const out = new Set(probe.unset);
  return Object.fromEntries(Object.entries(facts).filter(([id]) => !out.has(id)));
}
