import { hash, randomBytes } from 'node:crypto';
import type { Portal } from '../../../db/application/portal-register.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import { printSignedText } from '../../../domain/application/signed-text.ts';
import type {
  ReceiptText,
  RevocationText,
  WithdrawalText,
} from '../../../domain/application/signed-text.ts';
import { announcedHolidays, deadlineAfter } from '../../../domain/governance/business-days.ts';
import { printJapanTime } from '../../../domain/governance/calendar.ts';
import { defaultPeriods, type Period } from '../../../domain/governance/policy.ts';
import { Refusal } from '../../middleware/problem-details.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { problems } from '../problems/catalogue.ts';

/** A text that is no application. */
export type OtherText = WithdrawalText | ReceiptText | RevocationText;

/** What is ours in every text. */
type Ours = 'portal' | 'nonce' | 'createdAt' | 'expiresAt';

/** The lines that a transaction gives; portal, nonce and times are ours. */
export type OwnLines =
  | Omit<WithdrawalText, Ours>
  | Omit<ReceiptText, Ours>
  | Omit<RevocationText, Ours>;

/** A text of another transaction that was handed out. */
export interface HandedOutOther {
  readonly octets: Buffer;
  readonly textSha256: string;
  readonly nonce: string;
  readonly expiresAt: string;
}

/** How long a text may be used (decisions of policy). */
const lives: Readonly<Record<OtherText['kind'], Period>> = {
  withdrawal: defaultPeriods.withdrawalTextLife,
  receipt: defaultPeriods.receiptTextLife,
  revocation: defaultPeriods.revocationTextLife,
};

/** Number of an application or of a revocation request, whichever the text is of. */
export const numberOf = (text: OwnLines | OtherText): string =>
  text.kind === 'revocation' ? text.requestId : text.applicationId;

/** A receipt on paper has to be printed, signed and brought. */
const lifeOf = (lines: OwnLines): Period =>
  lines.kind === 'receipt' && lines.method === 'paper'
    ? defaultPeriods.paperTextLife
    : lives[lines.kind];

/**
 * Writes a text that is no application, and records that it was handed out (規則12条1項1号ロ、2号イ).
 *
 * @throws Refusal if the number is another portal's.
 */
export async function handOutOther(
  { records, now }: Pick<PortalDependencies, 'records' | 'now'>,
  portal: Portal,
  lines: OwnLines,
): Promise<HandedOutOther> {
  const at = now();
  const ends = deadlineAfter(at.getTime(), lifeOf(lines), announcedHolidays);
  const text: OtherText = {
    ...lines,
    portal: portal.id,
    nonce: randomBytes(16).toString('hex'),
    createdAt: printJapanTime(at.getTime()),
    expiresAt: printJapanTime(ends),
  };
  const octets = Buffer.from(printSignedText(text));
  const textSha256 = hash('sha256', octets);
  const outcome = await records.texts.storeOther(recordsOf(text, { at, textSha256 }));
  if (outcome === 'taken') throw new Refusal(problems.applicationIdTaken);
  const { nonce, expiresAt } = text;
  return { octets, textSha256, nonce, expiresAt };
}

/** The row and the entry of a text. Neither says anything of what stands in it. */
function recordsOf(
  text: OtherText,
  { at, textSha256 }: { readonly at: Date; readonly textSha256: string },
) {
  const number = numberOf(text);
  const expiresAt = new Date(text.expiresAt);
  return {
    row: {
      textSha256,
      nonceSha256: hash('sha256', text.nonce),
      transaction: text.kind,
      applicationId: number,
      edition: 1,
      portalId: text.portal,
      service: text.service,
      createdAt: at,
      expiresAt,
    },
    entry: {
      id: uuidV7(at.getTime()),
      event: 'text.handedOut',
      items: [text.kind === 'revocation' ? '2イ' : '1ロ'],
      at: at.toISOString(),
      case: number,
      actor: { kind: 'portal', id: text.portal },
      data: {
        textSha256,
        transaction: text.kind,
        textVersion: 1,
        expiresAt: expiresAt.toISOString(),
      },
    },
  } as const;
}
