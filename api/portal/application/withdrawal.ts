import { hash } from 'node:crypto';
import { step } from '../../../adapters/telemetry/steps.ts';
import type { SigningCase } from '../../../db/application/signing-case.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import { isFinal } from '../../../domain/application/states.ts';
import type { ApplicationState } from '../../../domain/application/states.ts';
import type { WithdrawalText } from '../../../domain/application/signed-text.ts';
import { WITHDRAWAL_BY_APPLICANT } from '../../../domain/decision/withdrawal.ts';
import { Refusal } from '../../middleware/problem-details.ts';
import type { PortalDependencies, ReceivedInput } from '../dependencies.ts';
import { problems } from '../problems/catalogue.ts';
import { requireCaseSigner, type SignerEvidence } from './case-signer.ts';
import { requireHandedOut, type Intake } from './intake-checks.ts';
import { ownSigningCase } from './own-case.ts';
import type { Received } from './receive.ts';
import { containerOf, readSigned, type SignedBody, type SignedSubmission } from './submission.ts';

type Withdrawal = SignedSubmission<WithdrawalText>;

/** Each time another request was first, what it stored is looked at; nothing is first for ever. */
const ATTEMPTS_MAX = 4;

/** One request as it came. */
export interface WithdrawalRequest extends Intake {
  readonly body: SignedBody;
  /** Told the hash of the container as soon as there is one, for the record of a refusal. */
  readonly onContainer: (sha256: string) => void;
}

/**
 * Receives a signed withdrawal (取下書), once. It is applied by the run of the case, which alone knows
 * whether the room has an intent (state table, rows 28 and 29).
 *
 * @throws Refusal for what cannot be taken; then nothing has changed.
 */
export async function receiveWithdrawal(
  deps: PortalDependencies,
  request: WithdrawalRequest,
): Promise<Received> {
  const octets = containerOf(request.body);
  request.onContainer(hash('sha256', octets));
  const signed = readSigned(request.body, octets, 'withdrawal');
  const { applicationId, portal } = request;
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const of = await ownSigningCase(deps, applicationId, portal.id);
    // Before everything that time could change: an answer that was lost is given again, however late.
    const same = await deps.records.signedInputs.sameContent(applicationId, signed.contentSha256);
    if (same) {
      const { inputId, kind, isApplied } = same;
      return { isNew: false, input: isApplied ? undefined : { applicationId, inputId, kind } };
    }
    const input = await receiveOnce(deps, request, { signed, of });
    if (input) return { isNew: true, input };
  }
  throw new Error('another request was first each time');
}

/** @returns the input that is stored now; undefined if another request was first. */
async function receiveOnce(
  deps: PortalDependencies,
  request: WithdrawalRequest,
  { signed, of }: { readonly signed: Withdrawal; readonly of: SigningCase },
): Promise<ReceivedInput | undefined> {
  const signer = await requireTakable(deps, request, { signed, of });
  const { applicationId, portal, at } = request;
  const evidence = await deps.evidence.put({ caseId: applicationId, chainId: of.chainId }, [
    { kind: 'signedText', ring: 'chain', octets: signed.textOctets },
    { kind: 'signatureContainer', ring: 'chain', octets: signed.containerOctets },
    signer,
  ]);
  step('withdrawal.0-evidence-kept');
  const { textSha256, contentSha256, signedContentSha256, text } = signed;
  const inputId = uuidV7(at.getTime());
  const kind = WITHDRAWAL_BY_APPLICANT;
  const stored = await deps.records.signedInputs.store({
    inputId,
    kind,
    applicationId,
    portalId: portal.id,
    textSha256,
    contentSha256,
    signedContentSha256,
    content: {
      v: 1,
      kind,
      method: text.method,
      textSha256,
      applicationTextSha256: text.applicationTextSha256,
      evidence: evidence.filter((each) => each.kind !== signer.kind),
    },
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
      data: { evidenceKind: 'signatureContainer', supplier: 'applicant' },
    },
  });
  if (stored === 'lost') return undefined;
  step('withdrawal.1-received');
  return { applicationId, inputId, kind };
}

/** Everything that can be known at once. @returns the certificate that signed */
async function requireTakable(
  deps: PortalDependencies,
  request: WithdrawalRequest,
  { signed, of }: { readonly signed: Withdrawal; readonly of: SigningCase },
): Promise<SignerEvidence> {
  const { text } = signed;
  const known = await deps.records.signedInputs.handedOut(hash('sha256', text.nonce));
  const handedOut = requireHandedOut(signed, known, request);
  if (handedOut.usedBy !== null) throw new Refusal(problems.signedContentReused);
  if (isFinal(of.state as ApplicationState)) throw new Refusal(problems.applicationClosed);
  if (text.applicationTextSha256 !== of.textSha256) throw new Refusal(problems.signedTextOutdated);
  // A withdrawal on paper is taken by staff, who see the paper.
  if (text.method === 'paper') throw new Refusal(problems.signerOfOther);
  return requireCaseSigner(deps, text.method, { signed, of, at: request.at });
}
