import { keyDefect, parametersOf } from '../../../adapters/x509/public-key.ts';
import { judgeExplanation } from '../../../domain/application/explanation.ts';
import { isTrue } from '../../../domain/decision/condition.ts';
import type { Facts } from '../../../domain/decision/facts.ts';
import type { Branch, Rule, RuleSet } from '../../../domain/decision/rule-set.ts';
import type {
  CertificateService,
  ExplanationVersion,
} from '../../../domain/governance/certificate-service.ts';
import { codePoints, nameCharacters } from '../../../domain/identity/names.ts';
import type { TextRequest } from './text-schemas.ts';

/** What is asked for, and by what it is judged before anybody signs. */
export interface Wish {
  readonly request: TextRequest;
  readonly service: CertificateService;
  /** DER of the keys, by order. */
  readonly keys: readonly Buffer[];
  /** Whether one of the keys is in the register of those that nobody may certify. */
  readonly hasRefusedKey: boolean;
  readonly explanations: readonly ExplanationVersion[];
  readonly now: Date;
}

/** The facts that are known before anything is signed: those of the text and of the operator's documents. */
function factsOf(wish: Wish): Partial<Facts> {
  const { request, service, explanations, now } = wish;
  const { version } = request.explanation;
  const { orders } = request;
  return {
    identityRoute: request.identityRoute,
    keyDelivery: request.keyDelivery,
    accreditationsHeld: service.accreditationsHeld,
    simultaneousOpenUnderAct: service.simultaneousOpenUnderAct,
    simultaneousOpenUnderJpkiItem5: service.simultaneousOpenUnderJpkiItem5,
    certificateTypes: orders.every((o) => service.certificateTypes.includes(o.certificateType))
      ? 'offered'
      : 'notOffered',
    requestedValidityMonths: Math.max(...orders.map((o) => o.validityMonths)),
    proxy: request.proxy,
    explanation: judgeExplanation(
      { date: version, sha256: hashOf(explanations, version), textCreatedAt: now.getTime() },
      explanations,
      now.getTime(),
    ),
    nameLengthCodePoints: codePoints(request.name).length,
    nameCharacters: nameCharacters(request.name),
    ...keyFacts(wish),
  };
}

const hashOf = (explanations: readonly ExplanationVersion[], version: string): string =>
  explanations.find((each) => each.version === version)?.sha256 ?? '';

function keyFacts({ request, keys, hasRefusedKey }: Wish): Partial<Facts> {
  const { keyDelivery, orders } = request;
  if (keyDelivery !== 'simultaneous') return {};
  const verdicts = keys.map((spki) => parametersOf(keyDefect(spki)));
  const bad = verdicts.find((verdict) => verdict !== 'acceptable');
  return {
    keyReceived: keys.length === orders.length,
    ...(verdicts.length === 0 ? {} : { keyParameters: bad ?? 'acceptable' }),
    // Whose the key is otherwise is not known before somebody has signed.
    ...(hasRefusedKey ? { keySeen: 'compromised' } : {}),
  };
}

/** A rule that forbids, and in which way. */
export interface Hopeless {
  readonly rule: Rule;
  readonly branch: Branch;
}

/**
 * Finds the first rule by which an application of this kind can never be approved, so that nobody signs
 * in vain. A rule about a fact that is not known yet is not tried: a comparison with it is false.
 */
export function findHopeless(wish: Wish, ruleSet: RuleSet): Hopeless | undefined {
  const context = { facts: factsOf(wish), parameters: ruleSet.parameters, isComplete: true };
  for (const rule of ruleSet.rules) {
    if (rule.applies !== undefined && !isTrue(rule.applies, context)) continue;
    const branch = rule.branches.find(({ when }) => isTrue(when, context));
    if (branch?.outcome === 'forbids') return { rule, branch };
  }
  return undefined;
}
