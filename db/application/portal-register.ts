import { eq, sql } from 'drizzle-orm';
import type { OfficeDatabase } from '../office-database.ts';
import { portals } from '../schema/governance.ts';

/** 受付窓口 as its requests are judged. */
export interface Portal {
  readonly id: string;
  readonly isOpen: boolean;
}

/** The register of portals. */
export interface PortalRegister {
  /** The portal whose token has this hash. */
  findByToken(tokenSha256: string): Promise<Portal | undefined>;
  /** Whether the token was a portal's when it was asked for last; the database is not asked. */
  remembers(tokenSha256: string): boolean;
}

const READ_ANEW_MS = 2_000;

/** The portals in the office database. A portal is read anew every two seconds at most. */
export function createPortalRegister(db: OfficeDatabase): PortalRegister {
  const byToken = db
    .select({ id: portals.id, isOpen: portals.isOpen })
    .from(portals)
    .where(eq(portals.tokenSha256, sql.placeholder('tokenSha256')))
    .prepare('portal_by_token');
  /** Only of tokens that are registered, so that strangers cannot fill it. */
  const known = new Map<string, { readonly portal: Portal; readonly readAt: number }>();
  return {
    async findByToken(tokenSha256) {
      const now = Date.now();
      const kept = known.get(tokenSha256);
      if (kept && now - kept.readAt < READ_ANEW_MS) return kept.portal;
      const [portal] = await byToken.execute({ tokenSha256 });
      if (portal) known.set(tokenSha256, { portal, readAt: now });
      else known.delete(tokenSha256);
      return portal;
    },
    remembers: (tokenSha256) => known.has(tokenSha256),
  };
}
