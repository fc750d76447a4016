import type { TextReader } from './text-reader.ts';
import {
  certificateReference,
  date,
  printCertificates,
  printPlace,
  printTail,
  readPlace,
  readTail,
  uuid,
  VERSION_LINE,
} from './text-values.ts';
import type { CertificateReference, TextPlace, TextTail } from './text-values.ts';

/** The reasons a subscriber may give, in the words of RFC 5280 §5.3.1. */
export type RequestedReasonCode =
  | 'cessationOfOperation'
  | 'affiliationChanged'
  | 'superseded'
  | 'keyCompromise';

/** 失効請求書. What a subscriber signs to have certificates revoked (規則6条10号). */
export interface RevocationText extends TextPlace, TextTail {
  readonly kind: 'revocation';
  readonly requestId: string;
  readonly method: 'jpki' | 'ownCertificate' | 'paper';
  readonly requesterName: string;
  readonly certificates: readonly CertificateReference[];
  readonly reasonCode: RequestedReasonCode;
  /** The day the danger arose; only with keyCompromise, and absent there when it is not known. */
  readonly invalidityDate?: string;
}

/** The first line of a revocation request. */
export const REVOCATION_TITLE = '電子証明書失効請求書';

const INTENT = '意思の確認：上の証明書の失効を請求します。失効は取り消せないことを理解しました。';
const DAY_NOT_KNOWN = '不明';

const methods = {
  jpki: '署名用電子証明書の電子署名',
  ownCertificate: '失効する電子証明書の電子署名',
  paper: '書面',
} as const satisfies Record<RevocationText['method'], string>;

const reasons = {
  cessationOfOperation: '利用をやめる',
  affiliationChanged: '記載事項が変わった',
  superseded: '新しい証明書に替える',
  keyCompromise: '鍵が他人に使われるおそれがある',
} as const satisfies Record<RequestedReasonCode, string>;

/** Reads a revocation request after its title line. */
export function readRevocationText(reader: TextReader): RevocationText {
  reader.fixed(VERSION_LINE);
  reader.fixed('手続：電子証明書の失効の請求');
  const requestId = reader.as('請求番号', uuid);
  const place = readPlace(reader);
  const method = reader.choice('請求の確認の方法', methods);
  const requesterName = reader.line('請求者の氏名');
  const certificates = reader.numbered('失効する証明書', certificateReference);
  const reason = readReason(reader);
  reader.fixed(INTENT);
  return {
    kind: 'revocation',
    requestId,
    ...place,
    method,
    requesterName,
    certificates,
    ...reason,
    ...readTail(reader),
  };
}

function readReason(reader: TextReader) {
  const reasonCode = reader.choice('失効の理由', reasons);
  if (reasonCode !== 'keyCompromise') return { reasonCode };
  const day = reader.as('おそれの生じた日', (text) => (text === DAY_NOT_KNOWN ? text : date(text)));
  return day === DAY_NOT_KNOWN ? { reasonCode } : { reasonCode, invalidityDate: day };
}

/** Prints the lines of a revocation request; values are printed as they are and not judged. */
export function printRevocationText(text: RevocationText): string[] {
  const hasDay = text.reasonCode === 'keyCompromise' || text.invalidityDate !== undefined;
  return [
    REVOCATION_TITLE,
    VERSION_LINE,
    '手続：電子証明書の失効の請求',
    `請求番号：${text.requestId}`,
    ...printPlace(text),
    `請求の確認の方法：${methods[text.method]}`,
    `請求者の氏名：${text.requesterName}`,
    ...printCertificates('失効する証明書', text.certificates),
    `失効の理由：${reasons[text.reasonCode]}`,
    ...(hasDay ? [`おそれの生じた日：${text.invalidityDate ?? DAY_NOT_KNOWN}`] : []),
    INTENT,
    ...printTail(text),
  ];
}
