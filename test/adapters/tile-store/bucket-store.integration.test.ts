import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BucketFailure,
  type Bucket,
  type Patience,
} from '../../../adapters/tile-store/bucket-client.ts';
import { BucketStore } from '../../../adapters/tile-store/bucket-store.ts';
import { describeLogFiles, openLog, sizeIn } from '../../contracts/log-files.ts';
import { FaultyProxy } from './faulty-proxy.ts';
import { startS3Server, type S3Server } from './s3-server.ts';

/** For what answers in the end, on a machine that is busy. */
const PATIENT: Patience = { attemptMs: 20_000, totalMs: 40_000 };
/** For what does not answer. */
const HASTY: Patience = { attemptMs: 400, totalMs: 1_200 };

const PREFIX = 'toroku/office';

let server: S3Server;
const proxies: FaultyProxy[] = [];

beforeAll(async () => {
  server = await startS3Server();
}, 1_200_000);

afterAll(async () => {
  for (const proxy of proxies) await proxy.stop();
  await server.stop();
});

const setUp = async (patience = PATIENT) => {
  const bucket = server.newBucket();
  const proxy = await FaultyProxy.before(bucket.endpoint);
  proxies.push(proxy);
  const open = (behind: Partial<Bucket> = {}, waiting = patience) =>
    new BucketStore({ ...bucket, endpoint: proxy.endpoint, prefix: PREFIX, ...behind }, waiting);
  return { bucket, proxy, open, dir: join(server.folderOf(bucket), PREFIX) };
};

const entries = (from: number, count: number): Buffer[] =>
  Array.from({ length: count }, (_, i) => Buffer.from(`entry ${from + i}`));

const file = (path: string, content: string) => ({ path, octets: Buffer.from(content) });

/** The type and message of a failure. @throws if there is none */
const failureOf = async (act: Promise<unknown>): Promise<BucketFailure> => {
  const thrown = await act.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof BucketFailure)) throw new Error('no failure of the bucket');
  return thrown;
};

describeLogFiles('BucketStore as the files of a log', async () => {
  const { open, proxy } = await setUp();
  return {
    open: () => open(),
    async breakOff(path, octets) {
      proxy.spoil('halfBody', 'PUT');
      await expect(open({}, HASTY).append(path, octets)).rejects.toThrow('no whole answer');
      proxy.heal();
    },
  };
});

describe('BucketStore', () => {
  it('keeps one object a file under its prefix, and one a record of a file that grows', async () => {
    const { dir, open } = await setUp();
    const files = open();
    await files.write([file('checkpoint', 'c')]);
    await files.append('tail/0', Buffer.from('one'));
    await files.append('tail/0', Buffer.from('two'));
    expect(readFileSync(join(dir, 'checkpoint'), 'utf8')).toBe('c');
    expect(readdirSync(join(dir, 'tail/0'))).toEqual([
      expect.stringMatching(/^000000000001-[0-9a-f]{8}$/),
      expect.stringMatching(/^000000000002-[0-9a-f]{8}$/),
    ]);
  });

  it('asks for every page of a long list', async () => {
    const { dir, open, proxy } = await setUp();
    mkdirSync(join(dir, 'tail/0'), { recursive: true });
    const names = Array.from(
      { length: 1_001 },
      (_, i) => `${String(i + 1).padStart(12, '0')}-aaaaaaaa`,
    );
    for (const name of names) writeFileSync(join(dir, 'tail/0', name), '.');
    const files = open();
    expect(await files.list('tail/0')).toEqual(names);
    expect(proxy.seen.filter((line) => line.includes('continuation-token'))).toHaveLength(1);
    await files.append('tail/0', Buffer.from('!'));
    expect(readdirSync(join(dir, 'tail/0'))).toContainEqual(
      expect.stringMatching(/^000000001002-[0-9a-f]{8}$/),
    );
    await files.remove(['tail/0']);
    expect(await files.list('tail/0')).toEqual([]);
  });

  it('never takes the place of a part that another writer wrote', async () => {
    const { open } = await setUp();
    const [stale, next] = [open(), open()];
    await stale.append('tail/0', Buffer.from('a'));
    await next.append('tail/0', Buffer.from('b'));
    await stale.append('tail/0', Buffer.from('c'));
    expect(
      String(await open().read('tail/0'))
        .split('')
        .toSorted(),
    ).toEqual(['a', 'b', 'c']);
  });

  it.each(['unavailable', 'halfBody', 'changedBody', 'lostAnswer'] as const)(
    'writes again what met with %s, once',
    async (fault) => {
      const { dir, open, proxy } = await setUp();
      const files = open();
      proxy.spoil(fault, 'PUT', 2);
      await files.append('tail/0', Buffer.from('a whole record'));
      expect(readdirSync(join(dir, 'tail/0'))).toHaveLength(1);
      expect(String(await files.read('tail/0'))).toBe('a whole record');
    },
  );

  it.each(['unavailable', 'halfAnswer', 'changedAnswer', 'lostAnswer'] as const)(
    'reads again what met with %s',
    async (fault) => {
      const { open, proxy } = await setUp();
      const files = open();
      await files.write([file('tile/0/000', 'x'.repeat(100_000))]);
      proxy.spoil(fault, 'GET', 2);
      expect(String(await files.read('tile/0/000'))).toBe('x'.repeat(100_000));
    },
  );

  it.each(['unavailable', 'hanging'] as const)(
    'gives up after its patience when the bucket is %s',
    async (fault) => {
      const { open, proxy } = await setUp(HASTY);
      const files = open();
      for (const method of ['PUT', 'GET']) {
        proxy.spoil(fault, method);
        const started = performance.now();
        const act = method === 'PUT' ? files.write([file('a', '1')]) : files.read('a');
        expect(await failureOf(act)).toMatchObject({
          name: 'BucketUnavailable',
          type: 'BucketUnavailable',
        });
        expect(performance.now() - started).toBeLessThan(10_000);
      }
    },
  );

  it('says so when what arrives is never what was sent, and nothing of it stands', async () => {
    const { dir, open, proxy } = await setUp({ ...PATIENT, totalMs: 1_200 });
    proxy.spoil('changedBody', 'PUT');
    expect((await failureOf(open().write([file('checkpoint', 'signed')]))).type).toBe(
      'BucketDamaged',
    );
    expect(() => readFileSync(join(dir, 'checkpoint'))).toThrow('ENOENT');
  });

  it('says so when an object was damaged where it lies', async () => {
    const { dir, open } = await setUp({ ...PATIENT, totalMs: 1_200 });
    await open().write([file('checkpoint', 'signed')]);
    // Written into in place, its checksum stays beside it.
    writeFileSync(join(dir, 'checkpoint'), 'forged', { flag: 'r+' });
    expect((await failureOf(open().read('checkpoint'))).type).toBe('BucketDamaged');
  });

  it('does not take a bucket that is gone for an empty log', async () => {
    const { open } = await setUp();
    const { type, message } = await failureOf(open({ bucket: 'another' }).read('checkpoint'));
    expect([type, message]).toEqual([
      'BucketRefused',
      `GET ${PREFIX}/checkpoint: status 404 NoSuchBucket`,
    ]);
  });

  it('is refused at once with a wrong secret, and shows neither secret nor key', async () => {
    const { open, proxy } = await setUp();
    const wrong = { accessKeyId: 'TOROKUBOOKSTEST', secretAccessKey: 'a wrong secret' };
    const failure = await failureOf(open(wrong).write([file('a', '1')]));
    expect(failure.message).toBe(`PUT ${PREFIX}/a: status 403 SignatureDoesNotMatch`);
    expect(JSON.stringify([failure.message, failure.stack, failure])).not.toMatch(
      /TOROKUBOOKSTEST|wrong secret|127\.0\.0\.1/,
    );
    expect(proxy.seen).toHaveLength(1);
  });

  it('does not follow the bucket to another place', async () => {
    const { open, proxy } = await setUp();
    proxy.spoil('redirect', 'GET');
    expect((await failureOf(open().read('checkpoint'))).message).toContain('status 307');
  });
});

describe('LogPublisher on a bucket', () => {
  it('stops when the bucket does not answer, and goes on when it does', async () => {
    const { open, proxy } = await setUp(HASTY);
    const publisher = await openLog(open());
    await publisher.publish(entries(0, 3));
    proxy.spoil('hanging', 'PUT');
    await expect(publisher.publish(entries(3, 2))).rejects.toThrow('no whole answer');
    expect(publisher.size).toBe(3);
    proxy.heal();
    expect(await publisher.publish(entries(3, 2))).toMatchObject({ firstIndex: 3, size: 5 });
    await publisher.settle();
    expect(await sizeIn(open())).toBe(5);
  });

  it('bears a record that was given up and arrives after it was written anew', async () => {
    const { open, proxy } = await setUp(HASTY);
    const crashed = await openLog(open());
    await crashed.publish(entries(0, 10));
    await crashed.settle();
    proxy.spoil('late', 'PUT');
    await expect(crashed.publish(entries(10, 5))).rejects.toThrow('no whole answer');
    proxy.heal();

    const next = await openLog(open());
    await next.publish(entries(10, 12));
    expect(await proxy.arrive()).toBeGreaterThan(0);
    const last = await openLog(open());
    expect(last.size).toBe(22);
    await last.takeOver();
    expect(await sizeIn(open())).toBe(22);
  });
});
