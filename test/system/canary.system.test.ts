import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCertificate } from '../../adapters/x509/certificate.ts';
import { filesBelow, tablesOf } from '../../bin/story/search-places.ts';
import { prepareApplication } from '../../simulator/application.ts';
import { createApplicant } from '../../simulator/applicant.ts';
import { PortalRefused } from '../../simulator/portal-client.ts';
import { leaksIn } from './leaks.ts';
import { useStage } from './stage.ts';

/** Marks that stand nowhere else. None may be found outside the sealed evidence. */
const NAME = '鶯谷　奏多郎';
const MAIL = 'canary-7f3a@example.jp';
const TELEPHONE = '090-7391-5526';
const ADDRESS = '東京都千代田区鶯谷町１－２－３';
const DEVICE = '7f3a5526-0000-4000-8000-ca0a4ca0a4ca';
const MARKS = [NAME, '鶯谷', MAIL, TELEPHONE, ADDRESS, DEVICE];

/** What the run itself makes: the nonce of the text, and the serial number of the card's certificate. */
const made: string[] = [];

const isIn = (octets: Buffer): string[] =>
  [...MARKS, ...made].filter(
    (mark) => octets.includes(mark) || octets.includes(Buffer.from(mark).toString('hex')),
  );

describe('personal data of an application', () => {
  const stage = useStage();

  beforeAll(async () => {
    const { portal, sandbox } = stage();
    const card = await sandbox.issueCard({ person: { name: NAME, address: ADDRESS } });
    const contact = { mail: MAIL, telephone: TELEPHONE };
    const applicant = await createApplicant({ contact, device: { id: DEVICE } });
    const prepared = await prepareApplication({
      portal,
      card,
      applicant,
      service: 'demo-simultaneous',
    });
    const { applicationId, submission } = prepared;
    made.push(prepared.handedOut.nonce, readCertificate(card.certificate).serialNumber);
    // Refused on the way, too: problems and entries of refusals must not repeat what was sent.
    const broken = { ...submission, signatureContainer: Buffer.from(NAME).toString('base64') };
    await expect(portal.submit(applicationId, broken)).rejects.toThrow(PortalRefused);
    await portal.submit(applicationId, submission);
    await portal.waitFor(applicationId, ['issued'], 90_000);
  }, 120_000);

  it('is in no log', () => {
    const logs = filesBelow(join(stage().instance.dataDir, 'logs'));
    expect(logs.size).toBeGreaterThan(5);
    for (const [file, octets] of logs) expect([file, isIn(octets)]).toEqual([file, []]);
  });

  it('is in no history, memo or search attribute of Temporal', () => {
    const files = filesBelow(join(stage().instance.dataDir, 'temporal'));
    expect([...files.keys()].some((file) => file.includes('.db'))).toBe(true);
    for (const [file, octets] of files) expect([file, isIn(octets)]).toEqual([file, []]);
  });

  it('is in no book', () => {
    const { dataDir } = stage().instance;
    for (const folder of ['books', 'books-second']) {
      for (const [file, octets] of filesBelow(join(dataDir, folder))) {
        expect([file, isIn(octets)]).toEqual([file, []]);
      }
    }
  });

  it('lies sealed in the evidence and in no plain file of it', () => {
    const files = filesBelow(join(stage().instance.dataDir, 'evidence'));
    expect([...files.keys()].some((file) => file.endsWith('.pack'))).toBe(true);
    for (const [file, octets] of files) expect([file, isIn(octets)]).toEqual([file, []]);
  });

  it('would be found wherever a file of the instance held it, and is in none', () => {
    const { dataDir } = stage().instance;
    expect(leaksIn(dataDir)).toEqual([]);
    const seeded = join('logs', 'seeded.log');
    writeFileSync(join(dataDir, seeded), `refused: ${Buffer.from(ADDRESS).toString('hex')}\n`);
    expect(leaksIn(dataDir)).toEqual([seeded]);
    rmSync(join(dataDir, seeded));
  });

  it.each(['toroku_office_owner', 'toroku_enclave_owner', 'toroku_queues'] as const)(
    'is in no table of %s',
    async (role) => {
      const tables = await tablesOf(stage().instance.databaseUrl(role));
      expect(tables.size).toBeGreaterThan(3);
      for (const [name, rows] of tables) expect([name, isIn(rows)]).toEqual([name, []]);
    },
  );
});
