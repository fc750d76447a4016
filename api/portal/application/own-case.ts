import type { StatusRow } from '../../../db/application/application-status.ts';
import type { SigningCase } from '../../../db/application/signing-case.ts';
import { Refusal } from '../../middleware/problem-details.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { problems } from '../problems/catalogue.ts';

/** The case, if this portal sent it. @throws Refusal for every other, as if it were not there. */
export async function ownCase(
  { records }: PortalDependencies,
  applicationId: string,
  portalId: string,
): Promise<StatusRow> {
  const row = await records.status.find(applicationId);
  if (row?.portalId !== portalId) throw new Refusal(problems.applicationNotFound);
  return row;
}

/** The case as signatures about it are held against, if this portal sent it. @throws Refusal likewise */
export async function ownSigningCase(
  { records }: PortalDependencies,
  applicationId: string,
  portalId: string,
): Promise<SigningCase> {
  const row = await records.signing.find(applicationId);
  if (row?.portalId !== portalId) throw new Refusal(problems.applicationNotFound);
  return row;
}
