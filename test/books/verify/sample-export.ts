import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { canonicalOctets, sha256Hex } from '../../../books/canonical-json.ts';
import { printCheckpoint } from '../../../books/checkpoint.ts';
import { keptCheckpointPath } from '../../../books/cosignature.ts';
import { encodeEntry, type Entry, type EntryInput, type LogName } from '../../../books/entry.ts';
import { ExportInMemory } from '../../../bin/chaos/tamper/export-in-memory.ts';
import { exportLog } from '../../../books/export/export-log.ts';
import type { ManifestLog } from '../../../books/export/manifest.ts';
import { README_TEXT } from '../../../books/export/readme.ts';
import { Integrator } from '../../../books/integrator.ts';
import {
  ecdsaNoteSigner,
  ed25519Signer,
  witnessSigner,
  type NoteSignerWithKey,
} from '../../../books/note-signer.ts';
import { signNote } from '../../../books/signed-note.ts';
import { MemoryFiles } from '../memory-log.ts';

const seed = (octet: number): Buffer => Buffer.alloc(32, octet);

const inHsm = (origin: string): NoteSignerWithKey => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pkcs8 = pair.privateKey.export({ format: 'der', type: 'pkcs8' });
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const spki = pair.publicKey.export({ format: 'der', type: 'spki' });
  return ecdsaNoteSigner(origin, spki, (octets) => sign('sha256', octets, key));
};

export const ORIGINS: Readonly<Record<LogName, string>> = {
  office: 'ca.example.jp/toroku/office',
  enclave: 'ca.example.jp/toroku/enclave',
};

const SIGNERS: Readonly<Record<LogName, readonly NoteSignerWithKey[]>> = {
  office: [ed25519Signer(ORIGINS.office, seed(1))],
  enclave: [inHsm(ORIGINS.enclave), ed25519Signer(ORIGINS.enclave, seed(2))],
};

export const WITNESS = witnessSigner('witness.example.org/w1', seed(3), () => 1_796_086_798);

/** Key lines as an auditor got them. */
export const TRUSTED: readonly string[] = [...SIGNERS.enclave, ...SIGNERS.office, WITNESS].map(
  ({ vkey }) => vkey,
);

/** An entry without what the log gives it. */
export type SampleEntry = Omit<EntryInput, 'log' | 'id' | 'at' | 'seq' | 'items'> & {
  readonly items?: readonly string[];
  readonly at?: string;
  readonly id?: string;
};

/** A log that grows in memory, one entry after the other. */
export class SampleLog {
  readonly log: LogName;
  readonly files = new MemoryFiles();
  readonly entries: Entry[] = [];
  readonly notes = new Map<number, string>();
  readonly #integrator: Integrator;
  readonly #seqs = new Map<string, number>();

  private constructor(log: LogName, integrator: Integrator) {
    this.log = log;
    this.#integrator = integrator;
  }

  static async open(log: LogName): Promise<SampleLog> {
    const { read: readFile } = new MemoryFiles();
    const integrator = await Integrator.resume({ origin: ORIGINS[log], size: 0, readFile });
    const opened = new SampleLog(log, integrator);
    opened.add({
      event: 'log.opened',
      items: ['4ハ'],
      actor: { kind: 'officer', id: 'officer-00', role: 'administrator', terminal: 't-1' },
      data: {
        origin: ORIGINS[log],
        keys: SIGNERS[log].map(({ vkey }) => vkey),
        install: 'sample',
      },
    });
    return opened;
  }

  /** Writes an entry, checked; its index is one less than the number of entries. @returns its id */
  add(entry: object): string {
    return this.addOctets(encodeEntry(this.#numbered(entry)));
  }

  #numbered(entry: object): EntryInput {
    const { case: caseId } = entry as { case?: string };
    const number = this.entries.length.toString(16).padStart(12, '0');
    const id = `019ad7f2-6a20-7a11-8b${this.log === 'office' ? '22' : '33'}-${number}`;
    const seq = (this.#seqs.get(caseId ?? '') ?? 0) + 1;
    if (caseId !== undefined) this.#seqs.set(caseId, seq);
    return {
      log: this.log,
      id,
      at: '2026-12-01T00:31:07.123Z',
      ...(caseId !== undefined && { seq }),
      ...entry,
    } as EntryInput;
  }

  /** Writes octets as they are. */
  addOctets(octets: Buffer): string {
    const plan = this.#integrator.integrate([octets]);
    this.files.write(plan);
    this.#integrator.accept(plan);
    this.files.clear(plan);
    const entry = JSON.parse(octets.toString('utf8')) as Entry;
    this.entries.push(entry);
    return entry.id;
  }

  /** The newest checkpoint, signed; it is kept. */
  async checkpoint(...witnesses: readonly NoteSignerWithKey[]): Promise<string> {
    const text = printCheckpoint(this.#integrator);
    const note = await signNote(text, [...SIGNERS[this.log], ...witnesses]);
    this.notes.set(this.#integrator.size, note);
    return note;
  }

  /** Has the newest checkpoint cosigned, and says so in the log. */
  async cosign(): Promise<void> {
    const size = this.entries.length;
    const note = await this.checkpoint(WITNESS);
    this.add({
      event: 'witness.cosigned',
      items: ['4ハ'],
      actor: { kind: 'witness', id: WITNESS.name },
      data: { size, witness: WITNESS.name, note },
    });
  }

  /** Writes the newest checkpoint of the other log into this one. */
  async anchor(other: SampleLog): Promise<void> {
    const size = other.entries.length;
    const note = await other.checkpoint();
    const [, , root = ''] = note.split('\n');
    this.add({
      event: 'anchor.recorded',
      items: ['4ハ'],
      actor: { kind: 'system', id: 'worker' },
      data: { origin: ORIGINS[other.log], size, root, note },
    });
  }
}

/** Exports logs and documents as `toroku export` does. */
export async function exported(
  logs: readonly SampleLog[],
  documents: ReadonlyMap<string, Buffer> = new Map(),
): Promise<ExportInMemory> {
  const folder = new ExportInMemory();
  await folder.write('README.txt', Buffer.from(README_TEXT));
  const standing: ManifestLog[] = [];
  for (const { log, files, notes } of logs) {
    const newest = Math.max(...notes.keys());
    standing.push(
      await exportLog(
        {
          log,
          readFile: files.read,
          checkpoint: notes.get(newest) ?? '',
          withProofs: true,
          onEntry: () => undefined,
          onProgress: () => undefined,
        },
        folder,
      ),
    );
    for (const [size, note] of notes) {
      await folder.write(`${log}/${keptCheckpointPath(size)}`, Buffer.from(note));
    }
    const lines = SIGNERS[log].map(({ vkey }) => `${vkey}\n`).join('');
    await folder.write(`keys/${log}.vkey`, Buffer.from(lines));
  }
  await folder.write('keys/witness-1.vkey', Buffer.from(`${WITNESS.vkey}\n`));
  const policies = logs.map(({ log }) => ({
    log,
    origin: ORIGINS[log],
    sets: [SIGNERS[log].map(({ vkey }) => vkey)],
  }));
  const policy = { v: 1, logs: policies, witnesses: [WITNESS.vkey] };
  await folder.write('keys/policy.json', canonicalOctets(policy));
  for (const [path, octets] of documents) await folder.write(path, octets);
  const createdAt = '2026-12-02T00:00:00.000Z';
  folder.relist({ v: 1, createdAt, installation: 'ca.example.jp/toroku', logs: standing });
  return folder;
}

/** Path and octets of a document that is found by its hash. */
export const byHash = (folder: string, octets: Buffer, suffix = ''): [string, Buffer] => [
  `${folder}/${sha256Hex(octets)}${suffix}`,
  octets,
];
