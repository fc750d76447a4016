import { and, eq, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import type { OfficeDatabase } from '../office-database.ts';
import {
  applicationTexts,
  certificateApplications as cases,
  evidenceObjects,
  misuseIndex,
} from '../schema/application.ts';
import { isNotRevoked } from './not-revoked.ts';
import { decisions, orders } from '../schema/decision.ts';

/** A case as whoever signs about it once more is held against: hashes only, of the newest version received. */
export interface SigningCase {
  readonly applicationId: string;
  readonly portalId: string;
  readonly service: string;
  readonly state: string;
  readonly chainId: string;
  readonly edition: number;
  /** Of the newest application text that was received. */
  readonly textSha256: string;
  /** The person as the index against misuse has them. */
  readonly person: string;
  /** SHA-256 of the card's certificates that signed its versions. */
  readonly cardCertificates: readonly string[];
}

/** A certificate of ours, as whoever signs with it is held against. */
export interface OwnCertificate {
  readonly caseId: string;
  readonly chainId: string;
  readonly person: string;
  readonly notAfter: Date;
  readonly service: string;
  readonly issuerKeyId: string;
}

/** The certificate that was issued after the last full check of a chain (規則5条1項). */
export interface ChainAnchor {
  readonly application: string;
  readonly order: string;
  readonly certificateSha256: string;
  readonly issuedAt: Date;
  readonly instructionSha256: string;
}

/** What one who signs about a case or a certificate is held against. */
export interface SigningCases {
  find(applicationId: string): Promise<SigningCase | undefined>;
  /** A certificate of a decision that stands and that nobody revoked, by its SHA-256. */
  ownCertificate(certificateSha256: string): Promise<OwnCertificate | undefined>;
  /** The first certificate of a chain that no certificate of ours identified anybody for. */
  anchorOf(chainId: string): Promise<ChainAnchor | undefined>;
}

const given = sql.placeholder;

const prepareCase = (db: OfficeDatabase) =>
  db
    .select({
      applicationId: cases.id,
      portalId: cases.portalId,
      service: cases.service,
      state: cases.state,
      chainId: cases.chainId,
      edition: cases.edition,
      textSha256: applicationTexts.textSha256,
      person: misuseIndex.person,
      cardCertificates: sql<string[]>`array(${db
        .select({ sha256: evidenceObjects.sha256 })
        .from(evidenceObjects)
        .where(
          and(eq(evidenceObjects.caseId, cases.id), eq(evidenceObjects.kind, 'jpkiCertificate')),
        )})`,
    })
    .from(cases)
    .innerJoin(misuseIndex, eq(misuseIndex.caseId, cases.id))
    .innerJoin(
      applicationTexts,
      and(
        eq(applicationTexts.applicationId, cases.id),
        eq(applicationTexts.edition, cases.edition),
        eq(applicationTexts.usedBy, cases.id),
      ),
    )
    .where(eq(cases.id, given('applicationId')))
    .prepare('portal_signing_case');

const prepareCertificate = (db: OfficeDatabase) =>
  db
    .select({
      caseId: orders.caseId,
      chainId: cases.chainId,
      person: misuseIndex.person,
      notAfter: orders.notAfter,
      service: cases.service,
      issuerKeyId: orders.issuerKeyId,
    })
    .from(orders)
    .innerJoin(decisions, and(eq(decisions.id, orders.decisionId), isNull(decisions.voidedAt)))
    .innerJoin(cases, eq(cases.id, orders.caseId))
    .innerJoin(misuseIndex, eq(misuseIndex.caseId, orders.caseId))
    .where(
      and(
        eq(orders.certificateSha256, given('sha256')),
        isNotNull(orders.notAfter),
        isNotRevoked(db),
      ),
    )
    .limit(1)
    .prepare('portal_own_certificate');

const prepareAnchor = (db: OfficeDatabase) =>
  db
    .select({
      application: cases.id,
      order: orders.id,
      certificateSha256: orders.certificateSha256,
      issuedAt: orders.notBefore,
      instructionSha256: cases.instructionSha256,
    })
    .from(cases)
    .innerJoin(orders, eq(orders.caseId, cases.id))
    .where(
      and(
        eq(cases.chainId, given('chainId')),
        ne(cases.identityRoute, 'ownCertificate'),
        isNotNull(orders.certificateSha256),
      ),
    )
    .orderBy(orders.notBefore, orders.id)
    .limit(1)
    .prepare('portal_chain_anchor');

/** The cases and certificates in the office database. */
export function createSigningCases(db: OfficeDatabase): SigningCases {
  const oneCase = prepareCase(db);
  const certificate = prepareCertificate(db);
  const anchor = prepareAnchor(db);
  return {
    find: async (applicationId) => (await oneCase.execute({ applicationId }))[0],
    async ownCertificate(sha256) {
      const [row] = await certificate.execute({ sha256 });
      if (!row?.notAfter || row.issuerKeyId === null) return undefined;
      return { ...row, notAfter: row.notAfter, issuerKeyId: row.issuerKeyId };
    },
    async anchorOf(chainId) {
      const [row] = await anchor.execute({ chainId });
      const { certificateSha256, issuedAt, instructionSha256 } = row ?? {};
      if (!row || !certificateSha256 || !issuedAt || !instructionSha256) return undefined;
      return { ...row, certificateSha256, issuedAt, instructionSha256 };
    },
  };
}
