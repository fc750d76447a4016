import { readDate, readJapanTime } from '../governance/calendar.ts';
import type { TextReader } from './text-reader.ts';

/** A certificate as a signed text names it: by issuer key, serial number and fingerprint. */
export interface CertificateReference {
  /** subjectKeyIdentifier of the issuer, 20 octets in lower-case hex. */
  readonly issuerKeyId: string;
  /** 20 octets in lower-case hex, top bit clear (RFC 5280 §4.1.2.2). */
  readonly serialNumber: string;
  /** SHA-256 of the certificate in lower-case hex. */
  readonly sha256: string;
}

/** The lines that say through which portal and for which service a text was handed out. */
export interface TextPlace {
  readonly portal: string;
  readonly service: string;
}

/** The lines that make a text unique and bound its life, exactly as they stand in it. */
export interface TextTail {
  /** 128 random bits of ours in lower-case hex. */
  readonly nonce: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}

/** The line that names the grammar. */
export const VERSION_LINE = '書式：toroku-text/1';

const matching = (pattern: RegExp) => (text: string) => (pattern.test(text) ? text : undefined);

const identifier = matching(/^(?!-)[a-z0-9-]{1,64}(?<!-)$/);
const nonce = matching(/^[0-9a-f]{32}$/);
const time = (text: string) => (readJapanTime(text) === undefined ? undefined : text);

/** Reads a UUIDv7 in lower case (RFC 9562). */
export const uuid = matching(
  /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
);

/** Reads a day of the calendar. */
export const date = (text: string) => (readDate(text) === undefined ? undefined : text);

/** Reads `SHA-256` and 64 hexadecimal digits; returns the digits. */
export const hash = (text: string) => /^SHA-256 ([0-9a-f]{64})$/.exec(text)?.[1];

/** Prints a hash as a signed text does. */
export const printHash = (sha256: string) => `SHA-256 ${sha256}`;

/** Reads issuer, serial number and fingerprint of a certificate. */
export function certificateReference(text: string): CertificateReference | undefined {
  const pattern = /^発行者 ([0-9a-f]{40}) 番号 ([0-7][0-9a-f]{39}) SHA-256 ([0-9a-f]{64})$/;
  const [, issuerKeyId, serialNumber, sha256] = pattern.exec(text) ?? [];
  const isRead = issuerKeyId !== undefined && serialNumber !== undefined && sha256 !== undefined;
  return isRead ? { issuerKeyId, serialNumber, sha256 } : undefined;
}

/** Prints lines that name certificates, numbered from 1. */
export function printCertificates(
  label: string,
  certificates: readonly CertificateReference[],
): string[] {
  return certificates.map(
    ({ issuerKeyId, serialNumber, sha256 }, index) =>
      `${label}${index + 1}：発行者 ${issuerKeyId} 番号 ${serialNumber} ${printHash(sha256)}`,
  );
}

/** Reads the lines 受付窓口 and 認証業務. */
export function readPlace(reader: TextReader): TextPlace {
  return { portal: reader.as('受付窓口', identifier), service: reader.as('認証業務', identifier) };
}

/** Prints the lines 受付窓口 and 認証業務. */
export function printPlace({ portal, service }: TextPlace): string[] {
  return [`受付窓口：${portal}`, `認証業務：${service}`];
}

/** Reads the last three lines of every text, and that nothing follows. */
export function readTail(reader: TextReader): TextTail {
  const tail = {
    nonce: reader.as('乱数', nonce),
    createdAt: reader.as('作成日時', time),
    expiresAt: reader.as('有効期限', time),
  };
  reader.end();
  return tail;
}

/** Prints the last three lines of every text. */
export function printTail(tail: TextTail): string[] {
  return [`乱数：${tail.nonce}`, `作成日時：${tail.createdAt}`, `有効期限：${tail.expiresAt}`];
}
