/**
 * Verifies an exported folder: offline, from its files alone. What does not hold is collected, so that
 * one look shows the first place of every kind; nothing is repaired and nothing is believed because it
 * stands beside something that holds.
 *
 * The room's log is taken before the office's: the office receives what the room completed.
 */

import { sha256Hex } from '../canonical-json.ts';
import { BookBroken } from '../book-broken.ts';
import type { LogName } from '../entry.ts';
import { EntryOrder } from '../entry-order.ts';
import { MANIFEST, readManifest, type Manifest } from '../export/manifest.ts';
import { CaseRules } from './case-rules.ts';
import { verifyCertificates } from './certificates.ts';
import { labourIn, type ExportFolder, type Labour, type LinkedEntry } from './check-bundle.ts';
import { Documents } from './documents.ts';
import { Failures, type Failure } from './failures.ts';
import { isPlace } from './folder-paths.ts';
import { IssuanceRules } from './issuance-rules.ts';
import { readKeys, verifyLogNote, type Keys } from './log-keys.ts';
import { NoteRules, type LogNotes } from './note-rules.ts';
import { Proofs } from './proofs.ts';
import { inOrder, walkLog } from './verify-log.ts';

/** A folder to be verified, and what the caller knows from elsewhere. */
export interface VerifyInput {
  readonly folder: ExportFolder;
  readonly labour?: Labour;
  /** Verifier key lines that are the operator's and the witnesses'; no other may be in the folder. */
  readonly keys?: readonly string[];
  /** Checkpoints kept outside: the logs have to continue them. */
  readonly checkpoints?: readonly string[];
  /** SHA-256 of the manifest, as the entry `books.exported` and the operator say it. */
  readonly manifestSha256?: string;
  readonly onProgress?: (step: string, done: number, total: number) => void;
}

/** What was found. */
export interface Verdict {
  readonly ok: boolean;
  readonly entries: number;
  readonly files: number;
  /** Certificates that are not there because the book says that their chain was erased. */
  readonly erased: number;
  readonly manifestSha256: string;
  readonly logs: readonly { readonly origin: string; readonly size: number }[];
  /** The first of each rule and log. */
  readonly failures: readonly Failure[];
  readonly failureCount: number;
}

/** Everything that goes through the entries of all logs. */
interface Rules {
  readonly documents: Documents;
  readonly issuance: IssuanceRules;
  readonly notes: NoteRules;
  readonly proofs: Proofs;
}

class Verification {
  readonly #input: VerifyInput;
  readonly #labour: Labour;
  readonly failures = new Failures();

  constructor(input: VerifyInput) {
    this.#input = input;
    this.#labour = input.labour ?? labourIn(input.folder);
  }

  async run(): Promise<Verdict> {
    const { folder, manifestSha256 } = this.#input;
    const octets = (await folder.read(MANIFEST)) ?? Buffer.alloc(0);
    const found = sha256Hex(octets);
    if (manifestSha256 !== undefined && manifestSha256 !== found) {
      this.failures.add({ rule: 'manifestGiven', path: MANIFEST, detail: `it is ${found}` });
    }
    const manifest = this.#readManifest(octets);
    const { logs, erased } = manifest ? await this.#verify(manifest) : { logs: [], erased: 0 };
    return {
      ok: this.failures.count === 0,
      entries: logs.reduce((sum, { size }) => sum + size, 0),
      files: manifest?.files.length ?? 0,
      erased,
      manifestSha256: found,
      logs,
      failures: this.failures.list,
      failureCount: this.failures.count,
    };
  }

  #readManifest(octets: Buffer): Manifest | undefined {
    try {
      return readManifest(octets);
    } catch (error) {
      const detail = error instanceof Error ? error.message : 'unreadable';
      this.failures.add({ rule: 'manifestForm', path: MANIFEST, detail });
      return undefined;
    }
  }

  async #verify(
    manifest: Manifest,
  ): Promise<{ readonly logs: { origin: string; size: number }[]; readonly erased: number }> {
    const { folder, keys: trusted } = this.#input;
    await this.#verifyFiles(manifest);
    const keys = await readKeys(folder, trusted, this.failures);
    const logs = keys ? await this.#readNotes(manifest, keys) : [];
    const sizes = new Map<string, number>(
      logs.map((each) => [each.keys.log, each.checkpoints[0]?.size ?? 0]),
    );
    for (const { path } of manifest.files) {
      if (isPlace(path, sizes)) continue;
      this.failures.add({ rule: 'filePath', path, detail: 'no such place in this export' });
    }
    if (!keys) return { logs: [], erased: 0 };
    const { failures } = this;
    const { files } = manifest;
    const hasRoom = sizes.has('enclave');
    const rules: Rules = {
      documents: new Documents({ files, hasRoom, failures }),
      issuance: new IssuanceRules({ failures, hasRoom }),
      notes: new NoteRules(keys, logs, failures),
      proofs: new Proofs(files, failures),
    };
    const withEvidence = files.some(({ path }) => path.startsWith('evidence/'));
    for (const log of logs) await this.#walk(log, { rules, withEvidence });
    await rules.notes.end(folder);
    await rules.documents.end((path) => folder.read(path));
    await verifyCertificates(files, { folder, failures, issuance: rules.issuance });
    await rules.proofs.end(folder, logs, (done, total) => this.#tell('proofs', done, total));
    const sizesOf = logs.map((each) => ({
      origin: each.keys.origin,
      size: each.checkpoints[0]?.size ?? 0,
    }));
    return { logs: sizesOf, erased: rules.documents.erased };
  }

  /** What is there is what the manifest says, no more and no less. */
  async #verifyFiles({ files }: Manifest): Promise<void> {
    const listed = new Set(files.map(({ path }) => path));
    for (const path of await this.#input.folder.list()) {
      if (path === MANIFEST || listed.has(path)) continue;
      this.failures.add({ rule: 'fileListed', path, detail: 'the manifest does not name it' });
    }
    let done = 0;
    const digests = inOrder(
      files.map(
        ({ path }) =>
          () =>
            this.#labour.digest(path),
      ),
    );
    for await (const digest of digests) {
      const file = files[done];
      this.#tell('files', (done += 1), files.length);
      if (!file) continue;
      const { path, sha256, size } = file;
      if (!digest) this.failures.add({ rule: 'fileListed', path, detail: 'it is missing' });
      else if (digest.sha256 !== sha256 || digest.size !== size) {
        this.failures.add({ rule: 'fileHash', path, detail: 'not what the manifest says' });
      }
    }
  }

  /** The logs of the manifest with all their checkpoints, the room's first. */
  async #readNotes({ logs, files }: Manifest, keys: Keys): Promise<LogNotes[]> {
    const found: LogNotes[] = [];
    for (const { origin, size, root } of logs) {
      const log = keys.logs.find((each) => each.origin === origin);
      if (!log) {
        this.failures.add({ rule: 'keys', path: MANIFEST, detail: `no keys of ${origin}` });
        continue;
      }
      const folder = `${log.log}/checkpoints/`;
      const kept = files.map(({ path }) => path).filter((path) => path.startsWith(folder));
      const notes = await this.#verifyNotes([`${log.log}/checkpoint`, ...kept], { keys, log });
      const [newest] = notes;
      if (newest?.path !== `${log.log}/checkpoint`) continue;
      if (newest.size !== size || newest.root.toString('hex') !== root) {
        const detail = 'the manifest says another size or root';
        this.failures.add({ rule: 'manifestForm', log: log.log, path: MANIFEST, detail });
      }
      found.push({ keys: log, checkpoints: notes });
    }
    return found.toSorted((a, b) => (a.keys.log < b.keys.log ? -1 : 1));
  }

  async #verifyNotes(
    paths: readonly string[],
    { keys, log }: { readonly keys: Keys; readonly log: LogNotes['keys'] },
  ): Promise<LogNotes['checkpoints'][number][]> {
    const notes: LogNotes['checkpoints'][number][] = [];
    const given = (this.#input.checkpoints ?? []).filter((note) =>
      note.startsWith(`${log.origin}\n`),
    );
    const all = [
      ...paths.map((path) => ({ path, note: undefined })),
      ...given.map((note) => ({ path: '(given)', note })),
    ];
    for (const { path, note: text } of all) {
      const note = text ?? String(await this.#input.folder.read(path));
      const read = verifyLogNote(note, { keys, log });
      if ('rule' in read) this.failures.add({ ...read, log: log.log, path });
      else notes.push({ path, note, origin: read.origin, size: read.size, root: read.root });
      const named = /\/(\d{12})\.txt$/.exec(path)?.[1];
      if ('rule' in read || named === undefined || Number(named) === read.size) continue;
      const detail = `of ${read.size} entries`;
      this.failures.add({ rule: 'checkpointConsistent', log: log.log, path, detail });
    }
    return notes;
  }

  async #walk(
    { keys, checkpoints }: LogNotes,
    { rules, withEvidence }: { readonly rules: Rules; readonly withEvidence: boolean },
  ): Promise<void> {
    const { log } = keys;
    const size = checkpoints[0]?.size ?? 0;
    const order = new EntryOrder(log);
    const cases = new CaseRules(log, this.failures);
    const onEntry = (entry: LinkedEntry, index: number): void => {
      this.#requireOrder({ order, entry, index, log });
      cases.take(entry, index);
      rules.documents.take(log, entry, index);
      rules.notes.take(keys, entry, index);
      rules.proofs.take(log, entry, index);
      rules.issuance.take(entry, index);
    };
    await walkLog(
      { log, size, checkpoints, withEvidence },
      {
        folder: this.#input.folder,
        labour: this.#labour,
        failures: this.failures,
        onEntry,
        onProgress: (done) => this.#tell(log, done, size),
      },
    );
  }

  #requireOrder(taken: {
    readonly order: EntryOrder;
    readonly entry: LinkedEntry;
    readonly index: number;
    readonly log: LogName;
  }): void {
    const { order, entry, index, log } = taken;
    try {
      order.take(entry, index);
    } catch (error) {
      if (!(error instanceof BookBroken)) throw error;
      this.failures.add({ rule: error.rule, log, index, detail: error.message });
    }
  }

  #tell(step: string, done: number, total: number): void {
    this.#input.onProgress?.(step, done, total);
  }
}

/** Verifies an exported folder. */
export const verifyExport = (input: VerifyInput): Promise<Verdict> => new Verification(input).run();
