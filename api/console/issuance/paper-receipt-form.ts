import { sha256Hex } from '../../../books/canonical-json.ts';
import type { StoredCertificate } from '../../../db/issuance/certificates.ts';
import type { PaperReceipts } from '../../../db/issuance/paper-receipts.ts';
import { readSignedText, type ReceiptText } from '../../../domain/application/signed-text.ts';
import { receivedInstant, type PaperReceipt } from '../../../domain/issuance/paper-receipt.ts';
import type { receipts } from '../words/receipts.ts';

/** Why nothing was recorded. */
export type PaperProblem = keyof typeof receipts.paper.problems;

/** What somebody typed from the paper. */
export interface PaperFields {
  readonly receivedOn: string;
  /** The hash of the text, or the text. */
  readonly text: string;
  readonly certificates: readonly string[];
  readonly isCompared: boolean;
}

/** The fields of the form. */
export const paperFields = (fields: URLSearchParams): PaperFields => ({
  receivedOn: fields.get('receivedOn') ?? '',
  text: fields.get('text') ?? '',
  certificates: fields.getAll('certificate'),
  isCompared: fields.get('compared') === 'yes',
});

const HASH = /^[0-9a-f]{64}$/;

/** What a browser made of the line ends of the text, undone: the text has LF, and one at its end. */
const asHandedOut = (typed: string): string => `${typed.replaceAll('\r\n', '\n').trimEnd()}\n`;

/** The receipt that was handed out on paper; undefined for anything else. */
function receiptIn(text: string): ReceiptText | undefined {
  const read = readSignedText(Buffer.from(text, 'utf8'));
  return read.ok && read.text.kind === 'receipt' && read.text.method === 'paper'
    ? read.text
    : undefined;
}

/** A paper as it is recorded. */
export interface TakenPaper {
  readonly card: PaperReceipt;
  readonly receivedAt: Date;
}

/** Holds what was typed against the case and the text that was handed out. */
export async function judgePaper(
  records: Pick<PaperReceipts, 'text'>,
  on: {
    readonly caseId: string;
    readonly certificates: readonly StoredCertificate[];
    readonly now: Date;
  },
  fields: PaperFields,
): Promise<TakenPaper | { readonly problem: PaperProblem }> {
  const { caseId, certificates, now } = on;
  const receivedAt = receivedInstant(fields.receivedOn, now);
  const named = certificates.filter(({ certificateSha256: sha256 }) =>
    fields.certificates.includes(sha256),
  );
  if (!receivedAt) return { problem: 'day' };
  if (named.length === 0 || named.length < fields.certificates.length) {
    return { problem: 'certificates' };
  }
  if (named.some(({ issuedAt }) => issuedAt > receivedAt.getTime())) return { problem: 'day' };
  const typed = fields.text.normalize('NFKC').trim().toLowerCase();
  const text = HASH.test(typed) ? undefined : asHandedOut(fields.text);
  const receipt = text === undefined ? undefined : receiptIn(text);
  if (text !== undefined && !receipt) return { problem: 'text' };
  const textSha256 = text === undefined ? typed : sha256Hex(Buffer.from(text, 'utf8'));
  const terms = await records.text(caseId, textSha256);
  if (!terms) return { problem: 'text' };
  if (terms.isUsed) return { problem: 'used' };
  if (receivedAt < terms.createdAt || receivedAt >= terms.expiresAt) return { problem: 'late' };
  const chosen = named.map(({ certificateSha256 }) => certificateSha256).toSorted();
  const said = receipt?.certificates.map(({ sha256 }) => sha256).toSorted();
  if (said && said.join() !== chosen.join()) return { problem: 'differs' };
  if (!fields.isCompared) return { problem: 'compared' };
  const { receivedOn } = fields;
  return {
    receivedAt,
    card: {
      v: 1,
      documentKind: 'receipt',
      textSha256,
      certificates: chosen,
      receivedOn,
      isCompared: true,
    },
  };
}
