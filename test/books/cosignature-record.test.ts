import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { timestampQuery } from '../../adapters/timestamp/timestamp-client.ts';
import { CosignatureRecord } from '../../books/cosignature-record.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import { keptCheckpointPath } from '../../books/cosignature.ts';
import { ed25519Signer, witnessSigner } from '../../books/note-signer.ts';
import { readVkey } from '../../books/note-verifier.ts';
import { signatureLine, withSignatures } from '../../books/signed-note.ts';
import { tokenOf } from '../../books/timestamp.ts';
import { TileMissing } from '../../books/tile-reader.ts';
import { openTimestampAuthority } from '../../simulator/timestamp-authority.ts';
import { temporaryFolders } from '../bin/temporary-folder.ts';
import { Contradiction, FakeAnchoredBook, StampDoubted } from '../fakes/fake-anchored-book.ts';
import { MemoryLog, ORIGIN } from './memory-log.ts';
import { VECTORS, seedOf } from './vectors.ts';

const [, enclave] = VECTORS.logs;
const signer = ed25519Signer(ORIGIN, seedOf(1));
const witness = witnessSigner('w.example/1', seedOf(3), () => 1_800_000_000);
const second = witnessSigner('w.example/2', seedOf(4), () => 1_800_000_001);
const office = { origin: ORIGIN, verifiers: [readVkey(signer.vkey)] };
const room = { origin: enclave.origin, verifiers: enclave.vkeys.map(readVkey) };
const witnesses = [witness, second].map(({ vkey }) => readVkey(vkey));

const entries = (count: number, mark = 'entry'): Buffer[] =>
  Array.from({ length: count }, (_, i) => Buffer.from(`${mark} ${i}`));

/** The office's log of that many entries; those after `shared` are others than in every other log. */
const logOf = async (size: number, shared = size): Promise<MemoryLog> => {
  const log = await MemoryLog.open();
  log.add([...entries(shared), ...entries(size - shared, 'other')]);
  return log;
};

const noteOf = async (size: number, shared = size): Promise<string> =>
  (await logOf(size, shared)).checkpoint(signer);

const cosign = async (note: string, by: typeof witness): Promise<string> => {
  const text = note.slice(0, note.indexOf('\n\n') + 1);
  const { name, keyId } = by;
  const octets = await by.sign(Buffer.from(text));
  return withSignatures(note, signatureLine({ name, keyId, octets }));
};

const aFolder = temporaryFolders();
const tsa = await openTimestampAuthority(aFolder());
const stampOf = (note: string): string =>
  tsa
    .answer(timestampQuery(Buffer.from(sha256Hex(Buffer.from(note)), 'hex'), Buffer.alloc(8, 0x41)))
    .toString('base64');

/** The office's side with a log of that many entries. */
const anOffice = async (size: number) => {
  const log = await logOf(size);
  const book = new FakeAnchoredBook('office', office);
  for (const [path, octets] of log.folder.files) book.local.files.set(path, octets);
  book.local.files.set('checkpoint', Buffer.from(await log.checkpoint(signer)));
  const record = new CosignatureRecord(book, {
    other: () => room,
    witnesses: () => witnesses,
    authorities: () => [new X509Certificate(tsa.root)],
  });
  return { book, record };
};

/** The room's side, which has anchored nothing. */
const aRoom = () => {
  const book = new FakeAnchoredBook('enclave', room);
  const record = new CosignatureRecord(book, {
    other: () => office,
    witnesses: () => witnesses,
    authorities: () => [new X509Certificate(tsa.root)],
  });
  return { book, record };
};

describe('head', () => {
  it('is the served checkpoint', async () => {
    const { record } = await anOffice(5);
    expect(await record.head()).toEqual({
      origin: ORIGIN,
      size: 5,
      note: await noteOf(5),
      anchoredSize: 0,
    });
  });

  it('is missing until a checkpoint is served', async () => {
    const { record, book } = await anOffice(5);
    book.local.files.delete('checkpoint');
    await expect(record.head()).rejects.toThrow(TileMissing);
  });

  it('is refused if our own keys have not signed it', async () => {
    const { record, book } = await anOffice(5);
    const forged = (await logOf(5)).checkpoint(ed25519Signer(ORIGIN, seedOf(8)));
    book.local.files.set('checkpoint', Buffer.from(await forged));
    await expect(record.head()).rejects.toThrow(Contradiction);
  });
});

describe('recordCosignatures', () => {
  it('keeps the note on both media and writes an entry for each witness, once', async () => {
    const { record, book } = await anOffice(5);
    const note = await noteOf(5);
    expect(await record.recordCosignatures(note)).toBe(note);
    expect(book.entries).toEqual([]);
    const one = await cosign(note, witness);
    expect(await record.recordCosignatures(one)).toBe(one);
    const both = await cosign(one, second);
    await record.recordCosignatures(both);
    await record.recordCosignatures(both);
    expect(book.entries.map(({ event, data }) => [event, (data as never)['witness']])).toEqual([
      ['witness.cosigned', 'w.example/1'],
      ['witness.cosigned', 'w.example/2'],
    ]);
    expect(book.entries[1]).toMatchObject({ actor: { kind: 'witness' }, data: { note: both } });
    for (const files of [book.local, book.second]) {
      expect(files.text(keptCheckpointPath(5))).toBe(both);
    }
  });

  it('never takes a line away from what is kept', async () => {
    const { record, book } = await anOffice(5);
    const note = await noteOf(5);
    const one = await cosign(note, witness);
    await record.recordCosignatures(one);
    expect(await record.recordCosignatures(note)).toBe(one);
    expect(book.second.text(keptCheckpointPath(5))).toBe(one);
  });

  it('writes nothing into the book when the file cannot be kept, and all of it later', async () => {
    const { record, book } = await anOffice(5);
    const one = await cosign(await noteOf(5), witness);
    book.second.isFull = true;
    await expect(record.recordCosignatures(one)).rejects.toThrow('ENOSPC');
    expect(book.entries).toEqual([]);
    book.second.isFull = false;
    await record.recordCosignatures(one);
    expect(book.entries).toHaveLength(1);
  });

  it.each([
    ['another book’s note', async () => enclave.note],
    ['a note that we did not sign', async () => (await logOf(5)).checkpoint(stranger)],
    [
      'a witness’s line that does not hold',
      async () => spoilt(await cosign(await noteOf(5), witness)),
    ],
  ])('refuses %s', async (_, note) => {
    const { record, book } = await anOffice(5);
    await expect(record.recordCosignatures(await note())).rejects.toThrow(Contradiction);
    expect(book.second.files.size).toBe(0);
  });

  it('refuses another tree of a size that is kept', async () => {
    const { record } = await anOffice(5);
    await record.recordCosignatures(await noteOf(5));
    await expect(record.recordCosignatures(await noteOf(5, 4))).rejects.toThrow(Contradiction);
  });
});

const stranger = ed25519Signer(ORIGIN, seedOf(9));

const spoilt = (note: string): string =>
  note.replace(/(.)(.=*\n)$/, (_, c: string, end: string) => `${c === 'A' ? 'B' : 'A'}${end}`);

describe('recordAnchor', () => {
  it('records a checkpoint of the other book with its lines, and the next one after it', async () => {
    const { record, book } = aRoom();
    const { record: side } = await anOffice(12);
    const note = await cosign(await noteOf(5), witness);
    expect(await record.recordAnchor({ note, from: 0, proof: [] })).toEqual({
      outcome: 'anchored',
    });
    const later = await noteOf(12);
    const proof = await side.proof({ from: 5, size: 12 });
    expect(proof.length).toBeGreaterThan(0);
    expect(await record.recordAnchor({ note: later, from: 5, proof })).toEqual({
      outcome: 'anchored',
    });
    expect(book.entries).toMatchObject([
      { event: 'anchor.recorded', log: 'enclave', data: { origin: ORIGIN, size: 5, note } },
      { event: 'anchor.recorded', actor: { id: 'enclave-worker' }, data: { size: 12 } },
    ]);
  });

  it('records once what it is told twice', async () => {
    const { record, book } = aRoom();
    const note = await noteOf(5);
    await record.recordAnchor({ note, from: 0, proof: [] });
    // The answer was lost: it says where to begin, and from there nothing is left to do.
    const again = await record.recordAnchor({ note, from: 0, proof: [] });
    expect(again).toEqual({ outcome: 'from', size: 5 });
    expect(await record.recordAnchor({ note, from: 5, proof: [] })).toEqual({
      outcome: 'anchored',
    });
    expect(book.entries).toHaveLength(1);
  });

  it('carries nothing into the book that it does not know', async () => {
    const { record, book } = aRoom();
    const note = await noteOf(5);
    const stuffed = withSignatures(note, `— whatever.somebody/likes ${'AAAA'.repeat(99)}\n`);
    await record.recordAnchor({ note: stuffed, from: 0, proof: [] });
    expect(book.entries).toMatchObject([{ data: { note } }]);
  });

  it.each([
    ['a forged checkpoint', async () => (await logOf(12)).checkpoint(stranger)],
    ['a rolled-back one', () => noteOf(4)],
    ['a fork of the size', () => noteOf(5, 4)],
    ['a fork that has grown', () => noteOf(12, 4)],
    ['another log', async () => enclave.note],
    [
      'a witness’s line that does not hold',
      async () => spoilt(await cosign(await noteOf(12), witness)),
    ],
    ['no note', async () => 'hello'],
  ])('refuses %s', async (_, note) => {
    const { record, book } = aRoom();
    await record.recordAnchor({ note: await noteOf(5), from: 0, proof: [] });
    const { record: side } = await anOffice(12);
    const proof = await side.proof({ from: 5, size: 12 });
    const anchor = { note: await note(), from: 5, proof };
    await expect(record.recordAnchor(anchor)).rejects.toThrow(Contradiction);
    await expect(record.recordAnchor({ ...anchor, proof: [] })).rejects.toThrow(Contradiction);
    expect(book.entries).toHaveLength(1);
  });

  it('asks both keys of the room', async () => {
    const { record, book } = await anOffice(5);
    const [text, lines = ''] = enclave.note.split('\n\n');
    for (const line of lines.trimEnd().split('\n')) {
      const half = { note: `${text}\n\n${line}\n`, from: 0, proof: [] };
      await expect(record.recordAnchor(half)).rejects.toThrow(Contradiction);
    }
    await record.recordAnchor({ note: enclave.note, from: 0, proof: [] });
    expect(book.entries).toMatchObject([{ log: 'office', data: { size: 3 } }]);
  });

  it('records one after the other, however many ask at once', async () => {
    const { record, book } = aRoom();
    const note = await noteOf(5);
    const asked = Array.from({ length: 5 }, () =>
      record.recordAnchor({ note, from: 0, proof: [] }),
    );
    const answers = await Promise.all(asked);
    expect(answers.filter(({ outcome }) => outcome === 'anchored')).toHaveLength(1);
    expect(book.entries).toHaveLength(1);
  });
});

describe('recordTimestamp', () => {
  it('keeps the token beside the note on both media and records it, once', async () => {
    const { record, book } = await anOffice(5);
    const note = await record.recordCosignatures(await noteOf(5));
    const reply = stampOf(note);
    await record.recordTimestamp({ note, reply });
    await record.recordTimestamp({ note, reply: stampOf(note) });
    const token = tokenOf(Buffer.from(reply, 'base64'));
    const tokenSha256 = sha256Hex(token);
    expect(book.entries).toMatchObject([
      {
        event: 'timestamp.recorded',
        data: { size: 5, noteSha256: sha256Hex(Buffer.from(note)), tokenSha256 },
        evidence: [{ kind: 'timestampToken', sha256: tokenSha256, size: token.length }],
      },
    ]);
    for (const files of [book.local, book.second]) {
      expect(files.files.get('timestamps/office-5.tsr')).toEqual(token);
    }
  });

  it('records the stamp that was kept before a crash, not the one of the retry', async () => {
    const { record, book } = await anOffice(5);
    const note = await record.recordCosignatures(await noteOf(5));
    const first = tokenOf(Buffer.from(stampOf(note), 'base64'));
    await book.second.write([{ path: 'timestamps/office-5.tsr', octets: first }]);
    await record.recordTimestamp({ note, reply: stampOf(note) });
    expect(book.entries).toMatchObject([{ data: { tokenSha256: sha256Hex(first) } }]);
  });

  it('refuses a stamp on anything but the note as it is kept', async () => {
    const { record, book } = await anOffice(5);
    const note = await noteOf(5);
    const cosigned = await record.recordCosignatures(await cosign(note, witness));
    const before = book.entries.length;
    for (const reply of [stampOf('x'), stampOf(note), 'AAAA']) {
      await expect(record.recordTimestamp({ note, reply })).rejects.toThrow(StampDoubted);
    }
    await record.recordTimestamp({ note: cosigned, reply: stampOf(cosigned) });
    expect(book.entries).toHaveLength(before + 1);
  });

  it('refuses a note that is not this book’s', async () => {
    const { record } = await anOffice(5);
    const { note } = enclave;
    const stamped = record.recordTimestamp({ note, reply: stampOf(note) });
    await expect(stamped).rejects.toThrow(Contradiction);
  });
});
