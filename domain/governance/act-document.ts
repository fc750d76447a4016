import { findRuleSet } from '../decision/rule-sets.ts';
import { ruleSetContent } from '../decision/rule-set.ts';
import { isListOf } from '../revocation/mass-revocation.ts';
import type { ActContent } from './act-kinds.ts';
import { readAccreditations } from './certificate-service.ts';
import { readJlisService } from './jlis-service.ts';
import { readOfficers, registerProblem } from './officer-register.ts';

/** An explanation is named in texts by the day of its version. */
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Whether the document of an act is one of its kind.
 *
 * @param json the document as parsed JSON; undefined where it is none, which an explanation need not be.
 */
export function isDocumentOf({ actKind, change }: ActContent, json: unknown): boolean {
  switch (actKind) {
    case 'jlisAgreement':
      return readJlisService(json) !== undefined;
    case 'accreditations':
      return readAccreditations(json) !== undefined;
    case 'explanation':
      return DAY.test(change.version);
    case 'certificatePolicy':
    case 'certificationPracticeStatement':
      // Text or PDF for people: nothing in it is read by a program.
      return true;
    case 'ruleSet':
      return isRuleSet(change.version, json);
    case 'officerRegister':
      return isRegister(json);
    case 'keyGeneration':
      // The room reads the whole of it; here it is told from other documents.
      return isCeremonyScript(json);
    case 'massRevocation':
      return isListOf(change, json);
    default:
      return false;
  }
}

/** The released rule set of this id and no other: its hash is what the room accepts. */
function isRuleSet(version: string, json: unknown): boolean {
  const ruleSet = findRuleSet(version);
  return ruleSet !== undefined && isSame(ruleSetContent(ruleSet), json);
}

/** Equal as canonical JSON is: the order of members says nothing. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, sorted(member)]);
}

function isCeremonyScript(json: unknown): boolean {
  const members = new Set(Object.keys(json ?? {}));
  return ['v', 'ceremony', 'present', 'custodians', 'keys'].every((name) => members.has(name));
}

function isRegister(json: unknown): boolean {
  const document = readOfficers(json);
  return document !== undefined && registerProblem(document) === undefined;
}
