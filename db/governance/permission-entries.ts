import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { writeEntry } from '../books/write-entry.ts';
import type { Queryable } from '../office-database.ts';
import { officers } from '../schema/governance.ts';

/** Whoever gives or takes a permission, as the entry names them. */
export interface PermissionActor {
  readonly id: string;
  readonly role: string;
  readonly terminal: string;
}

/** What is given or taken. */
export interface PermissionOf {
  /** The officer; of a terminal, the terminal; of a portal, the portal. */
  readonly person: string;
  /** The name of a role, or `passkey`, `identity`, `terminal`, `enrolment`, `portal`, `portalKey`; `name`: what somebody is called is overwritten. */
  readonly permission: string;
  /** The act of two; of what a person does alone on their own passkeys, an id of its own. */
  readonly act: string;
  /** Of a passkey the hash of its id; of a key of a portal its thumbprint (RFC 7638). */
  readonly credentialSha256?: string;
}

/** A passkey as entries name it, so that it can be withdrawn in a database that was restored. */
export const credentialSha256 = (credentialId: string): string =>
  createHash('sha256').update(Buffer.from(credentialId, 'base64url')).digest('hex');

/** Writes that a permission was granted or withdrawn (規則12条1項4号ニ). */
export async function writePermission(
  tx: Queryable,
  event: 'permission.granted' | 'permission.withdrawn',
  { by, at, ...data }: PermissionOf & { readonly by: PermissionActor; readonly at: Date },
): Promise<void> {
  await writeEntry(tx, {
    event,
    items: ['4ニ'],
    at: at.toISOString(),
    actor: { kind: 'officer', ...by },
    data,
  });
}

/** An officer as the actor of what they do on their own passkeys. */
export async function ownActor(
  tx: Queryable,
  officerId: string,
  terminal: string,
): Promise<PermissionActor> {
  const [officer] = await tx
    .select({ roles: officers.roles })
    .from(officers)
    .where(eq(officers.id, officerId));
  return { id: officerId, role: officer?.roles[0] ?? 'none', terminal };
}
