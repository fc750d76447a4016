import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CheckpointFiles, WitnessFolderInUse } from '../../../bin/witness/checkpoint-files.ts';
import { createWitnessServer } from '../../../bin/witness/server.ts';
import { witnessSigner } from '../../../books/note-signer.ts';
import { readVkey } from '../../../books/note-verifier.ts';
import { Witness } from '../../../books/witness.ts';
import { VECTORS, seedOf } from '../../books/vectors.ts';
import { temporaryFolders } from '../temporary-folder.ts';

const aFolder = temporaryFolders();
const [office] = VECTORS.logs;
const log = { origin: office.origin, verifiers: office.vkeys.map(readVkey) };

const setUp = (dir = aFolder()) => {
  const memory = new CheckpointFiles(dir);
  const errors: Error[] = [];
  const witness = new Witness({
    memory,
    signer: witnessSigner(VECTORS.witness.name, seedOf(3), () => VECTORS.witness.timestamp),
    findLog: (origin) => (origin === log.origin ? log : undefined),
  });
  const app = createWitnessServer(witness, (error) => errors.push(error));
  const post = (body: string) => app.request('/add-checkpoint', { method: 'POST', body });
  return { dir, memory, errors, app, post };
};

describe('createWitnessServer', () => {
  it('answers with the line of the cosignature', async () => {
    const { post } = setUp();
    const response = await post(`old 0\n\n${office.note}`);
    expect(response.status).toBe(200);
    expect(office.noteWithWitness).toBe(office.note + (await response.text()));
  });

  it('answers a size with its media type', async () => {
    const { post } = setUp();
    await post(`old 0\n\n${office.note}`);
    const response = await post(`old 1\n\n${office.note}`);
    expect(response.status).toBe(409);
    expect(response.headers.get('content-type')).toBe('text/x.tlog.size');
    expect(await response.text()).toBe('3\n');
  });

  it('reads no more than a limit, and knows no other request', async () => {
    const { app, post } = setUp();
    expect((await post('x'.repeat(64 * 1024 + 1))).status).toBe(413);
    expect((await app.request('/add-checkpoint')).status).toBe(404);
    expect((await app.request('/healthz')).status).toBe(200);
  });

  it('cosigns nothing when its folder fails, and says so', async () => {
    const { dir, post, errors } = setUp();
    rmSync(dir, { recursive: true });
    expect((await post(`old 0\n\n${office.note}`)).status).toBe(500);
    expect(errors).toHaveLength(1);
  });
});

describe('CheckpointFiles', () => {
  it('remembers what was cosigned before a restart', async () => {
    const { dir, memory, post } = setUp();
    await post(`old 0\n\n${office.note}`);
    memory.close();
    const later = setUp(dir);
    expect((await later.post(`old 0\n\n${office.note}`)).status).toBe(409);
    expect((await later.post(`old 3\n\n${office.note}`)).status).toBe(200);
  });

  it('takes a file half written aside for nothing', async () => {
    const { dir, memory, post } = setUp();
    await post(`old 0\n\n${office.note}`);
    memory.close();
    const later = setUp(dir);
    writeFileSync(join(dir, 'rest.checkpoint.new'), office.note.slice(0, 20));
    expect((await later.post(`old 3\n\n${office.note}`)).status).toBe(200);
  });

  it('lets one witness at a folder', () => {
    const { dir } = setUp();
    // The lock names this process, which lives.
    expect(() => new CheckpointFiles(dir)).toThrow(WitnessFolderInUse);
  });
});
