import type pg from 'pg';
import type { EntryInput, EntryInputOf } from '../../books/entry.ts';
import { endHolds } from '../../enclave/book/revocation-rows.ts';

type Client = Pick<pg.ClientBase, 'query'>;

/**
 * Rebuilds what an entry about the status of one certificate wrote beside itself: what was revoked stays revoked, what was
 * held stays held, and what was read back is known to have been.
 *
 * @returns undefined for an entry about something else; false for one whose rows a person has to bring back.
 */
export async function rebuildRevocationRows(
  client: Client,
  entry: EntryInput,
): Promise<boolean | undefined> {
  switch (entry.event) {
    case 'revocation.granted':
      // Of two custodians; the room acts on it in `revocation.recorded`.
      return true;
    case 'revocation.recorded':
      return rebuildRevocation(client, entry);
    case 'revocation.reasonUpgraded':
      return rebuildUpgrade(client, entry);
    case 'certificate.suspended':
      return rebuildSuspension(client, entry);
    case 'certificate.released':
      return rebuildRelease(client, entry);
    case 'revocation.published':
      return rebuildPublication(client, entry);
    default:
      return undefined;
  }
}

async function rebuildRevocation(
  client: Client,
  { data, at, actor }: EntryInputOf<'revocation.recorded'>,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `insert into revocations (issuer_key_id, serial_number, order_id, request_id, not_after,
       revocation_date, reason_code, invalidity_date, recorded_at, because)
     select issuer_key_id, serial_number, order_id, $3, not_after, $4, $5, $6, $7,
       case when exists (select 1 from key_compromises k
           where k.issuer_key_id = $1 and k.revoked_under = $3) then 'compromise'
         when $8 = 'custodian' then 'custodians' else 'request' end
     from issuances where issuer_key_id = $1 and serial_number = $2`,
    [
      data.issuerKeyId,
      data.serialNumber,
      data.request,
      data.revocationDate,
      data.reasonCode,
      data.invalidityDate ?? null,
      at,
      actor.kind,
    ],
  );
  const { issuerKeyId, serialNumber } = data;
  await endHolds(client, [{ issuerKeyId, serialNumber, recordedAt: new Date(at) }]);
  return rowCount === 1;
}

async function rebuildUpgrade(
  client: Client,
  { data, at }: EntryInputOf<'revocation.reasonUpgraded'>,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `update revocations set first_reason = $4, reason_code = $5, upgraded_at = $6,
       upgrade_request_id = $3, published_at = null
     where issuer_key_id = $1 and serial_number = $2`,
    [data.issuerKeyId, data.serialNumber, data.request, data.from, data.to, at],
  );
  return rowCount === 1;
}

async function rebuildSuspension(
  client: Client,
  { data, at }: EntryInputOf<'certificate.suspended'>,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `insert into suspensions (request_id, issuer_key_id, serial_number, order_id, not_after,
       suspended_at, until)
     select $3, issuer_key_id, serial_number, order_id, not_after, $4, $5
     from issuances where issuer_key_id = $1 and serial_number = $2`,
    [data.issuerKeyId, data.serialNumber, data.request, at, data.until],
  );
  return rowCount === 1;
}

async function rebuildRelease(
  client: Client,
  { data, at }: EntryInputOf<'certificate.released'>,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `update suspensions set released_at = $2, ended_by = 'release', published_at = null
     where request_id = $1`,
    [data.request, at],
  );
  return rowCount === 1;
}

/**
 * Read back as it stood when it was signed, which may be before a change whose entry comes first: what was changed since is
 * published once more, which does no harm.
 */
async function rebuildPublication(
  client: Client,
  { data }: EntryInputOf<'revocation.published'>,
): Promise<boolean> {
  await client.query(
    `update revocations set published_at = $4
     where issuer_key_id = $1 and serial_number = $2 and request_id = $3 and first_reason is null`,
    [data.issuerKeyId, data.serialNumber, data.request, data.readBackAt],
  );
  await client.query(
    'update suspensions set published_at = $2 where request_id = $1 and ended_by is null',
    [data.request, data.readBackAt],
  );
  return true;
}
