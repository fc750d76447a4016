import { describe, expect, it } from 'vitest';
import { verifyExport } from '../../../books/verify/verify-export.ts';
import { sha256Hex } from '../../../books/canonical-json.ts';
import type { ExportInMemory } from '../../../bin/chaos/tamper/export-in-memory.ts';
import { factsOctets, findingsOctets } from '../../../books/hashed-objects.ts';
import { sampleIssuer } from './sample-certificates.ts';
import {
  approve,
  certify,
  complete,
  evaluate,
  instruct,
  intend,
  issueCase,
  openBooks,
  receive,
  receiveCertificate,
  uuid,
  type SampleBooks,
} from './sample-books.ts';
import { exported, TRUSTED } from './sample-export.ts';

const brokenIn = async (folder: ExportInMemory): Promise<string[]> => {
  const { failures } = await verifyExport({ folder, keys: TRUSTED });
  return failures.map(({ rule, log, detail }) => `${rule} ${log ?? ''} ${detail}`);
};

const exportOf = async ({ enclave, office, documents }: SampleBooks): Promise<ExportInMemory> => {
  await enclave.checkpoint();
  await office.checkpoint();
  return exported([enclave, office], documents);
};

/** Books with one issued case. */
async function issued(): Promise<SampleBooks> {
  const books = await openBooks();
  issueCase(books, 1);
  return books;
}

const pathIn = ({ files }: ExportInMemory, start: string): string =>
  [...files.keys()].find((path) => path.startsWith(start)) ?? '';

/** A case up to its instruction. */
function openCase(books: SampleBooks, n: number): void {
  receive(books, n);
  evaluate(books, n, 'holds');
  approve(books, n);
  instruct(books, n);
}

describe('an application of two orders', () => {
  const FACTS = factsOctets({ nameMatch: 'identical' });

  function openPair(books: SampleBooks): void {
    receive(books, 1);
    evaluate(books, 1, 'holds');
    const ruleSet = sha256Hex(Buffer.from('{"rules":[]}'));
    books.office.add({
      event: 'application.approved',
      items: ['1ニ'],
      case: uuid('01', 1),
      actor: { kind: 'system', id: 'office-worker' },
      responsible: { id: 'officer-07', nameCommitment: 'a1'.repeat(32) },
      data: {
        dossierSha256: sha256Hex(Buffer.from('dossier 1')),
        decider: 'ruleSet',
        factsSha256: sha256Hex(FACTS),
        findingsSha256: sha256Hex(findingsOctets({ findings: [], outcome: 'holds', ruleSet })),
        ruleSetSha256: ruleSet,
        overridden: [],
        assertions: [],
        orders: [1, 2].map((n) => ({
          certificateType: n === 1 ? 'basic' : 'attribute',
          order: uuid('02', n),
          validityMonths: 24,
        })),
      },
    });
    instruct(books, 1);
  }

  it('is issued with the second certificate, not before', async () => {
    const books = await openBooks();
    openPair(books);
    for (const n of [1, 2]) {
      const certified = certify(books, n);
      // Both orders belong to the first case and its dossier.
      const intentEntry = intend(books, 1, certified);
      complete(books, 1, certified);
      receiveCertificate(books, 1, { certified, intentEntry });
    }
    expect(await brokenIn(await exportOf(books))).toEqual([]);
  });
});

describe('a certificate', () => {
  it('is refused if it was received twice', async () => {
    const books = await openBooks();
    openCase(books, 1);
    const certified = certify(books, 1);
    const intentEntry = intend(books, 1, certified);
    complete(books, 1, certified);
    for (const n of [1, 1]) receiveCertificate(books, n, { certified, intentEntry });
    expect((await brokenIn(await exportOf(books))).join()).toContain('was received before');
  });

  it('is refused if the entry named does not intend it', async () => {
    const books = await openBooks();
    openCase(books, 1);
    const certified = certify(books, 1);
    intend(books, 1, certified);
    complete(books, 1, certified);
    receiveCertificate(books, 1, { certified, intentEntry: uuid('66', 1) });
    expect((await brokenIn(await exportOf(books))).join()).toContain('does not intend certificate');
  });

  it('is refused if another issuer signed it', async () => {
    const books = await openBooks();
    const other = sampleIssuer();
    const issue = (serialNumber: string) => other.issue(serialNumber);
    const stranger = { ...books, issuer: { ...books.issuer, issue } };
    issueCase(stranger, 1);
    expect(await brokenIn(await exportOf(books))).toEqual([
      'certificate  its issuer did not sign it',
    ]);
  });

  it('is refused if no book says that it was issued', async () => {
    const books = await issued();
    certify(books, 2);
    expect((await brokenIn(await exportOf(books))).join()).toContain(
      'no book says that it was issued',
    );
  });

  it('is refused under another path than its entry says', async () => {
    const folder = await exportOf(await issued());
    const path = pathIn(folder, 'issuers/');
    folder.files.set(path.replace(/[0-9a-f]{40}/, '0'.repeat(40)), folder.of(path));
    folder.files.delete(path);
    folder.relist();
    expect((await brokenIn(folder)).join()).toContain('an entry says issuers/');
  });

  it('is refused if its content lies there a second time', async () => {
    const folder = await exportOf(await issued());
    const path = pathIn(folder, 'issuers/');
    folder.files.set(path.replace(/[0-9a-f]{40}/, '0'.repeat(40)), folder.of(path));
    folder.relist();
    expect((await brokenIn(folder)).join()).toContain('the content of another file');
  });
});

describe('a manifest', () => {
  it('is refused if it says another size or root of a log', async () => {
    const folder = await exportOf(await issued());
    const [first, second] = folder.manifest.logs;
    if (!first || !second) throw new Error('not two logs');
    folder.relist({ logs: [{ ...first, size: first.size - 1 }, second] });
    expect(await brokenIn(folder)).toEqual([
      'manifestForm enclave the manifest says another size or root',
    ]);
  });
});
