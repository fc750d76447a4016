import { findOfficer, readCaseEvents, type Officer } from '../../db/decision/staff-input.ts';
import type { OfficeDatabase } from '../../db/office-database.ts';
import type { LotInput } from '../../db/dispatch/lot-inputs.ts';
import type { LotProblem } from '../../domain/dispatch/letter-lots.ts';
import { permissionOf } from '../../domain/governance/acts.ts';
import { pastActsOf } from '../../domain/governance/past-acts.ts';
import { rolesNamed } from '../../domain/governance/role-names.ts';
import { mayAct } from '../../domain/governance/separation.ts';

/** Whoever sent an input about a lot, if they may seal lots; or why not. */
export type LotSender = { readonly officer: Officer } | { readonly problem: LotProblem };

/**
 * Judges whether somebody may seal a lot after all that was done to it (規則6条15号ロ; N7: its two sealers are two persons).
 * To propose and to give up take the same role; who gives up a proposal may be the one who made it.
 */
export async function judgeLotSender(
  db: OfficeDatabase,
  { lotId, kind, officerId, role }: LotInput,
): Promise<LotSender> {
  const officer = await findOfficer(db, officerId, lotId);
  if (!officer) return { problem: 'officerUnknown' };
  const may = permissionOf('sealLetterLot', rolesNamed([role]));
  if (!officer.roles.includes(role) || may === undefined) return { problem: 'roleRequired' };
  if (kind === 'discard') return { officer };
  const { person, personRoles, isOwnCase } = officer;
  const proposal = { act: 'sealLetterLot', person, roles: rolesNamed(personRoles), isOwnCase };
  const leave = mayAct(proposal, pastActsOf(await readCaseEvents(db, lotId)));
  if (leave.may) return { officer };
  return { problem: leave.because === 'role' ? 'roleRequired' : `duties${leave.because}` };
}
