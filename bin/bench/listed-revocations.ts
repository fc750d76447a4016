import { execFileSync } from 'node:child_process';
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { rateOf } from './measure.ts';

/** A certificate that the room's register has, and nobody signed. */
export interface Registered {
  readonly serialNumber: string;
  readonly orderId: string;
}

const NOT_AFTER = new Date('2034-01-01T00:00:00Z');
const REVOKED_AT = new Date('2026-06-01T00:00:00Z');
const REASON = 'affiliationChanged';

/** Fills the register with revocations that were published before: serial numbers in no order, none twice. */
export async function fillRevocations(
  pool: pg.Pool,
  issuerKeyId: string,
  count: number,
): Promise<void> {
  await pool.query(
    `insert into revocations (issuer_key_id, serial_number, order_id, request_id, not_after,
       revocation_date, reason_code, because, recorded_at, published_at)
     select $1, '4' || left(encode(sha256(($1 || n)::bytea), 'hex'), 39), gen_random_uuid(),
       gen_random_uuid(), $3, $4, '${REASON}', 'request', $4, $4
     from generate_series(1, $2) n`,
    [issuerKeyId, count, NOT_AFTER, REVOKED_AT],
  );
  await pool.query('analyze revocations');
}

/** Certificates that are to be revoked one by one. */
export async function fillIssued(
  pool: pg.Pool,
  issuerKeyId: string,
  count: number,
): Promise<Registered[]> {
  const { rows } = await pool.query<Registered>(
    `insert into issuances (order_id, application_id, chain_id, issuer_key_id, serial_number,
       not_before, not_after, tbs_sha256, tbs_sealed, spki_sha256, dossier_sha256, intent_entry_id,
       intended_at, signature_attempts, certificate_sha256, certificate_sealed, completed_at)
     select id, id, id, $1, '4' || left(encode(sha256(id::text::bytea), 'hex'), 39), $4, $3, '', '',
       encode(sha256(id::text::bytea), 'hex'), '', id, $4, 0, '', '', $4
     from (select gen_random_uuid() as id from generate_series(1, $2)) as ids
     returning serial_number as "serialNumber", order_id as "orderId"`,
    [issuerKeyId, count, NOT_AFTER, REVOKED_AT],
  );
  return rows;
}

/** Records revocations as the room does, without their entries: what recording costs is not measured here. */
export async function revokeIssued(
  pool: pg.Pool,
  issuerKeyId: string,
  issued: readonly Registered[],
): Promise<void> {
  await pool.query(
    `insert into revocations (issuer_key_id, serial_number, order_id, request_id, not_after,
       revocation_date, reason_code, because, recorded_at)
     select $1, serial, id, gen_random_uuid(), $4, $5, '${REASON}', 'request', now()
     from unnest($2::text[], $3::uuid[]) as u(serial, id)`,
    [
      issuerKeyId,
      issued.map(({ serialNumber }) => serialNumber),
      issued.map(({ orderId }) => orderId),
      NOT_AFTER,
      REVOKED_AT,
    ],
  );
}

const ROWS = 50_000;

/** The same revocations as the database of `openssl ca`. */
async function writeIndex(pool: pg.Pool, issuerKeyId: string, file: string): Promise<void> {
  const handle = openSync(file, 'w');
  for (let after = ''; ;) {
    const { rows } = await pool.query<{ serial: string }>(
      `select serial_number as serial from revocations where issuer_key_id = $1
         and serial_number > $2 order by serial_number limit ${ROWS}`,
      [issuerKeyId, after],
    );
    const lines = rows.map(
      ({ serial }) =>
        `R\t340101000000Z\t260601000000Z,${REASON}\t${serial.toUpperCase()}\tunknown\t/CN=${serial}\n`,
    );
    writeSync(handle, lines.join(''));
    const last = rows.at(-1);
    if (!last) break;
    after = last.serial;
  }
  closeSync(handle);
}

/** `openssl ca -gencrl` on the revocations of a key, with a key of its own. @returns seconds */
export async function opensslSeconds(
  pool: pg.Pool,
  issuerKeyId: string,
  dir: string,
): Promise<number> {
  const at = (name: string): string => join(dir, name);
  await writeIndex(pool, issuerKeyId, at('index.txt'));
  writeFileSync(at('crlnumber'), '01\n');
  writeFileSync(
    at('ca.cnf'),
    `[ca]\ndefault_ca=d\n[d]\ndatabase=${at('index.txt')}\ndefault_md=sha256\ndefault_crl_days=3\ncrlnumber=${at('crlnumber')}\nunique_subject=no\n`,
  );
  const quiet = { stdio: 'ignore' } as const;
  const request = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    '/CN=bench',
    '-days',
    '99',
  ];
  execFileSync('openssl', [...request, '-keyout', at('key.pem'), '-out', at('ca.pem')], quiet);
  const generate = ['ca', '-gencrl', '-config', at('ca.cnf'), '-cert', at('ca.pem')];
  const { seconds } = await rateOf(
    async () =>
      execFileSync(
        'openssl',
        [...generate, '-keyfile', at('key.pem'), '-out', at('crl.pem')],
        quiet,
      ),
    { atOnce: 1, most: 1 },
  );
  return seconds;
}
