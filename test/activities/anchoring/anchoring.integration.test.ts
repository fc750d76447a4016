import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBook, type PlacedEntry } from '../../../bin/chaos/verify-books.ts';
import { readKnownLog, readWitnessKeys } from '../../../bin/book-keys.ts';
import { runCommand } from '../../../bin/instance/command.ts';
import { readKey } from '../../../bin/parts.ts';
import { printCheckpoint, readCheckpoint } from '../../../books/checkpoint.ts';
import { sha256Hex } from '../../../books/canonical-json.ts';
import { keptCheckpointPath, timestampPath } from '../../../books/cosignature.ts';
import { ed25519Signer } from '../../../books/note-signer.ts';
import { signNote } from '../../../books/signed-note.ts';
import type { AnchoringMark } from '../../../db/anchoring/marks.ts';
import { opensslVerifies } from '../../books/openssl-authority.ts';
import { holdInstance, type HeldInstance } from '../../enclave/held-instance.ts';

const PATIENCE = { timeout: 60_000, interval: 250 };
const WITNESS = 'witness.toroku.example/w1';

let held: HeldInstance;
let office: pg.Client;

beforeAll(async () => {
  held = await holdInstance({
    env: { ISSUER_KEY_ALGORITHM: 'p256', ANCHORING_PERIOD_SECONDS: '5' },
    programs: ['jlis-simulator', 'witness', 'repository', 'enclave-worker', 'office-worker'],
  });
  const url = new URL(held.instance.databaseUrl('postgres'));
  url.pathname = '/office';
  office = new pg.Client({ connectionString: url.href });
  await office.connect();
});
afterAll(async () => {
  await office?.end();
  await held?.release();
});

type Mark = Pick<AnchoringMark, 'log' | 'kind' | 'name' | 'failure'> & {
  readonly at: Date | null;
  readonly inconsistent: Date | null;
};

const marks = async (): Promise<Mark[]> => {
  const { rows } = await office.query<Mark>(
    `select log, kind, name, failure, succeeded_at as at, inconsistent_at as inconsistent
     from anchoring_marks where kind <> 'stamped' and is_expected order by log desc, kind, name`,
  );
  return rows;
};

/** Waits until every part has gone well since an instant. */
const allWell = (since: Date): Promise<void> =>
  expect
    .poll(
      async () => (await marks()).filter(({ at }) => (at?.getTime() ?? 0) <= since.getTime()),
      PATIENCE,
    )
    .toEqual([]);

const entriesOf = async (log: 'office' | 'enclave', event: string): Promise<PlacedEntry[]> =>
  (await readBook(held.instance, log)).filter(({ entry }) => entry.event === event);

const stampsOf = async (log: 'office' | 'enclave') =>
  (await entriesOf(log, 'timestamp.recorded')).flatMap(({ entry }) =>
    entry.event === 'timestamp.recorded' ? [entry] : [],
  );

const dirOf = (log: 'office' | 'enclave', medium = 'books'): string =>
  join(held.instance.dataDir, medium, log);

describe('anchoring', () => {
  it('begins by itself, and anchors each book in the other with the witness’s line', async () => {
    await expect.poll(async () => (await marks()).length, PATIENCE).toBe(4);
    await allWell(new Date(0));
    await allWell(new Date());

    const keysDir = held.instance.environmentOf('office-worker')['BOOK_KEYS_DIR'] ?? '';
    const witnesses = readWitnessKeys(keysDir);
    for (const [log, other] of [
      ['office', 'enclave'],
      ['enclave', 'office'],
    ] as const) {
      const { origin, verifiers } = readKnownLog(keysDir, other);
      // Tiles follow a publication within a moment.
      await expect
        .poll(async () => (await entriesOf(log, 'anchor.recorded')).length, PATIENCE)
        .toBeGreaterThanOrEqual(2);
      for (const { entry } of await entriesOf(log, 'anchor.recorded')) {
        if (entry.event !== 'anchor.recorded') continue;
        const { note, size, root } = entry.data;
        const read = readCheckpoint(note, [...verifiers, ...witnesses]);
        expect(read).toMatchObject({ origin, size });
        expect(read.root.toString('base64')).toBe(root);
        expect(read.verified).toHaveLength(verifiers.length + 1);
        expect(entry.run?.workflow).toMatch(/^anchoring/);
        for (const medium of ['books', 'books-second']) {
          const kept = readFileSync(join(dirOf(other, medium), keptCheckpointPath(size)), 'utf8');
          expect(kept).toBe(note);
        }
        const recorded = (await entriesOf(other, 'witness.cosigned')).map(({ entry: e }) => e);
        expect(recorded).toContainEqual(
          expect.objectContaining({
            actor: { kind: 'witness', id: WITNESS },
            data: { size, witness: WITNESS, note },
          }),
        );
      }
    }
  });

  it('has each book stamped, and OpenSSL believes the stamps', async () => {
    for (const log of ['office', 'enclave'] as const) {
      // One a day: the runs that followed had none to make, but where midnight fell between them.
      await expect.poll(async () => (await stampsOf(log)).length, PATIENCE).toBeGreaterThan(0);
      const [stamp] = await stampsOf(log);
      if (!stamp) throw new Error('no stamp');
      const { size, noteSha256, tokenSha256, authority } = stamp.data;
      const data = readFileSync(join(dirOf(log, 'books-second'), keptCheckpointPath(size)));
      const token = readFileSync(join(dirOf(log, 'books-second'), timestampPath(log, size)));
      expect(sha256Hex(data)).toBe(noteSha256);
      expect(sha256Hex(token)).toBe(tokenSha256);
      expect(stamp.evidence).toMatchObject([{ kind: 'timestampToken', sha256: tokenSha256 }]);
      expect(authority).toContain('Time-Stamp Authority');
      const root = readFileSync(join(held.instance.dataDir, 'book-keys', 'tsa-1.cer'));
      const said = opensslVerifies(held.instance.dataDir, {
        reply: token,
        isToken: true,
        data,
        root,
      });
      expect(said).toContain('Verification: OK');
    }
  });

  it('goes on without a witness that is away, and takes it up again when it is back', async () => {
    const anchors = (await entriesOf('office', 'anchor.recorded')).length;
    await held.instance.killProgram('witness');
    await expect
      .poll(async () => (await marks()).map(({ kind, failure }) => `${kind} ${failure}`), PATIENCE)
      .toEqual([
        'anchored null',
        'cosigned WitnessUnavailable',
        'anchored null',
        'cosigned WitnessUnavailable',
      ]);
    await expect
      .poll(async () => (await entriesOf('office', 'anchor.recorded')).length, PATIENCE)
      .toBeGreaterThan(anchors);
    await held.instance.restartProgram('witness');
    await allWell(new Date());
    expect((await marks()).map(({ failure }) => failure)).toEqual([null, null, null, null]);
  }, 150_000);

  it('goes on after a kill of each worker, and records nothing twice', async () => {
    for (const name of ['enclave-worker', 'office-worker'] as const) {
      await held.instance.killProgram(name);
      const cut = new Date();
      await held.instance.restartProgram(name);
      await allWell(cut);
    }
    for (const log of ['office', 'enclave'] as const) {
      for (const event of ['anchor.recorded', 'witness.cosigned']) {
        const sizes = (await entriesOf(log, event)).map(
          ({ entry }) => (entry.data as { size: number }).size,
        );
        expect(new Set(sizes).size).toBe(sizes.length);
      }
    }
  });

  it('begins anew by itself when Temporal has lost everything, its schedule too', async () => {
    await held.instance.wipeTemporal();
    await held.instance.startTemporal();
    // In the field two people do it: new runs go to the build that is there.
    await runCommand(held.instance.environmentOf('office-worker'), 'promote-build');
    await allWell(new Date());
  }, 120_000);

  it('says at once that the witness has seen another office book', async () => {
    const env = held.instance.environmentOf('witness');
    const origin = 'toroku.example/office';
    const key = held.instance.environmentOf('office-worker')['OFFICE_BOOK_KEY_FILE'] ?? '';
    const fork = printCheckpoint({ origin, size: 5, root: createHash('sha256').digest() });
    const note = await signNote(fork, [ed25519Signer(origin, readKey(key))]);
    const name = `${createHash('sha256').update(origin).digest('hex')}.checkpoint`;
    writeFileSync(join(env['WITNESS_DIR'] ?? '', name), note);

    const cut = new Date();
    await expect
      .poll(
        async () =>
          (await marks()).find(({ log, kind }) => log === 'office' && kind === 'cosigned'),
        PATIENCE,
      )
      .toMatchObject({ failure: 'CheckpointInconsistent', inconsistent: expect.any(Date) });
    // The rest goes on: the room's book is cosigned, and both are anchored.
    await expect
      .poll(
        async () => (await marks()).filter(({ at }) => (at?.getTime() ?? 0) > cut.getTime()).length,
        PATIENCE,
      )
      .toBe(3);
    const said = held.instance.programs.get('office-worker')?.lastLines(50).join('\n');
    expect(said).toContain('CheckpointInconsistent: office cosigned');
    expect(readdirSync(join(dirOf('office'), 'checkpoints')).length).toBeGreaterThan(2);
  });
});
