import { hash } from 'node:crypto';
import type { EvidenceInput } from '../../../adapters/evidence-store/packs.ts';
import { step } from '../../../adapters/telemetry/steps.ts';
import type { Portal } from '../../../db/application/portal-register.ts';
import type { SeenRequest } from '../../../db/revocation/revocation-requests.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import type { RevocationText } from '../../../domain/application/signed-text.ts';
import { Refusal } from '../../middleware/problem-details.ts';
import {
  containerOf,
  readSigned,
  type SignedBody,
  type SignedSubmission,
} from '../application/submission.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { problems } from '../problems/catalogue.ts';
import { requestsOf } from './request-records.ts';

/** A request for revocation, taken apart. */
export type SignedRequest = SignedSubmission<RevocationText>;

/** One request as it came, and the portal it came from. */
export interface RevocationCall {
  /** Number in the address. What counts is the one in the text, if the octets can be read. */
  readonly requestId: string;
  readonly portal: Portal;
  readonly at: Date;
  readonly body: SignedBody;
}

/** What became of it: the number under which it was received. */
export interface ReceivedRequest {
  readonly isNew: boolean;
  readonly requestId: string;
}

/** Each time another request was first, what it stored is looked at; nothing is first for ever. */
const ATTEMPTS_MAX = 4;

/**
 * Receives a request for revocation: always, and before any rule has looked at it (規則6条10号). Late, used,
 * altered, of another portal or wrongly signed: it is received, and who decides sees what it is.
 *
 * @throws Refusal for octets that are no request of revocation at all. They are kept.
 */
export async function receiveRequest(
  deps: PortalDependencies,
  call: RevocationCall,
): Promise<ReceivedRequest> {
  const octets = containerOf(call.body);
  const signed = readOrReason(call.body, octets);
  const contentSha256 = hash('sha256', octets);
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const seen = await deps.records.revocations.see({
      portalId: call.portal.id,
      contentSha256,
      requestId: 'text' in signed ? signed.text.requestId : call.requestId,
      nonceSha256: 'text' in signed ? hash('sha256', signed.text.nonce) : undefined,
    });
    const received =
      'text' in signed
        ? await storeRequest(deps, call, { signed, seen, contentSha256 })
        : await keepUnreadable(deps, call, { ...signed, octets, seen, contentSha256 });
    if (received) return received;
  }
  throw new Error('another request was first each time');
}

interface Unreadable {
  readonly reason: string;
}

/** The request; or why it is none. */
function readOrReason(body: SignedBody, octets: Buffer): SignedRequest | Unreadable {
  try {
    return readSigned(body, octets, 'revocation');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { reason: error.problem.slug };
  }
}

interface Storing {
  readonly seen: SeenRequest;
  readonly contentSha256: string;
}

/** @returns undefined if another request was first */
async function storeRequest(
  deps: PortalDependencies,
  { portal, at }: RevocationCall,
  { signed, seen, contentSha256 }: Storing & { readonly signed: SignedRequest },
): Promise<ReceivedRequest | undefined> {
  if (seen.sameInput !== undefined) return { isNew: false, requestId: seen.sameInput };
  const { text, textSha256, textOctets, containerOctets, container } = signed;
  // Another may have the number already, as when a text is used twice: this one is another request.
  const inputId = seen.isNumberFree ? text.requestId : uuidV7(at.getTime());
  const known = await deps.records.revocations.certificates(text.certificates);
  const chainId = await chainFor(
    deps,
    known.map((row) => row.chainId),
    at,
  );
  const kind = text.method === 'jpki' ? 'jpkiCertificate' : 'ownCertificate';
  const evidence = await deps.evidence.put({ caseId: inputId, chainId }, [
    ...signedEvidence(textOctets, containerOctets),
    ...(container.certificate
      ? [{ kind, ring: 'chain', octets: container.certificate } as const]
      : []),
  ]);
  step('revocation.0-evidence-kept');
  const stored = await deps.records.revocations.store({
    inputId,
    portalId: portal.id,
    contentSha256,
    textSha256,
    at,
    requests: requestsOf({
      signed,
      seen,
      known,
      portalId: portal.id,
      inputId,
      chainId,
      evidence,
      at,
    }),
  });
  if (stored === 'lost') return undefined;
  step('revocation.1-received');
  return { isNew: true, requestId: inputId };
}

const signedEvidence = (
  textOctets: Buffer,
  containerOctets: Buffer,
): EvidenceInput<'signedText' | 'signatureContainer'>[] => [
  { kind: 'signedText', ring: 'chain', octets: textOctets },
  { kind: 'signatureContainer', ring: 'chain', octets: containerOctets },
];

/** The chain of the first certificate whose keys are still there, so that it is erased with it; else a new one. */
async function chainFor(
  { evidence }: PortalDependencies,
  chains: readonly string[],
  at: Date,
): Promise<string> {
  const own = chains.find((chainId) => evidence.hasKeys(chainId));
  if (own !== undefined) return own;
  const chainId = uuidV7(at.getTime());
  await evidence.createChain(chainId);
  return chainId;
}

/** Keeps what nobody can read, once, and says so. @returns undefined if another request was first */
async function keepUnreadable(
  deps: PortalDependencies,
  { portal, at }: RevocationCall,
  { reason, octets, seen, contentSha256 }: Storing & Unreadable & { readonly octets: Buffer },
): Promise<undefined> {
  const problem = problems.revocationRequestUnreadable;
  if (seen.sameInput === undefined) {
    // The number stays free for the request that can be read.
    const inputId = uuidV7(at.getTime());
    const chainId = await chainFor(deps, [], at);
    const evidence = await deps.evidence.put({ caseId: inputId, chainId }, [
      { kind: 'signatureContainer', ring: 'chain', octets },
    ]);
    step('revocation.2-unreadable-kept');
    const stored = await deps.records.revocations.storeUnreadable({
      inputId,
      portalId: portal.id,
      contentSha256,
      problem: problem.slug,
      evidence,
      at,
    });
    if (stored === 'lost') return undefined;
    step('revocation.3-unreadable-received');
  }
  const telephone = deps.revocationTelephone;
  throw new Refusal(problem, { members: { reason, telephone } });
}
