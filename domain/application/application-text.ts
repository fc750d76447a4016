import type { TextReader } from './text-reader.ts';
import {
  date,
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

/** How the applicant is identified (規則5条1項1号イ・ロ・ハ、2号、2項). */
export type IdentityRoute =
  | 'jpki'
  | 'ownCertificate'
  | 'paperPresented'
  | 'paperSealRegistered'
  | 'paperInquiry';

/** One certificate asked for (規則6条7号). */
export interface TextOrder {
  readonly certificateType: 'basic' | 'attribute';
  readonly validityMonths: number;
}

/** How the subscriber's public keys reach us (規則6条3号の2、公的個人認証法規則26条5号). */
export type TextKeys =
  | { readonly delivery: 'simultaneous'; readonly spkiSha256: readonly string[] }
  | { readonly delivery: 'code'; readonly letterTo: 'jpkiAddress' | 'textAddress' };

/** 利用申込書. What an applicant signs to ask for certificates (規則6条2号). */
export interface ApplicationText extends TextPlace, TextTail {
  readonly kind: 'application';
  readonly applicationId: string;
  /** 1 to 99; from 2 on the hash of the text before is there. */
  readonly edition: number;
  readonly previousTextSha256?: string;
  readonly identityRoute: IdentityRoute;
  readonly proxy: 'none' | 'declared';
  /** The name as it will stand in the certificate, code point for code point. */
  readonly name: string;
  readonly address?: string;
  readonly birthDate?: string;
  readonly substitutes: 'none' | 'signedConsent' | 'residentRecord';
  readonly previousCertificates: 'none' | 'revokeAfterAcceptance' | 'keep';
  readonly orders: readonly TextOrder[];
  readonly keys: TextKeys;
  readonly explanation: { readonly date: string; readonly sha256: string };
}

/** The first line of an application. */
export const APPLICATION_TITLE = '電子証明書利用申込書';

const KEYS_WITH_TEXT = '公開鍵の届出：この申込書による';
const KEYS_AFTER_CODE = '公開鍵の届出：利用者識別符号を受け取った後';
const UNDERSTOOD = '説明の確認：重要事項の説明を受け、内容を理解しました。';
const INTENT = '意思の確認：上の内容のとおり、電子証明書の発行を申し込みます。';

const routes = {
  jpki: '署名用電子証明書の電子署名',
  ownCertificate: '有効な電子証明書の電子署名',
  paperPresented: '書類の提示',
  paperSealRegistered: '印鑑登録証明書',
  paperInquiry: '本人限定受取郵便による照会',
} as const satisfies Record<IdentityRoute, string>;

const proxies = { none: '本人による申込み', declared: '代理人による申込み' } as const;

const substitutes = {
  none: 'なし',
  signedConsent: 'あり（署名用電子証明書の文字で記載することに同意します）',
  residentRecord: 'あり（住民票の写しの文字で記載します）',
} as const;

const previousCertificates = {
  none: 'なし',
  revokeAfterAcceptance: '新しい証明書の受領の後に失効させることを請求します',
  keep: 'そのまま使います',
} as const;

const certificateTypes = { basic: '基本型', attribute: '属性型' } as const;

const letterAddresses = {
  jpkiAddress: '署名用電子証明書に記載の住所',
  textAddress: 'この申込書の住所',
} as const;

/** Reads an application after its title line. */
export function readApplicationText(reader: TextReader): ApplicationText {
  reader.fixed(VERSION_LINE);
  reader.fixed('手続：電子証明書の発行の申込み');
  const applicationId = reader.as('申込番号', uuid);
  const versions = readVersions(reader);
  const place = readPlace(reader);
  const identityRoute = reader.choice('本人確認の方法', routes);
  const proxy = reader.choice('代理', proxies);
  const applicant = readApplicant(reader, identityRoute);
  const certificates = reader.choice('これまでの証明書', previousCertificates);
  const orders = reader.numbered('証明書', readOrder);
  const keys = readKeys(reader, identityRoute, orders.length);
  const explanation = reader.as('重要事項説明', readExplanation);
  reader.fixed(UNDERSTOOD);
  reader.fixed(INTENT);
  return {
    kind: 'application',
    applicationId,
    ...versions,
    ...place,
    identityRoute,
    proxy,
    ...applicant,
    previousCertificates: certificates,
    orders,
    keys,
    explanation,
    ...readTail(reader),
  };
}

function readVersions(reader: TextReader) {
  const edition = reader.as('版', readEdition);
  return edition === 1 ? { edition } : { edition, previousTextSha256: reader.as('前の版', hash) };
}

function readEdition(text: string): number | undefined {
  return /^[1-9][0-9]?$/.test(text) ? Number(text) : undefined;
}

function readApplicant(reader: TextReader, route: IdentityRoute) {
  const name = reader.line('証明書に記載する氏名');
  // A JPKI certificate carries address and birth date; repeating them would only let them differ.
  const address = route === 'jpki' ? {} : { address: reader.line('住所') };
  const birthDate = isPaper(route) ? { birthDate: reader.as('生年月日', date) } : {};
  const chosen = reader.choice('代替文字', substitutes);
  if (chosen !== 'none' && route !== 'jpki') reader.refuse('代替文字 needs the JPKI method');
  return { name, ...address, ...birthDate, substitutes: chosen };
}

function isPaper(route: IdentityRoute): boolean {
  return route !== 'jpki' && route !== 'ownCertificate';
}

function readOrder(text: string): TextOrder | undefined {
  const [, type, months] = /^(基本型|属性型)、([1-9][0-9]?)か月$/.exec(text) ?? [];
  if (type === undefined) return undefined;
  const certificateType = type === certificateTypes.basic ? 'basic' : 'attribute';
  return { certificateType, validityMonths: Number(months) };
}

function readKeys(reader: TextReader, route: IdentityRoute, orderCount: number): TextKeys {
  const delivery = reader.value('公開鍵の届出');
  if (`公開鍵の届出：${delivery}` === KEYS_AFTER_CODE) {
    const letterTo = reader.choice('利用者識別符号の送付先', letterAddresses);
    if ((letterTo === 'jpkiAddress') !== (route === 'jpki')) {
      reader.refuse('利用者識別符号の送付先 does not fit the method');
    }
    return { delivery: 'code', letterTo };
  }
  if (`公開鍵の届出：${delivery}` !== KEYS_WITH_TEXT) {
    reader.refuse('公開鍵の届出 is none of the fixed sentences');
  }
  const spkiSha256 = reader.numbered('公開鍵', hash);
  if (spkiSha256.length !== orderCount) reader.refuse('not one 公開鍵 for each 証明書');
  if (new Set(spkiSha256).size !== orderCount) reader.refuse('the same 公開鍵 twice');
  return { delivery: 'simultaneous', spkiSha256 };
}

function readExplanation(text: string): ApplicationText['explanation'] | undefined {
  const day = date(text.slice(0, 10));
  const sha256 = hash(text.slice(11));
  if (day === undefined || text[10] !== ' ' || sha256 === undefined) return undefined;
  return { date: day, sha256 };
}

/** Prints the lines of an application; values are printed as they are and not judged. */
export function printApplicationText(text: ApplicationText): string[] {
  const previous = text.previousTextSha256;
  return [
    APPLICATION_TITLE,
    VERSION_LINE,
    '手続：電子証明書の発行の申込み',
    `申込番号：${text.applicationId}`,
    `版：${text.edition}`,
    ...(previous === undefined ? [] : [`前の版：${printHash(previous)}`]),
    ...printPlace(text),
    `本人確認の方法：${routes[text.identityRoute]}`,
    `代理：${proxies[text.proxy]}`,
    `証明書に記載する氏名：${text.name}`,
    ...(text.address === undefined ? [] : [`住所：${text.address}`]),
    ...(text.birthDate === undefined ? [] : [`生年月日：${text.birthDate}`]),
    `代替文字：${substitutes[text.substitutes]}`,
    `これまでの証明書：${previousCertificates[text.previousCertificates]}`,
    ...text.orders.map(printOrder),
    ...printKeys(text.keys),
    `重要事項説明：${text.explanation.date} ${printHash(text.explanation.sha256)}`,
    UNDERSTOOD,
    INTENT,
    ...printTail(text),
  ];
}

function printOrder({ certificateType, validityMonths }: TextOrder, index: number): string {
  return `証明書${index + 1}：${certificateTypes[certificateType]}、${validityMonths}か月`;
}

function printKeys(keys: TextKeys): string[] {
  if (keys.delivery === 'code') {
    return [KEYS_AFTER_CODE, `利用者識別符号の送付先：${letterAddresses[keys.letterTo]}`];
  }
  const lines = keys.spkiSha256.map((key, index) => `公開鍵${index + 1}：${printHash(key)}`);
  return [KEYS_WITH_TEXT, ...lines];
}
