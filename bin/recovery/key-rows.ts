import type pg from 'pg';
import type { EntryInput, EntryInputOf } from '../../books/entry.ts';
import { contradiction } from './restored.ts';
import { rebuildRevocationRows } from './revocation-rows.ts';

type Client = Pick<pg.ClientBase, 'query'>;

/**
 * Rebuilds what an entry about an issuer key, or about certificates that end with it, wrote beside itself: a key that was
 * stopped stays stopped, and what was revoked stays on the lists.
 *
 * @returns undefined for an entry about something else; false for one whose rows a person has to bring back.
 */
export async function rebuildKeyRows(
  client: Client,
  entry: EntryInput,
): Promise<boolean | undefined> {
  switch (entry.event) {
    case 'issuerKey.stateChanged':
      return rebuildState(client, entry);
    case 'issuerKey.compromised':
      return rebuildCompromise(client, entry);
    case 'revocation.requested':
      return rebuildRequest(client, entry);
    case 'issuance.abandoned':
      return rebuildAbandoned(client, entry);
    case 'crl.issued':
      return rebuildList(client, entry);
    case 'crl.published':
      return rebuildPublishedList(client, entry);
    case 'caCertificate.intended':
      return entry.data.certificateKind === 'ocspResponder' ? true : undefined;
    case 'caCertificate.issued':
      return rebuildResponder(client, entry);
    case 'ocsp.batchSigned':
    case 'ocsp.batchPublished':
      // Answers without a row count as missing, and are made anew within minutes.
      return true;
    default:
      return rebuildRevocationRows(client, entry);
  }
}

async function rebuildState(
  client: Client,
  { data, at }: EntryInputOf<'issuerKey.stateChanged'>,
): Promise<boolean> {
  const { rowCount } = await client.query(
    'update issuer_keys set state = $2, state_since = $3 where issuer_key_id = $1',
    [data.issuerKeyId, data.to, at],
  );
  return rowCount === 1;
}

async function rebuildCompromise(
  client: Client,
  { data, at }: EntryInputOf<'issuerKey.compromised'>,
): Promise<boolean> {
  await client.query(
    `insert into key_compromises (issuer_key_id, incident, at) values ($1, $2, $3)
     on conflict do nothing`,
    [data.issuerKeyId, data.incident, at],
  );
  return true;
}

/** Of a compromised key the request is the act under which all is revoked. */
async function rebuildRequest(
  client: Client,
  { data }: EntryInputOf<'revocation.requested'>,
): Promise<boolean> {
  // Two custodians asked for one certificate: what follows from it is in the entries after it.
  if (data.serialNumber !== undefined) return true;
  const { rowCount } = await client.query(
    'update key_compromises set revoked_under = $2 where issuer_key_id = $1',
    [data.issuerKeyId, data.request],
  );
  return rowCount === 1;
}

async function rebuildAbandoned(
  client: Client,
  { data, at }: EntryInputOf<'issuance.abandoned'>,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `update issuances set abandoned_at = $2, signature_attempts = $3 where order_id = $1`,
    [data.order, at, data.signatureAttempts],
  );
  if (rowCount !== 1) throw contradiction(`order ${data.order} was abandoned without an intent`);
  if (data.cause !== 'issuerKeyCompromised') return false;
  await client.query(
    `insert into revocations (issuer_key_id, serial_number, order_id, request_id, not_after,
       revocation_date, reason_code, because, recorded_at)
     select i.issuer_key_id, i.serial_number, i.order_id, k.revoked_under, i.not_after, k.at,
       'cACompromise', 'abandoned', $2
     from issuances i join key_compromises k using (issuer_key_id) where i.order_id = $1`,
    [data.order, at],
  );
  return true;
}

/** The list itself is in the archive of what was published, where the room finds it by its number. */
async function rebuildList(
  client: Client,
  { id, data }: EntryInputOf<'crl.issued'>,
): Promise<boolean> {
  await client.query(
    `insert into issuer_signatures (id, issuer_key_id, kind, number, begun_at, tbs_sha256,
       signature_attempts, sha256, shard)
     values ($1, $2, 'crl', $3, $4, $5, $6, $5, $7)
     on conflict on constraint number_unique_per_issuer do update set sha256 = excluded.sha256`,
    [
      id,
      data.issuerKeyId,
      String(data.crlNumber),
      data.thisUpdate,
      data.crlSha256,
      data.signatureAttempts,
      data.shard,
    ],
  );
  return true;
}

async function rebuildPublishedList(
  client: Client,
  { data }: EntryInputOf<'crl.published'>,
): Promise<boolean> {
  await client.query(
    `update issuer_signatures set published_at = $4
     where issuer_key_id = $1 and kind = 'crl' and shard = $2 and sha256 = $3`,
    [data.issuerKeyId, data.shard, data.crlSha256, data.readBackAt],
  );
  return true;
}

/**
 * A call of the issuer key stays counted. The certificate itself is in the answers that are served, and not brought back: the
 * next answer has another responder.
 */
async function rebuildResponder(
  client: Client,
  { id, at, data }: EntryInputOf<'caCertificate.issued'>,
): Promise<boolean | undefined> {
  if (data.certificateKind !== 'ocspResponder') return undefined;
  await client.query(
    `insert into issuer_signatures (id, issuer_key_id, kind, number, begun_at, tbs_sha256,
       signature_attempts, sha256)
     values ($1, $2, 'ocspResponder', $3, $4, $5, $6, $7) on conflict do nothing`,
    [
      id,
      data.issuerKeyId,
      data.serialNumber,
      at,
      data.tbsSha256,
      data.signatureAttempts,
      data.certificateSha256,
    ],
  );
  return true;
}
