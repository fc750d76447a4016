import type {
  AccreditationsDocument,
  CertificateService,
  ExplanationVersion,
} from '../../domain/governance/certificate-service.ts';
import {
  alwaysOpen,
  readJlisService,
  type JlisService,
} from '../../domain/governance/jlis-service.ts';
import type { OfficeDatabase } from '../office-database.ts';

/** Whether an app of a portal is believed, by its version. */
export interface ApprovedApp {
  readonly version: string;
  readonly state: 'approved' | 'withdrawn';
}

/** What the governance documents say; effective dates are judged when they are asked. */
export interface GovernanceRegister {
  service(id: string, at: Date): CertificateService | undefined;
  readonly explanations: readonly ExplanationVersion[];
  app(version: string | undefined, at: Date): ApprovedApp | undefined;
  /** When J-LIS may be asked and how often; always, where no document says otherwise. */
  jlisService(at: Date): JlisService;
}

interface DocumentRow {
  readonly type: string;
  readonly version: string;
  readonly sha256: string;
  readonly content: Buffer;
  readonly from: Date;
  readonly until: Date | null;
}

/** How long a look at the documents serves; they change by acts of two people, days ahead. */
const LOOK_SERVES_MS = 2_000;

const looks = new WeakMap<OfficeDatabase, { at: number; register: Promise<GovernanceRegister> }>();

/** The register, read at most every two seconds. */
export function governanceRegister(db: OfficeDatabase): Promise<GovernanceRegister> {
  const look = looks.get(db);
  if (look && Date.now() - look.at < LOOK_SERVES_MS) return look.register;
  const register = readRegister(db);
  looks.set(db, { at: Date.now(), register });
  // A look that failed serves nobody: the next one is taken anew.
  register.catch(() => looks.delete(db));
  return register;
}

async function readRegister({ $client }: OfficeDatabase): Promise<GovernanceRegister> {
  const { rows } = await $client.query<DocumentRow>(
    `select document_type as type, version, sha256, content, effective_from as "from",
       withdrawn_from as until
     from governance_documents
     where document_type in ('accreditations', 'explanation', 'approvedApps', 'jlisService')
     order by effective_from desc`,
  );
  const inForce = (type: string, at: Date): DocumentRow | undefined =>
    rows.find((row) => row.type === type && row.from <= at && (!row.until || row.until > at));
  return {
    service(id, at) {
      const document = inForce('accreditations', at);
      const content = document && jsonOf<AccreditationsDocument>(document);
      return content?.services.find((service) => service.id === id);
    },
    explanations: rows
      .filter((row) => row.type === 'explanation')
      .map(({ version, sha256, from, until }) => ({
        version,
        sha256,
        effectiveFrom: from,
        withdrawnFrom: until ?? undefined,
      })),
    app(version, at) {
      const document = inForce('approvedApps', at);
      const content = document && jsonOf<{ apps: readonly ApprovedApp[] }>(document);
      return content?.apps.find((app) => app.version === version);
    },
    jlisService(at) {
      const document = inForce('jlisService', at);
      if (!document) return alwaysOpen;
      const service = readJlisService(jsonOf<unknown>(document));
      // Asking by a guess could break the agreement: it is retried until people adopt another.
      if (!service) throw new Error(`jlisService ${document.version} cannot be read`);
      return service;
    },
  };
}

const jsonOf = <T>({ content }: DocumentRow): T => JSON.parse(content.toString('utf8')) as T;
