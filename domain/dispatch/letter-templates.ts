import { printedCode, readTypedCode } from '../key-delivery/code.ts';
import { defaultPeriods, defaultPolicyValues } from '../governance/policy.ts';

/** What the print vendor finds in one letter; the room took name and address from the evidence. */
export interface CodeLetter {
  readonly dispatch: string;
  readonly application: string;
  readonly codeNumber: number;
  /** As `printedCode` prints it. */
  readonly code: string;
  readonly name: string;
  readonly address: string;
  readonly service: string;
  readonly portal: string;
}

/** How a letter around a code is worded, by id and date; one that was used is never changed. */
export interface CodeLetterTemplate {
  /** `id/YYYY-MM-DD`, as dispatches name it. */
  readonly id: string;
  /**
   * The lines of the letter.
   *
   * @param redeemUrl address of the page where the code is used, without the number of the application
   */
  readonly lines: (letter: CodeLetter, redeemUrl: string) => readonly string[];
}

const { codeLife } = defaultPeriods;
const { codeAttemptsMax } = defaultPolicyValues;

/** Where a code is used: the page of the subscriber for this application. */
export const redeemAddress = (redeemUrl: string, applicationId: string): string =>
  `${redeemUrl.replace(/\/$/, '')}/${applicationId}`;

const codeLetter20261201: CodeLetterTemplate = {
  id: 'codeLetter/2026-12-01',
  lines: (letter, redeemUrl) => [
    letter.address,
    `${letter.name} 様`,
    '',
    '利用者識別符号のお知らせ',
    '',
    'お申し込みの電子証明書をお受け取りいただくための、利用者識別符号をお送りします。',
    `申込番号：${letter.application}`,
    `通番：第${letter.codeNumber}号（番号が大きい手紙が届いたときは、この手紙の符号は使えません。）`,
    '',
    `利用者識別符号：${letter.code}`,
    '',
    '次のページを開き、符号を入力してください。',
    redeemAddress(redeemUrl, letter.application),
    '',
    `・この手紙の発送の日から${codeLife.count}日間お使いになれます。`,
    `・${codeAttemptsMax}回まちがえると、この符号は使えなくなります。`,
    '・符号は誰にも教えないでください。当社の職員が符号をお尋ねすることは、決してありません。',
    '・お心当たりがないときは、符号を使わずに、当社までお知らせください。',
    '',
    `発送番号：${letter.dispatch}`,
  ],
};

/** Every template of letters with codes, the newest last. */
export const codeLetterTemplates: readonly CodeLetterTemplate[] = [codeLetter20261201];

/** The template that letters are made with from now on. */
export const CODE_LETTER_TEMPLATE = codeLetter20261201.id;

/** Finds a template by its id; undefined for one of another build. */
export const findCodeLetterTemplate = (id: string): CodeLetterTemplate | undefined =>
  codeLetterTemplates.find((template) => template.id === id);

/** Whether the code in a letter is one, with its check symbol: a printer looks before it prints. */
export function isPrintableCode(code: string): boolean {
  const read = readTypedCode(code);
  return read.ok && printedCode(read.symbols) === code;
}
