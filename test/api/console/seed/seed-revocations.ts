import { eq } from 'drizzle-orm';
import type { EvidenceStore } from '../../../../adapters/evidence-store/evidence-store.ts';
import { sha256Hex } from '../../../../books/canonical-json.ts';
import { writeEntry } from '../../../../db/books/write-entry.ts';
import type { OfficeDatabase } from '../../../../db/office-database.ts';
import { caseInputs, certificateApplications } from '../../../../db/schema/application.ts';
import { orders } from '../../../../db/schema/decision.ts';
import { officers } from '../../../../db/schema/governance.ts';
import { revocationRequests } from '../../../../db/schema/revocation.ts';
import { printSignedText } from '../../../../domain/application/signed-text.ts';
import { CASE_PLANS, SEED_NOW, WORKED_EXAMPLE } from './case-plans.ts';

/** A call that reception took and called back, and that an approver has to decide. */
export const CALLED = '019ad7f9-0000-7000-8000-0000000000c1';
/** A text that a portal sent, whose card J-LIS did not confirm. */
export const SIGNED = '019ad7f9-0000-7000-8000-0000000000c2';
/** An emergency that awaits the second person, who is not `officer-03`. */
export const EMERGENCY = '019ad7f9-0000-7000-8000-0000000000c3';
/** Revoked and published, for a mild reason. */
export const PUBLISHED = '019ad7f9-0000-7000-8000-0000000000c4';
/** A call that has just been taken. */
export const TAKEN = '019ad7f9-0000-7000-8000-0000000000c5';
/** What an approver sent about the emergency, and it had its effect. */
export const REVOKED_AT_ONCE = '019ad7f9-0000-7000-8000-0000000000c6';

const MINUTE_MS = 60_000;
const fromNow = (minutes: number): Date => new Date(SEED_NOW.getTime() + minutes * MINUTE_MS);

type Request = typeof revocationRequests.$inferInsert;

/** Where requests are seeded. */
export interface RequestPlace {
  readonly owner: OfficeDatabase;
  readonly evidence: EvidenceStore;
}

/** The certificate of a case that was issued, with the chain of its case. */
export async function issuedCertificate(owner: OfficeDatabase, caseId: string) {
  const [row] = await owner
    .select({
      caseId: orders.caseId,
      orderId: orders.id,
      chainId: certificateApplications.chainId,
      issuerKeyId: orders.issuerKeyId,
      serialNumber: orders.serialNumber,
      certificateSha256: orders.certificateSha256,
    })
    .from(orders)
    .innerJoin(certificateApplications, eq(certificateApplications.id, orders.caseId))
    .where(eq(orders.caseId, caseId));
  if (!row) throw new Error(`nothing was issued for ${caseId}`);
  return row;
}

async function insert(
  { owner }: RequestPlace,
  request: Request,
  { taker, evidence = [] }: { readonly taker?: string; readonly evidence?: readonly unknown[] },
): Promise<void> {
  await owner.insert(revocationRequests).values(request);
  const { id, channel, issuerKeyId, serialNumber, certificateSha256 } = request;
  const [officer] = taker ? await owner.select().from(officers).where(eq(officers.id, taker)) : [];
  await writeEntry(owner, {
    event: 'revocation.requested',
    items: ['2イ'],
    at: request.requestedAt.toISOString(),
    case: id,
    actor: officer
      ? {
          kind: 'officer',
          id: officer.id,
          role: 'reception',
          terminal: 'T-07',
          nameCommitment: officer.nameCommitment,
        }
      : { kind: 'portal', id: 'sample-portal' },
    input: id,
    ...(evidence.length > 0 ? { evidence: evidence as [] } : {}),
    data: {
      request: id,
      channel,
      issuerKeyId: issuerKeyId ?? '',
      serialNumber: serialNumber ?? '',
      certificateSha256: certificateSha256 ?? '',
      reasonAsked: request.reasonAsked,
      identityMethod: request.identityMethod,
    },
  });
}

const base = (id: string, minutesAgo: number) => ({
  id,
  inputId: id,
  number: 1,
  requestedAt: fromNow(-minutesAgo),
  decideBy: fromNow(60 - minutesAgo),
});

const examined = (notHolding: readonly string[]) => ({
  state: 'examining',
  outcome: 'refers',
  next: 'review',
  notHolding: [...notHolding],
  factsSha256: 'fa'.repeat(32),
  findingsSha256: 'f1'.repeat(32),
  ruleSetId: 'revocation-2026-12',
  examinedAt: fromNow(-10),
});

/** Requests at every step. */
export async function seedRevocations(place: RequestPlace): Promise<void> {
  const { owner, evidence } = place;
  const one = await issuedCertificate(owner, WORKED_EXAMPLE.id);
  const call = { channel: 'telephone', identityMethod: 'callBack', reasonAsked: 'keyCompromise' };
  const reception = { taker: 'officer-04' };
  await insert(
    place,
    { ...base(CALLED, 18), ...one, ...call, ...examined(['revoke.telephone/confirmed']) },
    reception,
  );
  await insert(place, { ...base(TAKEN, 3), ...one, ...call }, reception);

  const { issuerKeyId, serialNumber, certificateSha256: sha256 } = one;
  const text = Buffer.from(
    printSignedText({
      kind: 'revocation',
      requestId: SIGNED,
      service: 'demo-simultaneous',
      portal: 'sample-portal',
      method: 'jpki',
      requesterName: WORKED_EXAMPLE.name,
      certificates: [
        { issuerKeyId: issuerKeyId ?? '', serialNumber: serialNumber ?? '', sha256: sha256 ?? '' },
      ],
      reasonCode: 'cessationOfOperation',
      nonce: '5'.padStart(32, '0'),
      createdAt: '2026-12-01T08:50:00+09:00',
      expiresAt: '2026-12-01T09:50:00+09:00',
    }),
  );
  const kept = await evidence.put({ caseId: SIGNED, chainId: one.chainId }, [
    { kind: 'signedText', ring: 'chain', octets: text },
  ]);
  await insert(
    place,
    {
      ...base(SIGNED, 75),
      ...one,
      channel: 'portalJpki',
      identityMethod: 'jpki',
      portalId: 'sample-portal',
      textSha256: sha256Hex(text),
      textState: 'current',
      reasonAsked: 'cessationOfOperation',
      ...examined(['revoke.status/notKnown', 'revoke.signature/invalid']),
    },
    { evidence: kept },
  );

  const [, other] = CASE_PLANS.filter(({ state }) => state === 'issued');
  const two = await issuedCertificate(owner, other?.id ?? '');
  await insert(
    place,
    {
      ...base(EMERGENCY, 25),
      ...two,
      ...call,
      state: 'granted',
      isEmergency: true,
      reasonCode: 'keyCompromise',
      decider: 'officer',
      decidedAt: fromNow(-22),
      confirmBy: fromNow(38),
      recordBy: fromNow(-7),
    },
    reception,
  );
  await owner.insert(caseInputs).values({
    id: REVOKED_AT_ONCE,
    caseId: EMERGENCY,
    kind: 'revocationEmergency',
    actor: 'officer-03',
    contentSha256: 'd7'.repeat(32),
    receivedAt: fromNow(-22),
    appliedAt: fromNow(-22),
    result: { state: 'granted', isApplied: true },
  });
  await insert(
    place,
    {
      ...base(PUBLISHED, 3000),
      chainId: two.chainId,
      issuerKeyId: two.issuerKeyId,
      serialNumber: '5f'.repeat(20),
      certificateSha256: 'c5'.repeat(32),
      channel: 'paperForm',
      identityMethod: 'signed',
      reasonAsked: 'cessationOfOperation',
      state: 'published',
      reasonCode: 'cessationOfOperation',
      recordedAt: fromNow(-2900),
      revocationDate: fromNow(-2900),
      publishedAt: fromNow(-2899),
      closedAt: fromNow(-2899),
    },
    reception,
  );
}
