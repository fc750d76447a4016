import { hash, type KeyObject } from 'node:crypto';
import type pg from 'pg';
import { keptPacks } from '../../adapters/evidence-store/kept-packs.ts';
import type { EvidenceStore } from '../../adapters/evidence-store/evidence-store.ts';
import { provenKey, readProofs } from '../../adapters/jpki/proof-evidence.ts';
import { readSignatureContainer } from '../../adapters/jpki/signature-container.ts';
import { deadlineOf } from '../../activities/decision/deadline.ts';
import type { ApplicationBody } from '../../api/portal/application/application-schemas.ts';
import { personIndex } from '../../api/portal/application/person-index.ts';
import { readSubmission, type Submission } from '../../api/portal/application/submission.ts';
import { readCanonicalJson } from '../../books/canonical-json.ts';
import type { EntryInputOf } from '../../books/entry.ts';

/** What the rows of a receipt are rebuilt from. */
export interface ReceiptSources {
  readonly client: pg.ClientBase;
  readonly evidence: EvidenceStore;
  readonly evidenceDir: string;
  readonly misuseKey: KeyObject;
  /** Rule set of a case that began at an instant. */
  readonly ruleSetAt: (at: Date) => Promise<string>;
}

type Receipt = EntryInputOf<'application.received'> | EntryInputOf<'application.corrected'>;

interface Listed {
  readonly kind: string;
  readonly sha256: string;
  readonly octets: Buffer;
}

/**
 * Rebuilds what the portal stored of an application or its correction: the case, the input, evidence,
 * keys, the index against misuse and the text. All of it follows from the evidence, by its hashes.
 *
 * @throws Error if a piece is missing or its keys are gone.
 */
export async function rebuildReceipt(sources: ReceiptSources, entry: Receipt): Promise<void> {
  const caseId = entry.case ?? '';
  const chainId = await chainOf(sources, entry);
  const listed = listedEvidence(sources, { caseId, chainId }, entry);
  const submission = submissionOf(listed);
  await (entry.event === 'application.received'
    ? insertCase(sources, entry, { chainId, submission })
    : correctCase(sources, entry, { chainId, submission }));
  await insertEvidence(
    sources.client,
    { caseId, edition: entry.data.version, at: entry.at },
    listed,
  );
  await insertKeys(sources.client, entry, submission);
  await useText(sources.client, entry, submission);
  await sources.client.query(
    `insert into case_inputs (id, case_id, kind, actor, content_sha256, signed_content_sha256,
       received_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      entry.input,
      caseId,
      entry.event === 'application.received' ? 'application' : 'correction',
      entry.data.portal,
      submission.contentSha256,
      entry.data.signedContentSha256,
      entry.at,
    ],
  );
}

async function chainOf({ client }: ReceiptSources, entry: Receipt): Promise<string> {
  if (entry.event === 'application.received') return entry.data.chain;
  const { rows } = await client.query<{ chain: string }>(
    'select chain_id as chain from certificate_applications where id = $1',
    [entry.case],
  );
  if (!rows[0]) throw new Error('the case that was corrected is not there');
  return rows[0].chain;
}

/** What the entry names, and what was kept with it: the entry leaves out what follows from the rest. */
function listedEvidence(
  { evidence, evidenceDir }: ReceiptSources,
  at: { readonly caseId: string; readonly chainId: string },
  entry: Receipt,
): Listed[] {
  const named = entry.evidence ?? [];
  // A request that lost a race may have left a pack with the same text and other salts.
  const pack = keptPacks(evidenceDir, at.caseId).find(({ objects }) =>
    named.every((each) => objects.some(({ sha256 }) => sha256 === each.sha256)),
  );
  const kinds = new Map<string, string>(named.map(({ kind, sha256 }) => [sha256, kind]));
  const hashes = new Set([...kinds.keys(), ...(pack?.objects ?? []).map(({ sha256 }) => sha256)]);
  const octets = evidence.get(at, [...hashes]);
  const certificate = certificateIn(octets, named);
  return [...octets].map(([sha256, object]) => {
    const kind = kinds.get(sha256);
    const signer = entry.data.route === 'ownCertificate' ? 'ownCertificate' : 'jpkiCertificate';
    const unnamed = sha256 === certificate ? signer : 'explanationRecord';
    return { kind: kind ?? unnamed, sha256, octets: object };
  });
}

function certificateIn(
  octets: ReadonlyMap<string, Buffer>,
  named: Receipt['evidence'],
): string | undefined {
  const container = named?.find(({ kind }) => kind === 'signatureContainer')?.sha256 ?? '';
  const { certificate } = readSignatureContainer(octets.get(container) ?? Buffer.alloc(0));
  return certificate && hash('sha256', certificate);
}

/** The body as the portal's caller sent it, as far as its content goes. */
function submissionOf(listed: readonly Listed[]): Submission {
  const octetsOf = (kind: string) => listed.find((object) => object.kind === kind)?.octets;
  const container = octetsOf('signatureContainer') ?? Buffer.alloc(0);
  const proofs = octetsOf('proofOfPossession');
  const device = recordIn(octetsOf('deviceEvidence'));
  const isDetached = readSignatureContainer(container).text === undefined;
  const body = {
    signatureContainer: container.toString('base64'),
    ...(isDetached && { signedText: octetsOf('signedText')?.toString('utf8') }),
    ...(proofs && { proofsOfPossession: readProofs(proofs).map(proofAsSent) }),
    ...(device && { device }),
    contact: recordIn(octetsOf('contactRecord')),
  };
  return readSubmission(body as unknown as ApplicationBody, container);
}

/** A proof as the portal's caller sent it. */
export const proofAsSent = (proof: ReturnType<typeof readProofs>[number]) =>
  'pkcs10' in proof
    ? { order: proof.order, csr: proof.pkcs10.toString('base64') }
    : {
        order: proof.order,
        spki: proof.spki.toString('base64'),
        signature: proof.signature.toString('base64'),
      };

/** A record about a person without what was added when it was kept. */
function recordIn(octets: Buffer | undefined): object | undefined {
  if (!octets) return undefined;
  const { v: _v, salt: _salt, ...members } = readCanonicalJson(octets) as Record<string, unknown>;
  return members;
}

interface Read {
  readonly chainId: string;
  readonly submission: Submission;
}

async function insertCase(
  sources: ReceiptSources,
  entry: Receipt,
  { chainId, submission }: Read,
): Promise<void> {
  const { client, evidence, misuseKey, ruleSetAt } = sources;
  const { text } = submission;
  const at = new Date(entry.at);
  await client.query(
    `insert into certificate_applications (id, portal_id, service, identity_route, key_delivery,
       edition, chain_id, rule_set_id, received_at, case_deadline, name_sealed, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $9)`,
    [
      entry.case,
      entry.data.portal,
      text.service,
      entry.data.route,
      entry.data.keyDelivery,
      entry.data.version,
      chainId,
      await ruleSetAt(at),
      at,
      deadlineOf('wholeCase', at),
      evidence.seal(chainId, Buffer.from(text.name, 'utf8')),
    ],
  );
  const { person, device, contact } = personIndex(misuseKey, submission);
  await client.query(
    `insert into misuse_index (case_id, person, device, contact, portal_id, service, received_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [entry.case, person, device, contact, entry.data.portal, text.service, at],
  );
}

async function correctCase(
  { client, evidence, misuseKey }: ReceiptSources,
  entry: Receipt,
  { chainId, submission }: Read,
): Promise<void> {
  await client.query(
    `update certificate_applications set edition = $2, key_delivery = $3, name_sealed = $4,
       changed_at = $5 where id = $1`,
    [
      entry.case,
      entry.data.version,
      entry.data.keyDelivery,
      evidence.seal(chainId, Buffer.from(submission.text.name, 'utf8')),
      entry.at,
    ],
  );
  const { person, device, contact } = personIndex(misuseKey, submission);
  await client.query(
    'update misuse_index set person = $2, device = $3, contact = $4 where case_id = $1',
    [entry.case, person, device, contact],
  );
}

/** Lists evidence under its case, edition and time. What is listed already stays. */
export async function insertEvidence(
  client: pg.ClientBase,
  of: { readonly caseId: string; readonly edition: number; readonly at: string },
  objects: readonly {
    readonly kind: string;
    readonly sha256: string;
    readonly size?: number;
    readonly octets?: Buffer;
  }[],
): Promise<void> {
  for (const { kind, sha256, size, octets } of objects) {
    await client.query(
      `insert into evidence_objects (case_id, kind, sha256, size, edition, received_at)
       values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
      [of.caseId, kind, sha256, size ?? octets?.length, of.edition, of.at],
    );
  }
}

async function insertKeys(
  client: pg.ClientBase,
  entry: Receipt,
  { proofs }: Submission,
): Promise<void> {
  for (const proof of proofs) {
    await client.query(
      `insert into applicant_keys (spki_sha256, case_id, edition, order_number)
       values ($1, $2, $3, $4)`,
      [hash('sha256', provenKey(proof)), entry.case, entry.data.version, proof.order],
    );
  }
}

/** The text that was signed: used from now on, and written anew if the database has lost it. */
async function useText(
  client: pg.ClientBase,
  entry: Receipt,
  { text, textSha256 }: Submission,
): Promise<void> {
  const { rows } = await client.query<{ at: Date }>(
    `select at from book_entries where case_id = $1 and event = 'text.handedOut'
       and position($2::bytea in octets) > 0`,
    [entry.case, Buffer.from(textSha256)],
  );
  await client.query(
    `insert into application_texts (text_sha256, nonce_sha256, transaction, application_id, edition,
       portal_id, service, explanation_version, explanation_sha256, explanation_shown, created_at,
       expires_at, used_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, true, $10, $11, $4)
     on conflict (text_sha256) do update set used_by = excluded.used_by`,
    [
      textSha256,
      hash('sha256', text.nonce),
      text.kind,
      entry.case,
      text.edition,
      text.portal,
      text.service,
      text.explanation.date,
      text.explanation.sha256,
      rows[0]?.at ?? text.createdAt,
      text.expiresAt,
    ],
  );
}
