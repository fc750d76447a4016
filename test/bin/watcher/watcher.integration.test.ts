import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OCSP_NONCE } from '../../../adapters/jlis/ocsp-request.ts';
import type { AlarmCode } from '../../../bin/watcher/alarms.ts';
import { tellSwitch } from '../../../bin/watcher/dead-mans-switch.ts';
import { watchRound } from '../../../bin/watcher/round.ts';
import { SeenLists } from '../../../bin/watcher/seen-lists.ts';
import {
  OpensslAuthority,
  type OpensslCertificate,
} from '../../api/repository/openssl-authority.ts';
import { temporaryFolders } from '../temporary-folder.ts';
import { UNAUTHORIZED, WatchedStage } from './watched-stage.ts';

/** Each probe against the fault that it is for, by a real repository and lists and answers of OpenSSL. */

const aFolder = temporaryFolders();
const stage = new WatchedStage(aFolder);
let leaf: OpensslCertificate;
let revoked: OpensslCertificate;

beforeAll(async () => {
  await stage.start();
  leaf = stage.authority.issue();
  revoked = stage.authority.issue();
  stage.authority.revoke(revoked);
});
afterAll(() => stage.stop());

beforeEach(() => {
  for (const dir of [stage.stateDir, stage.certificatesDir]) {
    rmSync(dir, { recursive: true });
    mkdirSync(dir);
  }
  stage.give(leaf);
  stage.give(revoked);
  stage.answer = (request) => stage.honest(request);
  stage.publish();
});

const round = (now = new Date()) =>
  watchRound({
    issuersDir: stage.issuersDir,
    certificatesDir: stage.certificatesDir,
    seen: new SeenLists(stage.stateDir),
    randomSerials: 2,
    now: () => now,
  });

const codes = async (now?: Date): Promise<AlarmCode[]> => [
  ...new Set((await round(now)).alarms.map(({ code }) => code)),
];

const HOUR_MS = 3_600_000;
const inHours = (hours: number): Date => new Date(Date.now() + hours * HOUR_MS);

describe('watchRound', () => {
  it('raises nothing while all is well, round after round', async () => {
    for (let i = 0; i < 3; i += 1) {
      stage.publish();
      const done = await round();
      expect(done).toMatchObject({ isWell: true, alarms: [] });
      expect(done.lists).toMatchObject([{ number: String(stage.number), entries: 1 }]);
      // One list, two certificates asked for in two ways, two strangers, issuer and CPS.
      expect(done.probes).toBe(9);
    }
  });

  it('raises an alarm at half of the validity of a list and of an answer, not before', async () => {
    stage.publish({ ageHours: 35 });
    expect(await codes()).toEqual([]);
    stage.publish({ ageHours: 37 });
    expect(await codes()).toEqual(['listOverHalf']);
    stage.publish({ hours: 720 });
    expect(await codes(inHours(35))).toEqual([]);
    expect(await codes(inHours(37))).toEqual(['answerOverHalf']);
  });

  it('raises an alarm for what has expired, and for what is of the future', async () => {
    stage.publish({ ageHours: 73 });
    expect(await codes()).toEqual(['listExpired']);
    stage.publish({ hours: 720 });
    expect(await codes(inHours(73))).toEqual(['answerExpired']);
    stage.publish({ ageHours: -2 });
    expect(await codes()).toEqual(['listFromFuture']);
    stage.publish({ ageHours: 3, hours: 720 });
    expect(await codes(inHours(-2))).toEqual(['answerFromFuture']);
  });

  it('believes the certificate that it was given: a list of another key of the same name is foreign', async () => {
    const other = new OpensslAuthority(aFolder());
    other.name(stage.urls());
    stage.publish({ by: other });
    expect(await codes()).toEqual(['listForeign']);
    const another = new OpensslAuthority(aFolder(), 'Another CA');
    another.name(stage.urls());
    stage.publish({ by: another });
    expect(await codes()).toEqual(['listForeign']);
  });

  it('raises an alarm when a number falls or is used again, until it rises above what was seen', async () => {
    expect(await codes()).toEqual([]);
    const seen = stage.number;
    stage.publish({ number: seen - 10 });
    expect(await codes()).toEqual(['listNumberFell']);
    expect(await codes()).toEqual(['listNumberFell']);
    stage.publish({ number: seen, ageHours: 1 });
    expect(await codes()).toEqual(['listNumberReused']);
    stage.publish();
    expect(await codes()).toEqual([]);
  });

  it('names a serial number that vanished from a list, round after round until people have looked', async () => {
    const lost = stage.authority.issue();
    stage.authority.revoke(lost);
    stage.publish();
    expect(await codes()).toEqual([]);
    stage.authority.forget(lost.serialNumber);
    for (let i = 0; i < 2; i += 1) {
      stage.publish();
      const { alarms } = await round();
      expect(alarms).toEqual([{ code: 'serialVanished', about: lost.serialNumber }]);
    }
    for (const name of readdirSync(stage.stateDir)) rmSync(join(stage.stateDir, name));
    expect(await codes()).toEqual([]);
  });

  it('lets go who was held and released, and who it knows to have expired', async () => {
    const held = stage.authority.issue();
    const ended = stage.authority.issue(1);
    stage.authority.revoke(held, 'certificateHold');
    stage.authority.revoke(ended);
    stage.give(ended);
    stage.publish({ hours: 720 });
    expect(await codes()).toEqual([]);
    stage.authority.forget(held.serialNumber);
    stage.publish({ hours: 720 });
    expect(await codes()).toEqual([]);
    stage.authority.forget(ended.serialNumber);
    stage.publish({ hours: 720 });
    expect(await codes(inHours(25))).toEqual([]);
  });

  it.each<[string, AlarmCode, (request: Buffer) => Buffer]>([
    ['good for a random serial number', 'strangerGood', goodForAll],
    ['unknown for a random serial number', 'strangerAnswered', (r) => stage.authority.answer(r)],
    ['nothing for a certificate that was issued', 'issuedUnknown', () => UNAUTHORIZED],
    ['an error', 'answerRefused', () => Buffer.from('30030a0102', 'hex')],
    ['no OCSP answer at all', 'answerUnreadable', () => Buffer.from('<html>')],
  ])('raises an alarm where OCSP says %s', async (_, code, answer) => {
    stage.answer = answer;
    expect(await codes()).toContain(code);
  });

  it('raises an alarm for an answer of another key, or about another certificate', async () => {
    const other = new OpensslAuthority(aFolder());
    writeFileSync(join(other.dir, 'index.txt'), '');
    other.name(stage.urls());
    const isStranger = (request: Buffer): boolean => stage.honest(request).equals(UNAUTHORIZED);
    stage.answer = (r) => (isStranger(r) ? UNAUTHORIZED : other.answer(r));
    expect(await codes()).toEqual(['answerForeign']);
    const replayed: Buffer[] = [];
    stage.answer = (r) => {
      if (isStranger(r)) return UNAUTHORIZED;
      replayed.push(stage.honest(r));
      return replayed[0] ?? UNAUTHORIZED;
    };
    expect(await codes()).toEqual(['answerOther']);
  });

  it('raises an alarm where list and OCSP contradict each other', async () => {
    const { serialNumber } = leaf;
    const good = stage.authority.issue();
    stage.give(good);
    stage.publish();
    const before = new Map<string, Buffer>();
    stage.answer = (r) => {
      const key = r.toString('hex');
      before.set(key, before.get(key) ?? stage.honest(r));
      return before.get(key) ?? UNAUTHORIZED;
    };
    expect(await codes()).toEqual([]);
    stage.authority.revoke(good);
    stage.publish();
    const { alarms } = await round();
    expect(alarms.map(({ about }) => about)).toContain(good.serialNumber);
    expect(alarms.map(({ about }) => about)).not.toContain(serialNumber);
    expect(await codes()).toEqual(['listContradicted']);
  });

  it.each<[keyof ReturnType<WatchedStage['urls']>, AlarmCode]>([
    ['crl', 'urlUnreachable'],
    ['issuer', 'urlUnreachable'],
    ['cps', 'urlUnreachable'],
    ['ocsp', 'urlUnreachable'],
  ])('raises an alarm where the %s of the newest certificate is 404', async (what, code) => {
    const wrong = { ...stage.urls(), [what]: `${stage.url}/nothing/here` };
    stage.authority.name(wrong);
    stage.give(stage.authority.issue());
    stage.authority.name(stage.urls());
    const { alarms } = await round();
    expect(alarms.map((each) => each.code)).toContain(code);
    for (const { about } of alarms) expect(about).toContain('/nothing/here');
  });

  it('raises an alarm where a URL leads to another thing, or is none of the web', async () => {
    const { url } = stage;
    stage.authority.name({ ...stage.urls(), issuer: `${url}/`, crl: 'ldap://a.example/cn=a' });
    stage.give(stage.authority.issue());
    stage.authority.name(stage.urls());
    expect((await codes()).toSorted()).toEqual(['urlUnusable', 'urlWrongType']);
  });

  it('does not say that all is well where there is nothing to probe, or of somebody else', async () => {
    for (const name of readdirSync(stage.certificatesDir)) {
      rmSync(join(stage.certificatesDir, name));
    }
    expect(await codes()).toEqual(['nothingToProbe']);
    const other = new OpensslAuthority(aFolder());
    other.name(stage.urls());
    stage.give(other.issue());
    expect(await codes()).toEqual(['nothingToProbe', 'certificateForeign']);
  });

  it('asks without a nonce, as answers are made ahead', async () => {
    const asked: string[] = [];
    stage.answer = (request) => {
      asked.push(request.toString('latin1'));
      return stage.honest(request);
    };
    await round();
    const nonce = Buffer.from('2b0601050507300102', 'hex').toString('latin1');
    expect(OCSP_NONCE).toBe('1.3.6.1.5.5.7.48.1.2');
    expect(asked.filter((request) => request.includes(nonce))).toEqual([]);
  });
});

/** A responder that only looks who is on the list, and takes every other for good (incident 10). */
function goodForAll(request: Buffer): Buffer {
  const [honest, other] = [stage.honest(request), stage.authority.answer(request)];
  if (!honest.equals(UNAUTHORIZED)) return honest;
  // certStatus unknown [2] and good [0], both without content; the signature is of no matter here.
  return Buffer.from(other.toString('hex').replace('8200180f', '8000180f'), 'hex');
}

const run = (args: readonly string[], env: Record<string, string>) =>
  new Promise<{ code: number; line: Record<string, unknown> }>((resolve) => {
    const program = ['--import', 'tsx', 'bin/watcher.ts', ...args];
    const settings = {
      PATH: process.env['PATH'] ?? '',
      TOROKU_MODE: 'development',
      WATCHER_ISSUERS_DIR: stage.issuersDir,
      WATCHER_CERTIFICATES_DIR: stage.certificatesDir,
      WATCHER_STATE_DIR: stage.stateDir,
      WATCHER_PING_URL: `${stage.url}/switch/abc`,
      ...env,
    };
    execFile(process.execPath, program, { env: settings }, (error, out) => {
      const line = JSON.parse(out.trim()) as Record<string, unknown>;
      resolve({ code: Number(error?.code ?? 0), line });
    });
  });

describe('bin/watcher', () => {
  it('keeps the switch from going off while all is well, and says so in one line', async () => {
    stage.told.length = 0;
    const { code, line } = await run(['--once'], {});
    expect([code, line['isWell'], line['isTold']]).toEqual([0, true, true]);
    expect(stage.told.map(({ path }) => path)).toEqual(['/switch/abc']);
  });

  it('tells the switch why it stops, with reason codes', async () => {
    stage.publish({ ageHours: 73 });
    stage.told.length = 0;
    const { code, line } = await run(['--once'], {});
    expect([code, line['isWell']]).toEqual([1, false]);
    expect(stage.told.map(({ path }) => path)).toEqual(['/switch/abc/fail']);
    expect(JSON.parse(stage.told[0]?.body ?? '')).toEqual({
      isWell: false,
      alarms: [{ code: 'listExpired', about: stage.urls().crl }],
      more: 0,
    });
  });

  it('says by its exit code that the switch took nothing', async () => {
    const { code, line } = await run(['--once'], { WATCHER_PING_URL: `${stage.url}/nothing` });
    expect([code, line['isWell'], line['isTold']]).toEqual([2, true, false]);
  });

  it('tells no more than fifty alarms at once, and how many there are beside', async () => {
    stage.told.length = 0;
    const alarms = Array.from({ length: 60 }, (_, i) => ({
      code: 'serialVanished' as const,
      about: String(i),
    }));
    const done = { at: '', isWell: false, alarms, probes: 0, lists: [] };
    expect(await tellSwitch(`${stage.url}/switch/abc`, done)).toBe(true);
    const body = JSON.parse(stage.told[0]?.body ?? '') as { alarms: unknown[]; more: number };
    expect([body.alarms.length, body.more]).toEqual([50, 10]);
  });
});
