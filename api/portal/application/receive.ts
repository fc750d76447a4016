import { hash } from 'node:crypto';
import { step } from '../../../adapters/telemetry/steps.ts';
import type { Seen, StoredCase } from '../../../db/application/intake-lookups.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import { Refusal } from '../../middleware/problem-details.ts';
import type { PortalDependencies, ReceivedInput } from '../dependencies.ts';
import { problems } from '../problems/catalogue.ts';
import type { ApplicationBody } from './application-schemas.ts';
import { evidenceOf } from './evidence-of.ts';
import { requireHandedOut, requireProofs, type Intake } from './intake-checks.ts';
import { personIndex } from './person-index.ts';
import { requireNotStopped } from './require-not-stopped.ts';
import { receiptOf } from './receipt.ts';
import { renewalOf, type Renewal } from './renewal.ts';
import { containerOf, readSubmission, type Submission } from './submission.ts';

/** What became of a request to receive. */
export interface Received {
  readonly isNew: boolean;
  /** To be nudged; undefined once the case has seen the input. */
  readonly input: ReceivedInput | undefined;
}

/** One request as it came, and the portal it came from. */
export interface ReceiveRequest extends Intake {
  readonly body: ApplicationBody;
  /** Told the hash of the container as soon as there is one, for the record of a refusal. */
  readonly onContainer: (sha256: string) => void;
}

/** Each time another request was first, what it stored is looked at; nothing is first for ever. */
const ATTEMPTS_MAX = 4;

/**
 * Receives an application or its correction, once (規則6条2号).
 *
 * @throws Refusal for what cannot be taken; then nothing has changed.
 */
export async function receiveApplication(
  deps: PortalDependencies,
  request: ReceiveRequest,
): Promise<Received> {
  const container = containerOf(request.body);
  request.onContainer(hash('sha256', container));
  const submission = readSubmission(request.body, container);
  const { applicationId } = request;
  const { contentSha256, textSha256, signedContentSha256, text } = submission;
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const portalId = request.portal.id;
    const nonceSha256 = hash('sha256', text.nonce);
    const hashes = { contentSha256, textSha256, signedContentSha256, nonceSha256 };
    const names = { applicationId, portalId, ...hashes };
    const seen = await deps.records.lookups.see(names);
    // Before anything is said about the number: one of another portal is answered as one of nobody.
    if (!seen.isOwnNumber) throw new Refusal(problems.applicationIdUnknown);
    // Before everything that time could change: an answer that was lost is given again, however late.
    const repeat = seen.case && repeatOf(seen.case, request);
    if (repeat) return repeat;
    const input = await receiveOnce(deps, request, { submission, seen });
    if (input) return { isNew: true, input };
  }
  throw new Error('another request was first each time');
}

function repeatOf(stored: StoredCase, { portal, applicationId }: Intake): Received | undefined {
  if (stored.portalId !== portal.id || !stored.sameInput) return undefined;
  const { id, kind, isApplied } = stored.sameInput;
  return { isNew: false, input: isApplied ? undefined : { applicationId, inputId: id, kind } };
}

/** @returns the input that is stored now; undefined if another request was first. */
async function receiveOnce(
  deps: PortalDependencies,
  request: ReceiveRequest,
  { submission, seen }: { readonly submission: Submission; readonly seen: Seen },
): Promise<ReceivedInput | undefined> {
  const { records, evidence } = deps;
  const handedOut = requireHandedOut(submission, seen.handedOut, request);
  requireEdition(submission, seen.case, request);
  requireProofs(submission);
  const inForce = await records.governance.inForce(request.at);
  if (!seen.case) {
    const { service, identityRoute } = submission.text;
    const { appVersion } = request.body.device ?? {};
    const on = { portalId: request.portal.id, identityRoute, service, appVersion };
    requireNotStopped(inForce.switchesOff, on);
  }

  const renewal = await requireRenewal(deps, { submission, seen });

  // Files first, so that no entry ever names what is not there. A crash here leaves a chain and a pack
  // that nothing names; reconciliation sweeps them.
  const chainId = seen.case?.chainId ?? renewal?.chainId ?? uuidV7(request.at.getTime());
  // At the same time: nothing names either before both are durable.
  const objects = evidenceOf(submission, handedOut, renewal);
  const keys = seen.case || renewal ? undefined : evidence.createChain(chainId);
  const at = { caseId: request.applicationId, chainId };
  const [kept] = await Promise.all([evidence.put(at, objects), keys]);
  step('intake.0-evidence-kept');

  const receipt = receiptOf({
    request,
    submission,
    seen,
    chainId,
    kept,
    person: personIndex(deps.misuseKey, submission, renewal?.person),
    ruleSetId: inForce.ruleSetId,
    seal: (octets) => evidence.seal(chainId, octets),
  });
  if ((await records.receipts.store(receipt)) === 'lost') return undefined;
  step('intake.1-received');
  const { applicationId, inputId, inputKind: kind } = receipt;
  return { applicationId, inputId, kind };
}

/**
 * What a renewal rests on; undefined of any other application. A case stays with the check that it began with: whoever is
 * to be checked anew applies anew.
 */
async function requireRenewal(
  deps: PortalDependencies,
  { submission, seen }: { readonly submission: Submission; readonly seen: Seen },
): Promise<Renewal | undefined> {
  const isRenewal = submission.text.identityRoute === 'ownCertificate';
  const route = seen.case?.identityRoute;
  if (route !== undefined && (route === 'ownCertificate') !== isRenewal) {
    throw new Refusal(problems.applicationNotCorrectable);
  }
  if (!isRenewal) return undefined;
  const renewal = await renewalOf(deps, submission);
  const isOther = seen.case !== undefined && seen.case.chainId !== renewal.chainId;
  if (isOther) throw new Refusal(problems.signerOfOther);
  return renewal;
}

/** A case takes its first edition, and while it is returned the next (state table, rows 1, 2 and 16). */
function requireEdition(
  { text }: Submission,
  stored: StoredCase | undefined,
  { portal }: Intake,
): void {
  if (!stored) {
    if (text.edition !== 1) throw new Refusal(problems.applicationNotCorrectable);
    return;
  }
  const isNext = stored.portalId === portal.id && text.edition === stored.edition + 1;
  if (!isNext) throw new Refusal(problems.existsWithDifferentContent);
  if (stored.state !== 'returned') throw new Refusal(problems.applicationNotCorrectable);
}
