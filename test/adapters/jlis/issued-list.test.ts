import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAbout, openIssuedList, type IssuedList } from '../../../adapters/jlis/issued-list.ts';
import { readCertificate, type X509Certificate } from '../../../adapters/x509/certificate.ts';
import type { Card } from '../../../simulator/card.ts';
import type { Jlis } from '../../../simulator/jlis.ts';
import type { PersonaName } from '../../../simulator/personas.ts';
import { Workbench } from '../../simulator/workbench.ts';

const DAY_MS = 24 * 3_600_000;

const bench = new Workbench();
let jlis: Jlis;
let anchors: X509Certificate[];

beforeAll(async () => {
  jlis = await bench.open();
  anchors = jlis.anchors.map(readCertificate);
});
afterAll(() => bench.close());

const opened = (list: ReturnType<typeof openIssuedList>): IssuedList => {
  if ('refused' in list) throw new Error(list.refused);
  return list;
};

const certificateOf = (card: Card): X509Certificate => readCertificate(card.certificate);

describe('openIssuedList', () => {
  it('opens a list of any pinned CA, and says whose it is', async () => {
    for (const id of ['sign-2', 'sign-3'] as const) {
      const { issuer } = opened(openIssuedList(await jlis.revocationList(id), anchors, new Date()));
      expect(issuer.der).toEqual(await jlis.authorityCertificate(id));
    }
  });

  it.each<[string, RegExp, (list: Buffer) => [Buffer, Date]]>([
    ['is no CRL', /cannot be read/, () => [Buffer.from('<html>'), new Date()]],
    [
      'has one octet more',
      /cannot be read/,
      (list) => [Buffer.concat([list, list.subarray(0, 1)]), new Date()],
    ],
    ['is of last week', /^time$/, (list) => [list, new Date(Date.now() + 7 * DAY_MS)]],
    ['is of tomorrow', /^time$/, (list) => [list, new Date(Date.now() - DAY_MS)]],
    [
      'was altered',
      /^signature$/,
      (list) => {
        const copy = Buffer.from(list);
        copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1;
        return [copy, new Date()];
      },
    ],
  ])('refuses one that %s', async (_, why, alter) => {
    const [list, at] = alter(await jlis.revocationList('sign-3'));
    expect(openIssuedList(list, anchors, at)).toEqual({ refused: expect.stringMatching(why) });
  });

  it('refuses one of a CA that only has the name of a pinned one, and one of a stranger', async () => {
    const impostor = await jlis.revocationList('impostor-sign');
    expect(openIssuedList(impostor, anchors, new Date())).toEqual({ refused: 'signature' });
    const stranger = await jlis.revocationList('other-sign');
    expect(openIssuedList(stranger, anchors, new Date())).toEqual({
      refused: 'no pinned CA has its name',
    });
  });
});

const saidOf = async (who: PersonaName) => {
  const card = await jlis.issueCard(who);
  const list = opened(
    openIssuedList(await jlis.revocationList(card.record.issuer), anchors, new Date()),
  );
  return listAbout(list, certificateOf(card)).find(card.serialNumber);
};

describe('listAbout', () => {
  it('says good of what is not on it, and why of what is', async () => {
    expect(await saidOf('ordinary')).toEqual({
      jlisStatus: 'good',
      jlisRevocationReason: 'notRevoked',
    });
    expect(await saidOf('stolen')).toMatchObject({
      jlisStatus: 'revoked',
      jlisRevocationReason: 'keyCompromise',
      revokedAt: expect.any(Date),
    });
    expect(await saidOf('destroyed')).toMatchObject({ jlisRevocationReason: 'unspecified' });
    expect(await saidOf('onHold')).toMatchObject({ jlisStatus: 'onHold' });
  });

  it('says unknown of a certificate that another generation of the CA issued', async () => {
    const card = await jlis.issueCard('ordinary');
    const list = opened(openIssuedList(await jlis.revocationList('sign-2'), anchors, new Date()));
    const certificate = certificateOf(card);
    expect(certificate.issuer).toEqual(list.issuer.subject);
    expect(listAbout(list, certificate).find(card.serialNumber).jlisStatus).toBe('unknown');
  });
});
