/** The keys of an exported folder, and the notes that they sign. */

import { readKeyPolicy, type LogPolicy } from '../export/manifest.ts';
import { MalformedCheckpoint, readCheckpoint, type VerifiedCheckpoint } from '../checkpoint.ts';
import type { LogName } from '../entry.ts';
import { readVkey, type NoteVerifier } from '../note-verifier.ts';
import { NoteRefused, readNote } from '../signed-note.ts';
import type { ExportFolder } from './check-bundle.ts';
import type { Failure, Failures } from './failures.ts';

/** A log by its name, and the sets of keys of which one has to sign a checkpoint whole. */
export interface LogKeys extends LogPolicy {
  readonly verifiers: readonly NoteVerifier[];
}

/** Keys by which notes of a folder are checked. */
export interface Keys {
  readonly logs: readonly LogKeys[];
  readonly witnesses: readonly NoteVerifier[];
}

const LOGS: readonly string[] = ['office', 'enclave'] satisfies LogName[];

/**
 * Reads the keys and holds them against the keys that the caller trusts, if there are any: without
 * these a folder can only be shown to be of one piece.
 *
 * @returns undefined where nothing can be checked by them.
 */
export async function readKeys(
  folder: ExportFolder,
  trusted: readonly string[] | undefined,
  failures: Failures,
): Promise<Keys | undefined> {
  const path = 'keys/policy.json';
  try {
    const policy = readKeyPolicy((await folder.read(path)) ?? Buffer.alloc(0));
    const logs = policy.logs.map((log) => ({ ...log, verifiers: log.sets.flat().map(readVkey) }));
    const witnesses = policy.witnesses.map(readVkey);
    const isOdd = logs.some(
      ({ log, origin, verifiers }) =>
        !LOGS.includes(log) ||
        !origin.endsWith(`/${log}`) ||
        verifiers.length === 0 ||
        verifiers.some(({ name }) => name !== origin),
    );
    if (isOdd || new Set(logs.map(({ log }) => log)).size < logs.length) throw new Error('log');
    const files = [
      ...logs.map(({ log, verifiers }) => [`keys/${log}.vkey`, verifiers] as const),
      ...witnesses.map((key, i) => [`keys/witness-${i + 1}.vkey`, [key]] as const),
    ];
    for (const [file, keys] of files) await requireLines(folder, { file, keys, failures });
    for (const { vkey } of [...logs.flatMap(({ verifiers }) => verifiers), ...witnesses]) {
      if (trusted && !trusted.includes(vkey)) {
        failures.add({ rule: 'keys', path, detail: `${vkey} is not a key that was given` });
      }
    }
    return { logs, witnesses };
  } catch {
    failures.add({ rule: 'keys', path, detail: 'not a policy of keys' });
    return undefined;
  }
}

async function requireLines(
  folder: ExportFolder,
  given: { file: string; keys: readonly NoteVerifier[]; failures: Failures },
): Promise<void> {
  const { file, keys, failures } = given;
  const lines = [...new Set(keys.map(({ vkey }) => `${vkey}\n`))].join('');
  if ((await folder.read(file))?.toString('utf8') === lines) return;
  failures.add({ rule: 'keys', path: file, detail: 'not the keys of the policy' });
}

/**
 * Verifies a note of a log: a checkpoint of that name, signed by all keys of one of its sets. Every
 * other line has to be the cosignature of a witness that is known.
 */
export function verifyLogNote(
  note: string,
  { keys, log }: { readonly keys: Keys; readonly log: LogKeys },
): VerifiedCheckpoint | Pick<Failure, 'rule' | 'detail'> {
  try {
    const checkpoint = readCheckpoint(note, [...log.verifiers, ...keys.witnesses]);
    if (checkpoint.origin !== log.origin) {
      return { rule: 'checkpointOrigin', detail: `not of ${log.origin}` };
    }
    const signed = checkpoint.verified.map(({ verifier }) => verifier.vkey);
    if (!log.sets.some((set) => set.every((vkey, i) => signed[i] === vkey))) {
      const detail = 'not all keys of the log have signed, first and in their order';
      return { rule: 'checkpointSignature', detail };
    }
    if (signed.length === readNote(note).signatures.length) return checkpoint;
    return { rule: 'checkpointSignature', detail: 'a line of an unknown key' };
  } catch (error) {
    if (error instanceof NoteRefused) return { rule: 'checkpointSignature', detail: error.message };
    if (!(error instanceof MalformedCheckpoint)) throw error;
    return { rule: 'checkpointForm', detail: error.message };
  }
}
