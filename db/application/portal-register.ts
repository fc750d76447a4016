import { and, eq, gt, sql } from 'drizzle-orm';
import type { OfficeDatabase } from '../office-database.ts';
import { portals, portalTokens } from '../schema/governance.ts';

/** 受付窓口 as its requests are judged. */
export interface Portal {
  readonly id: string;
  readonly isOpen: boolean;
  readonly requestsPerMinute: number;
}

/** The register of portals. */
export interface PortalRegister {
  /** The portal whose token has this hash, if the token is one at that instant. */
  findByToken(tokenSha256: string, at: Date): Promise<Portal | undefined>;
  /** Whether the token was a portal's when it was asked for last; the database is not asked. */
  remembers(tokenSha256: string): boolean;
  /** Takes note of a token that was given just now. */
  remember(tokenSha256: string): void;
}

/** What the register is asked with. */
export interface RegisterOptions {
  /** Tokens that never end, of development alone. */
  readonly areStaticTokensTaken: boolean;
}

const READ_ANEW_MS = 2_000;

/** Tokens remembered; of more, the one that was seen first is forgotten. */
const REMEMBERED_MAX = 10_000;

const columns = {
  id: portals.id,
  isOpen: portals.isOpen,
  requestsPerMinute: portals.requestsPerMinute,
};

/** The portal of a token that is alive: not of a portal that was closed, or lost a key, since it was given. */
const prepareGiven = (db: OfficeDatabase) =>
  db
    .select(columns)
    .from(portalTokens)
    .innerJoin(
      portals,
      and(
        eq(portals.id, portalTokens.portalId),
        eq(portals.tokenGeneration, portalTokens.tokenGeneration),
        eq(portals.isOpen, true),
      ),
    )
    .where(
      and(
        eq(portalTokens.tokenSha256, sql.placeholder('tokenSha256')),
        gt(portalTokens.expiresAt, sql.placeholder('at')),
      ),
    )
    .prepare('portal_by_token');

const prepareStatic = (db: OfficeDatabase) =>
  db
    .select(columns)
    .from(portals)
    .where(eq(portals.tokenSha256, sql.placeholder('tokenSha256')))
    .prepare('portal_by_static_token');

/** Static tokens, read anew every two seconds at most. */
function staticTokens(db: OfficeDatabase) {
  const byToken = prepareStatic(db);
  /** Only of tokens that are registered, so that strangers cannot fill it. */
  const known = new Map<string, { readonly portal: Portal; readonly readAt: number }>();
  return {
    kept(tokenSha256: string): Portal | undefined {
      const kept = known.get(tokenSha256);
      return kept && Date.now() - kept.readAt < READ_ANEW_MS ? kept.portal : undefined;
    },
    async find(tokenSha256: string): Promise<Portal | undefined> {
      const readAt = Date.now();
      const [portal] = await byToken.execute({ tokenSha256 });
      if (portal) known.set(tokenSha256, { portal, readAt });
      else known.delete(tokenSha256);
      return portal;
    },
  };
}

/**
 * The portals in the office database. A token that was given is asked for each time, so that it ends at once with its
 * portal; a static one may be two seconds behind.
 */
export function createPortalRegister(
  db: OfficeDatabase,
  { areStaticTokensTaken }: RegisterOptions,
): PortalRegister {
  const byToken = prepareGiven(db);
  const fixed = areStaticTokensTaken ? staticTokens(db) : undefined;
  /** Only of tokens that were good, so that strangers cannot fill it. */
  const remembered = new Set<string>();
  const remember = (tokenSha256: string): void => {
    const [first] = remembered;
    if (first !== undefined && remembered.size >= REMEMBERED_MAX) remembered.delete(first);
    remembered.add(tokenSha256);
  };
  return {
    async findByToken(tokenSha256, at) {
      const kept = fixed?.kept(tokenSha256);
      if (kept) return kept;
      const [given] = await byToken.execute({ tokenSha256, at });
      const portal = given ?? (await fixed?.find(tokenSha256));
      if (portal) remember(tokenSha256);
      else remembered.delete(tokenSha256);
      return portal;
    },
    remember,
    remembers: (tokenSha256) => remembered.has(tokenSha256),
  };
}
