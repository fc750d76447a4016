import type { Portal } from '../../db/application/portal-register.ts';
import type { RequestVariables } from '../middleware/request-id.ts';
import type { Quota } from './limits.ts';

/** What travels with a request through the portal API. */
export interface PortalEnvironment {
  Variables: RequestVariables & {
    /** There behind `authenticate` only. */
    portal: Portal;
    /** What the portal may ask still, once it is known which it is. */
    quota?: Quota;
    /** Hash of the signature container, once it has been read; what a refusal is recorded with. */
    containerSha256?: string;
  };
}
