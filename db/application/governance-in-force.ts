import { desc, eq, inArray, sql } from 'drizzle-orm';
import type {
  AccreditationsDocument,
  CertificateService,
  ExplanationVersion,
} from '../../domain/governance/certificate-service.ts';
import { documentInForce, documentOfVersion } from '../governance/documents.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { governanceDocuments, switches } from '../schema/governance.ts';

/** What the operator has adopted, at one instant. */
export interface GovernanceInForce {
  readonly services: readonly CertificateService[];
  /** Every version of the 重要事項説明, newest first. */
  readonly explanations: readonly ExplanationVersion[];
  /** Rule set by which a new case is decided, if one was adopted. */
  readonly ruleSetId: string | undefined;
  /** Stop switches that are off, by name. */
  readonly switchesOff: readonly string[];
}

/** A 重要事項説明 with its octets. */
export interface AdoptedExplanation {
  readonly version: string;
  readonly sha256: string;
  readonly content: Buffer;
}

/** The operator's documents as the portal needs them. */
export interface Governance {
  inForce(at: Date): Promise<GovernanceInForce>;
  currentExplanation(at: Date): Promise<AdoptedExplanation | undefined>;
  /** One version, in force or not any more. */
  explanation(version: string): Promise<AdoptedExplanation | undefined>;
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

async function readSwitchesOff(db: OfficeDatabase): Promise<string[]> {
  const rows = await db
    .select({ name: switches.name })
    .from(switches)
    .where(eq(switches.isOn, false));
  return rows.map(({ name }) => name);
}

/** What is read of the office's registers at once. */
interface Registers {
  readonly documents: readonly Document[];
  readonly switchesOff: readonly string[];
}

const isInForce = ({ effectiveFrom, withdrawnFrom }: Document, at: Date): boolean =>
  effectiveFrom <= at && (withdrawnFrom === null || withdrawnFrom > at);

function inForceAt({ documents, switchesOff }: Registers, at: Date): GovernanceInForce {
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
    switchesOff,
  };
}

/**
 * The documents and stop switches in the office database. They are read anew every two seconds at most: what is adopted
 * takes effect from its date, which is judged at each call; a stop within those seconds.
 */
export function createGovernance(db: OfficeDatabase): Governance {
  let read: { readonly registers: Promise<Registers>; readonly at: number } | undefined;
  const readRegisters = async (): Promise<Registers> => {
    const [documents, switchesOff] = await Promise.all([readDocuments(db), readSwitchesOff(db)]);
    return { documents, switchesOff };
  };
  const registers = (): Promise<Registers> => {
    const now = Date.now();
    if (read && now - read.at < READ_ANEW_MS) return read.registers;
    const reading = readRegisters();
    read = { registers: reading, at: now };
    // A failure is not kept: the next request asks again.
    reading.catch(() => (read = undefined));
    return reading;
  };
  return {
    inForce: async (at) => inForceAt(await registers(), at),
    currentExplanation: (at) => documentInForce(db, 'explanation', at),
    explanation: (version) => documentOfVersion(db, 'explanation', version),
  };
}
