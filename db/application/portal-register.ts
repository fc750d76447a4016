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
}

/** The portals in the office database. */
export function createPortalRegister(db: OfficeDatabase): PortalRegister {
  const byToken = db
    .select({ id: portals.id, isOpen: portals.isOpen })
    .from(portals)
    .where(eq(portals.tokenSha256, sql.placeholder('tokenSha256')))
    .prepare('portal_by_token');
  return {
    async findByToken(tokenSha256) {
      const [portal] = await byToken.execute({ tokenSha256 });
      return portal;
    },
  };
}
