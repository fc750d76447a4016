import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishVkeys } from '../../../bin/book-keys.ts';
import { ed25519Signer } from '../../../books/note-signer.ts';
import { readVkey } from '../../../books/note-verifier.ts';
import { verifyNote, withSignatures } from '../../../books/signed-note.ts';
import { TreeReader } from '../../../books/tree-reader.ts';
import { printWitnessRequest } from '../../../books/witness-request.ts';
import { MemoryLog, ORIGIN } from '../../books/memory-log.ts';
import { holdInstance, type HeldInstance } from '../../enclave/held-instance.ts';

const signer = ed25519Signer(ORIGIN, Buffer.alloc(32, 1));
let held: HeldInstance;
let keys = '';

beforeAll(async () => {
  held = await holdInstance({ only: 'programs', programs: ['witness'] });
  keys = held.instance.environmentOf('witness')['BOOK_KEYS_DIR'] ?? '';
  publishVkeys(keys, 'office', [signer.vkey]);
});
afterAll(async () => {
  await held?.release();
});

const entries = (count: number, mark: string): Buffer[] =>
  Array.from({ length: count }, (_, i) => Buffer.from(`${mark} ${i}`));

const requestOf = async (log: MemoryLog, from: number): Promise<string> => {
  const { size } = log.integrator;
  const reader = new TreeReader({ size, readFile: log.folder.read });
  const proof = from > 0 && from < size ? await reader.consistencyProof(from) : [];
  return printWitnessRequest({ from, proof, note: await log.checkpoint(signer) });
};

const post = (body: string): Promise<Response> =>
  fetch(`${held.instance.addresses.witness}/add-checkpoint`, { method: 'POST', body });

describe('bin/witness', () => {
  it('says its key where those look that are to believe it, and cosigns by it', async () => {
    const [vkey = ''] = readFileSync(join(keys, 'witness-1.vkey'), 'utf8').split('\n');
    const log = await MemoryLog.open();
    log.add(entries(1, 'entry'));
    const lines = await (await post(await requestOf(log, 0))).text();
    const note = withSignatures(await log.checkpoint(signer), lines);
    const { verified } = verifyNote(note, [readVkey(vkey)]);
    expect(verified[0]?.cosignedAt).toBeGreaterThan(1_700_000_000);
  });

  it('remembers after each kill all that it cosigned, and cosigns no fork of it', async () => {
    const log = await MemoryLog.open();
    log.add(entries(1, 'entry'));
    let cosigned = 1;
    for (const waitMs of [3, 40, 90]) {
      const ends = Date.now() + waitMs;
      const killed = new Promise((resolve) => setTimeout(resolve, waitMs)).then(() =>
        held.instance.killProgram('witness'),
      );
      for (let isUp = true; isUp || Date.now() < ends;) {
        log.add(entries(3, `at ${log.integrator.size}`));
        const response = await post(await requestOf(log, cosigned)).catch(() => undefined);
        if (response?.status === 200) cosigned = log.integrator.size;
        isUp = response !== undefined;
      }
      await killed;
      await held.instance.restartProgram('witness');

      // At most the one that was kept and not answered is more than what we were told of.
      const answer = await post(await requestOf(log, 0));
      const known = Number(await answer.text());
      expect(answer.status).toBe(409);
      expect([cosigned, log.integrator.size]).toContain(known);

      const fork = await MemoryLog.open();
      fork.add([...entries(known, 'fork'), ...entries(5, 'more')]);
      expect((await post(await requestOf(fork, known))).status).toBe(422);
      expect((await post(await requestOf(log, known))).status).toBe(200);
      cosigned = log.integrator.size;
    }
  });
});
