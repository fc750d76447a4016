import type pg from 'pg';
import { readJpkiAttributes } from '../../adapters/jpki/jpki-attributes.ts';
import { readSignatureContainer } from '../../adapters/jpki/signature-container.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import type { EntryInputOf } from '../../books/entry.ts';
import type { MediumEntry } from '../../books/medium.ts';
import { nameKey } from '../../domain/identity/names.ts';
import type { RoomEvidence } from '../../enclave/room.ts';
import { personOf } from '../../enclave/gate/room-facts.ts';
import { rebuildCodeRow } from './room-code-rows.ts';
import { findInstruction } from './find-instruction.ts';
import { rebuildKeyRows } from './key-rows.ts';
import { rebuildRefusedKey } from './refused-keys.ts';
import { contradiction, type Marks } from './restored.ts';

/** What the room's rows are rebuilt from. */
export interface RoomSources {
  readonly client: pg.ClientBase;
  readonly evidence: RoomEvidence;
  readonly evidenceDir: string;
  /** Sealed TBS of the second medium, by hash. */
  readonly sealedTbs: (tbsSha256: string) => Promise<Buffer | undefined>;
  readonly personKey: Buffer;
  readonly marks: Marks;
}

/** Entries of the room that have no rows beside them. */
const WITHOUT_ROWS: readonly string[] = [
  'log.opened',
  'gate.refused',
  'anchor.recorded',
  'witness.cosigned',
  'timestamp.recorded',
  'recovery.performed',
  'reconciliation.completed',
  'signatures.counted',
  'act.proposed',
  'act.approved',
  'chain.erased',
  'jlis.purged',
  'operation.recorded',
  'permission.granted',
  'issuerKey.activated',
  'issuerKey.deactivated',
  'incident.recorded',
  'crl.published',
];

/** Rebuilds what an entry of the room wrote beside itself. What cannot be rebuilt is marked. */
export async function rebuildRoomRows(sources: RoomSources, { entry }: MediumEntry): Promise<void> {
  switch (entry.event) {
    case 'issuance.intended':
      return rebuildIntent(sources, entry);
    case 'issuance.completed':
      return rebuildCompletion(sources, entry);
    case 'switch.set':
      return rebuildSwitch(sources, entry);
    case 'refusedKeys.added':
      if (!(await rebuildRefusedKey(sources.client, entry))) sources.marks.leave(entry.event);
      return undefined;
    case 'act.effective':
      // The book has the hash alone. An officer who has left since would be believed again: people look.
      if (['officerRegister', 'keyGeneration'].includes(entry.data.actKind)) {
        sources.marks.leave('act.effective');
      }
      return undefined;
    default: {
      if (WITHOUT_ROWS.includes(entry.event)) return undefined;
      if (await rebuildCodeRow(sources, entry)) return undefined;
      if (!(await rebuildKeyRows(sources.client, entry))) sources.marks.leave(entry.event);
      return undefined;
    }
  }
}

/** In the order of the book, so that the newest stands: a room that was stopped stays stopped. */
async function rebuildSwitch(
  { client }: RoomSources,
  { data }: EntryInputOf<'switch.set'>,
): Promise<void> {
  await client.query(
    `insert into room_switches (name, is_on) values ($1, $2)
     on conflict (name) do update set is_on = excluded.is_on`,
    [data.switch, data.to === 'on' ? 1 : 0],
  );
}

/** The reservation with its very TBS, so that a retry signs the same octets, and the key it used. */
async function rebuildIntent(
  sources: RoomSources,
  entry: EntryInputOf<'issuance.intended'>,
): Promise<void> {
  const { client, evidence, evidenceDir, personKey, marks } = sources;
  const { data } = entry;
  const { application, tbsSha256 } = data;
  const found = findInstruction(evidenceDir, application, data.dossierSha256);
  const sealed = (await sources.sealedTbs(tbsSha256)) ?? Buffer.alloc(0);
  // A TBS that does not open is never signed: the order stays as it is until a person has looked.
  const chain = found?.instruction.chain ?? application;
  if (!isTbs(evidence, { chain, sealed, tbsSha256 })) {
    marks.mark(application, `TBS ${tbsSha256} cannot be opened`);
  }
  await client.query(
    `insert into issuances (order_id, application_id, order_number, chain_id, issuer_key_id, serial_number,
       not_before, not_after, tbs_sha256, tbs_sealed, spki_sha256, dossier_sha256,
       intent_entry_id, intended_at, signature_attempts)
     values ($1, $2, $14, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)`,
    [
      data.order,
      application,
      chain,
      data.issuerKeyId,
      data.serialNumber,
      data.notBefore,
      data.notAfter,
      tbsSha256,
      sealed,
      data.spkiSha256,
      data.dossierSha256,
      entry.id,
      entry.at,
      found?.instruction.orders.find(({ id }) => id === data.order)?.order ?? null,
    ],
  );
  const at = { caseId: application, chainId: chain };
  const container = evidenceOf(evidence, at, found?.instruction.evidence.signatureContainer ?? '');
  const isRenewal = found?.instruction.evidence.anchorRecord !== undefined;
  const person = isRenewal
    ? await personOfChain(sources, chain)
    : container && personIn(container, personKey);
  if (!person) marks.mark(application, 'person behind the key is unknown');
  await client.query(
    // A key of an abandoned order is another order's of the same application later: it was seen once.
    `insert into keys_seen (spki_sha256, application_id, person) values ($1, $2, $3)
     on conflict (spki_sha256) do nothing`,
    [data.spkiSha256, application, person ?? 'unknown'],
  );
}

/** The person of a chain, by the key of its first certificate: a renewal says no birth date, and comes later in the book. */
async function personOfChain({ client }: RoomSources, chain: string): Promise<string | undefined> {
  const { rows } = await client.query<{ person: string }>(
    `select k.person from issuances i join keys_seen k on k.spki_sha256 = i.spki_sha256
     where i.chain_id = $1 order by i.intended_at limit 1`,
    [chain],
  );
  return rows[0]?.person === 'unknown' ? undefined : rows[0]?.person;
}

/** The certificate out of the evidence, by its hash; without it the order is closed all the same. */
async function rebuildCompletion(
  { client, evidence, marks }: RoomSources,
  entry: EntryInputOf<'issuance.completed'>,
): Promise<void> {
  const { order, certificateSha256, signatureAttempts } = entry.data;
  const { rows } = await client.query<{ caseId: string; chainId: string }>(
    `select application_id as "caseId", chain_id as "chainId" from issuances where order_id = $1`,
    [order],
  );
  const [at] = rows;
  if (!at) throw contradiction(`order ${order} was completed without an intent`);
  const certificate = evidenceOf(evidence, at, certificateSha256);
  if (!certificate)
    marks.mark(at.caseId, `certificate ${certificateSha256} is not in the evidence`);
  await client.query(
    `update issuances set certificate_sha256 = $2, certificate_sealed = $3, completed_at = $4,
       signature_attempts = $5
     where order_id = $1 and completed_at is null`,
    [
      order,
      certificateSha256,
      certificate ? evidence.seal(at.chainId, certificate) : null,
      entry.at,
      signatureAttempts,
    ],
  );
}

function evidenceOf(
  evidence: RoomEvidence,
  at: { readonly caseId: string; readonly chainId: string },
  sha256: string,
): Buffer | undefined {
  try {
    return evidence.get(at, [sha256]).get(sha256);
  } catch {
    // Missing, or erased with its chain: the caller says which case it is.
    return undefined;
  }
}

function isTbs(
  evidence: RoomEvidence,
  tbs: { readonly chain: string; readonly sealed: Buffer; readonly tbsSha256: string },
): boolean {
  try {
    return sha256Hex(evidence.unseal(tbs.chain, tbs.sealed)) === tbs.tbsSha256;
  } catch {
    return false;
  }
}

function personIn(container: Buffer, personKey: Buffer): string | undefined {
  try {
    const { signer } = readSignatureContainer(container);
    if (!signer) return undefined;
    const { commonName, dateOfBirth } = readJpkiAttributes(signer).values;
    return personOf({ personKey }, nameKey(commonName ?? ''), dateOfBirth ?? '');
  } catch {
    return undefined;
  }
}
