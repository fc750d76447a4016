import { hash } from 'node:crypto';
import type { EvidenceInput } from '../../../adapters/evidence-store/packs.ts';
import { readJpkiCertificate } from '../../../adapters/jpki/jpki-certificate.ts';
import { judgeChain } from '../../../adapters/jpki/jpki-chain.ts';
import { judgeContainer } from '../../../adapters/jpki/judge-signature.ts';
import type { X509Certificate } from '../../../adapters/x509/certificate.ts';
import type { SigningCase } from '../../../db/application/signing-case.ts';
import { Refusal } from '../../middleware/problem-details.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { problems } from '../problems/catalogue.ts';
import { signingPerson } from './person-index.ts';
import type { SignedSubmission } from './submission.ts';

/** The certificate that signed, to be kept. */
export type SignerEvidence = EvidenceInput<'jpkiCertificate' | 'ownCertificate'>;

interface Signing {
  readonly signed: Pick<SignedSubmission, 'container' | 'containerOctets' | 'textOctets'> & {
    readonly text: { readonly createdAt: string };
  };
  readonly of: Pick<SigningCase, 'person' | 'cardCertificates'>;
  readonly at: Date;
}

type Trust = Pick<PortalDependencies, 'records' | 'anchors' | 'misuseKey'>;

/**
 * Holds the signature of a text about a case against the person of the case, by the card or by a valid
 * certificate of ours.
 *
 * A card is the person's if it signed a version of the case, or if JPKI issued it and name and birth date
 * are those of the case. J-LIS is not asked: what such a text can do is to stop something, or to say that
 * something arrived.
 *
 * @throws Refusal for another signer, and for a signature that does not hold.
 */
export async function requireCaseSigner(
  deps: Trust,
  method: 'jpki' | 'ownCertificate',
  signing: Signing,
): Promise<SignerEvidence> {
  const { container, textOctets } = signing.signed;
  const verdict = judgeContainer(container, textOctets);
  if (verdict !== 'valid') throw new Refusal(problems.signatureInvalid, { members: { verdict } });
  const { certificate, signer } = container;
  if (!certificate || !signer) throw new Refusal(problems.signatureInvalid);
  requireInTime(signer, signing);
  const isTheirs =
    method === 'jpki'
      ? isCardOf(deps, { ...signing, certificate, signer })
      : await isOwnCertificateOf(deps, signing, certificate);
  if (!isTheirs) throw new Refusal(problems.signerOfOther);
  const kind = method === 'jpki' ? 'jpkiCertificate' : 'ownCertificate';
  return { kind, ring: 'chain', octets: certificate };
}

/** The signing lies between 作成日時 and receipt, whatever the signer's clock says. */
function requireInTime({ notBefore, notAfter }: X509Certificate, { signed, at }: Signing): void {
  const isInTime = notBefore <= at && notAfter >= new Date(signed.text.createdAt);
  if (!isInTime) throw new Refusal(problems.signerExpired);
}

function isCardOf(
  { anchors, misuseKey }: Trust,
  signing: Signing & { readonly certificate: Buffer; readonly signer: X509Certificate },
): boolean {
  const { of, signed, at, certificate, signer } = signing;
  if (of.cardCertificates.includes(hash('sha256', certificate))) return true;
  const read = readJpkiCertificate(certificate, signer);
  if (read.encoding === 'unreadable') return false;
  if (judgeChain({ certificate: read.certificate, anchors, at }) !== 'trusted') return false;
  return signingPerson(misuseKey, signed) === of.person;
}

async function isOwnCertificateOf(
  { records }: Trust,
  { of, at }: Signing,
  certificate: Buffer,
): Promise<boolean> {
  const own = await records.signing.ownCertificate(hash('sha256', certificate));
  return own?.person === of.person && own.notAfter > at;
}
