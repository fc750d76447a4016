import { describe, expect, it } from 'vitest';
import { printCheckpoint } from '../../books/checkpoint.ts';
import { ed25519Signer, witnessSigner } from '../../books/note-signer.ts';
import { readVkey } from '../../books/note-verifier.ts';
import { signNote, verifyNote, withSignatures, type NoteSigner } from '../../books/signed-note.ts';
import { TreeReader } from '../../books/tree-reader.ts';
import { Witness, type WitnessAnswer } from '../../books/witness.ts';
import { printWitnessRequest } from '../../books/witness-request.ts';
import { FakeWitnessMemory } from '../fakes/fake-witness-memory.ts';
import { MemoryLog, ORIGIN } from './memory-log.ts';
import { VECTORS, seedOf } from './vectors.ts';

const [office, enclave] = VECTORS.logs;
const TIME = VECTORS.witness.timestamp;
const witnessKey = readVkey(VECTORS.witness.vkey);

const entriesOf = (count: number, mark = 'entry'): Buffer[] =>
  Array.from({ length: count }, (_, i) => Buffer.from(`${mark} ${i}`));

/** A witness of the vectors' logs, and a log of the office that grows. */
const setUp = (memory = new FakeWitnessMemory()) => {
  const signer = ed25519Signer(ORIGIN, seedOf(1));
  const logs = [office, enclave].map(({ origin, vkeys }) => ({
    origin,
    verifiers: vkeys.map(readVkey),
  }));
  const witness = new Witness({
    memory,
    signer: witnessSigner(VECTORS.witness.name, seedOf(3), () => TIME),
    findLog: (origin) => logs.find((log) => log.origin === origin),
  });
  return { witness, memory, signer };
};

/** A log of that many entries; its first `shared` ones are the same in every log. */
const logOf = async (size: number, shared = size): Promise<MemoryLog> => {
  const log = await MemoryLog.open();
  log.add([...entriesOf(shared), ...entriesOf(size - shared, 'other')]);
  return log;
};

/** What a log asks for its newest checkpoint, with a proof from a size. */
const requestOf = async (log: MemoryLog, from: number, signer: NoteSigner): Promise<string> => {
  const { size } = log.integrator;
  const reader = new TreeReader({ size, readFile: log.folder.read });
  const proof = from > 0 && from < size ? await reader.consistencyProof(from) : [];
  return printWitnessRequest({ from, proof, note: await log.checkpoint(signer) });
};

const sizeAnswer = (size: number): WitnessAnswer => ({
  status: 409,
  mediaType: 'text/x.tlog.size',
  body: `${size}\n`,
});

describe('Witness', () => {
  it('answers the cosignature of the vectors, octet for octet', async () => {
    const { witness } = setUp();
    const request = printWitnessRequest({ from: 0, proof: [], note: office.note });
    const { status, body } = await witness.addCheckpoint(request);
    expect(status).toBe(200);
    expect(withSignatures(office.note, body)).toBe(office.noteWithWitness);
  });

  it('cosigns a log that is signed by two keys when both have signed', async () => {
    const { witness } = setUp();
    const { status, body } = await witness.addCheckpoint(
      printWitnessRequest({ from: 0, proof: [], note: enclave.note }),
    );
    expect(status).toBe(200);
    const { verified } = verifyNote(withSignatures(enclave.note, body), [witnessKey]);
    expect(verified[0]?.cosignedAt).toBe(TIME);
    const [text, first] = enclave.note.split('\n\n');
    const oneLine = `${text}\n\n${first?.split('\n')[0]}\n`;
    const half = printWitnessRequest({ from: 0, proof: [], note: oneLine });
    expect((await witness.addCheckpoint(half)).status).toBe(403);
  });

  it('follows a log from one size to the next, and cosigns the same checkpoint again', async () => {
    const { witness, signer } = setUp();
    let from = 0;
    for (const size of [1, 2, 7, 256, 257, 700]) {
      const request = await requestOf(await logOf(size), from, signer);
      expect((await witness.addCheckpoint(request)).status).toBe(200);
      from = size;
    }
    const again = await requestOf(await logOf(700), 700, signer);
    expect((await witness.addCheckpoint(again)).status).toBe(200);
  });

  it('tells the size it stands at to a log that begins elsewhere', async () => {
    const { witness, signer } = setUp();
    await witness.addCheckpoint(await requestOf(await logOf(7), 0, signer));
    for (const from of [0, 5, 9]) {
      const request = await requestOf(await logOf(20), from, signer);
      expect(await witness.addCheckpoint(request)).toEqual(sizeAnswer(7));
    }
  });

  it('refuses a fork of the same size', async () => {
    const { witness, signer } = setUp();
    await witness.addCheckpoint(await requestOf(await logOf(7), 0, signer));
    const fork = await requestOf(await logOf(7, 6), 7, signer);
    expect(await witness.addCheckpoint(fork)).toEqual(sizeAnswer(7));
  });

  it('refuses a fork that has grown beyond what was cosigned', async () => {
    const { witness, signer, memory } = setUp();
    await witness.addCheckpoint(await requestOf(await logOf(7), 0, signer));
    const kept = await memory.read(ORIGIN);
    const fork = await requestOf(await logOf(12, 6), 7, signer);
    expect((await witness.addCheckpoint(fork)).status).toBe(422);
    expect(await memory.read(ORIGIN)).toBe(kept);
  });

  it('refuses a log that was rolled back, whatever it says it had before', async () => {
    const { witness, signer } = setUp();
    await witness.addCheckpoint(await requestOf(await logOf(7), 0, signer));
    for (const from of [0, 3, 5]) {
      const request = await requestOf(await logOf(5), from, signer);
      expect(await witness.addCheckpoint(request)).toEqual(sizeAnswer(7));
    }
  });

  it('keeps logs apart', async () => {
    const { witness, signer } = setUp();
    await witness.addCheckpoint(await requestOf(await logOf(7), 0, signer));
    const other = printWitnessRequest({ from: 0, proof: [], note: enclave.note });
    expect((await witness.addCheckpoint(other)).status).toBe(200);
  });

  it('answers requests of one log in turn: of two that begin alike one is cosigned', async () => {
    const { witness, signer, memory } = setUp();
    await witness.addCheckpoint(await requestOf(await logOf(7), 0, signer));
    memory.isSlow = true;
    const requests = [
      await requestOf(await logOf(12), 7, signer),
      await requestOf(await logOf(9), 7, signer),
      await requestOf(await logOf(10, 9), 7, signer),
    ];
    const answers = await Promise.all(requests.map((each) => witness.addCheckpoint(each)));
    expect(answers.map(({ status }) => status)).toEqual([200, 409, 409]);
    expect(answers[1]).toEqual(sizeAnswer(12));
  });

  it('cosigns nothing that it could not keep, and goes on afterwards', async () => {
    const { witness, signer, memory } = setUp();
    const request = await requestOf(await logOf(7), 0, signer);
    memory.isFull = true;
    await expect(witness.addCheckpoint(request)).rejects.toThrow('ENOSPC');
    memory.isFull = false;
    expect((await witness.addCheckpoint(request)).status).toBe(200);
  });

  it('does not begin anew where what it kept cannot be read', async () => {
    const { witness, signer, memory } = setUp();
    const request = await requestOf(await logOf(7), 0, signer);
    await memory.write(ORIGIN, 'half of a no');
    await expect(witness.addCheckpoint(request)).rejects.toThrow();
  });

  it('cosigns after a crash between keeping and answering', async () => {
    const { signer, memory } = setUp();
    memory.diesAfterWrite = true;
    await expect(
      setUp(memory).witness.addCheckpoint(await requestOf(await logOf(7), 0, signer)),
    ).rejects.toThrow('killed');
    memory.diesAfterWrite = false;
    const { witness } = setUp(memory);
    const fork = await requestOf(await logOf(7, 6), 7, signer);
    expect(await witness.addCheckpoint(fork)).toEqual(sizeAnswer(7));
    const again = await requestOf(await logOf(7), 0, signer);
    expect(await witness.addCheckpoint(again)).toEqual(sizeAnswer(7));
    const fromThere = await requestOf(await logOf(7), 7, signer);
    expect((await witness.addCheckpoint(fromThere)).status).toBe(200);
  });

  const stranger = ed25519Signer(ORIGIN, seedOf(9));
  const elsewhere = ed25519Signer('elsewhere.example/log', seedOf(1));
  const aHash = Buffer.alloc(32).toString('base64');

  it.each([
    ['no blank line', 400, () => `old 0\n${office.note.replace('\n\n', '\n')}`],
    ['no old size', 400, () => `0\n\n${office.note}`],
    ['a size with a zero in front', 400, () => `old 01\n\n${office.note}`],
    ['a negative size', 400, () => `old -1\n\n${office.note}`],
    ['a hash of 31 octets', 400, () => `old 0\n${aHash.slice(4)}\n\n${office.note}`],
    ['64 hashes', 400, () => `old 0\n${`${aHash}\n`.repeat(64)}\n${office.note}`],
    ['a note that is none', 400, () => 'old 0\n\nhello\n'],
    ['an extension line', 400, () => `old 0\n\n${office.note.replace('\n\n', '\nmore\n\n')}`],
    ['an old size beyond the checkpoint', 400, () => `old 4\n\n${office.note}`],
    ['a proof from nothing', 422, () => `old 0\n${aHash}\n\n${office.note}`],
    [
      'a log that it does not know',
      404,
      async () => `old 0\n\n${await (await logOf(3)).checkpoint(elsewhere)}`.replace(ORIGIN, 'x.y'),
    ],
    [
      'a key that it does not know',
      403,
      async () => `old 0\n\n${await (await logOf(3)).checkpoint(stranger)}`,
    ],
    [
      'the signature of another checkpoint',
      403,
      async () => {
        const root = Buffer.alloc(32, 5);
        const text = printCheckpoint({ origin: ORIGIN, size: 3, root });
        const signed = await signNote(text, [stranger]);
        const line = office.note.split('\n\n')[1] ?? '';
        return `old 0\n\n${signed.slice(0, signed.lastIndexOf('\n\n') + 2)}${line}`;
      },
    ],
  ])('answers %s by %i', async (_, status, body) => {
    const { witness, memory } = setUp();
    expect((await witness.addCheckpoint(await body())).status).toBe(status);
    expect(await memory.read(ORIGIN)).toBeUndefined();
  });
});
