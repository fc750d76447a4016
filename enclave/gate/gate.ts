import { readJpkiAttributes } from '../../adapters/jpki/jpki-attributes.ts';
import { provenKey } from '../../adapters/jpki/proof-evidence.ts';
import { readSignedData } from '../../adapters/jpki/signed-data.ts';
import { canonicalOctets, sha256Hex } from '../../books/canonical-json.ts';
import { decide, type Finding } from '../../domain/decision/decide.ts';
import { findRuleSet } from '../../domain/decision/rule-sets.ts';
import { nameKey } from '../../domain/identity/names.ts';
import type { IssuerKey, Room } from '../room.ts';
import type { CertificateProfile } from '../issuance/certificate-profile.ts';
import type { HourlyCap } from '../issuance/hourly-cap.ts';
import { GateRefusal, readable, require } from './gate-refusal.ts';
import { readInstruction, type InstructedCase, type OrderRequest } from './instruction.ts';
import { personOf, takeRoomFacts, type FactValues, type RoomFacts } from './room-facts.ts';
import { ruleSetSha256 } from './rule-set-hash.ts';

/** What the gate found, for the certificate and for the intent's entry. */
export interface GatePass extends InstructedCase {
  readonly name: string;
  /** DER of the applicant's key. */
  readonly spki: Buffer;
  readonly person: string;
  readonly factsSha256: string;
  readonly ruleSetSha256: string;
  readonly issuerKey: IssuerKey;
  readonly profile: CertificateProfile;
  readonly profileSha256: string;
}

/** Lookups the gate makes in the room's own registers. */
export interface GateDependencies {
  readonly room: Room;
  readonly cap: HourlyCap;
  readonly findKey: (
    spkiSha256: string,
  ) => Promise<{ applicationId: string; person: string; isCompromised: boolean } | undefined>;
}

/**
 * Decides again whether an order may be signed, believing nobody (promise 9): the evidence by hash, the
 * applicant's signature and chain, the J-LIS answer with its age now, the facts extracted again, the
 * verdict of a rule set the room has accepted, the key's binding, and the room's own limits.
 *
 * @throws GateRefusal
 */
export async function passGate(deps: GateDependencies, request: OrderRequest): Promise<GatePass> {
  const { room } = deps;
  require(room.registers.isSwitchOn('allSigning'), 'switchOff', 'allSigning');
  require(room.now().getTime() >= room.book.lastAt, 'clockBehind');
  const instructed = readable('instructionMissing', 'unreadable', () =>
    readInstruction(room.evidence, request),
  );
  const { instruction, order } = instructed;

  const profile = room.registers.profile(instruction.service);
  require(profile, 'profileRefused', 'service');
  const issuerKey = room.registers.issuerKey(instruction.service);
  require(issuerKey, 'issuerKeyNotIssuing');

  const roomFacts = readable('evidenceHash', 'unreadable', () => takeRoomFacts(room, instructed));
  const person = readable('evidenceHash', 'certificate', () => personBehind(room, instructed));
  const keySeen = await judgeKey(deps, instructed, person);
  const facts = roomFacts.proofs.length > 0 ? { ...roomFacts.facts, keySeen } : roomFacts.facts;
  const ruleSet = decideAgain(room, instructed, facts);
  const spki = readable('keyNotBound', 'unreadable', () => boundKey(instructed, roomFacts));
  require(deps.cap.hasRoom(
    issuerKey.issuerKeyId,
    room.now(),
    room.capPerHour,
  ), 'capExceeded', String(room.capPerHour));
  return {
    ...instructed,
    name: roomFacts.text.name,
    spki,
    person,
    factsSha256: sha256Hex(canonicalOctets({ v: 1, facts })),
    ruleSetSha256: ruleSet,
    issuerKey,
    profile: profile.profile,
    profileSha256: profile.sha256,
    dossierSha256: instructed.dossierSha256,
    order,
  };
}

/** The person the card's certificate names, under the room's own secret. */
function personBehind(room: Room, { octets }: InstructedCase): string {
  const { signer } = readSignedData(octets.signatureContainer);
  require(signer, 'evidenceHash', 'certificate');
  const { commonName, dateOfBirth } = readJpkiAttributes(signer).values;
  return personOf(room, nameKey(commonName ?? ''), dateOfBirth ?? '');
}

async function judgeKey(
  { findKey }: GateDependencies,
  { instruction, order }: InstructedCase,
  person: string,
): Promise<string> {
  const seen = await findKey(order.spkiSha256);
  if (!seen) return 'never';
  if (seen.isCompromised) return 'compromised';
  // This order has no intent yet: it was another order of the case that took the key.
  require(seen.applicationId !== instruction.application, 'orderAlreadyIssued', 'key');
  return seen.person === person ? 'samePerson' : 'otherPerson';
}

/** The rule set's verdict over the room's facts; only what holds throughout may be signed. */
function decideAgain(room: Room, { instruction }: InstructedCase, facts: FactValues): string {
  const ruleSet = findRuleSet(instruction.ruleSet);
  require(ruleSet, 'ruleSetNotAccepted', instruction.ruleSet);
  const hash = ruleSetSha256(ruleSet);
  require(hash === instruction.dossier.ruleSetSha256, 'dossierDiffers', 'ruleSet');
  require(room.registers.isRuleSetAccepted(hash), 'ruleSetNotAccepted', hash);
  const { outcome, notHolding } = decide(facts, ruleSet);
  if (outcome === 'holds') return hash;
  throw new GateRefusal(checkFor(notHolding, instruction.decider), codesOf(notHolding));
}

/** A human decision needs assertions of officers, which the room checks against its own register. */
function checkFor(notHolding: readonly Finding[], decider: string) {
  if (notHolding.some((f) => f.rule === 'jlis.fresh')) return 'jlisTooOld';
  if (notHolding.some((f) => f.rule.startsWith('key.'))) return 'keyRefused';
  return decider === 'officer' ? 'approvalsMissing' : 'outcomeNotHolding';
}

const codesOf = (findings: readonly Finding[]): string =>
  findings
    .slice(0, 8)
    .map((f) => `${f.rule}/${f.code ?? ''}`)
    .join(' ');

/** The applicant's key of the order: the one named in the signed octets, proven and instructed. */
function boundKey({ instruction, order }: InstructedCase, { text, proofs }: RoomFacts): Buffer {
  const proof = proofs.find((p) => p.order === order.order);
  require(proof, 'keyNotBound', 'no key');
  const named = text.keys.delivery === 'simultaneous' ? text.keys.spkiSha256[order.order - 1] : '';
  const spki = provenKey(proof);
  const hash = sha256Hex(spki);
  require(named === hash && order.spkiSha256 === hash, 'keyNotBound', 'other key');
  const asked = text.orders[order.order - 1];
  require(asked?.certificateType === order.certificateType, 'dossierDiffers', 'certificateType');
  require(asked.validityMonths === order.validityMonths, 'dossierDiffers', 'validityMonths');
  // What an approval is bound to is the dossier: its orders are these, too.
  const decided = instruction.dossier.orders.find((o) => o.order === order.id);
  require(decided?.certificateType === order.certificateType &&
    decided.validityMonths === order.validityMonths &&
    decided.spkiSha256 === order.spkiSha256, 'dossierDiffers', 'orders');
  return spki;
}
