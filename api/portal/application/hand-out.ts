import { hash, randomBytes } from 'node:crypto';
import type { DefectiveKey } from '../../../adapters/jpki/key-proofs.ts';
import { keyFingerprints } from '../../../adapters/x509/key-fingerprints.ts';
import { keyDefect } from '../../../adapters/x509/public-key.ts';
import { printJapanTime } from '../../../domain/governance/calendar.ts';
import { defaultPeriods } from '../../../domain/governance/policy.ts';
import { stopOfIntake } from '../../../domain/governance/stops.ts';
import { printSignedText } from '../../../domain/application/signed-text.ts';
import type { ApplicationText } from '../../../domain/application/signed-text.ts';
import type { KnownNumber } from '../../../db/application/hand-out-text.ts';
import type { Portal } from '../../../db/application/portal-register.ts';
import { Refusal } from '../../middleware/problem-details.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { problems, ruleProblem } from '../problems/catalogue.ts';
import { aboutKeys } from '../problems/key-problems.ts';
import { ruleSetFor } from '../governance/rule-set-for.ts';
import { findHopeless } from './hopeless.ts';
import { requireNotStopped } from './require-not-stopped.ts';
import { letterToOf, requestedKeys, requireAddress, requireShown } from './requested-values.ts';
import { recordsOf, type WrittenText } from './text-records.ts';
import type { TextRequest } from './text-schemas.ts';

/** A text that was handed out. */
export interface HandedOut {
  readonly applicationId: string;
  readonly edition: number;
  readonly octets: Buffer;
  readonly textSha256: string;
  readonly nonce: string;
  readonly expiresAt: string;
}

type Texts = Pick<PortalDependencies, 'records' | 'now'>;

/**
 * Writes the text that the applicant will sign (規則6条2号), and records that it was handed out and how
 * the explanation was shown (規則6条1号, 12条1項1号イ).
 *
 * @throws Refusal naming the rule, if nobody could ever approve such an application.
 */
export async function handOutText(
  { records, now }: Texts,
  portal: Portal,
  request: TextRequest,
): Promise<HandedOut> {
  const at = now();
  const { texts } = records;
  await requireTaken({ records, now }, portal, request);
  const around = { portal: portal.id, at, ...(await requirePossible(records, request, at)) };
  // Almost every number is new: what is known of it is asked for only where the database says so.
  const isAskedAsFirst = (request.edition ?? 1) === 1;
  if (isAskedAsFirst) {
    const first = writeText(request, around, { edition: 1 });
    const outcome = await texts.storeFirst(recordsOf(first));
    if (outcome === 'stored') return handedOutOf(first);
  }
  const edition = editionOf(request, portal, await texts.knownNumber(request.applicationId));
  const another = writeText(request, around, edition);
  await texts.storeAnother(recordsOf(another));
  return handedOutOf(another);
}

/** Where a switch keeps new applications out, only a number that has a case may be asked about. */
async function requireTaken(
  { records, now }: Texts,
  portal: Portal,
  { applicationId, service, identityRoute }: TextRequest,
): Promise<void> {
  const { switchesOff } = await records.governance.inForce(now());
  const on = { portalId: portal.id, identityRoute, service };
  if (stopOfIntake(switchesOff, on) === undefined) return;
  const known = await records.texts.knownNumber(applicationId);
  if (known?.portalId !== portal.id || !known.case) requireNotStopped(switchesOff, on);
}

const handedOutOf = ({ text, textSha256, octets }: WrittenText): HandedOut => ({
  applicationId: text.applicationId,
  edition: text.edition,
  octets,
  textSha256,
  nonce: text.nonce,
  expiresAt: text.expiresAt,
});

/** What the text takes from elsewhere. @throws Refusal if it can never be approved. */
async function requirePossible(
  { governance, refusedKeys }: PortalDependencies['records'],
  request: TextRequest,
  at: Date,
): Promise<Pick<Surroundings, 'keys' | 'explanationSha256'>> {
  const { services, explanations, ruleSetId } = await governance.inForce(at);
  const service = services.find(({ id }) => id === request.service);
  if (!service) throw new Refusal(problems.serviceUnknown);
  const keys = requestedKeys(request);
  requireShown(request, at);
  requireAddress(request);
  const hasRefusedKey = await refusedKeys.hasAny(keys.flatMap(keyFingerprints));
  const wish = { request, service, keys, hasRefusedKey, explanations, now: at };
  const hopeless = findHopeless(wish, ruleSetFor(ruleSetId));
  if (hopeless) {
    const isAboutKeys = hopeless.rule.id === 'key.strength';
    throw new Refusal(
      ruleProblem(hopeless.rule, hopeless.branch),
      isAboutKeys ? aboutKeys(defectsOf(keys)) : {},
    );
  }
  const named = explanations.find(({ version }) => version === request.explanation.version);
  if (!named) throw new Error('explanation was judged to be there');
  return { keys, explanationSha256: named.sha256 };
}

/** Keys come in the order of the certificates that are asked for. */
const defectsOf = (keys: readonly Buffer[]): DefectiveKey[] =>
  keys.flatMap((spki, index) => {
    const defect = keyDefect(spki);
    return defect ? [{ order: index + 1, defect }] : [];
  });

type Edition = Pick<ApplicationText, 'edition' | 'previousTextSha256'>;

/** The edition that may be handed out: the first, or of a case that was returned the next. */
function editionOf(
  { edition }: TextRequest,
  portal: Portal,
  known: KnownNumber | undefined,
): Edition {
  const isTaken = known && (known.portalId !== portal.id || known.isOfRequest);
  if (isTaken) throw new Refusal(problems.applicationIdTaken);
  const next = known?.case ? known.case.edition + 1 : 1;
  const isAllowed = !known?.case || (known.case.state === 'returned' && next <= 99);
  if (!isAllowed || (edition ?? next) !== next) {
    throw new Refusal(problems.applicationNotCorrectable);
  }
  return known?.case
    ? { edition: next, previousTextSha256: known.case.textSha256 }
    : { edition: 1 };
}

interface Surroundings {
  readonly portal: string;
  readonly at: Date;
  readonly keys: readonly Buffer[];
  readonly explanationSha256: string;
}

function writeText(request: TextRequest, around: Surroundings, edition: Edition): WrittenText {
  const text = textOf(request, around, edition);
  const octets = Buffer.from(printSignedText(text));
  return { request, text, octets, textSha256: hash('sha256', octets), at: around.at };
}

function textOf(
  request: TextRequest,
  { portal, at, keys, explanationSha256 }: Surroundings,
  edition: Edition,
): ApplicationText {
  const createdAt = at.getTime();
  const lifeMs = defaultPeriods.applicationTextLife.count * 60_000;
  return {
    kind: 'application',
    applicationId: request.applicationId,
    ...edition,
    portal,
    service: request.service,
    identityRoute: request.identityRoute,
    proxy: request.proxy,
    name: request.name,
    ...(request.address === undefined ? {} : { address: request.address }),
    substitutes: request.substitutes,
    previousCertificates: request.previousCertificates,
    orders: request.orders,
    keys:
      request.keyDelivery === 'simultaneous'
        ? { delivery: 'simultaneous', spkiSha256: keys.map((spki) => hash('sha256', spki)) }
        : { delivery: 'code', letterTo: letterToOf(request) },
    explanation: { date: request.explanation.version, sha256: explanationSha256 },
    nonce: randomBytes(16).toString('hex'),
    createdAt: printJapanTime(createdAt),
    expiresAt: printJapanTime(createdAt + lifeMs),
  };
}
