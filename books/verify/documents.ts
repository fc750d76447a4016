/** Files beside the logs: each is named by an entry, and what entries name is there. */

import type { LogName } from '../entry.ts';
import type { EventName } from '../events/all-events.ts';
import type { ManifestFile } from '../export/manifest.ts';
import type { LinkedEntry } from './check-bundle.ts';
import { Erasures } from './erasures.ts';
import type { Failure, Failures } from './failures.ts';

interface Naming {
  readonly folders: readonly string[];
  readonly field: string;
  /** The file has to be in the folder. */
  readonly required?: true;
  /** Where it lies, with other fields in braces; else its name is its hash, or free. */
  readonly path?: string;
}

const names = (folders: string, field: string, path?: string): Naming => ({
  folders: folders.split(' '),
  field,
  ...(path !== undefined && { path }),
});

const needs = (folders: string, field: string, path?: string): Naming => ({
  ...names(folders, field, path),
  required: true,
});

const CERTIFICATE = 'certificates/{issuerKeyId}/{serialNumber}.cer';

/** Which field of an event names a file, and where it lies. */
const NAMINGS: Partial<Record<EventName, readonly Naming[]>> = {
  'case.evaluated': [
    needs('facts', 'factsSha256'),
    needs('findings', 'findingsSha256'),
    needs('rule-sets', 'ruleSetSha256'),
  ],
  'revocation.examined': [
    names('facts', 'factsSha256'),
    names('findings', 'findingsSha256'),
    names('rule-sets', 'ruleSetSha256'),
  ],
  'issuance.intended': [
    names('facts', 'factsSha256'),
    names('rule-sets', 'ruleSetSha256'),
    names('profiles', 'profileSha256'),
  ],
  'ruleSet.accepted': [names('rule-sets', 'ruleSetSha256')],
  'document.adopted': [needs('governance policies profiles rule-sets', 'documentSha256')],
  'issuerCertificate.published': [
    needs('issuers', 'certificateSha256', 'issuers/{issuerKeyId}.cer'),
  ],
  'certificate.received': [needs('certificates', 'certificateSha256', CERTIFICATE)],
  'issuance.completed': [names('certificates', 'certificateSha256', CERTIFICATE)],
  'crl.issued': [names('crls', 'crlSha256', 'crls/{issuerKeyId}/{shard}/{crlNumber}.crl')],
  'run.closed': [names('histories', 'historySha256')],
  'build.registered': [names('replay-kits', 'kitSha256', 'replay-kits/{build}.tar.gz')],
  'reconciliation.completed': [names('figures', 'figuresSha256', 'figures/{day}.json')],
  'timestamp.recorded': [needs('timestamps', 'tokenSha256')],
};

/** A file that an entry names by its hash, and the folders of an export of which one holds it. */
export interface NamedFile {
  readonly folders: readonly string[];
  readonly sha256: string;
  readonly isRequired: boolean;
  /** The one path that it can have, where there is one. */
  readonly path?: string;
}

/** The files beside the logs that an entry names, its evidence left aside. */
export const filesNamedBy = ({ event, data }: Pick<LinkedEntry, 'event' | 'data'>): NamedFile[] =>
  (NAMINGS[event] ?? []).map(({ folders, field, required, path }) => ({
    folders,
    sha256: String(data[field]),
    isRequired: required === true,
    ...(path !== undefined && {
      path: path.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(data[name])),
    }),
  }));

/** Folders whose files are found by a hash that an entry names. */
const FOLDERS: ReadonlySet<string> = new Set([
  ...Object.values(NAMINGS).flatMap((list) => list.flatMap(({ folders }) => folders)),
  'evidence',
]);

/** Folders whose files bear their hash as name. */
const BY_HASH = /^(?:rule-sets|policies|profiles|governance|facts|findings|evidence)\//;

interface Present {
  readonly path: string;
  isNamed: boolean;
}

/** What files there are; issuers are named by the room's log alone. */
export interface DocumentsInput {
  readonly files: readonly ManifestFile[];
  readonly hasRoom: boolean;
  readonly failures: Failures;
}

/** Holds the files beside the logs against the entries. */
export class Documents {
  readonly #failures: Failures;
  /** By folder and hash. */
  readonly #present = new Map<string, Present>();
  /** Distinct findings that evaluations name, each with what they say of it and where first. */
  readonly #findings = new Map<string, { data: LinkedEntry['data']; index: number }>();
  readonly #erasures = new Erasures();
  /** Certificates that are not there, by case: whether one was erased the last entry may say. */
  readonly #missing: { readonly caseId: string; readonly failure: Failure }[] = [];
  #erased = 0;

  constructor({ files, hasRoom, failures }: DocumentsInput) {
    this.#failures = failures;
    for (const { path, sha256 } of files) {
      const folder = path.slice(0, path.indexOf('/'));
      if (!FOLDERS.has(folder) || (folder === 'issuers' && !hasRoom)) continue;
      const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.json$/, '');
      if (BY_HASH.test(path) && name !== sha256) {
        failures.add({ rule: 'documentNamed', path, detail: 'its name is not its hash' });
      }
      const key = `${folder}/${sha256}`;
      if (this.#present.has(key)) {
        failures.add({ rule: 'documentNamed', path, detail: 'the content of another file' });
      }
      this.#present.set(key, { path, isNamed: false });
    }
  }

  /** Files that are not there because the chain of their case was erased; known at the end. */
  get erased(): number {
    return this.#erased;
  }

  take(log: LogName, entry: LinkedEntry, index: number): void {
    this.#erasures.take(entry);
    for (const sha256 of entry.evidence ?? []) this.#mark('evidence', sha256);
    if (NAMINGS[entry.event] === undefined) return;
    for (const { folders, sha256, isRequired, path } of filesNamedBy(entry)) {
      const found = folders.flatMap((folder) => this.#mark(folder, sha256) ?? []);
      const elsewhere = found.find((each) => path !== undefined && each !== path);
      if (elsewhere !== undefined) {
        const detail = `an entry says ${path}`;
        this.#failures.add({ rule: 'documentNamed', log, index, path: elsewhere, detail });
      }
      if (found.length > 0 || !isRequired) continue;
      const detail = `${folders.join(' or ')}: ${sha256}`;
      const failure = { rule: 'documentMissing', log, index, detail } as const;
      if (folders.includes('certificates') && entry.case !== undefined) {
        this.#missing.push({ caseId: entry.case, failure });
      } else this.#failures.add(failure);
    }
    if (entry.event !== 'case.evaluated') return;
    const { findingsSha256, outcome, ruleSetSha256 } = entry.data;
    const key = `${String(findingsSha256)} ${String(outcome)} ${String(ruleSetSha256)}`;
    if (!this.#findings.has(key)) this.#findings.set(key, { data: entry.data, index });
  }

  /** After the last entry: reads findings that evaluations name, and looks for what nobody named. */
  async end(read: (path: string) => Promise<Buffer | undefined>): Promise<void> {
    for (const { caseId, failure } of this.#missing) {
      if (this.#erasures.isErased(caseId)) this.#erased += 1;
      else this.#failures.add(failure);
    }
    for (const { data, index } of this.#findings.values()) {
      const path = `findings/${String(data['findingsSha256'])}.json`;
      if (says(await read(path), data)) continue;
      const detail = 'another outcome or rule set than the evaluation says';
      this.#failures.add({ rule: 'findings', log: 'office', index, path, detail });
    }
    for (const { path, isNamed } of this.#present.values()) {
      if (!isNamed)
        this.#failures.add({ rule: 'documentNamed', path, detail: 'no entry names it' });
    }
  }

  /** @returns the path of the file, if there is one. */
  #mark(folder: string, sha256: string): string | undefined {
    const file = this.#present.get(`${folder}/${sha256}`);
    if (file) file.isNamed = true;
    return file?.path;
  }
}

/** True if the findings say the outcome and rule set. What is missing was told already. */
function says(octets: Buffer | undefined, data: LinkedEntry['data']): boolean {
  if (!octets) return true;
  try {
    const { outcome, ruleSet } = JSON.parse(octets.toString('utf8')) as Record<string, unknown>;
    return outcome === data['outcome'] && ruleSet === data['ruleSetSha256'];
  } catch {
    return false;
  }
}
