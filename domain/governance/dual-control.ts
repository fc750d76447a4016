import { permissionFor } from './acts.ts';
import type { Role } from './acts.ts';
import { MACHINE } from './separation.ts';
import type { SeparationRule } from './separation.ts';

/** One of the two persons of a dual-control act, with the roles held at the time of the act. */
export interface Participant {
  readonly person: string;
  readonly roles: readonly Role[];
}

/**
 * Returns what keeps two persons from doing an act together, or undefined (規則4条4号ニ、6条15号ロ).
 *
 * Two accounts of one person are one person. `allSigning` goes on again only with a custodian.
 */
export function dualControlProblem(
  act: string,
  proposer: Participant,
  approver: Participant,
): SeparationRule | undefined {
  const both = [proposer, approver];
  if (both.some(({ person }) => person === MACHINE)) return 'N14';
  const isOfTheRow = ({ roles }: Participant) =>
    roles.some((role) => ['alone', 'withSecond'].includes(permissionFor(act, role) ?? ''));
  if (proposer.person === approver.person || !both.every(isOfTheRow)) return 'N5';
  const hasCustodian = both.some(({ roles }) => roles.includes('CU'));
  return act === 'switchOnAllSigning' && !hasCustodian ? 'N5' : undefined;
}

const distinct = (values: readonly string[]) => new Set(values).size === values.length;

/** Who holds a share of an issuer key. */
export interface ShareHolder {
  readonly share: string;
  readonly person: string;
  readonly roles: readonly Role[];
}

/** Tells whether shares lie as they must: at least two, each with another custodian (規則4条4号). */
export function areSharesSeparate(holders: readonly ShareHolder[]): boolean {
  return (
    holders.length >= 2 &&
    distinct(holders.map(({ share }) => share)) &&
    distinct(holders.map(({ person }) => person)) &&
    holders.every(({ roles }) => roles.includes('CU') && !roles.includes('AP'))
  );
}
