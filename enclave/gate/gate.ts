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
import type { KeptRedemption } from '../book/code-store.ts';
import type { HourlyCap } from '../issuance/hourly-cap.ts';
import type { IssuerKey, Room } from '../room.ts';
import { mergedFacts, type FactValues } from './room-facts.ts';
import { GateRefusal, require } from './gate-refusal.ts';
import { judgePersons } from './human-decision.ts';
import { assertionsNamed } from './instructed-assertions.ts';
import type { CaseRequest, OrderRequest } from './instruction.ts';
import type { EvidenceReading } from './read-evidence.ts';
import { judgeRenewal, type JudgedRenewal } from './renewal.ts';
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
  readonly spkiSha256: string;
  readonly person: string;
  readonly factsSha256: string;
  readonly ruleSetSha256: string;
  /** Hashes of the assertions of officers that the certificate rests on, ascending. */
  readonly assertions: readonly string[];
  readonly issuerKey: IssuerKey;
  readonly profile: CertificateProfiles;
  readonly profileSha256: string;
}

/** Where the room looks whether it has seen a key. */
export interface KeyLookups {
  readonly findKey: (
    spkiSha256: string,
  ) => Promise<{ applicationId: string; person: string; isFree: boolean } | undefined>;
  readonly isKeyRefused: (fingerprint: string) => Promise<boolean>;
}

/** The room, and lookups the gate makes in its registers. */
export interface GateDependencies extends KeyLookups {
  readonly room: Room;
  readonly cap: HourlyCap;
  readonly findRedemptions: (applicationId: string) => Promise<readonly KeptRedemption[]>;
}

/** What the gate found of a case that a code may be made of. */
export interface CodePass {
  readonly instruction: IssuingInstruction;
  readonly addressee: { readonly name: string; readonly address: string };
  readonly person: string;
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
  const redemptions = await deps.findRedemptions(request.applicationId);
  const reading = await readOpen(room, request, redemptions);
  const { instruction, order, text, key } = reading;
  require(order, 'instructionMissing', 'order');
  const profile = room.registers.profile(instruction.service);
  require(profile, 'profileRefused', 'service');
  const issuerKey = room.registers.issuerKey(instruction.service);
  require(issuerKey, 'issuerKeyNotIssuing');
  const renewal = await renewalOf(room, reading);
  const { person } = renewal ?? reading;
  const keySeen = await judgeKey(deps, reading, person);
  // A key that comes by a code is here because the room itself has judged the code.
  const codeProof = text.keys.delivery === 'code' ? { codeProof: 'valid' } : {};
  const ofKey = reading.isKeyReceived ? { keySeen, ...codeProof } : {};
  const { facts, hash, assertions } = await judgeAuthority(room, reading, {
    ...ofKey,
    ...renewal?.facts,
  });
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
    spkiSha256: reading.keySha256,
    person,
    factsSha256: sha256Hex(canonicalOctets({ v: 1, facts })),
    ruleSetSha256: hash,
    assertions,
    issuerKey,
    profile: profile.profile,
    profileSha256: profile.sha256,
  };
}

/**
 * Decides again whether a code may be made of a case: as for a certificate, but its key is still to come.
 *
 * @throws GateRefusal
 */
export async function passCodeGate(room: Room, request: CaseRequest): Promise<CodePass> {
  requireOpen(room);
  // Whatever else the request names: it is a case that is asked about, and none of its orders.
  const { applicationId, chainId, instructionSha256 } = request;
  const reading = await readOpen(room, { applicationId, chainId, instructionSha256 }, []);
  const { instruction, text, addressee } = reading;
  const letterTo = text.identityRoute === 'ownCertificate' ? 'textAddress' : 'jpkiAddress';
  const isToChecked = text.keys.delivery === 'code' && text.keys.letterTo === letterTo;
  require(isToChecked && addressee, 'dossierDiffers', 'keyDelivery');
  requireOrders(reading);
  const renewal = await renewalOf(room, reading);
  await judgeAuthority(room, reading, renewal?.facts ?? {});
  const { person } = renewal ?? reading;
  require(addressee.address !== '', 'outcomeNotHolding', 'address');
  return { instruction, addressee, person };
}

/** What is decided and instructed are the orders that the applicant signed: a code is for all of them together. */
function requireOrders({ instruction, text }: EvidenceReading): void {
  const { orders, dossier } = instruction;
  const isSame = (asked: (typeof text.orders)[number], index: number): boolean => {
    const order = orders.find((each) => each.order === index + 1);
    const decided = dossier.orders.find((each) => each.order === order?.id);
    return [order, decided].every(
      (each) =>
        each?.certificateType === asked.certificateType &&
        each.validityMonths === asked.validityMonths &&
        each.spkiSha256 === undefined,
    );
  };
  require(orders.length === text.orders.length &&
    text.orders.every(isSame), 'dossierDiffers', 'orders');
}

async function readOpen(
  room: Room,
  request: CaseRequest | OrderRequest,
  redemptions: readonly KeptRedemption[],
): Promise<EvidenceReading> {
  const { anchors } = room.registers;
  const reading = await room.readEvidence({ request, redemptions, now: room.now(), anchors });
  // A switch may have been thrown while the evidence was read.
  requireOpen(room);
  return reading;
}

/** What the room's registers say of a text that is signed with a certificate of ours; undefined of any other. */
const renewalOf = (room: Room, reading: EvidenceReading): Promise<JudgedRenewal> | undefined =>
  reading.renewal && judgeRenewal(room, reading, reading.renewal);

/** By whose authority: the verdict of a rule set over the room's own facts, and the persons who decided and instructed. */
async function judgeAuthority(room: Room, reading: EvidenceReading, ofKey: FactValues) {
  const { instruction, text } = reading;
  const facts = mergedFacts(reading.facts, registerFacts(room, text), ofKey);
  const { verdict, hash } = decideAgain(room, reading, facts);
  const assertions = assertionsNamed(instruction).toSorted();
  if (instruction.decider === 'officer' || assertions.length > 0) {
    await judgePersons(room, reading, verdict);
    requireOpen(room);
  }
  return { facts, hash, assertions };
}

function requireOpen({ registers, book, now }: Room): void {
  require(registers.isSwitchOn('allSigning'), 'switchOff', 'allSigning');
  require(now().getTime() >= book.lastAt, 'clockBehind');
}

/** Word of fact `keySeen` for a key of a person of an application; undefined where another order of it has the key. */
export async function keySeenOf(
  { findKey, isKeyRefused }: KeyLookups,
  key: { readonly sha256: string; readonly fingerprints: readonly string[] },
  whose: { readonly applicationId: string; readonly person: string },
): Promise<'compromised' | 'never' | 'sameCase' | 'samePerson' | 'otherPerson' | undefined> {
  const [seen, ...refused] = await Promise.all([
    findKey(key.sha256),
    ...key.fingerprints.map(isKeyRefused),
  ]);
  if (refused.includes(true)) return 'compromised';
  if (!seen) return 'never';
  if (seen.applicationId === whose.applicationId) return seen.isFree ? 'sameCase' : undefined;
  return seen.person === whose.person ? 'samePerson' : 'otherPerson';
}

async function judgeKey(
  deps: GateDependencies,
  reading: EvidenceReading,
  person: string,
): Promise<string> {
  const { instruction, keySha256: sha256, keyFingerprints: fingerprints } = reading;
  const whose = { applicationId: instruction.application, person };
  const seen = await keySeenOf(deps, { sha256, fingerprints }, whose);
  // This order has no intent yet: it was another order of the case that took the key.
  require(seen, 'orderAlreadyIssued', 'key');
  return seen;
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
