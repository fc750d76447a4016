import { describe, expect, it } from 'vitest';
import { canonicalOctets, sha256Hex } from '../../../books/canonical-json.ts';
import { commit, type Opening } from '../../../books/commitment.ts';
import { verifyExport } from '../../../books/verify/verify-export.ts';
import type { ExportInMemory } from '../../../bin/chaos/tamper/export-in-memory.ts';
import { issueCase, openBooks, receive, uuid, type SampleBooks } from './sample-books.ts';
import { exported, ORIGINS, TRUSTED, WITNESS, type SampleLog } from './sample-export.ts';

const brokenIn = async (folder: ExportInMemory): Promise<string[]> => {
  const { failures } = await verifyExport({ folder, keys: TRUSTED });
  return failures.map(({ rule, log, index }) =>
    [rule, log, index].filter((part) => part !== undefined).join(' '),
  );
};

/** Facts and rules go in where a decision rests on them. */
const exportOf = async ({ enclave, office, documents }: SampleBooks): Promise<ExportInMemory> => {
  const isDecided = office.entries.some(({ event }) => event === 'case.evaluated');
  for (const path of documents.keys()) {
    if (!isDecided && /^(facts|rule-sets)/.test(path)) documents.delete(path);
  }
  await enclave.checkpoint();
  await office.checkpoint();
  return exported([enclave, office], documents);
};

const TOKEN_HEAD = Buffer.from('3082', 'hex');

/** An entry of a stamp over a note, and the token, which here is nothing but its imprint. */
function stamp(log: SampleLog, { size, note }: { size: number; note: string }): [string, Buffer] {
  const imprint = Buffer.from(sha256Hex(Buffer.from(note)), 'hex');
  const token = Buffer.concat([TOKEN_HEAD, imprint]);
  log.add({
    event: 'timestamp.recorded',
    items: ['4ハ'],
    actor: { kind: 'system', id: 'office-worker' },
    evidence: [{ kind: 'timestampToken', sha256: sha256Hex(token), size: token.length }],
    data: {
      size,
      noteSha256: imprint.toString('hex'),
      tokenSha256: sha256Hex(token),
      authority: 'tsa.example.org',
      genTime: '2026-12-01T00:31:07.123Z',
    },
  });
  return [`timestamps/${log.log}-${size}.tsr`, token];
}

describe('a time stamp', () => {
  it('holds over a kept checkpoint, also one that was cosigned after it', async () => {
    const books = await openBooks();
    const note = await books.office.checkpoint();
    const size = books.office.entries.length;
    books.documents.set(...stamp(books.office, { size, note }));
    await books.office.cosign();
    const folder = await exportOf(books);
    // The note that was stamped, with a cosignature that came later.
    const [, line = ''] = /\n(— witness[^\n]*\n)$/.exec(noteOf(folder, size + 1)) ?? [];
    expect(line).not.toBe('');
    expect(await brokenIn(folder)).toEqual([]);
  });

  it.each([
    ['over another note', (note: string) => note.replace('office', 'offices')],
    ['over the text alone', (note: string) => note.slice(0, note.indexOf('\n\n') + 1)],
  ])('is refused %s', async (_, change) => {
    const books = await openBooks();
    const size = books.office.entries.length;
    const note = change(await books.office.checkpoint());
    books.documents.set(...stamp(books.office, { size, note }));
    expect(await brokenIn(await exportOf(books))).toEqual([`timestamp office ${size}`]);
  });

  it('is refused if its token is over something else', async () => {
    const books = await openBooks();
    const size = books.office.entries.length;
    const note = await books.office.checkpoint();
    const [path] = stamp(books.office, { size, note });
    const folder = await exportOf(books);
    await folder.write(path, Buffer.from('another token'));
    folder.relist();
    expect((await brokenIn(folder)).toSorted()).toEqual([
      'documentMissing office 2',
      'documentNamed',
      'timestamp office 2',
    ]);
  });
});

const noteOf = ({ files }: ExportInMemory, size: number): string =>
  String(files.get(`office/checkpoints/${String(size).padStart(12, '0')}.txt`));

const cosigned = (books: SampleBooks, change: object): void => {
  const { office } = books;
  office.add({
    event: 'witness.cosigned',
    items: ['4ハ'],
    actor: { kind: 'witness', id: 'witness.example.org/w1' },
    data: { size: 1, witness: 'witness.example.org/w1', note: '', ...change },
  });
};

describe('a cosignature', () => {
  it('is refused where the note does not bear it', async () => {
    const books = await openBooks();
    const size = books.office.entries.length;
    cosigned(books, { size, note: await books.office.checkpoint() });
    expect(await brokenIn(await exportOf(books))).toEqual([`cosignature office ${size}`]);
  });

  it('is refused where the kept checkpoint has lost it', async () => {
    const books = await openBooks();
    const size = books.office.entries.length;
    await books.office.cosign();
    const folder = await exportOf(books);
    const path = `office/checkpoints/${String(size).padStart(12, '0')}.txt`;
    const note = noteOf(folder, size).replace(/— witness[^\n]*\n$/, '');
    folder.files.set(path, Buffer.from(note));
    folder.relist();
    expect(await brokenIn(folder)).toEqual([`cosignature office ${size}`]);
  });

  it('is refused where its note is of another size than the entry says', async () => {
    const books = await openBooks();
    await books.office.cosign();
    const { data } = books.office.entries.at(-1) as unknown as { data: { note: string } };
    cosigned(books, { size: 99, note: data.note });
    expect(await brokenIn(await exportOf(books))).toEqual([
      `cosignature office ${books.office.entries.length - 1}`,
    ]);
  });
});

describe('an anchor', () => {
  it('holds on the newest checkpoint, whose kept copy alone was cosigned', async () => {
    const books = await openBooks();
    const size = books.enclave.entries.length;
    const note = await books.enclave.checkpoint(WITNESS);
    const [, , root = ''] = note.split('\n');
    books.office.add({
      event: 'anchor.recorded',
      items: ['4ハ'],
      actor: { kind: 'system', id: 'worker' },
      data: { origin: ORIGINS.enclave, size, root, note },
    });
    await books.office.checkpoint();
    for (const path of books.documents.keys()) {
      if (/^(facts|rule-sets)/.test(path)) books.documents.delete(path);
    }
    const folder = await exported([books.enclave, books.office], books.documents);
    const bare = note.replace(/— witness[^\n]*\n$/, '');
    expect(bare).not.toBe(note);
    folder.files.set('enclave/checkpoint', Buffer.from(bare));
    folder.relist();
    expect(await brokenIn(folder)).toEqual([]);
  });

  it('is refused with a root of its own', async () => {
    const books = await openBooks();
    const note = await books.enclave.checkpoint();
    books.office.add({
      event: 'anchor.recorded',
      items: ['4ハ'],
      actor: { kind: 'system', id: 'worker' },
      data: { origin: ORIGINS.enclave, size: 2, root: 'AAAA', note },
    });
    expect(await brokenIn(await exportOf(books))).toEqual(['anchor office 2']);
  });
});

describe('a second opening of the log', () => {
  it('is refused under keys that the policy does not name', async () => {
    const books = await openBooks();
    books.office.add({
      event: 'log.opened',
      items: ['4ハ'],
      actor: { kind: 'officer', id: 'officer-00', role: 'administrator', terminal: 't-1' },
      data: { origin: ORIGINS.office, keys: TRUSTED.slice(-1), install: 'sample' },
    });
    expect(await brokenIn(await exportOf(books))).toEqual(['logOpened office 2']);
  });
});

describe('evidence and openings', () => {
  const NAME = { kind: 'name', r: 'ab'.repeat(32), value: '山田 花子' } as const;

  const withOpening = async (change: Partial<Opening> = {}): Promise<ExportInMemory> => {
    const books = await openBooks();
    receive(books, 1);
    const committed = books.office.add({
      event: 'note.added',
      items: ['1ニ'],
      case: uuid('01', 1),
      actor: { kind: 'officer', id: 'o-1', role: 'examiner', terminal: 't-1' },
      data: { noteCommitment: commit(NAME) },
    });
    const opening = { entry: committed, field: 'data.noteCommitment', ...NAME, ...change };
    const file = canonicalOctets([{ ...opening }]);
    books.documents.set(`openings/${change.entry ?? committed}.json`, file);
    return exportOf(books);
  };

  it('are accepted where the opening opens', async () => {
    expect(await brokenIn(await withOpening())).toEqual([]);
  });

  it.each([
    ['another value', { value: '山田 花' }],
    ['another kind', { kind: 'note' as const }],
    ['another field', { field: 'actor.nameCommitment' }],
    ['another entry', { entry: uuid('77', 1) }],
  ])('are refused where the opening has %s', async (_, change) => {
    const [first = ''] = await brokenIn(await withOpening(change));
    expect(first).toMatch(/^opening/);
  });

  it('are accepted where an entry names the object, and refused where none does', async () => {
    const books = await openBooks();
    issueCase(books, 1);
    const object = Buffer.from('a signed text');
    const sha256 = sha256Hex(object);
    books.office.add({
      event: 'evidence.received',
      items: ['1ハ'],
      case: uuid('01', 1),
      actor: { kind: 'portal', id: 'sample-portal' },
      evidence: [{ kind: 'signedText', sha256, size: object.length }],
      data: { evidenceKind: 'signedText', supplier: 'applicant' },
    });
    const folder = await exportOf(books);
    await folder.write(`evidence/${sha256.slice(0, 2)}/${sha256}`, object);
    folder.relist({ grant: uuid('88', 1) });
    expect(await brokenIn(folder)).toEqual([]);
    const other = Buffer.from('another text');
    await folder.write(`evidence/${sha256Hex(other).slice(0, 2)}/${sha256Hex(other)}`, other);
    folder.relist();
    expect(await brokenIn(folder)).toEqual(['documentNamed']);
  });
});
