import type { EvidenceReference } from '../../books/entry.ts';
import type { NewEntry } from '../../db/books/write-entry.ts';
import type { RegisteredCertificate } from '../../db/revocation/certificate-register.ts';
import type { RevocationRequest } from '../../db/revocation/request-file.ts';

type Granted = Extract<NewEntry, { event: 'revocation.granted' }>;

/** How a request was granted. */
export interface Granting {
  readonly at: Date;
  readonly actor: Granted['actor'];
  readonly decider: 'ruleSet' | 'officer';
  readonly reasonCode: string;
  /** Day the danger arose, `YYYY-MM-DD` in Japan. */
  readonly invalidityDate: string | null;
  readonly isEmergency: boolean;
  readonly assertions: readonly string[];
  readonly evidence?: readonly EvidenceReference<'webauthnAssertion'>[];
  readonly input?: string;
}

/** Midnight in Japan of a day, as the instant that lists bear (RFC 5280 §5.3.2). */
export const startOfDay = (day: string): Date => new Date(`${day}T00:00:00+09:00`);

/** `revocation.granted`, of the certificate as the register has it. */
export function grantedEntry(
  { id }: Pick<RevocationRequest, 'id'>,
  known: RegisteredCertificate,
  granting: Granting,
): Granted {
  const { issuerKeyId, serialNumber, certificateSha256 } = known;
  if (issuerKeyId === null || serialNumber === null || certificateSha256 === null) {
    throw new Error(`the certificate of request ${id} is not there`);
  }
  const { at, actor, decider, reasonCode, invalidityDate, isEmergency, assertions } = granting;
  const { evidence = [], input } = granting;
  return {
    event: 'revocation.granted',
    items: ['2イ', '2ロ'],
    at: at.toISOString(),
    case: id,
    actor,
    ...(input === undefined ? {} : { input }),
    ...(evidence.length > 0 ? { evidence: [...evidence] } : {}),
    data: {
      request: id,
      issuerKeyId,
      serialNumber,
      certificateSha256,
      reasonCode,
      ...(invalidityDate === null
        ? {}
        : { invalidityDate: startOfDay(invalidityDate).toISOString() }),
      decider,
      emergency: isEmergency,
      assertions: [...assertions].toSorted(),
    },
  };
}
