import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../books/canonical-json.ts';
import { encodeEntry } from '../../../books/entry.ts';
import { MANIFEST } from '../../../books/export/manifest.ts';
import { signatureLine } from '../../../books/signed-note.ts';
import { verifyExport, type VerifyInput } from '../../../books/verify/verify-export.ts';
import { entryOf } from '../sample-entries.ts';
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
  rejectCase,
  sampleBooks,
  uuid,
  type SampleBooks,
} from './sample-books.ts';
import type { ExportInMemory } from '../../../bin/chaos/tamper/export-in-memory.ts';
import { exported, TRUSTED } from './sample-export.ts';

/** 120 cases: the office's log has full bundles, so that there is a tile above the first level. */
const BOOKS = sampleBooks(120);
const FOLDER = BOOKS.then((books) => exported([books.enclave, books.office], books.documents));

const verify = (folder: ExportInMemory, more: Partial<VerifyInput> = {}) =>
  verifyExport({ folder, keys: TRUSTED, ...more });

/** Rules that are broken, with log and index where there are any. */
async function brokenIn(
  folder: ExportInMemory,
  more: Partial<VerifyInput> = {},
): Promise<string[]> {
  const { failures } = await verify(folder, more);
  return failures.map(({ rule, log, index }) =>
    [rule, log, index].filter((x) => x !== undefined).join(' '),
  );
}

const pathLike = ({ files }: ExportInMemory, pattern: RegExp): string => {
  const path = [...files.keys()].find((each) => pattern.test(each));
  if (path === undefined) throw new Error(`no file like ${pattern}`);
  return path;
};

function spoil(folder: ExportInMemory, pattern: RegExp, at = 40): void {
  const path = pathLike(folder, pattern);
  const octets = Buffer.from(folder.of(path));
  octets.set([(octets[at] ?? 0) ^ 1], at);
  folder.files.set(path, octets);
}

/** The folder after somebody without keys changed it and wrote its manifest anew. */
async function changed(change: (folder: ExportInMemory) => void): Promise<ExportInMemory> {
  const copy = (await FOLDER).copy();
  change(copy);
  copy.relist();
  return copy;
}

/** Small books after something that the programs would never write. */
async function written(write: (books: SampleBooks) => void): Promise<ExportInMemory> {
  const books = await openBooks();
  write(books);
  await books.enclave.checkpoint();
  await books.office.checkpoint();
  return exported([books.enclave, books.office], books.documents);
}

describe('verifyExport', () => {
  it('accepts two books with everything beside them', async () => {
    const verdict = await verify(await FOLDER);
    expect(verdict.failures).toEqual([]);
    expect(verdict).toMatchObject({ ok: true, entries: 727 });
  });

  it.each(['office', 'enclave'] as const)('accepts the book of the %s alone', async (log) => {
    const books = await openBooks();
    issueCase(books, 1);
    await books[log].checkpoint();
    const documents = [...books.documents].filter(
      ([path]) => log === 'office' || !/^(findings|governance)/.test(path),
    );
    const verdict = await verify(await exported([books[log]], new Map(documents)));
    expect(verdict.failures).toEqual([]);
  });

  it('tells how far it is', async () => {
    const steps = new Set<string>();
    await verify(await FOLDER, { onProgress: (step) => steps.add(step) });
    expect([...steps]).toEqual(['files', 'enclave', 'office', 'proofs']);
  });
});

/** Books in which one of two chains was erased, and these certificates are gone. */
const erased = (gone: readonly number[]) =>
  written((books) => {
    for (const n of [1, 2]) issueCase(books, n);
    books.office.add({
      event: 'chain.erased',
      items: ['4ト'],
      actor: { kind: 'officer', id: 'officer-01', role: 'approver', terminal: 'T-01' },
      data: {
        chain: uuid('0c', 1),
        dueOn: '2038-12-01',
        keyCommitment: 'a'.repeat(64),
        act: uuid('0d', 1),
      },
    });
    const paths = [...books.documents.keys()].filter((path) => path.startsWith('certificates/'));
    for (const n of gone) books.documents.delete(paths[n - 1] ?? '');
  });

describe('a chain that was erased', () => {
  it('leaves no certificate, and is told as erased', async () => {
    const verdict = await verify(await erased([1]));
    expect(verdict).toMatchObject({ ok: true, failures: [], erased: 1 });
    expect(await verify(await erased([]))).toMatchObject({ ok: true, erased: 0 });
  });

  it('does not cover the certificate of another chain', async () => {
    const verdict = await verify(await erased([1, 2]));
    expect(verdict).toMatchObject({ ok: false, erased: 1 });
    expect(verdict.failures.map(({ rule }) => rule)).toEqual(['documentMissing']);
  });
});

describe('a folder changed without its manifest', () => {
  it.each([/^README/, /checkpoint$/, /^office\/tile\/0/, /^facts/, /\.cer$/])(
    'is named by the file that differs: %s',
    async (pattern) => {
      const copy = (await FOLDER).copy();
      spoil(copy, pattern);
      expect(await brokenIn(copy)).toContain('fileHash');
    },
  );

  it('is named by what is missing and what is more', async () => {
    const copy = (await FOLDER).copy();
    copy.files.delete(pathLike(copy, /^findings/));
    expect(await brokenIn(copy)).toContain('fileListed');
    const more = (await FOLDER).copy();
    await more.write('notes.txt', Buffer.from('mine'));
    expect(await brokenIn(more)).toEqual(['fileListed']);
  });

  it('is refused without a manifest, or with one in another form', async () => {
    const copy = (await FOLDER).copy();
    copy.files.delete(MANIFEST);
    expect(await brokenIn(copy)).toEqual(['manifestForm']);
    const other = (await FOLDER).copy();
    other.files.set(
      MANIFEST,
      Buffer.concat([other.files.get(MANIFEST) as Buffer, Buffer.from(' ')]),
    );
    expect(await brokenIn(other)).toEqual(['manifestForm']);
  });
});

describe('a folder changed together with its manifest', () => {
  const rows: readonly (readonly [string, string, (folder: ExportInMemory) => void])[] = [
    ['an entry', 'leafHash office 256', (f) => spoil(f, /^office\/tile\/entries\/001$/, 200)],
    ['a leaf hash', 'leafHash office 257', (f) => spoil(f, /^office\/tile\/0\/001$/)],
    ['a hash above', 'tileHash office 256', (f) => spoil(f, /^office\/tile\/1\//)],
    [
      'a bundle that is gone',
      'fileMissing office 256',
      (f) => f.files.delete('office/tile/entries/001'),
    ],
    [
      'octets after a tile',
      'fileForm office 256',
      (f) => f.files.set('office/tile/0/001', Buffer.concat([f.of('office/tile/0/001'), NOTHING])),
    ],
    [
      'octets after a tile above',
      'fileForm office 0',
      (f) => put(f, pathLike(f, /^office\/tile\/1\//), 'office/tile/0/001'),
    ],
    ['a line of a key that nobody knows', 'checkpointSignature office', addUnknownLine],
    ['a bundle cut off', 'fileForm office 256', (f) => cut(f, 'office/tile/entries/001')],
    [
      'the size of a checkpoint',
      'checkpointSignature office',
      (f) => edit(f, /^office\/checkpoint$/, [/\n\d+\n/, '\n5\n']),
    ],
    [
      'a kept checkpoint',
      'checkpointSignature office',
      (f) => edit(f, /^office\/checkpoints\//, [/\n\d+\n/, '\n5\n']),
    ],
    [
      'the checkpoint of the other log',
      'checkpointSignature office',
      (f) => put(f, 'office/checkpoint', 'enclave/checkpoint'),
    ],
    [
      'a kept checkpoint under another name',
      'checkpointConsistent office',
      (f) => put(f, 'office/checkpoints/000000000009.txt', pathLike(f, /^office\/checkpoints/)),
    ],
    [
      'the checkpoint rolled back to one that is kept',
      'checkpointConsistent office',
      (f) => put(f, 'office/checkpoint', pathLike(f, /^office\/checkpoints/)),
    ],
    [
      'one of two signatures',
      'checkpointSignature enclave',
      (f) => edit(f, /^enclave\/checkpoint$/, [/— [^\n]*\n$/, '']),
    ],
    ['a key', 'keys', (f) => edit(f, /^keys\/office/, [/\+[0-9a-f]{8}\+/, '+00000000+'])],
    ['the policy of keys', 'keys', (f) => edit(f, /^keys\/policy/, ['"v":1', '"v":1.5'])],
    ['facts', 'documentNamed', (f) => spoil(f, /^facts/)],
    [
      'facts that are gone',
      'documentMissing office 3',
      (f) => f.files.delete(pathLike(f, /^facts/)),
    ],
    [
      'findings under their own name',
      'documentNamed',
      (f) => rename(f, /^findings/, `findings/${'a'.repeat(64)}.json`),
    ],
    ['a rule set', 'documentMissing office 3', (f) => f.files.delete(pathLike(f, /^rule-sets/))],
    [
      'a document of the operator',
      'documentMissing office 1',
      (f) => f.files.delete(pathLike(f, /^governance/)),
    ],
    [
      'a document that nobody adopted',
      'documentNamed',
      (f) => f.files.set(`governance/${sha256Hex(Buffer.from('x'))}`, Buffer.from('x')),
    ],
    ['a certificate', 'certificate', (f) => spoil(f, /^certificates/, 200)],
    ['two certificates swapped', 'certificate', swapCertificates],
    [
      'a certificate that is gone',
      'documentMissing office 6',
      (f) => f.files.delete(pathLike(f, /^certificates/)),
    ],
    ['the certificate of the issuer', 'documentMissing enclave 1', (f) => spoil(f, /^issuers/)],
    ['a proof', 'proof', (f) => edit(f, /^cases/, [/index (\d+)/, 'index 9999'])],
    [
      'a proof that is gone',
      'proof office 2',
      (f) => f.files.delete(pathLike(f, /^cases\/.*0001\/office/)),
    ],
    [
      'a path that an export has not',
      'filePath',
      (f) => f.files.set('office/tile/0/999', Buffer.alloc(32)),
    ],
  ];

  it.each(rows)('is caught by %s: %s', async (_, rule, change) => {
    expect((await brokenIn(await changed(change))).join('\n')).toContain(rule);
  });

  it('is caught by the hash of the manifest, where somebody has it', async () => {
    const known = sha256Hex((await FOLDER).files.get(MANIFEST) ?? Buffer.alloc(0));
    const copy = await changed((folder) => spoil(folder, /^README/));
    expect(await brokenIn(copy, { manifestSha256: known })).toEqual(['manifestGiven']);
  });

  it('is caught by a checkpoint that somebody kept, if the log ends before it', async () => {
    const books = await openBooks();
    issueCase(books, 1);
    await books.enclave.checkpoint();
    await books.office.checkpoint();
    const rolledBack = await exported([books.enclave, books.office], books.documents);
    rejectCase(books, 2);
    const later = await books.office.checkpoint();
    expect(await brokenIn(rolledBack)).toEqual([]);
    expect(await brokenIn(rolledBack, { checkpoints: [later] })).toEqual([
      'checkpointConsistent office',
    ]);
  });

  it('is caught by an anchor in the other log, if the log ends before it', async () => {
    const books = await openBooks();
    issueCase(books, 1);
    const before = await books.office.checkpoint();
    const size = books.office.entries.length;
    rejectCase(books, 2);
    await books.enclave.anchor(books.office);
    await books.enclave.checkpoint();
    await books.office.checkpoint();
    for (const each of books.office.notes.keys()) if (each > size) books.office.notes.delete(each);
    books.office.notes.set(size, before);
    const folder = await exported([books.enclave, books.office], books.documents);
    folder.files.delete(
      [...folder.files.keys()].find(
        (path) => path.startsWith('findings/') && !String(folder.files.get(path)).includes('holds'),
      ) ?? '',
    );
    folder.relist();
    expect(await brokenIn(folder)).toEqual([`anchor enclave ${books.enclave.entries.length - 1}`]);
  });

  it('is caught by the keys, where somebody has them', async () => {
    expect(await brokenIn(await FOLDER, { keys: TRUSTED.slice(1) })).toEqual(['keys']);
  });
});

describe('books that the programs would not write', () => {
  const rows: readonly (readonly [string, string, (books: SampleBooks) => void])[] = [
    ['a decision before the receipt', 'caseState office 2', (b) => evaluate(b, 1, 'holds')],
    [
      'an approval without evaluation',
      'decisionBasis office 3',
      (b) => {
        receive(b, 1);
        approve(b, 1);
      },
    ],
    [
      'an instruction without approval',
      'decisionBasis office 4',
      (b) => {
        receive(b, 1);
        evaluate(b, 1, 'holds');
        instruct(b, 1);
      },
    ],
    [
      'a second receipt',
      'caseState office 3',
      (b) => {
        receive(b, 1);
        receive(b, 1);
      },
    ],
    [
      'an evaluation after the rejection',
      'caseState office 5',
      (b) => {
        rejectCase(b, 1);
        evaluate(b, 1, 'holds');
      },
    ],
    [
      'a completion without intent',
      'intent enclave 2',
      (b) => {
        complete(b, 1, certify(b, 1));
      },
    ],
    [
      'a second intent of an order',
      'intent enclave 3',
      (b) => {
        const c = certify(b, 1);
        intend(b, 1, c);
        intend(b, 1, { ...c, serialNumber: 'ab'.repeat(20) });
      },
    ],
    [
      'a serial number twice',
      'intent enclave 3',
      (b) => {
        const c = certify(b, 1);
        intend(b, 1, c);
        intend(b, 2, { ...c, order: uuid('02', 2) });
      },
    ],
    [
      'a second completion',
      'intent enclave 4',
      (b) => {
        const c = certify(b, 1);
        intend(b, 1, c);
        complete(b, 1, c);
        complete(b, 1, c);
      },
    ],
    [
      'another certificate than intended',
      'certificate',
      (b) => {
        const c = certify(b, 1);
        intend(b, 1, { ...c, tbsSha256: 'ab'.repeat(32) });
        complete(b, 1, { ...c, tbsSha256: 'ab'.repeat(32) });
      },
    ],
    [
      'a receipt without completion',
      'receipt office 6',
      (b) => {
        openCase(b, 1);
        const c = certify(b, 1);
        receiveCertificate(b, 1, { certified: c, intentEntry: intend(b, 1, c) });
      },
    ],
    [
      'a receipt of what nobody approved',
      'receipt office 2',
      (b) => {
        const c = certify(b, 1);
        const intentEntry = intend(b, 1, c);
        complete(b, 1, c);
        receiveCertificate(b, 1, { certified: c, intentEntry });
      },
    ],
    [
      'an intent under another dossier',
      'receipt office 4',
      (b) => {
        intend(b, 5, { ...certify(b, 1) });
        openCase(b, 1);
      },
    ],
    [
      'findings that say otherwise',
      'findings office 3',
      (b) => {
        receive(b, 1);
        evaluate(b, 1, 'holds');
        lieAboutFindings(b);
      },
    ],
    [
      'an id twice',
      'idUnique office 3',
      (b) => {
        const id = receive(b, 1);
        b.office.addOctets(
          encodeEntry(entryOf('case.waiting', { id, seq: 1, case: uuid('01', 2) })),
        );
      },
    ],
    [
      'a gap in a case',
      'caseSequence office 3',
      (b) => {
        receive(b, 1);
        b.office.addOctets(
          encodeEntry(entryOf('case.waiting', { id: uuid('09', 1), seq: 3, case: uuid('01', 1) })),
        );
      },
    ],
    [
      'an entry in no form',
      'entryForm office 2',
      (b) => {
        b.office.addOctets(Buffer.from('{"v":1}'));
      },
    ],
    [
      'an entry of the other log',
      'entryLog office 2',
      (b) => {
        b.office.addOctets(encodeEntry(entryOf('code.lapsed')));
      },
    ],
  ];

  it.each(rows)('are caught by %s: %s', async (_, rule, write) => {
    expect((await brokenIn(await written(write))).join('\n')).toContain(rule);
  });
});

/** A case up to its instruction. */
function openCase(books: SampleBooks, n: number): void {
  receive(books, n);
  evaluate(books, n, 'holds');
  approve(books, n);
  instruct(books, n);
}

/** The findings of the last evaluation say `waits` where the entry says `holds`. */
function lieAboutFindings({ documents }: SampleBooks): void {
  const [path = ''] = [...documents.keys()].filter((each) => each.startsWith('findings/'));
  const octets = documents.get(path) ?? Buffer.alloc(0);
  documents.set(path, Buffer.from(String(octets).replace('holds', 'waits')));
}

const NOTHING = Buffer.alloc(32);

/** A kept checkpoint with one more line, in form. */
function addUnknownLine(folder: ExportInMemory): void {
  const path = pathLike(folder, /^office\/checkpoints/);
  const line = signatureLine({ name: 'x.example', keyId: '00000000', octets: Buffer.alloc(64) });
  folder.files.set(path, Buffer.concat([folder.of(path), Buffer.from(line)]));
}

function cut({ files }: ExportInMemory, path: string): void {
  files.set(path, files.get(path)?.subarray(0, -1) ?? Buffer.alloc(0));
}

function put({ files }: ExportInMemory, to: string, from: string): void {
  files.set(to, files.get(from) ?? Buffer.alloc(0));
}

function edit(
  folder: ExportInMemory,
  pattern: RegExp,
  [from, to]: readonly [string | RegExp, string],
): void {
  const path = pathLike(folder, pattern);
  const before = String(folder.files.get(path));
  folder.files.set(path, Buffer.from(before.replace(from, to)));
}

function rename(folder: ExportInMemory, pattern: RegExp, to: string): void {
  const path = pathLike(folder, pattern);
  put(folder, to, path);
  folder.files.delete(path);
}

function swapCertificates({ files }: ExportInMemory): void {
  const [a = '', b = ''] = [...files.keys()].filter((path) => path.startsWith('certificates/'));
  const [first, second] = [files.get(a), files.get(b)];
  files.set(a, second ?? Buffer.alloc(0));
  files.set(b, first ?? Buffer.alloc(0));
}
