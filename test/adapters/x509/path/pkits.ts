import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A case of NIST PKITS as `cases.json` has it; certificates from anchor to leaf. */
export interface PkitsCase {
  readonly test: string;
  readonly title: string;
  readonly certs: readonly string[];
  readonly crls: readonly string[];
  readonly valid: boolean;
  readonly initialPolicySet?: readonly string[];
  readonly initialExplicitPolicy?: boolean;
  readonly initialPolicyMappingInhibit?: boolean;
  readonly initialInhibitAnyPolicy?: boolean;
}

interface PkitsFile {
  readonly validationTime: string;
  readonly policies: Readonly<Record<string, string>>;
  readonly cases: readonly PkitsCase[];
}

/** The suite in a folder. */
export class Pkits {
  readonly #folder: string;
  readonly #file: PkitsFile;

  constructor(folder: string) {
    this.#folder = folder;
    const json = readFileSync(path.join(folder, 'cases.json'), 'utf8');
    this.#file = JSON.parse(json) as PkitsFile;
  }

  get cases(): readonly PkitsCase[] {
    return this.#file.cases;
  }

  get at(): Date {
    return new Date(this.#file.validationTime);
  }

  certificate(name: string): Buffer {
    return readFileSync(path.join(this.#folder, 'certs', `${name}.crt`));
  }

  crl(name: string): Buffer {
    return readFileSync(path.join(this.#folder, 'crls', `${name}.crl`));
  }

  /** Dotted identifiers of the initial policy set, if the case has one. */
  policies({ initialPolicySet }: PkitsCase): string[] | undefined {
    return initialPolicySet?.map((name) => this.#file.policies[name] ?? name);
  }
}
