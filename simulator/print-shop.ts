import { constants, createDecipheriv, privateDecrypt, type KeyObject } from 'node:crypto';
import { children, expectTag, oidOf, readExactly } from '../adapters/x509/der-reader.ts';
import {
  findCodeLetterTemplate,
  isPrintableCode,
  type CodeLetter,
} from '../domain/dispatch/letter-templates.ts';

/** What the print vendor is given of a lot. */
interface VendorFile {
  readonly v: 1;
  readonly lot: string;
  readonly letters: readonly {
    readonly dispatch: string;
    readonly codeNumber: number;
    readonly mailKind: string;
    readonly ciphertext: string;
  }[];
}

/** A letter as the printer reads it. */
export interface OpenedLetter extends CodeLetter {
  readonly mailKind: string;
}

const AUTH_ENVELOPED_DATA = '1.2.840.113549.1.9.16.1.23';
const AES_256_GCM = '2.16.840.1.101.3.4.1.46';
const TAG = { sequence: 0x30, set: 0x31, octets: 0x04, explicit0: 0xa0, implicit0: 0x80 } as const;

/** The content-encryption key of the one recipient (RFC 5652 §6.2.1, RSAES-OAEP with SHA-256). */
function contentKey(recipients: Buffer, key: KeyObject): Buffer {
  const [recipient] = children(expectTag(readExactly(recipients, TAG.set), TAG.set));
  const encrypted = recipient && children(recipient)[3];
  if (!encrypted) throw new Error('the letter names no recipient');
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  return privateDecrypt({ key, padding, oaepHash: 'sha256' }, encrypted.content);
}

/**
 * Opens CMS AuthEnvelopedData (RFC 5083) for the vendor's key: AES-256-GCM, without attributes.
 *
 * @throws Error if it is for another key, or a bit differs
 */
export function openEnveloped(octets: Buffer, key: KeyObject): Buffer {
  const [type, wrapped] = children(readExactly(octets, TAG.sequence));
  if (!type || oidOf(type) !== AUTH_ENVELOPED_DATA) throw new Error('no AuthEnvelopedData');
  const [enveloped] = children(expectTag(wrapped, TAG.explicit0));
  const [, recipients, content, mac] = enveloped ? children(enveloped) : [];
  const [, algorithm, encrypted] = content ? children(content) : [];
  const [cipher, parameters] = algorithm ? children(algorithm) : [];
  const [nonce] = parameters ? children(parameters) : [];
  if (!recipients || !encrypted || !nonce || !mac || !cipher || oidOf(cipher) !== AES_256_GCM) {
    throw new Error('no letter of ours');
  }
  const decipher = createDecipheriv(
    'aes-256-gcm',
    contentKey(recipients.octets, key),
    nonce.content,
    { authTagLength: 16 },
  );
  decipher.setAuthTag(mac.content);
  return Buffer.concat([
    decipher.update(expectTag(encrypted, TAG.implicit0).content),
    decipher.final(),
  ]);
}

/**
 * Opens a vendor's file with the vendor's private key, as the machine that prints does.
 *
 * @throws Error if a letter is for another key, was changed, is another than the file says, or has no code with its check symbol
 */
export function openVendorFile(octets: Buffer, key: KeyObject): OpenedLetter[] {
  const { letters } = JSON.parse(octets.toString('utf8')) as VendorFile;
  return letters.map(({ dispatch, codeNumber, mailKind, ciphertext }) => {
    const clear = openEnveloped(Buffer.from(ciphertext, 'base64'), key);
    const letter = JSON.parse(clear.toString('utf8')) as CodeLetter;
    const isOwn = letter.dispatch === dispatch && letter.codeNumber === codeNumber;
    if (!isOwn || !isPrintableCode(letter.code)) throw new Error(`letter ${dispatch} is wrong`);
    return { ...letter, mailKind };
  });
}

/** The letter on paper, one string a line. @throws Error for a template that the printer does not have */
export function printLetter(
  letter: CodeLetter,
  { template, redeemUrl }: { readonly template: string; readonly redeemUrl: string },
): readonly string[] {
  const found = findCodeLetterTemplate(template);
  if (!found) throw new Error(`there is no template ${template}`);
  return found.lines(letter, redeemUrl);
}

/** One thing that happened to a letter at the vendor or the post. */
export interface ShopEvent {
  readonly dispatch: string;
  readonly event: 'printed' | 'posted' | 'delivered';
  readonly at: Date;
  /** 引受番号, of `posted`. */
  readonly tracking?: string;
}

/** What the vendor sends back: a line a letter and event. */
export const confirmationCsv = (events: readonly ShopEvent[]): string =>
  [
    'dispatch,event,at,tracking',
    ...events.map(({ dispatch, event, at, tracking = '' }) =>
      [dispatch, event, at.toISOString(), tracking].join(','),
    ),
    '',
  ].join('\r\n');
