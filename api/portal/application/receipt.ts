import { createHash, hash } from 'node:crypto';
import type { EvidenceReference } from '../../../adapters/evidence-store/packs.ts';
import { provenKey } from '../../../adapters/jpki/proof-evidence.ts';
import { commit, drawR, openingOctets } from '../../../books/commitment.ts';
import type { CaseEntry } from '../../../db/application/case-entries.ts';
import type { Seen } from '../../../db/application/intake-lookups.ts';
import type { PersonIndex, Receipt } from '../../../db/application/receive-application.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import { announcedHolidays, deadlineAfter } from '../../../domain/governance/business-days.ts';
import { defaultPeriods } from '../../../domain/governance/policy.ts';
import { NAMED_IN_ENTRY, type IntakeEvidenceKind } from './evidence-of.ts';
import { ruleSetFor } from '../governance/rule-set-for.ts';
import type { Intake } from './intake-checks.ts';
import type { Submission } from './submission.ts';

/** What a receipt is made of. */
export interface ReceiptParts {
  readonly request: Intake;
  readonly submission: Submission;
  /** With the case, if this corrects it. */
  readonly seen: Seen;
  readonly chainId: string;
  readonly kept: readonly EvidenceReference<IntakeEvidenceKind>[];
  readonly person: PersonIndex;
  readonly ruleSetId: string | undefined;
  /** Seals under the key of the chain. */
  readonly seal: (octets: Uint8Array) => Buffer;
}

/**
 * Id of the input that is the correction of an edition: UUIDv8 (RFC 9562 §5.8) out of the SHA-256 of
 * `toroku-correction/1` LF application id LF edition LF. Two corrections of one edition have the same id,
 * so the database takes one of them.
 */
export function correctionInputId(applicationId: string, edition: number): string {
  const octets = createHash('sha256')
    .update(`toroku-correction/1\n${applicationId}\n${edition}\n`)
    .digest()
    .subarray(0, 16);
  octets[6] = ((octets[6] ?? 0) & 0x0f) | 0x80;
  octets[8] = ((octets[8] ?? 0) & 0x3f) | 0x80;
  const hex = octets.toString('hex');
  const ends = [8, 12, 16, 20, 32];
  return ends.map((end, index) => hex.slice(ends[index - 1] ?? 0, end)).join('-');
}

/** Puts together what is stored of an application or its correction, entry and opening included. */
export function receiptOf(parts: ReceiptParts): Receipt {
  const { request, submission, seen, person } = parts;
  const { text, textSha256, contentSha256, signedContentSha256 } = submission;
  const { applicationId, portal, at } = request;
  const { entry, opening } = entryOf(parts);
  return {
    ...person,
    applicationId,
    inputId: inputIdOf(parts),
    inputKind: seen.case ? 'correction' : 'application',
    portalId: portal.id,
    service: text.service,
    identityRoute: text.identityRoute,
    keyDelivery: text.keys.delivery,
    edition: text.edition,
    chainId: parts.chainId,
    ruleSetId: ruleSetFor(parts.ruleSetId).id,
    textSha256,
    signedContentSha256,
    contentSha256,
    receivedAt: at,
    caseDeadline: seen.case?.caseDeadline ?? caseDeadlineOf(at),
    nameSealed: parts.seal(Buffer.from(text.name, 'utf8')),
    evidence: parts.kept,
    keys: submission.proofs.map((proof) => ({
      order: proof.order,
      spkiSha256: hash('sha256', provenKey(proof)),
    })),
    entry,
    entrySeq: seen.lastSeq + 1,
    opening,
  };
}

const caseDeadlineOf = (receivedAt: Date): Date =>
  new Date(deadlineAfter(receivedAt.getTime(), defaultPeriods.wholeCase, announcedHolidays));

const inputIdOf = ({ request, seen, submission }: ReceiptParts): string =>
  seen.case
    ? correctionInputId(request.applicationId, submission.text.edition)
    : request.applicationId;

const isNamed = (
  reference: EvidenceReference<IntakeEvidenceKind>,
): reference is EvidenceReference<(typeof NAMED_IN_ENTRY)[number]> =>
  (NAMED_IN_ENTRY as readonly string[]).includes(reference.kind);

/** The entry (規則12条1項1号ロ): the name stands in it as a commitment, its opening under the chain key. */
function entryOf(parts: ReceiptParts): Pick<Receipt, 'entry' | 'opening'> {
  const { request, submission, chainId, kept, seal } = parts;
  const { text, textSha256, signedContentSha256 } = submission;
  const committed = { kind: 'name', r: drawR(), value: text.name } as const;
  const field = 'data.nameCommitment';
  const id = uuidV7(request.at.getTime());
  const common = {
    id,
    at: request.at.toISOString(),
    case: request.applicationId,
    actor: { kind: 'portal', id: request.portal.id },
    input: inputIdOf(parts),
    items: ['1ロ'],
    evidence: kept.filter(isNamed),
  } as const;
  const data = {
    version: text.edition,
    textSha256,
    signedContentSha256,
    route: text.identityRoute,
    keyDelivery: text.keys.delivery,
    orders: text.orders.map(({ certificateType }) => certificateType),
    nameCommitment: commit(committed),
    portal: request.portal.id,
  };
  const entry: CaseEntry =
    text.previousTextSha256 === undefined
      ? { ...common, event: 'application.received', data: { ...data, chain: chainId } }
      : {
          ...common,
          event: 'application.corrected',
          data: { ...data, previousTextSha256: text.previousTextSha256 },
        };
  const sealed = seal(openingOctets({ ...committed, entry: id, field }));
  return { entry, opening: { field, kind: committed.kind, keyId: chainId, sealed } };
}
