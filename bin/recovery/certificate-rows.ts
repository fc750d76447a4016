import { hash } from 'node:crypto';
import { readSigned } from '../../api/portal/application/submission.ts';
import { readSignatureContainer } from '../../adapters/jpki/signature-container.ts';
import type { EntryInputOf } from '../../books/entry.ts';
import {
  certificateRow,
  certificatesOf,
  courseRow,
  validityEnds,
  type StoredCertificate,
} from '../../db/issuance/certificates.ts';
import { NO_EDITION } from '../../db/application/signed-inputs.ts';
import type { OfficeDatabase } from '../../db/office-database.ts';
import { defaultPolicy } from '../../domain/governance/policy.ts';
import { afterReceipt, planCertificate } from '../../domain/issuance/certificate-course.ts';
import { isReceiptEvidence, type ReceiptContent } from '../../domain/issuance/receipt-content.ts';
import { caseFileOf } from './decided-rows.ts';
import { insertEvidence, type ReceiptSources } from './received-rows.ts';

const databaseOf = ({ client }: ReceiptSources): OfficeDatabase =>
  ({ $client: client }) as unknown as OfficeDatabase;

/** The certificates of a case that was issued begin, as planned by the policy. */
export async function rebuildCertificates(
  sources: ReceiptSources,
  {
    caseId,
    orders,
    at,
  }: { readonly caseId: string; readonly orders: readonly string[]; readonly at: string },
): Promise<void> {
  const issuedAt = Date.parse(at);
  for (const [orderId, notAfter] of await validityEnds(databaseOf(sources), orders)) {
    const plan = planCertificate(defaultPolicy, { issuedAt, notAfter });
    const row = certificateRow({ orderId, caseId }, { ...plan, issuedAt, notAfter });
    await sources.client.query(
      `insert into certificates select * from jsonb_populate_record(null::certificates, $1)
       on conflict do nothing`,
      [JSON.stringify(row)],
    );
  }
}

/** Certificates of the orders that an entry names. @throws Error if one is not there */
async function namedIn(
  sources: ReceiptSources,
  caseId: string,
  orders: readonly string[],
): Promise<StoredCertificate[]> {
  const all = await certificatesOf(databaseOf(sources), caseId);
  return orders.map((order) => {
    const certificate = all.find(({ orderId }) => orderId === order);
    if (!certificate) throw new Error(`the certificate of order ${order} is not there`);
    return certificate;
  });
}

async function goOn(
  { client }: ReceiptSources,
  [before, after, does]: Parameters<typeof courseRow>,
): Promise<void> {
  const row = courseRow(before, after, does);
  await client.query(
    `update certificates c set state = r.state, reminded = r.reminded, noticed = r.noticed,
       missed_at = r.missed_at, accepted_at = r.accepted_at, accepted_by = r.accepted_by,
       ended_at = r.ended_at, due_at = r.due_at
     from jsonb_populate_record(null::certificates, $1) r where c.order_id = r.order_id`,
    [JSON.stringify(row)],
  );
}

type CourseEntry = EntryInputOf<'acceptance.reminded'> | EntryInputOf<'acceptance.missed'>;

/** A reminder, or that the receipt was missed. */
export async function rebuildCourse(sources: ReceiptSources, entry: CourseEntry): Promise<void> {
  const now = Date.parse(entry.at);
  for (const before of await namedIn(sources, entry.case ?? '', entry.data.orders)) {
    const { course } = before;
    const after =
      entry.event === 'acceptance.reminded'
        ? { ...course, reminded: entry.data.reminder }
        : { ...course, missedAt: now };
    await goOn(sources, [before, after, { now }]);
  }
}

/** A receipt with effect: its input is applied, and its certificates are accepted from when it came. */
export async function rebuildAcceptance(
  sources: ReceiptSources,
  entry: EntryInputOf<'acceptance.received'>,
): Promise<void> {
  const { rows } = await sources.client.query<{ at: Date }>(
    `update case_inputs set applied_at = $2, result = '{"state":"issued","isApplied":true}'
     where id = $1 returning received_at as at`,
    [entry.input, entry.at],
  );
  if (!rows[0]) throw new Error('the receipt that was applied is not there');
  const at = rows[0].at.getTime();
  for (const before of await namedIn(sources, entry.case ?? '', entry.data.orders)) {
    const after = afterReceipt(before.course, at);
    if (!after) throw new Error(`order ${before.orderId} was accepted before`);
    const by = entry.data.identityMethod as ReceiptContent['method'];
    await goOn(sources, [before, after, { now: Date.parse(entry.at), accepted: { at, by } }]);
  }
}

/** That a certificate was handed over the first time. */
export async function rebuildDelivery(
  { client }: ReceiptSources,
  { case: caseId, at, data }: EntryInputOf<'certificate.delivered'>,
): Promise<void> {
  await client.query(
    `insert into certificate_deliveries (order_id, case_id, channel, at) values ($1, $2, $3, $4)
     on conflict do nothing`,
    [data.order, caseId, data.channel, at],
  );
}

/** Tells the entry of a receipt from others of evidence that came apart. */
export const isReceipt = ({ data }: EntryInputOf<'evidence.received'>): boolean =>
  data.evidenceKind === 'signatureContainer' && data.supplier === 'subscriber';

/** A receipt as the portal stored it, out of its text and its signature. */
export async function rebuildReceivedReceipt(
  sources: ReceiptSources,
  entry: EntryInputOf<'evidence.received'>,
): Promise<void> {
  const { client } = sources;
  const { row } = await caseFileOf(sources, entry.case ?? '');
  const named = entry.evidence ?? [];
  const octetsOf = (kind: string): Buffer => {
    const sha256 = named.find((each) => each.kind === kind)?.sha256 ?? '';
    const octets = sources.evidence.get({ caseId: row.id, chainId: row.chainId }, [sha256]);
    return octets.get(sha256) ?? Buffer.alloc(0);
  };
  const container = octetsOf('signatureContainer');
  const isDetached = readSignatureContainer(container).text === undefined;
  const body = {
    signatureContainer: container.toString('base64'),
    ...(isDetached && { signedText: octetsOf('signedText').toString('utf8') }),
  };
  const { text, textSha256, contentSha256, signedContentSha256 } = readSigned(
    body,
    container,
    'receipt',
  );
  const content: ReceiptContent = {
    v: 1,
    kind: 'receipt',
    method: text.method,
    textSha256,
    certificates: text.certificates.map(({ sha256 }) => sha256),
    evidence: named.filter(isReceiptEvidence),
  };
  await insertEvidence(client, { caseId: row.id, edition: NO_EDITION, at: entry.at }, named);
  await client.query(
    `insert into case_inputs (id, case_id, kind, actor, content_sha256, content,
       signed_content_sha256, received_at) values ($1, $2, 'receipt', $3, $4, $5, $6, $7)
     on conflict (id) do nothing`,
    [entry.input, row.id, entry.actor.id, contentSha256, content, signedContentSha256, entry.at],
  );
  await client.query(
    `insert into application_texts (text_sha256, nonce_sha256, transaction, application_id, edition,
       portal_id, service, created_at, expires_at, used_by)
     values ($1, $2, 'receipt', $3, 1, $4, $5, $6, $7, $8)
     on conflict (text_sha256) do update set used_by = excluded.used_by`,
    [
      textSha256,
      hash('sha256', text.nonce),
      row.id,
      text.portal,
      text.service,
      text.createdAt,
      text.expiresAt,
      entry.input,
    ],
  );
}
