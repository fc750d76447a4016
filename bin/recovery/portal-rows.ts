import { deadlineOf } from '../../activities/decision/deadline.ts';
import { readSigned, type SignedSubmission } from '../../api/portal/application/submission.ts';
import { readSignatureContainer } from '../../adapters/jpki/signature-container.ts';
import type { EntryInputOf } from '../../books/entry.ts';
import { DOCUMENT_SENT } from '../../db/application/uploads.ts';
import { NO_EDITION } from '../../db/application/signed-inputs.ts';
import { REVOCATION_REQUEST } from '../../db/revocation/revocation-requests.ts';
import type { WithdrawalText } from '../../domain/application/signed-text.ts';
import { WITHDRAWAL_BY_APPLICANT } from '../../domain/decision/withdrawal.ts';
import { insertEvidence, type ReceiptSources } from './received-rows.ts';

type Sent = EntryInputOf<'evidence.received'>;
type Requested = EntryInputOf<'revocation.requested'>;

interface Case {
  readonly edition: number;
  readonly chain: string;
}

/**
 * Rebuilds what a portal sent of a case after its application: a withdrawal or a document. What came of
 * it has an entry of its own, or none; then the sweeper has it applied.
 *
 * @throws Error if a piece is missing or its keys are gone.
 */
export async function rebuildSent(sources: ReceiptSources, entry: Sent): Promise<void> {
  const { client } = sources;
  const { rows } = await client.query<Case>(
    'select edition, chain_id as chain from certificate_applications where id = $1',
    [entry.case],
  );
  const [of] = rows;
  const isWithdrawal = entry.data.evidenceKind === 'signatureContainer';
  const edition = isWithdrawal ? NO_EDITION : (of?.edition ?? NO_EDITION);
  const at = { caseId: entry.case ?? '', edition, at: entry.at };
  // Octets that were no request for revocation belong to no application; their refusal is the next entry.
  if (!of) {
    return insertInput(sources, entry, {
      kind: REVOCATION_REQUEST,
      contentSha256: hashOf(entry, 'signatureContainer'),
    });
  }
  await insertEvidence(client, at, entry.evidence ?? []);
  if (!isWithdrawal) {
    const [document] = entry.evidence ?? [];
    const contentSha256 = document?.sha256 ?? '';
    return insertInput(sources, entry, { kind: DOCUMENT_SENT, contentSha256 });
  }
  const signed = withdrawalIn(sources, entry, of.chain);
  const { text, textSha256, contentSha256, signedContentSha256 } = signed;
  await insertInput(sources, entry, {
    kind: WITHDRAWAL_BY_APPLICANT,
    contentSha256,
    signedContentSha256,
    content: {
      v: 1,
      kind: WITHDRAWAL_BY_APPLICANT,
      method: text.method,
      textSha256,
      applicationTextSha256: text.applicationTextSha256,
      evidence: (entry.evidence ?? []).filter(({ kind }) => kind.startsWith('sign')),
    },
  });
  await client.query(
    'update application_texts set used_by = $2 where text_sha256 = $1 and used_by is null',
    [textSha256, entry.input],
  );
}

const hashOf = ({ evidence }: Sent, kind: string): string =>
  evidence?.find((each) => each.kind === kind)?.sha256 ?? '';

function withdrawalIn(
  { evidence }: ReceiptSources,
  entry: Sent,
  chainId: string,
): SignedSubmission<WithdrawalText> {
  const [container, text] = ['signatureContainer', 'signedText'].map((kind) => hashOf(entry, kind));
  const found = evidence.get({ caseId: entry.case ?? '', chainId }, [container ?? '', text ?? '']);
  const octets = found.get(container ?? '') ?? Buffer.alloc(0);
  const isDetached = readSignatureContainer(octets).text === undefined;
  const body = {
    signatureContainer: octets.toString('base64'),
    ...(isDetached ? { signedText: found.get(text ?? '')?.toString('utf8') } : {}),
  };
  return readSigned(body, octets, 'withdrawal');
}

interface Input {
  readonly kind: string;
  readonly contentSha256: string;
  readonly signedContentSha256?: string;
  readonly content?: object;
}

async function insertInput(
  { client }: ReceiptSources,
  entry: Sent | Requested,
  { kind, contentSha256, signedContentSha256, content }: Input,
): Promise<void> {
  await client.query(
    `insert into case_inputs (id, case_id, kind, actor, content_sha256, signed_content_sha256,
       content, received_at) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [
      entry.input,
      entry.case,
      kind,
      entry.actor.id,
      contentSha256,
      signedContentSha256 ?? null,
      content === undefined ? null : JSON.stringify(content),
      entry.at,
    ],
  );
}

const OF_ORDER = `
select o.id as "order", o.case_id as "case", a.chain_id as chain
from orders o join certificate_applications a on a.id = o.case_id
where o.issuer_key_id = $1 and o.serial_number = $2`;

const OF_INPUT = `
select null as "order", i.case_id as "case", a.chain_id as chain
from case_inputs i join certificate_applications a on a.id = i.case_id where i.id = $1`;

interface Place {
  readonly order: string | null;
  readonly case: string;
  readonly chain: string;
}

/**
 * Rebuilds a request for revocation: nobody may lose one. What its text was on receipt is not in the
 * entry; it is judged by a person where it is not known.
 */
export async function rebuildRequest(sources: ReceiptSources, entry: Requested): Promise<void> {
  const { client } = sources;
  const { data, input } = entry;
  const named = [data.issuerKeyId, data.serialNumber];
  const [byOrder] = (await client.query<Place>(OF_ORDER, named)).rows;
  const [byInput] = (await client.query<Place>(OF_INPUT, [input])).rows;
  const place = byOrder ?? byInput;
  const isSent = entry.actor.kind === 'portal';
  const isFirst = input === data.request;
  if (isSent && isFirst) {
    const container = entry.evidence?.find(({ kind }) => kind === 'signatureContainer')?.sha256;
    await insertInput(sources, entry, {
      kind: REVOCATION_REQUEST,
      contentSha256: container ?? '0'.repeat(64),
    });
    await client.query(
      `update case_inputs set applied_at = received_at,
         result = '{"state":"received","isApplied":true}' where id = $1`,
      [input],
    );
  }
  await client.query(
    `insert into revocation_requests (id, input_id, request_number, case_id, order_id, chain_id,
       portal_id, channel, identity_method, text_sha256, issuer_key_id, serial_number,
       certificate_sha256, reason_asked, requested_at, decide_by)
     values ($1, $2, (select count(*) + 1 from revocation_requests where input_id = $2), $3, $4, $5,
       $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      data.request,
      input ?? data.request,
      place?.case ?? null,
      place?.order ?? null,
      // Of a certificate that is not ours the key of its evidence has no other name left.
      place?.chain ?? data.request,
      isSent ? entry.actor.id : null,
      data.channel,
      data.identityMethod,
      data.textSha256 ?? null,
      data.issuerKeyId ?? null,
      data.serialNumber ?? null,
      data.certificateSha256 ?? null,
      data.reasonAsked,
      entry.at,
      deadlineOf('revocationRequestRecord', new Date(entry.at)),
    ],
  );
}
