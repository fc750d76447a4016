import type { TextReader } from './text-reader.ts';
import {
  certificateReference,
  printCertificates,
  printPlace,
  printTail,
  readPlace,
  readTail,
  uuid,
  VERSION_LINE,
} from './text-values.ts';
import type { CertificateReference, TextPlace, TextTail } from './text-values.ts';

/** 受領書. What a subscriber signs to accept certificates (RFC 3647 §4.4). */
export interface ReceiptText extends TextPlace, TextTail {
  readonly kind: 'receipt';
  readonly applicationId: string;
  readonly method: 'receivedCertificate' | 'jpki' | 'paper';
  readonly certificates: readonly CertificateReference[];
}

/** The first line of a receipt. */
export const RECEIPT_TITLE = '電子証明書受領書';

const CONTENT = '記載の確認：証明書に記載された事項に誤りはありません。';
const INTENT = '意思の確認：上の証明書を受領しました。';

const methods = {
  receivedCertificate: '受領した電子証明書の電子署名',
  jpki: '署名用電子証明書の電子署名',
  paper: '書面',
} as const satisfies Record<ReceiptText['method'], string>;

/** Reads a receipt after its title line. */
export function readReceiptText(reader: TextReader): ReceiptText {
  reader.fixed(VERSION_LINE);
  reader.fixed('手続：電子証明書の受領の確認');
  const applicationId = reader.as('申込番号', uuid);
  const place = readPlace(reader);
  const method = reader.choice('確認の方法', methods);
  const certificates = reader.numbered('受領した証明書', certificateReference);
  reader.fixed(CONTENT);
  reader.fixed(INTENT);
  return { kind: 'receipt', applicationId, ...place, method, certificates, ...readTail(reader) };
}

/** Prints the lines of a receipt; values are printed as they are and not judged. */
export function printReceiptText(text: ReceiptText): string[] {
  return [
    RECEIPT_TITLE,
    VERSION_LINE,
    '手続：電子証明書の受領の確認',
    `申込番号：${text.applicationId}`,
    ...printPlace(text),
    `確認の方法：${methods[text.method]}`,
    ...printCertificates('受領した証明書', text.certificates),
    CONTENT,
    INTENT,
    ...printTail(text),
  ];
}
