import { sha256Hex } from '../../../books/canonical-json.ts';
import { factsOctets, findingsOctets } from '../../../books/hashed-objects.ts';
import { A_HASH } from '../sample-entries.ts';
import { sampleIssuer, type SampleIssuer } from './sample-certificates.ts';
import { byHash, SampleLog } from './sample-export.ts';

const RULE_SET = Buffer.from('{"rules":[]}');
const RULE_SET_SHA256 = sha256Hex(RULE_SET);
const FACTS = factsOctets({ nameMatch: 'identical' });
const TERMS = Buffer.from('terms of the sample');
const WORKER = { kind: 'system', id: 'office-worker' } as const;
const OFFICER = {
  kind: 'officer',
  id: 'officer-03',
  role: 'approver',
  terminal: 'terminal-03',
  nameCommitment: A_HASH,
} as const;
const RESPONSIBLE = { id: 'officer-07', nameCommitment: A_HASH };

/** The nth id of a kind. */
export const uuid = (kind: string, n: number): string =>
  `019ad7f2-6a10-7c3a-9f${kind}-${n.toString(16).padStart(12, '0')}`;

/** Two books with what lies beside them. */
export interface SampleBooks {
  readonly office: SampleLog;
  readonly enclave: SampleLog;
  readonly issuer: SampleIssuer;
  readonly documents: Map<string, Buffer>;
}

export async function openBooks(): Promise<SampleBooks> {
  const issuer = sampleIssuer();
  const office = await SampleLog.open('office');
  const enclave = await SampleLog.open('enclave');
  const documents = new Map([
    byHash('rule-sets', RULE_SET),
    byHash('facts', FACTS, '.json'),
    byHash('governance', TERMS),
  ]);
  documents.set(`issuers/${issuer.keyId}.cer`, issuer.certificate);
  office.add({
    event: 'document.adopted',
    items: ['3イ'],
    actor: OFFICER,
    data: {
      documentType: 'terms',
      version: '1',
      documentSha256: sha256Hex(TERMS),
      effectiveFrom: '2026-12-01T00:00:00.000Z',
      act: uuid('0a', 1),
    },
  });
  enclave.add({
    event: 'issuerCertificate.published',
    items: ['1ト'],
    actor: { kind: 'custodian', id: 'custodian-01', role: 'custodian', terminal: 'room' },
    data: {
      issuerKeyId: issuer.keyId,
      certificateSha256: sha256Hex(issuer.certificate),
      kind: 'selfSigned',
    },
  });
  return { office, enclave, issuer, documents };
}

/** A dossier's hash by case. */
export const dossierOf = (n: number): string => sha256Hex(Buffer.from(`dossier ${n}`));

export const receive = ({ office }: SampleBooks, n: number): string =>
  office.add({
    event: 'application.received',
    items: ['1ロ'],
    case: uuid('01', n),
    actor: { kind: 'portal', id: 'sample-portal' },
    data: {
      version: 1,
      textSha256: A_HASH,
      signedContentSha256: A_HASH,
      route: 'jpki',
      keyDelivery: 'simultaneous',
      orders: ['basic'],
      nameCommitment: A_HASH,
      portal: 'sample-portal',
      chain: uuid('0c', n),
    },
  });

export function evaluate({ office, documents }: SampleBooks, n: number, outcome: string): void {
  const findings = findingsOctets({ findings: [], outcome, ruleSet: RULE_SET_SHA256 });
  documents.set(...byHash('findings', findings, '.json'));
  office.add({
    event: 'case.evaluated',
    items: ['1ハ'],
    case: uuid('01', n),
    actor: WORKER,
    data: {
      factsSha256: sha256Hex(FACTS),
      extractor: 'sample/1',
      findingsSha256: sha256Hex(findings),
      outcome,
      notHolding: [],
      ruleSetSha256: RULE_SET_SHA256,
      reevaluation: 'first',
    },
  });
}

export function approve({ office }: SampleBooks, n: number): void {
  const findings = findingsOctets({ findings: [], outcome: 'holds', ruleSet: RULE_SET_SHA256 });
  const common = { case: uuid('01', n), actor: WORKER, responsible: RESPONSIBLE };
  office.add({
    ...common,
    event: 'application.approved',
    items: ['1ニ'],
    data: {
      dossierSha256: dossierOf(n),
      decider: 'ruleSet',
      factsSha256: sha256Hex(FACTS),
      findingsSha256: sha256Hex(findings),
      ruleSetSha256: RULE_SET_SHA256,
      overridden: [],
      assertions: [],
      orders: [{ certificateType: 'basic', order: uuid('02', n), validityMonths: 24 }],
    },
  });
}

export const instruct = ({ office }: SampleBooks, n: number): string =>
  office.add({
    case: uuid('01', n),
    actor: WORKER,
    responsible: RESPONSIBLE,
    event: 'issuing.instructed',
    items: ['1ヘ'],
    data: { dossierSha256: dossierOf(n), orders: [uuid('02', n)], assertions: [] },
  });

/** A certificate of the nth order. */
export interface Certified {
  readonly order: string;
  readonly issuerKeyId: string;
  readonly serialNumber: string;
  readonly tbsSha256: string;
  readonly certificateSha256: string;
}

export function certify({ issuer, documents }: SampleBooks, n: number): Certified {
  const serialNumber = `3f${n.toString(16).padStart(38, '0')}`;
  const { tbs, certificate } = issuer.issue(serialNumber);
  documents.set(`certificates/${issuer.keyId}/${serialNumber}.cer`, certificate);
  return {
    order: uuid('02', n),
    issuerKeyId: issuer.keyId,
    serialNumber,
    tbsSha256: sha256Hex(tbs),
    certificateSha256: sha256Hex(certificate),
  };
}

export function intend(books: SampleBooks, n: number, certified: Certified): string {
  const { order, issuerKeyId, serialNumber, tbsSha256 } = certified;
  return books.enclave.add({
    event: 'issuance.intended',
    items: ['1ヘ'],
    case: uuid('01', n),
    actor: WORKER,
    responsible: RESPONSIBLE,
    data: {
      order,
      application: uuid('01', n),
      issuerKeyId,
      serialNumber,
      notBefore: '2026-12-01T00:00:00.000Z',
      notAfter: '2028-11-30T14:59:59.000Z',
      tbsSha256,
      orderSha256: A_HASH,
      spkiSha256: A_HASH,
      dossierSha256: dossierOf(n),
      factsSha256: sha256Hex(FACTS),
      ruleSetSha256: RULE_SET_SHA256,
      decider: 'ruleSet',
      assertions: [],
      profileSha256: A_HASH,
    },
  });
}

export const complete = ({ enclave }: SampleBooks, n: number, certified: Certified): string =>
  enclave.add({
    event: 'issuance.completed',
    items: ['1ヘ'],
    case: uuid('01', n),
    actor: WORKER,
    data: { ...certified, signatureAttempts: 1 },
  });

export function receiveCertificate(
  { office }: SampleBooks,
  n: number,
  { certified, intentEntry }: { readonly certified: Certified; readonly intentEntry: string },
): void {
  const { order, issuerKeyId, serialNumber, certificateSha256 } = certified;
  office.add({
    event: 'certificate.received',
    items: ['1ヘ'],
    case: uuid('01', n),
    actor: WORKER,
    data: { order, issuerKeyId, serialNumber, certificateSha256, intentEntry },
  });
}

/** A case from receipt to certificate. */
export function issueCase(books: SampleBooks, n: number): void {
  receive(books, n);
  evaluate(books, n, 'holds');
  approve(books, n);
  instruct(books, n);
  const certified = certify(books, n);
  const intentEntry = intend(books, n, certified);
  complete(books, n, certified);
  receiveCertificate(books, n, { certified, intentEntry });
}

/** A case that a person rejects. */
export function rejectCase(books: SampleBooks, n: number): void {
  receive(books, n);
  evaluate(books, n, 'refers');
  books.office.add({
    event: 'application.rejected',
    items: ['1ニ', '1ホ'],
    case: uuid('01', n),
    actor: OFFICER,
    data: {
      dossierSha256: dossierOf(n),
      reasonCode: 'notTheSamePerson',
      article: '5-1-1',
      rules: [],
      letterSha256: A_HASH,
      assertions: [],
    },
  });
}

/** Two books of several bundles, cosigned and anchored both ways. */
export async function sampleBooks(cases: number): Promise<SampleBooks> {
  const books = await openBooks();
  const { office, enclave } = books;
  for (let n = 1; n <= cases; n += 1) {
    if (n % 4 === 0) rejectCase(books, n);
    else issueCase(books, n);
    if (n === Math.ceil(cases / 2)) {
      await office.cosign();
      await office.anchor(enclave);
      await enclave.anchor(office);
    }
  }
  await enclave.checkpoint();
  await office.checkpoint();
  return books;
}
