import { hash } from 'node:crypto';
import { judgeContainer } from '../../../adapters/jpki/judge-signature.ts';
import { step } from '../../../adapters/telemetry/steps.ts';
import { readCertificate } from '../../../adapters/x509/certificate.ts';
import { verifySignature } from '../../../adapters/x509/public-key.ts';
import type { SigningCase } from '../../../db/application/signing-case.ts';
import type { NameableCertificate } from '../../../db/issuance/portal-certificates.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import type { ReceiptText } from '../../../domain/application/signed-text.ts';
import {
  isReceiptEvidence,
  type ReceiptContent,
} from '../../../domain/issuance/receipt-content.ts';
import { Refusal } from '../../middleware/problem-details.ts';
import type { PortalDependencies, ReceivedInput } from '../dependencies.ts';
import { problems } from '../problems/catalogue.ts';
import { requireCaseSigner, type SignerEvidence } from './case-signer.ts';
import { requireHandedOut, type Intake } from './intake-checks.ts';
import { ownSigningCase } from './own-case.ts';
import type { Received } from './receive.ts';
import { containerOf, readSigned, type SignedBody, type SignedSubmission } from './submission.ts';

type SignedReceipt = SignedSubmission<ReceiptText>;

/** Each time another request was first, what it stored is looked at; nothing is first for ever. */
const ATTEMPTS_MAX = 4;

const KIND = 'receipt';

/** One request as it came. */
export interface ReceiptRequest extends Intake {
  readonly body: SignedBody;
  /** Told the hash of the container as soon as there is one, for the record of a refusal. */
  readonly onContainer: (sha256: string) => void;
}

/**
 * Receives a signed receipt (受領書), once. Which certificates it accepts is decided where they are followed, by the
 * time at which it was received here.
 *
 * @throws Refusal for what cannot be taken; then nothing has changed.
 */
export async function receiveReceipt(
  deps: PortalDependencies,
  request: ReceiptRequest,
): Promise<Received> {
  const octets = containerOf(request.body);
  request.onContainer(hash('sha256', octets));
  const signed = readSigned(request.body, octets, KIND);
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const of = await ownSigningCase(deps, request.applicationId, request.portal.id);
    // Before everything that time could change: an answer that was lost is given again, however late.
    const before = await repeatOf(deps, request, signed);
    if (before) return before;
    try {
      const input = await receiveOnce(deps, request, { signed, of });
      if (input) return { isNew: true, input };
    } catch (error) {
      // The same request may have been first since: then its text is used, and it is no refusal.
      const since = error instanceof Refusal && (await repeatOf(deps, request, signed));
      if (since) return since;
      throw error;
    }
  }
  throw new Error('another request was first each time');
}

/** What was received before with the same content. */
async function repeatOf(
  { records }: PortalDependencies,
  { applicationId }: ReceiptRequest,
  { contentSha256 }: SignedReceipt,
): Promise<Received | undefined> {
  const same = await records.signedInputs.sameContent(applicationId, contentSha256);
  if (!same) return undefined;
  const { inputId, kind, isApplied } = same;
  return { isNew: false, input: isApplied ? undefined : { applicationId, inputId, kind } };
}

/** @returns the input that is stored now; undefined if another request was first. */
async function receiveOnce(
  deps: PortalDependencies,
  request: ReceiptRequest,
  { signed, of }: { readonly signed: SignedReceipt; readonly of: SigningCase },
): Promise<ReceivedInput | undefined> {
  const signer = await requireTakable(deps, request, { signed, of });
  const { applicationId, portal, at } = request;
  // Files first: a crash here leaves a pack that nothing names; reconciliation sweeps it.
  const evidence = await deps.evidence.put({ caseId: applicationId, chainId: of.chainId }, [
    { kind: 'signedText', ring: 'chain', octets: signed.textOctets },
    { kind: 'signatureContainer', ring: 'chain', octets: signed.containerOctets },
    signer,
  ]);
  step('receipt.0-evidence-kept');
  const { textSha256, contentSha256, signedContentSha256, text } = signed;
  const inputId = uuidV7(at.getTime());
  const content: ReceiptContent = {
    v: 1,
    kind: KIND,
    method: text.method,
    textSha256,
    certificates: text.certificates.map(({ sha256 }) => sha256),
    evidence: evidence.filter(isReceiptEvidence),
  };
  const stored = await deps.records.signedInputs.store({
    inputId,
    kind: KIND,
    applicationId,
    portalId: portal.id,
    textSha256,
    contentSha256,
    signedContentSha256,
    content,
    receivedAt: at,
    evidence,
    entry: {
      id: uuidV7(at.getTime()),
      event: 'evidence.received',
      items: ['1ハ'],
      at: at.toISOString(),
      case: applicationId,
      actor: { kind: 'portal', id: portal.id },
      input: inputId,
      evidence,
      data: { evidenceKind: 'signatureContainer', supplier: 'subscriber' },
    },
  });
  if (stored === 'lost') return undefined;
  step('receipt.1-received');
  return { applicationId, inputId, kind: KIND };
}

interface Taking {
  readonly signed: SignedReceipt;
  readonly of: SigningCase;
}

/** Everything that can be known at once. @returns the certificate that signed */
async function requireTakable(
  deps: PortalDependencies,
  request: ReceiptRequest,
  { signed, of }: Taking,
): Promise<SignerEvidence> {
  const { text } = signed;
  const known = await deps.records.signedInputs.handedOut(hash('sha256', text.nonce));
  const handedOut = requireHandedOut(signed, known, request);
  if (handedOut.usedBy !== null) throw new Refusal(problems.signedContentReused);
  const certificates = await deps.records.certificates.ofCase(request.applicationId);
  const named = text.certificates.map((reference) =>
    certificates.find(
      ({ sha256, serialNumber, issuerKeyId }) =>
        sha256 === reference.sha256 &&
        serialNumber === reference.serialNumber &&
        issuerKeyId === reference.issuerKeyId,
    ),
  );
  if (!named.every((each) => each !== undefined)) throw new Refusal(problems.receiptOfOther);
  if (!named.some(({ state }) => state === 'issued')) throw new Refusal(problems.nothingToAccept);
  // A receipt on paper is taken by staff, who see the paper.
  if (text.method === 'paper') throw new Refusal(problems.signerOfOther);
  return text.method === 'jpki'
    ? requireCaseSigner(deps, 'jpki', { signed, of, at: request.at })
    : requireReceivedCertificate(deps, { signed, named, at: request.at });
}

/**
 * Holds the signature against the certificates that the receipt names: one of them signed it, whichever; so who signs has
 * the key, and can use it. By its hash it is the certificate that we issued, and its path to our CA is one step long.
 */
async function requireReceivedCertificate(
  deps: PortalDependencies,
  {
    signed,
    named,
    at,
  }: {
    readonly signed: SignedReceipt;
    readonly named: readonly NameableCertificate[];
    readonly at: Date;
  },
): Promise<SignerEvidence> {
  const { container, textOctets } = signed;
  const verdict = judgeContainer(container, textOctets);
  if (verdict !== 'valid') throw new Refusal(problems.signatureInvalid, { members: { verdict } });
  const { certificate, signer } = container;
  const sha256 = certificate && hash('sha256', certificate);
  const own = named.find((each) => each.sha256 === sha256);
  if (!certificate || !signer || !own?.isInForce) throw new Refusal(problems.signerOfOther);
  const isInTime = signer.notAfter >= new Date(signed.text.createdAt) && signer.notBefore <= at;
  // One that was revoked accepts nothing any more.
  if (!isInTime || own.state === 'revoked') throw new Refusal(problems.signerExpired);
  const issuer = await deps.issuerCertificate(own.issuerKeyId);
  if (!issuer) throw new Refusal(problems.signerOfOther);
  const { tbs: data, signature, signatureAlgorithm: algorithm } = signer;
  const { spki } = readCertificate(issuer);
  if (!verifySignature({ algorithm, spki, data, signature })) {
    throw new Refusal(problems.signerOfOther);
  }
  return { kind: 'ownCertificate', ring: 'chain', octets: certificate };
}
