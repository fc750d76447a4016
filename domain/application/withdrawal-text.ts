import type { TextReader } from './text-reader.ts';
import {
  hash,
  printHash,
  printPlace,
  printTail,
  readPlace,
  readTail,
  uuid,
  VERSION_LINE,
} from './text-values.ts';
import type { TextPlace, TextTail } from './text-values.ts';

/** 利用申込取下書. What an applicant signs to take an application back. */
export interface WithdrawalText extends TextPlace, TextTail {
  readonly kind: 'withdrawal';
  readonly applicationId: string;
  readonly method: 'jpki' | 'ownCertificate' | 'paper';
  /** SHA-256 of the application text that is taken back. */
  readonly applicationTextSha256: string;
}

/** The first line of a withdrawal. */
export const WITHDRAWAL_TITLE = '電子証明書利用申込取下書';

const INTENT = '意思の確認：上の申込みを取り下げます。';

const methods = {
  jpki: '署名用電子証明書の電子署名',
  ownCertificate: '有効な電子証明書の電子署名',
  paper: '書面',
} as const satisfies Record<WithdrawalText['method'], string>;

/** Reads a withdrawal after its title line. */
export function readWithdrawalText(reader: TextReader): WithdrawalText {
  reader.fixed(VERSION_LINE);
  reader.fixed('手続：利用申込みの取下げ');
  const applicationId = reader.as('申込番号', uuid);
  const place = readPlace(reader);
  const method = reader.choice('確認の方法', methods);
  const applicationTextSha256 = reader.as('取り下げる申込書', hash);
  reader.fixed(INTENT);
  return {
    kind: 'withdrawal',
    applicationId,
    ...place,
    method,
    applicationTextSha256,
    ...readTail(reader),
  };
}

/** Prints the lines of a withdrawal; values are printed as they are and not judged. */
export function printWithdrawalText(text: WithdrawalText): string[] {
  return [
    WITHDRAWAL_TITLE,
    VERSION_LINE,
    '手続：利用申込みの取下げ',
    `申込番号：${text.applicationId}`,
    ...printPlace(text),
    `確認の方法：${methods[text.method]}`,
    `取り下げる申込書：${printHash(text.applicationTextSha256)}`,
    INTENT,
    ...printTail(text),
  ];
}
