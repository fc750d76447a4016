import { readSignedText } from '../domain/application/signed-text.ts';
import type {
  ApplicationText,
  ReceiptText,
  RevocationText,
  SignedText,
  WithdrawalText,
} from '../domain/application/signed-text.ts';
import { fromBase64, sha256Hex, utf8, type Octets } from './octets.ts';
import type {
  ApplicationTextRequest,
  HandedOutText,
  ReceiptTextRequest,
  RevocationTextRequest,
  WithdrawalTextRequest,
} from './texts.ts';

/** A text that says what was asked for, and nothing else: it may be shown and signed. */
export interface CheckedText<Text extends SignedText = SignedText> extends HandedOutText {
  /** The very octets to sign. */
  readonly octets: Octets;
  /** What they say. */
  readonly read: Text;
}

/** Raised for a text that must not be signed. Its message names places, never what stands there. */
export class TextNotAsAsked extends Error {
  override name = 'TextNotAsAsked';
  /** Members of the text that are not as asked, or `grammar`, `textSha256`. */
  readonly differences: readonly string[];

  constructor(differences: readonly string[]) {
    super(`the text is not what was asked for: ${differences.join(', ')}`);
    this.differences = differences;
  }
}

type Expected<Text> = { readonly [K in keyof Text]?: Text[K] | undefined };

/** As JSON with the members of every object in one order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );

/** Reads the text by its grammar and compares it, member for member. @throws TextNotAsAsked */
async function checked<Text extends SignedText>(
  handedOut: HandedOutText,
  expected: Expected<Text> & Pick<Text, 'kind'>,
): Promise<CheckedText<Text>> {
  const octets = utf8(handedOut.text);
  const reading = readSignedText(octets);
  if (!reading.ok) throw new TextNotAsAsked(['grammar']);
  const read = reading.text as Text;
  const wanted = Object.entries({ ...expected, nonce: handedOut.nonce });
  const differences = wanted
    .filter(([, value]) => value !== undefined)
    .filter(([name, value]) => canonical(read[name as keyof Text]) !== canonical(value))
    .map(([name]) => name);
  if ((await sha256Hex(octets)) !== handedOut.textSha256) differences.push('textSha256');
  if (!(Date.parse(read.expiresAt) > Date.now())) differences.push('expiresAt');
  if (differences.length > 0) throw new TextNotAsAsked(differences);
  return { ...handedOut, octets, read };
}

/** Checks an application, its keys too. @throws TextNotAsAsked */
export async function checkApplicationText(
  handedOut: HandedOutText,
  asked: ApplicationTextRequest,
  portal: string | undefined,
): Promise<CheckedText<ApplicationText>> {
  const hashes = (asked.keys ?? []).map(({ spki }) => sha256Hex(fromBase64(spki)));
  const spkiSha256 = await Promise.all(hashes);
  const { explanation } = asked;
  const text = await checked<ApplicationText>(handedOut, {
    kind: 'application',
    portal,
    applicationId: asked.applicationId,
    edition: asked.edition,
    service: asked.service,
    identityRoute: asked.identityRoute,
    ...(asked.address === undefined ? {} : { address: asked.address }),
    proxy: asked.proxy,
    name: asked.name,
    substitutes: asked.substitutes,
    previousCertificates: asked.previousCertificates,
    orders: asked.orders,
    keys:
      asked.keyDelivery === 'simultaneous'
        ? { delivery: 'simultaneous', spkiSha256 }
        : {
            delivery: 'code',
            letterTo:
              asked.letterTo ?? (asked.identityRoute === 'jpki' ? 'jpkiAddress' : 'textAddress'),
          },
  });
  const shown = text.read.explanation;
  const isShown =
    shown.date === explanation.version &&
    (explanation.sha256 === undefined || shown.sha256 === explanation.sha256);
  if (!isShown) throw new TextNotAsAsked(['explanation']);
  return text;
}

/** Checks a withdrawal. @throws TextNotAsAsked */
export const checkWithdrawalText = (
  handedOut: HandedOutText,
  asked: WithdrawalTextRequest,
  portal: string | undefined,
): Promise<CheckedText<WithdrawalText>> =>
  checked<WithdrawalText>(handedOut, {
    kind: 'withdrawal',
    portal,
    applicationId: asked.applicationId,
    method: asked.method,
    applicationTextSha256: asked.applicationTextSha256,
  });

/** Checks a receipt. @throws TextNotAsAsked */
export const checkReceiptText = (
  handedOut: HandedOutText,
  asked: ReceiptTextRequest,
  portal: string | undefined,
): Promise<CheckedText<ReceiptText>> =>
  checked<ReceiptText>(handedOut, {
    kind: 'receipt',
    portal,
    applicationId: asked.applicationId,
    method: asked.method,
    certificates: asked.certificates,
  });

/** Checks a request for revocation: no certificate more than asked for. @throws TextNotAsAsked */
export const checkRevocationText = (
  handedOut: HandedOutText,
  asked: RevocationTextRequest,
  portal: string | undefined,
): Promise<CheckedText<RevocationText>> =>
  checked<RevocationText>(handedOut, {
    kind: 'revocation',
    portal,
    requestId: asked.requestId,
    method: asked.method,
    requesterName: asked.requesterName,
    certificates: asked.certificates,
    reasonCode: asked.reason,
    invalidityDate: asked.invalidityDate,
  });
