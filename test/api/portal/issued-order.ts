import { createHash, randomBytes } from 'node:crypto';
import { decisions, orders } from '../../../db/schema/decision.ts';
import type { OfficeDatabase } from '../../../db/office-database.ts';
import { uuidV7 } from '../../../simulator/uuid.ts';
import { newSerialNumber } from '../../../enclave/issuance/serial-number.ts';

/** A certificate as a text names it. */
export interface Named {
  readonly issuerKeyId: string;
  readonly serialNumber: string;
  readonly sha256: string;
}

/** Arranges that an order of a case has a certificate, as the office-worker writes it. */
export async function issueOrder(
  db: OfficeDatabase,
  caseId: string,
  {
    certificate = randomBytes(64),
    notAfter = new Date(Date.now() + 40 * 24 * 3600_000),
    number = 1,
    isVoided = false,
  }: {
    readonly certificate?: Buffer;
    readonly notAfter?: Date;
    readonly number?: number;
    readonly isVoided?: boolean;
  } = {},
): Promise<Named> {
  const at = new Date();
  const decisionId = uuidV7();
  const named = {
    issuerKeyId: 'a'.repeat(40),
    serialNumber: newSerialNumber(),
    sha256: createHash('sha256').update(certificate).digest('hex'),
  };
  await db.insert(decisions).values({
    id: decisionId,
    caseId,
    edition: 1,
    outcome: 'approved',
    decider: 'ruleSet',
    dossierSha256: 'd'.repeat(64),
    at,
    voidedAt: isVoided ? at : null,
  } as typeof decisions.$inferInsert);
  await db.insert(orders).values({
    id: uuidV7(),
    caseId,
    decisionId,
    number,
    certificateType: 'basic',
    validityMonths: 24,
    issuerKeyId: named.issuerKeyId,
    serialNumber: named.serialNumber,
    certificateSha256: named.sha256,
    notBefore: at,
    notAfter,
    receivedAt: at,
  });
  await db.$client.query(
    `update certificate_applications set state = 'issued', closed_at = now() where id = $1`,
    [caseId],
  );
  return named;
}
