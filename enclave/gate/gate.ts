import { canonicalOctets, sha256Hex } from '../../books/canonical-json.ts';
import { decide, type Finding, type Verdict } from '../../domain/decision/decide.ts';
import { decideForPersons } from '../../domain/decision/dossier.ts';
import { approvalsNeeded } from '../../domain/decision/overrides.ts';
import { findRuleSet } from '../../domain/decision/rule-sets.ts';
import type { CertificateProfiles } from '../../domain/issuance/certificate-profiles.ts';
import type {
  InstructedOrder,
  IssuingInstruction,
} from '../../domain/issuance/issuing-instruction.ts';
import type { HourlyCap } from '../issuance/hourly-cap.ts';
import type { IssuerKey, Room } from '../room.ts';
import { mergedFacts, type FactValues } from './room-facts.ts';
import { GateRefusal, require } from './gate-refusal.ts';
import { judgePersons } from './human-decision.ts';
import { assertionsNamed } from './instructed-assertions.ts';
import type { OrderRequest } from './instruction.ts';
import type { EvidenceReading } from './read-evidence.ts';
import { registerFacts } from './register-facts.ts';
import { ruleSetSha256 } from './rule-set-hash.ts';

/** What the gate found, for the certificate and for the intent's entry. */
export interface GatePass {
  readonly instruction: IssuingInstruction;
  readonly order: InstructedOrder;
  readonly dossierSha256: string;
  readonly name: string;
  /** DER of the applicant's key. */
  readonly spki: Buffer;
  readonly person: string;
  readonly factsSha256: string;
  readonly ruleSetSha256: string;
  /** Hashes of the assertions of officers that the certificate rests on, ascending. */
  readonly assertions: readonly string[];
  readonly issuerKey: IssuerKey;
  readonly profile: CertificateProfiles;
  readonly profileSha256: string;
}

/** The room, and lookups the gate makes in its registers. */
export interface GateDependencies {
  readonly room: Room;
  readonly cap: HourlyCap;
  readonly findKey: (
    spkiSha256: string,
  ) => Promise<{ applicationId: string; person: string; isFree: boolean } | undefined>;
  readonly isKeyRefused: (fingerprint: string) => Promise<boolean>;
}

/**
 * Decides again whether an order may be signed, believing nobody (promise 9): what its evidence says
 * (`readEvidence`), then by whose authority: the room's own registers, the verdict of a rule set that the
 * room has accepted over the room's own facts, keys seen before, and the room's limits.
 *
 * @throws GateRefusal
 */
export async function passGate(deps: GateDependencies, request: OrderRequest): Promise<GatePass> {
  const { room } = deps;
  requireOpen(room);
  const { anchors } = room.registers;
  const reading = await room.readEvidence({ request, now: room.now(), anchors });
  const { instruction, order, text, person, key } = reading;

  // A switch may have been thrown while the evidence was read.
  requireOpen(room);
  const profile = room.registers.profile(instruction.service);
  require(profile, 'profileRefused', 'service');
  const issuerKey = room.registers.issuerKey(instruction.service);
  require(issuerKey, 'issuerKeyNotIssuing');
  const keySeen = await judgeKey(deps, reading);
  const ofKey = reading.isKeyReceived ? { keySeen } : {};
  const facts = mergedFacts(reading.facts, registerFacts(room, text), ofKey);
  const { verdict, hash } = decideAgain(room, reading, facts);
  const assertions = assertionsNamed(instruction).toSorted();
  if (instruction.decider === 'officer' || assertions.length > 0) {
    await judgePersons(room, reading, verdict);
    requireOpen(room);
  }
  if ('refusal' in key) throw new GateRefusal(key.refusal.check, key.refusal.detail);
  require(deps.cap.hasRoom(
    issuerKey.issuerKeyId,
    room.now(),
    room.capPerHour,
  ), 'capExceeded', String(room.capPerHour));
  return {
    instruction,
    order,
    dossierSha256: reading.dossierSha256,
    name: text.name,
    spki: Buffer.from(key.spki, 'base64'),
    person,
    factsSha256: sha256Hex(canonicalOctets({ v: 1, facts })),
    ruleSetSha256: hash,
    assertions,
    issuerKey,
    profile: profile.profile,
    profileSha256: profile.sha256,
  };
}

function requireOpen({ registers, book, now }: Room): void {
  require(registers.isSwitchOn('allSigning'), 'switchOff', 'allSigning');
  require(now().getTime() >= book.lastAt, 'clockBehind');
}

async function judgeKey(
  { findKey, isKeyRefused }: GateDependencies,
  { instruction, order, person, keyFingerprints }: EvidenceReading,
): Promise<string> {
  const [seen, ...refused] = await Promise.all([
    findKey(order.spkiSha256),
    ...keyFingerprints.map(isKeyRefused),
  ]);
  if (refused.includes(true)) return 'compromised';
  if (!seen) return 'never';
  const isSameCase = seen.applicationId === instruction.application;
  if (isSameCase && seen.isFree) return 'sameCase';
  // This order has no intent yet: it was another order of the case that took the key.
  require(!isSameCase, 'orderAlreadyIssued', 'key');
  return seen.person === person ? 'samePerson' : 'otherPerson';
}

/** The rule set's verdict over the room's facts; what nobody may approve is refused. */
function decideAgain(
  room: Room,
  { instruction, keyDefects }: EvidenceReading,
  facts: FactValues,
): { readonly verdict: Verdict; readonly hash: string } {
  const ruleSet = findRuleSet(instruction.ruleSet);
  require(ruleSet, 'ruleSetNotAccepted', instruction.ruleSet);
  const hash = ruleSetSha256(ruleSet);
  require(hash === instruction.dossier.ruleSetSha256, 'dossierDiffers', 'ruleSet');
  require(room.registers.isRuleSetAccepted(hash), 'ruleSetNotAccepted', hash);
  const isByPersons = instruction.decider === 'officer';
  const verdict = isByPersons ? decideForPersons(facts, ruleSet) : decide(facts, ruleSet);
  // The machine approves what holds throughout, and nothing else.
  const isSignable = isByPersons ? approvalsNeeded(verdict) : verdict.outcome === 'holds';
  if (isSignable) return { verdict, hash };
  const codes = codesOf(verdict.notHolding, keyDefects);
  throw new GateRefusal(checkFor(verdict.notHolding), codes);
}

function checkFor(notHolding: readonly Finding[]) {
  if (notHolding.some((f) => f.rule === 'jlis.fresh')) return 'jlisTooOld';
  if (notHolding.some((f) => f.rule.startsWith('key.'))) return 'keyRefused';
  return 'outcomeNotHolding';
}

/** Findings as `rule/code`; of a key also what is wrong with it. */
const codesOf = (findings: readonly Finding[], keyDefects: readonly string[]): string =>
  findings
    .slice(0, 8)
    .map(({ rule, code = '' }) => [
      `${rule}/${code}`,
      ...(rule === 'key.strength' ? keyDefects : []),
    ])
    .flat()
    .join(' ');
