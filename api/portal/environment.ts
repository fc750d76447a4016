import type { Portal } from '../../db/application/portal-register.ts';
import type { RequestVariables } from '../middleware/request-id.ts';

/** What travels with a request through the portal API. */
export interface PortalEnvironment {
  Variables: RequestVariables & {
    /** There behind `authenticate` only. */
    portal: Portal;
    /** Hash of the signature container, once it has been read; what a refusal is recorded with. */
    containerSha256?: string;
  };
}
