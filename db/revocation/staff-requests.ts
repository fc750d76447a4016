import { pgTable } from 'drizzle-orm/pg-core';
import { canonicalOctets, sha256Hex } from '../../books/canonical-json.ts';
import type { EvidenceReference } from '../../books/entry.ts';
import type { RevocationReasonCode } from '../../domain/revocation/reasons.ts';
import { announcedHolidays, deadlineAfter } from '../../domain/governance/business-days.ts';
import { defaultPeriods } from '../../domain/governance/policy.ts';
import { NO_EDITION } from '../application/signed-inputs.ts';
import { writeEntry } from '../books/write-entry.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { decisionColumns, evidenceObjects } from '../schema/application.ts';
import { requestedColumns } from '../schema/revocation.ts';
import { REVOCATION_REQUEST } from './revocation-requests.ts';

const recordedInputs = pgTable('case_inputs', decisionColumns());
const requested = pgTable('revocation_requests', requestedColumns());

/**
 * By which channel staff took a request, and what they saw of it. The observation is the fact of the same name (telephone has
 * none: its facts are the call-back's), and `identityMethod` of the entry.
 */
export type StaffChannel =
  | { readonly channel: 'telephone' }
  | {
      readonly channel: 'paperForm';
      readonly paperIntent:
        | 'signed'
        | 'sealedWithRegistration'
        | 'sealedWithoutRegistration'
        | 'missing';
      readonly requesterMatch: 'same' | 'explainable' | 'different';
    }
  | { readonly channel: 'thirdParty'; readonly standing: 'shown' | 'notShown' }
  | {
      readonly channel: 'exOfficio';
      readonly untruth: 'established' | 'suspected' | 'otherGround';
    };

/** A request that a member of staff takes, on its way in. */
export interface StaffRequest {
  /** UUIDv7, given by the form: sending it twice is asking once. */
  readonly id: string;
  readonly received: StaffChannel;
  readonly officer: {
    readonly id: string;
    /** Name of the role in which it is done. */
    readonly role: string;
    readonly terminal: string;
    readonly nameCommitment: string;
  };
  /** As the requester names it; what is not known is left out. Case and order where it is one of ours. */
  readonly certificate: {
    readonly issuerKeyId?: string;
    readonly serialNumber?: string;
    readonly certificateSha256?: string;
    readonly caseId?: string;
    readonly orderId?: string;
  };
  /** Chain whose key seals the evidence: that of the certificate, else one made for this request. */
  readonly chainId: string;
  readonly reasonAsked: RevocationReasonCode;
  /** Day the danger arose, `YYYY-MM-DD` in Japan. */
  readonly invalidityDate?: string;
  /** Kept before, under the id of the request and its chain. */
  readonly evidence: readonly EvidenceReference<'paperApplication' | 'thirdPartyNotice'>[];
  /** When it reached us; on paper that may be earlier than now. */
  readonly requestedAt: Date;
  readonly now: Date;
}

/** What an entry calls the way in which the requester was looked at. */
export function identityMethodOf(received: StaffChannel): string {
  if (received.channel === 'paperForm') return received.paperIntent;
  if (received.channel === 'thirdParty') return received.standing;
  return received.channel === 'exOfficio' ? received.untruth : 'callBack';
}

const contentOf = ({ received, officer }: StaffRequest) => ({
  v: 1,
  kind: REVOCATION_REQUEST,
  ...received,
  officer: officer.id,
  role: officer.role,
  terminal: officer.terminal,
});

/** Fields with whatever was not named as null. */
const namedOrNull = ({ certificate: c }: StaffRequest) => ({
  issuerKeyId: c.issuerKeyId ?? null,
  serialNumber: c.serialNumber ?? null,
  certificateSha256: c.certificateSha256 ?? null,
  caseId: c.caseId ?? null,
  orderId: c.orderId ?? null,
});

/**
 * Stores a request that a member of staff takes (規則6条10号): row, input and entry in one transaction, before any rule
 * looks at it. Then its run is begun by `beginRevocation`; where that is lost, the sweeper begins it.
 *
 * A crash before the commit leaves evidence that nothing names; after it, a request that the sweeper finds.
 *
 * @returns whether it was new; a repeat changes nothing.
 */
export const storeStaffRequest = (
  db: OfficeDatabase,
  request: StaffRequest,
): Promise<{ readonly isNew: boolean }> =>
  db.transaction(async (tx) => {
    const { id, received, officer, chainId, requestedAt, now } = request;
    const content = contentOf(request);
    const inserted = await tx
      .insert(recordedInputs)
      .values({
        id,
        caseId: id,
        kind: REVOCATION_REQUEST,
        actor: officer.id,
        contentSha256: sha256Hex(canonicalOctets({ request: id, ...content })),
        content,
        receivedAt: now,
      })
      .onConflictDoNothing()
      .returning({ id: recordedInputs.id });
    if (inserted.length === 0) return { isNew: false };
    const decideBy = deadlineAfter(
      requestedAt.getTime(),
      defaultPeriods.revocationRequestRecord,
      announcedHolidays,
    );
    await tx.insert(requested).values({
      id,
      inputId: id,
      number: 1,
      ...namedOrNull(request),
      chainId,
      portalId: null,
      channel: received.channel,
      identityMethod: identityMethodOf(received),
      reasonAsked: request.reasonAsked,
      invalidityDate: request.invalidityDate ?? null,
      requestedAt,
      decideBy: new Date(decideBy),
    });
    const kept = request.evidence.map((each) => ({
      ...each,
      caseId: id,
      edition: NO_EDITION,
      receivedAt: now,
    }));
    if (kept.length > 0) await tx.insert(evidenceObjects).values(kept).onConflictDoNothing();
    await writeEntry(tx, entryOf(request));
    return { isNew: true };
  });

function entryOf(request: StaffRequest) {
  const { id, received, officer, certificate, evidence, reasonAsked, now } = request;
  const { issuerKeyId, serialNumber, certificateSha256 } = certificate;
  return {
    event: 'revocation.requested',
    items: ['2イ'],
    at: now.toISOString(),
    case: id,
    actor: { kind: 'officer', ...officer },
    input: id,
    ...(evidence.length > 0 ? { evidence } : {}),
    data: {
      request: id,
      channel: received.channel,
      ...(issuerKeyId === undefined ? {} : { issuerKeyId }),
      ...(serialNumber === undefined ? {} : { serialNumber }),
      ...(certificateSha256 === undefined ? {} : { certificateSha256 }),
      reasonAsked,
      identityMethod: identityMethodOf(received),
    },
  } as const;
}
