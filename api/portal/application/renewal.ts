import { hash } from 'node:crypto';
import { anchorOctets } from '../../../adapters/jpki/anchor-record.ts';
import { judgeContainer } from '../../../adapters/jpki/judge-signature.ts';
import { readCertificate } from '../../../adapters/x509/certificate.ts';
import { verifySignature } from '../../../adapters/x509/public-key.ts';
import type { OwnCertificate } from '../../../db/application/signing-case.ts';
import { Refusal } from '../../middleware/problem-details.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { problems } from '../problems/catalogue.ts';
import type { Submission } from './submission.ts';

/** What an application rests on that is signed with a certificate of ours (規則5条2項). */
export interface Renewal {
  /** The identity-check chain that it joins. */
  readonly chainId: string;
  /** The person, as the index against misuse has them since the check. */
  readonly person: string;
  /** Octets of the pointer to the certificate after the last full check. */
  readonly anchorRecord: Buffer;
}

/**
 * Holds an application that is signed with a certificate of ours against that certificate: one that we issued for the
 * same service, and that its issuer's key signed. Whether it is accepted, in force, and young enough the rules say.
 *
 * @throws Refusal for any other certificate: there would be neither a person nor a check that it rests on.
 */
export async function renewalOf(
  deps: Pick<PortalDependencies, 'records' | 'issuerCertificate'>,
  submission: Submission,
): Promise<Renewal> {
  const { container, textOctets, text } = submission;
  const verdict = judgeContainer(container, textOctets);
  if (verdict !== 'valid') throw new Refusal(problems.signatureInvalid, { members: { verdict } });
  const { certificate } = container;
  const own =
    certificate && (await deps.records.signing.ownCertificate(hash('sha256', certificate)));
  if (own?.service !== text.service) throw new Refusal(problems.signerOfOther);
  await requireIssuer(deps, submission, own);
  const anchor = await deps.records.signing.anchorOf(own.chainId);
  if (!anchor) throw new Refusal(problems.signerOfOther);
  const { issuedAt, ...rest } = anchor;
  const anchorRecord = anchorOctets({ v: 1, ...rest, issuedAt: issuedAt.toISOString() });
  return { chainId: own.chainId, person: own.person, anchorRecord };
}

/** By its hash it is the certificate that we issued; its path to our CA is one step long. */
async function requireIssuer(
  { issuerCertificate }: Pick<PortalDependencies, 'issuerCertificate'>,
  { container: { signer } }: Submission,
  { issuerKeyId }: OwnCertificate,
): Promise<void> {
  const issuer = await issuerCertificate(issuerKeyId);
  if (!issuer || !signer) throw new Refusal(problems.signerOfOther);
  const { tbs: data, signature, signatureAlgorithm: algorithm } = signer;
  const { spki } = readCertificate(issuer);
  if (!verifySignature({ algorithm, spki, data, signature })) {
    throw new Refusal(problems.signerOfOther);
  }
}
