import {
  appendFileSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DataDirectoryInUse } from '../../simulator/data-directory.ts';
import { CertificateUnknown } from '../../simulator/registry.ts';
import { StatusNotReversible } from '../../simulator/status.ts';
import { Workbench } from './workbench.ts';

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.close());

const REVOKED = {
  status: { status: 'revoked', reason: 'keyCompromise', revokedAt: '2026-11-01T00:00:00.000Z' },
} as const;

const keyFilesOf = (directory: string): string[] =>
  readdirSync(directory).filter((name) => name.endsWith('.key.pem'));

describe('openSimulator', () => {
  it('keeps CAs, cards and statuses over a restart', async () => {
    const before = await bench.open({ keyPoolSize: 1 });
    const card = await before.issueCard('moved');
    const stolen = await before.issueCard('ordinary');
    before.setStatus(stolen.serialNumber, REVOKED);
    const text = Buffer.from('署名する文');
    const signed = card.sign(text);
    before.close();

    const after = await bench.open({ keyPoolSize: 1 });
    expect(after.anchors).toEqual(before.anchors);
    const again = await after.card(card.serialNumber);
    expect(again?.record).toEqual(card.record);
    expect(again?.sign(text)).toEqual(signed);
    expect(after.state(card.serialNumber)?.status).toMatchObject({ reason: 'affiliationChanged' });
    expect(after.state(stolen.serialNumber)).toEqual({ ...REVOKED, behaviour: 'normal' });
    const next = await after.issueCard('ordinary');
    expect([card.serialNumber, stolen.serialNumber]).not.toContain(next.serialNumber);
  });

  it('drops a line that a crash cut off, and goes on', async () => {
    const before = await bench.open();
    const card = await before.issueCard('ordinary');
    before.close();
    const registry = join(bench.directory, 'data/registry.jsonl');
    appendFileSync(registry, '{"change":{"status":{"sta');

    const after = await bench.open();
    after.setStatus(card.serialNumber, REVOKED);
    after.close();
    const reopened = await bench.open();
    expect(reopened.state(card.serialNumber)?.status).toEqual(REVOKED.status);
    expect(readFileSync(registry, 'utf8').split('\n')).toHaveLength(3);
  });

  it('refuses a data directory that another simulator works on', async () => {
    const first = await bench.open();
    await expect(bench.open()).rejects.toThrow(DataDirectoryInUse);
    first.close();
    writeFileSync(join(bench.directory, 'data/lock'), String(process.ppid));
    await expect(bench.open()).rejects.toThrow(`process ${process.ppid} uses`);
  });

  it('opens after a crash: the lock of a dead process, or of our own id, holds nobody up', async () => {
    (await bench.open()).close();
    for (const left of ['4194304', String(process.pid), '', 'garbage']) {
      writeFileSync(join(bench.directory, 'data/lock'), left);
      (await bench.open()).close();
    }
  });

  it('writes files that only we may read', async () => {
    const jlis = await bench.open();
    await jlis.issueCard('testCard');
    const directory = join(bench.directory, 'data');
    for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
      const file = statSync(join(directory, name));
      expect([name, file.mode & 0o777]).toEqual([name, file.isDirectory() ? 0o700 : 0o600]);
    }
  });

  it('publishes the CA certificates to pin, and only those', async () => {
    const anchorsDir = join(bench.directory, 'anchors');
    const jlis = await bench.open({ anchorsDir });
    await jlis.issueCard('testCard');
    const files = readdirSync(anchorsDir).toSorted();
    expect(files).toEqual(['jpki-sign-1.cer', 'jpki-sign-2.cer', 'jpki-sign-3.cer']);
    expect(files.map((name) => readFileSync(join(anchorsDir, name)))).toEqual(jlis.anchors);
    expect(readFileSync(jlis.anchorsFile, 'utf8').match(/BEGIN CERTIFICATE/g)).toHaveLength(3);
  });

  it('makes many cards of few keys, each with a certificate of its own', async () => {
    const jlis = await bench.open({ keyPoolSize: 2 });
    rmSync(join(bench.directory, 'data/cards'), { recursive: true, force: true });
    const cards = await Promise.all(Array.from({ length: 40 }, () => jlis.issueCard('ordinary')));
    expect(new Set(cards.map(({ serialNumber }) => serialNumber)).size).toBe(40);
    expect(new Set(cards.map(({ certificate }) => certificate.toString('hex'))).size).toBe(40);
    expect(keyFilesOf(join(bench.directory, 'data/cards'))).toHaveLength(2);
  });

  it('makes a CA or a responder only when it is needed', async () => {
    await bench.open();
    expect(keyFilesOf(join(bench.directory, 'data/authorities')).toSorted()).toEqual([
      'sign-1.key.pem',
      'sign-2.key.pem',
      'sign-3.key.pem',
    ]);
  });

  it('lives by the clock it is given', async () => {
    const jlis = await bench.open({ clock: () => new Date('2027-05-01T00:00:00Z') });
    const card = await jlis.issueCard('minor');
    expect(Number(card.person.birthDate.slice(0, 4))).toBe(2010);
  });
});

describe('Jlis.setStatus', () => {
  it('does not know certificates that were never issued', async () => {
    const jlis = await bench.open();
    expect(() => jlis.setStatus('0b00ffff', REVOKED)).toThrow(CertificateUnknown);
    expect(jlis.state('0b00ffff')).toBeUndefined();
    expect(await jlis.card('0b00ffff')).toBeUndefined();
  });

  const HOLD = { status: { status: 'onHold', since: '2026-11-01T00:00:00.000Z' } } as const;
  const GOOD = { status: { status: 'good' } } as const;
  const UNKNOWN = { status: { status: 'unknown' } } as const;

  it.each([
    ['a revocation back', REVOKED, GOOD],
    ['a revocation to a hold', REVOKED, HOLD],
    ['a revocation to another', REVOKED, { status: { ...REVOKED.status, reason: 'superseded' } }],
    ['a hold back', HOLD, GOOD],
    ['a hold to unknown', HOLD, UNKNOWN],
  ] as const)('never takes %s', async (_, first, second) => {
    const jlis = await bench.open();
    const { serialNumber } = await jlis.issueCard('ordinary');
    jlis.setStatus(serialNumber, first);
    expect(() => jlis.setStatus(serialNumber, second)).toThrow(StatusNotReversible);
    expect(jlis.state(serialNumber)?.status).toEqual(first.status);
  });

  it('passes from unknown to good, from good to a hold, from a hold to a revocation', async () => {
    const jlis = await bench.open();
    const { serialNumber } = await jlis.issueCard('unknownStatus');
    for (const change of [GOOD, HOLD, REVOKED, REVOKED]) {
      expect(jlis.setStatus(serialNumber, change).status).toEqual(change.status);
    }
  });

  it('changes behaviour and status apart from each other', async () => {
    const jlis = await bench.open();
    const { serialNumber } = await jlis.issueCard('silent');
    jlis.setStatus(serialNumber, REVOKED);
    expect(jlis.state(serialNumber)).toEqual({ ...REVOKED, behaviour: 'silent' });
    jlis.setStatus(serialNumber, { behaviour: 'normal' });
    expect(jlis.state(serialNumber)).toEqual({ ...REVOKED, behaviour: 'normal' });
  });
});
