import { hash } from 'node:crypto';
import {
  readSignatureContainer,
  signedContentSha256,
} from '../../../adapters/jpki/signature-container.ts';
import type { SignatureContainer } from '../../../adapters/jpki/signature-container.ts';
import { accidentOfText } from '../../../adapters/jpki/text-accident.ts';
import { UnreadableContainer } from '../../../adapters/jpki/unreadable-container.ts';
import type { KeyProof } from '../../../adapters/jpki/key-proofs.ts';
import { canonicalOctets, type CanonicalValue } from '../../../books/canonical-json.ts';
import { readSignedText } from '../../../domain/application/signed-text.ts';
import type { ApplicationText, SignedText } from '../../../domain/application/signed-text.ts';
import { Refusal } from '../../middleware/problem-details.ts';
import { problems } from '../problems/catalogue.ts';
import type { ApplicationBody } from './application-schemas.ts';

/** The members of every body that brings a signed text. */
export type SignedBody = Pick<ApplicationBody, 'signatureContainer' | 'signedText'>;

/** A signed text of any transaction, taken apart: nothing is judged yet but whether it reads. */
export interface SignedSubmission<Text extends SignedText = SignedText> {
  /** Of the whole content: the same content again is the same submission again. */
  readonly contentSha256: string;
  readonly containerOctets: Buffer;
  readonly container: SignatureContainer;
  readonly textOctets: Buffer;
  readonly textSha256: string;
  /** Of what the signature covers: the text, or what holds it. */
  readonly signedContentSha256: string;
  readonly text: Text;
}

/** An application as a portal sent it. */
export interface Submission extends SignedSubmission<ApplicationText> {
  readonly body: ApplicationBody;
  readonly proofs: readonly KeyProof[];
}

/** SHA-256 of a body as canonical JSON, so that white space and the order of members do not matter. */
const contentHash = (body: object): string =>
  hash('sha256', canonicalOctets(body as unknown as CanonicalValue));

const fromBase64 = (text: string): Buffer => Buffer.from(text, 'base64');

/** Octets of a container. */
export const containerOf = ({ signatureContainer }: SignedBody): Buffer =>
  fromBase64(signatureContainer);

/**
 * Reads a container and the text of one transaction in it.
 *
 * @throws Refusal if one of them cannot be read, or is of another transaction.
 */
export function readSigned<Kind extends SignedText['kind']>(
  body: SignedBody,
  containerOctets: Buffer,
  kind: Kind,
): SignedSubmission<Extract<SignedText, { readonly kind: Kind }>> {
  const container = readContainer(containerOctets);
  const textOctets = textOctetsOf(container, body.signedText);
  return {
    contentSha256: contentHash(body),
    containerOctets,
    container,
    textOctets,
    textSha256: hash('sha256', textOctets),
    signedContentSha256: signedContentSha256(container, textOctets),
    text: readText(textOctets, kind),
  };
}

/**
 * Reads the container, the text in it and the proofs.
 *
 * @throws Refusal if one of them cannot be read.
 */
export function readSubmission(body: ApplicationBody, containerOctets: Buffer): Submission {
  const signed = readSigned(body, containerOctets, 'application');
  return {
    // Written out: this is the quick path of every application.
    contentSha256: signed.contentSha256,
    containerOctets,
    container: signed.container,
    textOctets: signed.textOctets,
    textSha256: signed.textSha256,
    signedContentSha256: signed.signedContentSha256,
    text: signed.text,
    body,
    proofs: (body.proofsOfPossession ?? []).map(proofOf),
  };
}

function readContainer(octets: Buffer): SignatureContainer {
  try {
    return readSignatureContainer(octets);
  } catch (error) {
    if (!(error instanceof UnreadableContainer)) throw error;
    const { reason } = error;
    throw new Refusal(problems.malformedSignatureContainer, { members: { reason } });
  }
}

/** The octets that the signature covers: in the container, or beside one that is detached. */
function textOctetsOf({ text }: SignatureContainer, beside: string | undefined): Buffer {
  const given = beside === undefined ? undefined : Buffer.from(beside, 'utf8');
  const octets = text ?? given;
  // Two texts for one signature: nobody could say which one was meant.
  const isContradicted = text !== undefined && given !== undefined && !text.equals(given);
  if (octets === undefined || isContradicted) {
    throw new Refusal(problems.malformedSignatureContainer, {
      members: { reason: isContradicted ? 'otherText' : 'textMissing' },
      detail: isContradicted
        ? {
            ja: 'signedText が署名データの中の申込書と異なります。',
            en: '`signedText` differs from the text in the container.',
          }
        : undefined,
    });
  }
  return octets;
}

function readText<Kind extends SignedText['kind']>(
  octets: Buffer,
  kind: Kind,
): Extract<SignedText, { readonly kind: Kind }> {
  const reading = readSignedText(octets);
  if (!reading.ok) {
    const { line, reason } = reading;
    const accident = accidentOfText(octets);
    const members = { line, reason, ...(accident && { accident }) };
    throw new Refusal(problems.malformedSignedText, { members });
  }
  const { text } = reading;
  if (!isOfKind(text, kind)) throw new Refusal(problems.signedTextOfOtherTransaction);
  return text;
}

const isOfKind = <Kind extends SignedText['kind']>(
  text: SignedText,
  kind: Kind,
): text is Extract<SignedText, { readonly kind: Kind }> => text.kind === kind;

/** A proof as it was sent. */
export function proofOf(
  proof: NonNullable<ApplicationBody['proofsOfPossession']>[number],
): KeyProof {
  return 'csr' in proof
    ? { order: proof.order, pkcs10: fromBase64(proof.csr) }
    : { order: proof.order, spki: fromBase64(proof.spki), signature: fromBase64(proof.signature) };
}
