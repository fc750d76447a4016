import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openCrl } from '../../adapters/x509/crl/open-crl.ts';
import { MalformedDer } from '../../adapters/x509/der-reader.ts';

/** What a list says of itself. */
export interface CrlSummary {
  readonly number: string;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  readonly entries: number;
}

/** A list that is current at its place. */
export interface PublishedCrl {
  readonly issuerKeyId: string;
  readonly shard: string;
  readonly size: number;
  /** Undefined of octets that are no list: still shown, so that somebody asks. */
  readonly summary: CrlSummary | undefined;
  /** How many there are by their numbers. */
  readonly archived: number;
}

/** A list that was published before, by its number. */
export interface ArchivedCrl {
  readonly number: string;
  readonly size: number;
  /** Numbers are seconds since 1970, or one more than the one before. */
  readonly at: Date;
}

/** The lists of a folder; what a list says is read once, not its octets kept. */
export interface PublishedCrls {
  readonly list: () => readonly PublishedCrl[];
  readonly current: (keyId: string, shard: string) => PublishedCrl | undefined;
  /** Newest first. */
  readonly archive: (keyId: string, shard: string) => readonly ArchivedCrl[];
}

export const KEY_ID = /^[0-9a-f]{40}$/;
export const SHARD = /^(0|[1-9][0-9]{0,4})$/;
/** Of at most 20 octets (RFC 5280 §5.2.3), in decimal. */
const ARCHIVED = /^([1-9][0-9]{0,48})\.crl$/;

/** Reads `<dir>/crls/{keyId}/{shard}.crl`, and beside each the lists before it. */
export function publishedCrls(dir: string): PublishedCrls {
  const read = new Map<string, { readonly state: string; readonly summary?: CrlSummary }>();
  const summaryOf = (path: string, state: string): CrlSummary | undefined => {
    const known = read.get(path);
    if (known?.state === state) return known.summary;
    const summary = summaryIn(path);
    read.set(path, { state, ...(summary ? { summary } : {}) });
    return summary;
  };
  const archives = new Map<string, { readonly changedAt: bigint; readonly lists: ArchivedCrl[] }>();
  // Read again when it has changed, and no oftener: there is a list for each burst of revocations, and anybody may ask.
  const archive = (keyId: string, shard: string): readonly ArchivedCrl[] => {
    const folder = join(dir, 'crls', keyId, shard);
    const changedAt = statSync(folder, { bigint: true, throwIfNoEntry: false })?.mtimeNs;
    if (changedAt === undefined) return [];
    const known = archives.get(folder);
    if (known?.changedAt === changedAt) return known.lists;
    const lists = archiveIn(folder);
    archives.set(folder, { changedAt, lists });
    return lists;
  };
  const current = (issuerKeyId: string, shard: string): PublishedCrl | undefined => {
    if (!KEY_ID.test(issuerKeyId) || !SHARD.test(shard)) return undefined;
    const path = join(dir, 'crls', issuerKeyId, `${shard}.crl`);
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) return undefined;
    const summary = summaryOf(path, `${found.mtimeMs} ${found.size}`);
    const archived = archive(issuerKeyId, shard).length;
    return { issuerKeyId, shard, size: found.size, summary, archived };
  };
  const list = () =>
    namesIn(join(dir, 'crls'))
      .filter((name) => KEY_ID.test(name))
      .flatMap((keyId) =>
        namesIn(join(dir, 'crls', keyId))
          .flatMap((name) => (name.endsWith('.crl') ? [name.slice(0, -'.crl'.length)] : []))
          .toSorted((a, b) => Number(a) - Number(b))
          .flatMap((shard) => current(keyId, shard) ?? []),
      );
  return { list, current, archive };
}

const archiveIn = (folder: string): ArchivedCrl[] =>
  namesIn(folder)
    .flatMap((name) => {
      const [, number] = ARCHIVED.exec(name) ?? [];
      return number === undefined ? [] : [archivedOf(join(folder, name), number)];
    })
    .toSorted((a, b) => (BigInt(a.number) < BigInt(b.number) ? 1 : -1));

function archivedOf(path: string, number: string): ArchivedCrl {
  return { number, size: statSync(path).size, at: new Date(Number(number) * 1000) };
}

function summaryIn(path: string): CrlSummary | undefined {
  try {
    const list = openCrl(readFileSync(path));
    const { thisUpdate, nextUpdate, size } = list;
    return { number: String(list.crlNumber ?? '—'), thisUpdate, nextUpdate, entries: size };
  } catch (error) {
    if (error instanceof MalformedDer) return undefined;
    throw error;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
