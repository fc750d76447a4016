import { createHash, createPublicKey } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import type { ActProblem } from '../../domain/governance/act-inputs.ts';
import type { PortalChange } from '../../domain/governance/portal-change.ts';
import { thumbprintInput, type PortalKey } from '../../domain/governance/portal-keys.ts';
import type { OfficeDatabase, Queryable } from '../office-database.ts';
import { portals } from '../schema/governance.ts';
import { writePermission, type PermissionActor } from './permission-entries.ts';

/** The thumbprint of a key with SHA-256 (RFC 7638), in hexadecimal as entries write hashes. */
export const keyThumbprint = (key: PortalKey): string =>
  createHash('sha256').update(thumbprintInput(key)).digest('hex');

/** Whether the numbers of a JWK are a key: of an elliptic curve, a point on it. */
function isUsable(key: PortalKey): boolean {
  try {
    createPublicKey({ key: { ...key }, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}

interface Standing {
  readonly isOpen: boolean;
  readonly keys: readonly PortalKey[];
  readonly applicationsPerHour: number;
  readonly requestsPerMinute: number;
}

async function lockPortal(tx: Queryable, id: string): Promise<Standing | undefined> {
  const [row] = await tx
    .select({
      isOpen: portals.isOpen,
      keys: portals.keys,
      applicationsPerHour: portals.applicationsPerHour,
      requestsPerMinute: portals.requestsPerMinute,
    })
    .from(portals)
    .where(eq(portals.id, id))
    .for('update');
  return row;
}

const named = (keys: readonly PortalKey[]): string =>
  keys
    .map((key) => `${key.kid} ${keyThumbprint(key)}`)
    .toSorted()
    .join();

/** Whether a portal stands already as the change would have it. */
function isAsItStands(change: PortalChange, row: Standing): boolean {
  switch (change.do) {
    case 'changeKeys':
      return named(change.keys) === named(row.keys);
    case 'changeLimits':
      return (
        change.applicationsPerHour === row.applicationsPerHour &&
        change.requestsPerMinute === row.requestsPerMinute
      );
    case 'closePortal':
      return !row.isOpen;
    default:
      return row.isOpen;
  }
}

/** Why what two people would agree about a portal may not be, as things stand. An id is given once. */
export async function portalProblem(
  tx: Queryable,
  change: PortalChange,
): Promise<ActProblem | undefined> {
  const row = await lockPortal(tx, change.portal);
  if ('keys' in change && !change.keys.every(isUsable)) return 'portalKeyUnusable';
  if (change.do === 'addPortal') return row ? 'portalTaken' : undefined;
  if (!row) return 'portalUnknown';
  return isAsItStands(change, row) ? 'nothingToChange' : undefined;
}

/** The act, the second of the two, and when. */
interface Agreed {
  readonly act: string;
  readonly by: PermissionActor;
  readonly at: Date;
}

/** Of another generation, the tokens from before are none. */
const endTokens = { tokenGeneration: sql`${portals.tokenGeneration} + 1` };

/** The columns that a change sets. Closed, or without a key it had, a portal has no token from before. */
function columnsOf(change: Exclude<PortalChange, { do: 'addPortal' }>, had: readonly PortalKey[]) {
  if (change.do === 'closePortal') return { isOpen: false, ...endTokens };
  if (change.do === 'openPortal') return { isOpen: true };
  if (change.do === 'changeLimits') {
    const { applicationsPerHour, requestsPerMinute } = change;
    return { applicationsPerHour, requestsPerMinute };
  }
  const kept = new Set(change.keys.map(keyThumbprint));
  const isOneGone = had.some((key) => !kept.has(keyThumbprint(key)));
  return { keys: change.keys, ...(isOneGone && endTokens) };
}

const keyPermission = (key: PortalKey) => ({
  permission: 'portalKey',
  credentialSha256: keyThumbprint(key),
});

/** What is given and taken by a change, as entries name it. */
function permissionsOf(change: PortalChange, had: readonly PortalKey[]) {
  const portal = { permission: 'portal' };
  const without = (these: readonly PortalKey[], others: readonly PortalKey[]) => {
    const known = new Set(others.map(keyThumbprint));
    return these.filter((each) => !known.has(keyThumbprint(each))).map(keyPermission);
  };
  switch (change.do) {
    case 'addPortal':
      return { granted: [portal, ...change.keys.map(keyPermission)], withdrawn: [] };
    case 'changeKeys':
      return { granted: without(change.keys, had), withdrawn: without(had, change.keys) };
    case 'closePortal':
      return { granted: [], withdrawn: [portal] };
    case 'openPortal':
      return { granted: [portal], withdrawn: [] };
    default:
      // Of limits the act itself says what they are.
      return { granted: [], withdrawn: [] };
  }
}

/** Does what two people agreed about a portal, with the entries of what is given and taken (規則12条1項4号ニ). */
export async function changePortal(
  tx: Queryable,
  change: PortalChange,
  { act, by, at }: Agreed,
): Promise<void> {
  const had = (await lockPortal(tx, change.portal))?.keys ?? [];
  const standing = { actId: act, changedAt: at };
  if (change.do === 'addPortal') {
    const { do: _, portal: id, ...columns } = change;
    await tx.insert(portals).values({ id, ...columns, ...standing });
  } else {
    const columns = columnsOf(change, had);
    await tx
      .update(portals)
      .set({ ...columns, ...standing })
      .where(eq(portals.id, change.portal));
  }
  const { granted, withdrawn } = permissionsOf(change, had);
  const about = { person: change.portal, act, by, at };
  for (const each of withdrawn) {
    await writePermission(tx, 'permission.withdrawn', { ...about, ...each });
  }
  for (const each of granted) {
    await writePermission(tx, 'permission.granted', { ...about, ...each });
  }
}

/** A portal as the console lists it. */
export interface ListedPortal extends Standing {
  readonly id: string;
  readonly name: string;
  readonly isWebPortal: boolean;
  readonly isSandbox: boolean;
  /** Null for what the set-up registered. */
  readonly actId: string | null;
  readonly changedAt: Date | null;
}

const LISTED_MAX = 500;

/** Every portal, by its id. */
export const listPortals = (db: OfficeDatabase) => (): Promise<ListedPortal[]> =>
  db
    .select({
      id: portals.id,
      name: portals.name,
      isOpen: portals.isOpen,
      keys: portals.keys,
      applicationsPerHour: portals.applicationsPerHour,
      requestsPerMinute: portals.requestsPerMinute,
      isWebPortal: portals.isWebPortal,
      isSandbox: portals.isSandbox,
      actId: portals.actId,
      changedAt: portals.changedAt,
    })
    .from(portals)
    .orderBy(portals.id)
    .limit(LISTED_MAX);
