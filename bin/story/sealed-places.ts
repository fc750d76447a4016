import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import {
  publicHalf,
  readerKeyFrom,
  unseal,
  type Reader,
} from '../../adapters/evidence-store/chain-keys.ts';
import { EvidenceStore } from '../../adapters/evidence-store/evidence-store.ts';
import type { Instance } from '../instance/options.ts';
import { readKey } from '../parts.ts';

/** Where a case lies sealed. */
export interface SealedCase {
  readonly caseId: string;
  readonly chainId: string;
}

/** One thing that was sealed: its name, and how to open it. */
interface Sealed {
  readonly name: string;
  readonly open: () => Buffer;
}

type Row = Readonly<Record<string, unknown>>;

/** Rows of a table, live or out of a backup; octets come as `\x…`. */
export type TableReader = (
  database: 'office' | 'enclave',
  table: string,
) => Promise<readonly Row[]>;

/** Reads the tables of a running instance. */
export const liveTables =
  (instance: Instance): TableReader =>
  async (database, table) => {
    const url = instance.databaseUrl(`toroku_${database}_owner`);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      const { rows } = await client.query<{ row: Row }>(
        `select row_to_json(t) as row from ${client.escapeIdentifier(table)} t`,
      );
      return rows.map(({ row }) => row);
    } finally {
      await client.end();
    }
  };

/** Reads the tables of a backup. */
export const backupTables =
  (folder: string): TableReader =>
  async (database, table) =>
    readFileSync(join(folder, database, `${table}.jsonl`), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Row);

const octetsOf = (value: unknown): Buffer => Buffer.from(String(value).replace(/^\\x/, ''), 'hex');

/** The evidence in a folder, with the secrets of office and room: all that an intruder could have. */
function storeIn(instance: Instance, dir: string, name: Extract<Reader, 'office' | 'enclave'>) {
  const env = instance.environmentOf(`${name}-worker`);
  const key = readerKeyFrom(readKey(env[`EVIDENCE_${name.toUpperCase()}_KEY_FILE`] ?? ''));
  const half = publicHalf(key);
  return new EvidenceStore({
    dir,
    publicKeys: { office: half, enclave: half },
    reader: { name, key },
  });
}

const ofCase = (rows: readonly Row[], column: string, value: string): Row[] =>
  rows.filter((row) => row[column] === value);

/** Everything of a case that lies under the keys of its chain, in both databases and in the evidence. */
export async function sealedPlaces(
  instance: Instance,
  { caseId, chainId }: SealedCase,
  from: { readonly tables: TableReader; readonly evidenceDir: string },
): Promise<Sealed[]> {
  const { tables, evidenceDir } = from;
  const office = storeIn(instance, evidenceDir, 'office');
  const enclave = storeIn(instance, evidenceDir, 'enclave');
  const cases = ofCase(await tables('office', 'certificate_applications'), 'id', caseId);
  const openings = ofCase(await tables('office', 'openings'), 'key_id', chainId);
  const issuances = ofCase(await tables('enclave', 'issuances'), 'application_id', caseId);
  const evidence = ofCase(await tables('office', 'evidence_objects'), 'case_id', caseId).filter(
    ({ kind }) => !['facts', 'findings', 'issuingInstruction'].includes(String(kind)),
  );
  const sealedIn = (store: EvidenceStore, name: string, value: unknown): Sealed => ({
    name,
    open: () => store.unseal(chainId, octetsOf(value)),
  });
  return [
    ...cases.map((row) => sealedIn(office, 'name', row['name_sealed'])),
    ...openings.map(({ kind, sealed }) => ({
      name: `opening of ${String(kind)}`,
      open: () =>
        // The serial number of the card lies under the ring of J-LIS.
        kind === 'jpkiSerial'
          ? unseal(office.chainKeys(chainId).jlis, octetsOf(sealed))
          : office.unseal(chainId, octetsOf(sealed)),
    })),
    ...issuances.flatMap((row) => [
      sealedIn(enclave, 'TBS', row['tbs_sealed']),
      sealedIn(enclave, 'certificate in the room', row['certificate_sealed']),
    ]),
    ...evidence.map(({ kind, sha256 }) => ({
      name: String(kind),
      open: () => {
        const found = office.get({ caseId, chainId }, [String(sha256)]).get(String(sha256));
        if (!found) throw new Error('EvidenceMissing');
        return found;
      },
    })),
  ];
}

/** What of it opens. */
export const readable = (places: readonly Sealed[]): { name: string; octets: Buffer }[] =>
  places.flatMap(({ name, open }) => {
    try {
      return [{ name, octets: open() }];
    } catch {
      return [];
    }
  });
