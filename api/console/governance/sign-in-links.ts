import type { StaffMember } from '../../../db/inspection/staff.ts';
import type { ConsoleRecords } from '../dependencies.ts';
import { mayReadCases } from '../roles.ts';
import { frame } from '../words/frame.ts';
import { hashOfSecret, newSecret } from './session.ts';

/** A link that nobody used by then is past. */
const LINK_MS = 12 * 3_600_000;

const labelOf = ({ name, roles }: StaffMember): string => {
  const words = roles.map((role) =>
    Object.hasOwn(frame.roles, role) ? frame.roles[role as keyof typeof frame.roles].ja : role,
  );
  return `${name} (${words.join('・')})`;
};

/**
 * Makes a one-time sign-in link for each member of staff, for development alone.
 *
 * @returns the links by who they are for, to be shown to whoever started the system.
 */
export async function makeSignInLinks(
  { staff, sessions }: Pick<ConsoleRecords, 'staff' | 'sessions'>,
  { consoleUrl, now }: { readonly consoleUrl: string; readonly now: Date },
): Promise<Record<string, string>> {
  // Whoever tries the console opens the first link: it should lead to cases.
  const people = (await staff()).toSorted(
    (a, b) => Number(mayReadCases(b)) - Number(mayReadCases(a)),
  );
  const links = people.map((person) => ({ person, secret: newSecret() }));
  const endsAt = new Date(now.getTime() + LINK_MS);
  await sessions.addLinks(
    links.map(({ person, secret }) => ({
      idSha256: hashOfSecret(secret),
      officerId: person.id,
      endsAt,
    })),
  );
  return Object.fromEntries(
    links.map(({ person, secret }) => [labelOf(person), `${consoleUrl}/sign-in/${secret}`]),
  );
}
