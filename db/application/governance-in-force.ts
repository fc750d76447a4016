import { desc, eq, inArray, sql } from 'drizzle-orm';
import type {
  AccreditationsDocument,
  CertificateService,
  ExplanationVersion,
} from '../../domain/governance/certificate-service.ts';
import { documentInForce } from '../governance/documents.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { governanceDocuments } from '../schema/governance.ts';

/** What the operator has adopted, at one instant. */
export interface GovernanceInForce {
  readonly services: readonly CertificateService[];
  /** Every version of the 重要事項説明, newest first. */
  readonly explanations: readonly ExplanationVersion[];
  /** Rule set by which a new case is decided, if one was adopted. */
  readonly ruleSetId: string | undefined;
}

/** The 重要事項説明 in force with its octets. */
export interface CurrentExplanation {
  readonly version: string;
  readonly sha256: string;
  readonly content: Buffer;
}

/** The operator's documents as the portal needs them. */
export interface Governance {
  inForce(at: Date): Promise<GovernanceInForce>;
  currentExplanation(at: Date): Promise<CurrentExplanation | undefined>;
}

const READ_ANEW_MS = 2_000;

interface Document {
  readonly documentType: string;
  readonly version: string;
  readonly sha256: string;
  readonly services: readonly CertificateService[];
  readonly effectiveFrom: Date;
  readonly withdrawnFrom: Date | null;
}

async function readDocuments(db: OfficeDatabase): Promise<Document[]> {
  const rows = await db
    .select({
      documentType: governanceDocuments.documentType,
      version: governanceDocuments.version,
      sha256: governanceDocuments.sha256,
      // An explanation is a whole document, and only its hash is needed here.
      content: sql<Buffer | null>`case when ${eq(governanceDocuments.documentType, 'accreditations')}
        then ${governanceDocuments.content} end`,
      effectiveFrom: governanceDocuments.effectiveFrom,
      withdrawnFrom: governanceDocuments.withdrawnFrom,
    })
    .from(governanceDocuments)
    .where(inArray(governanceDocuments.documentType, ['accreditations', 'explanation', 'ruleSet']))
    .orderBy(desc(governanceDocuments.effectiveFrom));
  return rows.map(({ content, ...row }) => ({ ...row, services: servicesOf(content) }));
}

const servicesOf = (content: Buffer | null): readonly CertificateService[] =>
  content ? (JSON.parse(content.toString('utf8')) as AccreditationsDocument).services : [];

const isInForce = ({ effectiveFrom, withdrawnFrom }: Document, at: Date): boolean =>
  effectiveFrom <= at && (withdrawnFrom === null || withdrawnFrom > at);

function inForceAt(documents: readonly Document[], at: Date): GovernanceInForce {
  const newest = (documentType: string): Document | undefined =>
    documents.find((d) => d.documentType === documentType && isInForce(d, at));
  return {
    services: newest('accreditations')?.services ?? [],
    explanations: documents
      .filter(({ documentType }) => documentType === 'explanation')
      .map(({ version, sha256, effectiveFrom, withdrawnFrom }) => ({
        version,
        sha256,
        effectiveFrom,
        withdrawnFrom: withdrawnFrom ?? undefined,
      })),
    ruleSetId: newest('ruleSet')?.version,
  };
}

/**
 * The documents in the office database. They are read anew every two seconds at most: what is adopted
 * takes effect from its date, which is judged at each call.
 */
export function createGovernance(db: OfficeDatabase): Governance {
  let read: { readonly documents: Promise<Document[]>; readonly at: number } | undefined;
  const documents = (): Promise<Document[]> => {
    const now = Date.now();
    if (read && now - read.at < READ_ANEW_MS) return read.documents;
    const reading = readDocuments(db);
    read = { documents: reading, at: now };
    // A failure is not kept: the next request asks again.
    reading.catch(() => (read = undefined));
    return reading;
  };
  return {
    inForce: async (at) => inForceAt(await documents(), at),
    currentExplanation: (at) => documentInForce(db, 'explanation', at),
  };
}
