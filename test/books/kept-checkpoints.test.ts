import { describe, expect, it } from 'vitest';
import { keptCheckpointPath } from '../../books/cosignature.ts';
import { ed25519Signer, witnessSigner } from '../../books/note-signer.ts';
import { LogPublisher } from '../../books/publisher.ts';
import { readNote, signNote } from '../../books/signed-note.ts';
import { MemoryFiles } from './memory-files.ts';

const ORIGIN = 'ca.example.jp/toroku/office';
const signer = ed25519Signer(ORIGIN, Buffer.alloc(32, 1));
const witness = witnessSigner('witness.example.org/w1', Buffer.alloc(32, 3), () => 1_796_086_798);

const HOUR_MS = 3_600_000;
/** 14:00 UTC: 23:00 in Japan, the last hour of the day. */
const LAST_HOUR_MS = Date.UTC(2026, 11, 1, 14);

const setUp = () => {
  const [local, second] = [new MemoryFiles(), new MemoryFiles()];
  const clock = { now: LAST_HOUR_MS };
  const open = async () => {
    const publisher = await LogPublisher.open({
      origin: ORIGIN,
      local,
      second,
      signers: [signer],
      hasPen: async () => true,
      now: () => clock.now,
    });
    await publisher.takeOver();
    return publisher;
  };
  return { local, second, clock, open };
};

const keptIn = ({ files }: MemoryFiles): string[] =>
  [...files.keys()].filter((path) => path.startsWith('checkpoints/'));

const publish = async (publisher: LogPublisher): Promise<string> => {
  const { checkpoint } = await publisher.publish([Buffer.from(`entry ${publisher.size}`)]);
  await publisher.settle();
  return checkpoint;
};

describe('kept checkpoints', () => {
  it('are the last of each hour, on both media, once the next hour has one', async () => {
    const { local, second, clock, open } = setUp();
    const publisher = await open();
    await publish(publisher);
    const last = await publish(publisher);
    expect(keptIn(second)).toEqual([]);
    clock.now += HOUR_MS;
    await publish(publisher);
    await publish(publisher);
    expect(keptIn(second)).toEqual([keptCheckpointPath(2)]);
    expect(keptIn(local)).toEqual([keptCheckpointPath(2)]);
    expect(String(second.files.get(keptCheckpointPath(2)))).toBe(last);
  });

  it('are not written while an hour lasts', async () => {
    const { second, clock, open } = setUp();
    const publisher = await open();
    for (let minute = 0; minute < 60; minute += 1) {
      clock.now = LAST_HOUR_MS + minute * 60_000;
      await publish(publisher);
    }
    expect(keptIn(second)).toEqual([]);
  });

  it('are also those that a start finds', async () => {
    const { second, open } = setUp();
    await publish(await open());
    await open();
    expect(keptIn(second)).toEqual([keptCheckpointPath(1)]);
  });

  it('keep the cosignatures that they have got since', async () => {
    const { second, clock, open } = setUp();
    const publisher = await open();
    const { text } = readNote(await publish(publisher));
    const cosigned = await signNote(text, [signer, witness]);
    await second.write([{ path: keptCheckpointPath(1), octets: Buffer.from(cosigned) }]);
    clock.now += HOUR_MS;
    await publish(publisher);
    expect(String(second.files.get(keptCheckpointPath(1)))).toBe(cosigned);
  });

  it('are written later if the medium did not take them', async () => {
    const { second, clock, open } = setUp();
    const publisher = await open();
    await publish(publisher);
    clock.now += HOUR_MS;
    second.failsAt = 'checkpoints/';
    await expect(publish(publisher)).rejects.toThrow('disk gone');
    second.failsAt = undefined;
    await publish(publisher);
    expect(keptIn(second)).toEqual([keptCheckpointPath(1)]);
  });
});
