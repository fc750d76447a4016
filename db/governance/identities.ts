import { createHash } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import { writeSession, type NewSession } from '../inspection/sessions.ts';
import type { StaffMember } from '../inspection/staff.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { officerIdentities } from '../schema/access.ts';

/** Somebody as an identity provider names them. */
export interface ProviderIdentity {
  readonly issuer: string;
  readonly subject: string;
}

/** By what an identity is found. A subject is unique at its issuer alone (OpenID Connect Core §2). */
export const identitySha256 = ({ issuer, subject }: ProviderIdentity): string =>
  createHash('sha256').update(`identity/1\0${issuer}\0${subject}`).digest('hex');

/** Whose identities of the provider are which officer's, as the console asks. */
export function prepareIdentities(db: OfficeDatabase) {
  return {
    /** The officer behind an identity; undefined if none is mapped, or the mapping was withdrawn. */
    async officerOf(identity: ProviderIdentity): Promise<string | undefined> {
      const [row] = await db
        .select({ officerId: officerIdentities.officerId })
        .from(officerIdentities)
        .where(
          and(
            eq(officerIdentities.identitySha256, identitySha256(identity)),
            isNull(officerIdentities.withdrawnAt),
          ),
        );
      return row?.officerId;
    },

    /** Opens a session of an officer whom the provider named. @returns undefined if there is no such officer. */
    signIn: (officerId: string, session: NewSession): Promise<StaffMember | undefined> =>
      db.transaction((tx) => writeSession(tx, officerId, { ...session, method: 'oidc' })),
  };
}

/** Identities as the console asks for them. */
export type Identities = ReturnType<typeof prepareIdentities>;
