import { orderOctets } from '../../books/hashed-objects.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import { newEntryId } from '../book/entry-id.ts';
import type { RoomEntry } from '../book/room-book.ts';
import type { IssuanceRow } from '../book/room-store.ts';
import type { GatePass } from '../gate/gate.ts';
import type { OrderRequest } from '../gate/instruction.ts';
import type { CertificateContent } from './certificate-profile.ts';

/** The run an entry is written from. */
export type EntryRun = {
  readonly workflow: string;
  readonly runId: string;
  readonly build: string;
};

/** A reservation on its way to a certificate. */
export interface Reserved {
  readonly row: Omit<IssuanceRow, 'certificateSha256' | 'certificateSealed' | 'completedAt'>;
  readonly tbs: Buffer;
  readonly attempts: number;
}

const ROOM_WORKER = { kind: 'system', id: 'enclave-worker' } as const;

interface Intending {
  readonly content: CertificateContent;
  readonly tbs: Buffer;
  readonly at: Date;
  readonly run: EntryRun | undefined;
}

/** `issuance.intended`: what will be signed, by whose decision, before it is signed. */
export function intentEntry(pass: GatePass, { content, tbs, at, run }: Intending): RoomEntry {
  const { instruction, order } = pass;
  const { responsible } = instruction;
  const tbsSha256 = sha256Hex(tbs);
  return {
    id: newEntryId(),
    event: 'issuance.intended',
    items: ['1ヘ'],
    at: at.toISOString(),
    case: instruction.application,
    actor: ROOM_WORKER,
    // A decision of the machine names who answers for it; persons answer for their own.
    ...(instruction.decider === 'ruleSet' && responsible ? { responsible } : {}),
    evidence: [{ kind: 'tbsCertificate', sha256: tbsSha256, size: tbs.length }],
    data: {
      order: order.id,
      application: instruction.application,
      issuerKeyId: content.issuerKeyId,
      serialNumber: content.serialNumber,
      notBefore: content.notBefore.toISOString(),
      notAfter: content.notAfter.toISOString(),
      tbsSha256,
      orderSha256: sha256Hex(
        orderOctets({
          certificateType: order.certificateType,
          order: order.id,
          spkiSha256: pass.spkiSha256,
          validityMonths: order.validityMonths,
        }),
      ),
      spkiSha256: pass.spkiSha256,
      dossierSha256: pass.dossierSha256,
      factsSha256: pass.factsSha256,
      ruleSetSha256: pass.ruleSetSha256,
      decider: instruction.decider,
      assertions: [...pass.assertions],
      profileSha256: pass.profileSha256,
    },
    ...(run ? { run } : {}),
  };
}

interface Completing {
  readonly certificate: Buffer;
  readonly certificateSha256: string;
  readonly at: Date;
  readonly run: EntryRun | undefined;
}

/** `issuance.completed`: the certificate that the intent became. */
export function completionEntry(
  { row, attempts }: Reserved,
  { certificate, certificateSha256, at, run }: Completing,
): RoomEntry {
  return {
    id: newEntryId(),
    event: 'issuance.completed',
    items: ['1ヘ'],
    at: at.toISOString(),
    case: row.applicationId,
    actor: ROOM_WORKER,
    evidence: [{ kind: 'certificate', sha256: certificateSha256, size: certificate.length }],
    data: {
      order: row.orderId,
      issuerKeyId: row.issuerKeyId,
      serialNumber: row.serialNumber,
      tbsSha256: row.tbsSha256,
      certificateSha256,
      signatureAttempts: attempts,
    },
    ...(run ? { run } : {}),
  };
}

interface Refusing {
  readonly check: string;
  readonly detail: string;
  readonly at: Date;
  readonly run: EntryRun | undefined;
}

/** `gate.refused`: which check said no, and why, in codes. */
export function refusalEntry(
  request: OrderRequest,
  { check, detail, at, run }: Refusing,
): RoomEntry {
  return {
    id: newEntryId(),
    event: 'gate.refused',
    items: ['1ヘ'],
    at: at.toISOString(),
    case: request.applicationId,
    actor: ROOM_WORKER,
    data: { order: request.orderId, check, detail },
    ...(run ? { run } : {}),
  };
}
