import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { readCertificate, type X509Certificate } from '../../adapters/x509/certificate.ts';
import { MalformedDer } from '../../adapters/x509/der-reader.ts';
import { derBlocks } from '../../adapters/x509/pem.ts';

/** The command line is not as it has to be: exit code 64. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** A file that cannot be read: exit code 2. */
export class UnreadableFile extends Error {
  override name = 'UnreadableFile';
}

/** Octets of the largest file that is read: a CRL of about 1.6 million entries. */
export const FILE_OCTETS_MAX = 64 * 1024 * 1024;

/** @throws UnreadableFile */
export function readInput(file: string): Buffer {
  try {
    const handle = openSync(file, 'r');
    try {
      if (fstatSync(handle).size > FILE_OCTETS_MAX) throw new Error('it is larger than 64 MiB');
      return readFileSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    throw new UnreadableFile(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The certificates in a file, one in DER or several in PEM. @throws UnreadableFile */
export function readCertificates(file: string): X509Certificate[] {
  try {
    return derBlocks(readInput(file), 'CERTIFICATE').map(readCertificate);
  } catch (error) {
    if (!(error instanceof MalformedDer)) throw error;
    throw new UnreadableFile(`${file}: holds no certificate`);
  }
}

const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/;

/** An instant of ISO 8601 with its offset; a date alone is its first second in UTC. @throws UsageError */
export function timeOption(text: string | undefined): Date {
  const at = new Date(text !== undefined && TIME.test(text) ? text : Number.NaN);
  if (Number.isNaN(at.getTime())) throw new UsageError('--at TIME, as 2026-12-01T00:00:00Z');
  return at;
}

/** What follows an option: nothing, one word, words up to the next option, or words that are object identifiers. */
export type OptionKind = 'flag' | 'word' | 'words' | 'oids';

/** Words given to each option, and those to none. */
export interface ParsedOptions {
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly positionals: readonly string[];
}

const OID = /^[0-2](\.\d+)+$/;

const takes = (kind: OptionKind, list: readonly string[], word: string): boolean =>
  kind === 'words' || (kind === 'oids' && OID.test(word)) || (kind === 'word' && list.length === 0);

/**
 * Options that may take several words (`--trust A B`, or `--trust A --trust B`). Where no word is left over, the
 * last one is the positional, though it follows such an option.
 *
 * @throws UsageError
 */
export function parseOptions(
  args: readonly string[],
  kinds: Readonly<Record<string, OptionKind>>,
): ParsedOptions {
  const values = new Map<string, string[]>();
  const positionals: string[] = [];
  let [list, kind]: [string[], OptionKind] = [positionals, 'flag'];
  for (const word of args) {
    if (!word.startsWith('--')) {
      (takes(kind, list, word) ? list : positionals).push(word);
      continue;
    }
    const [name = '', ...inline] = word.slice(2).split('=');
    kind = kinds[name] ?? unknownOption(name);
    list = values.get(name) ?? [];
    values.set(name, list);
    if (inline.length > 0) list.push(inline.join('='));
  }
  const last = kind === 'words' && positionals.length === 0 ? list.pop() : undefined;
  return { values, positionals: last === undefined ? positionals : [last] };
}

function unknownOption(name: string): never {
  throw new UsageError(`--${name} is not known`);
}
